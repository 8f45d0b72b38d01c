package montcontent

import "testing"

func TestPath(t *testing.T) {
	for _, c := range []struct {
		method    Method
		arguments []any
		want      string
	}{
		{GetAllVendors, nil, "GetAllVendors"},
		{GetFamilyGroup, []any{int64(7)}, "GetFamilyGroup/7"},
		{GetFamilyGroupProducts, []any{1, true}, "GetFamilyGroupProducts?familyGroupId=1&withPrice=True"},
		{GetProduct, []any{"К+&/ 1", false}, "GetProduct?partNum=%D0%9A%2B%26%2F%201&withPrice=False"},
	} {
		got, err := c.method.Path(nil, c.arguments...)
		if err != nil || got != c.want {
			t.Errorf("%s%v: %q, %v; want %q", c.method.Name, c.arguments, got, err, c.want)
		}
	}
	if _, err := GetFamilyGroup.Path(nil, nil...); err == nil {
		t.Error("a missing argument was not noticed")
	}
}
