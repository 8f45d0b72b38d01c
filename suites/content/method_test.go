package content

import "testing"

func TestExpand(t *testing.T) {
	for _, c := range []struct {
		method    method
		arguments []any
		want      string
	}{
		{getAllVendors, nil, "GetAllVendors"},
		{getFamilyGroup, []any{int64(7)}, "GetFamilyGroup/7"},
		{getFamilyGroupProducts, []any{1, true}, "GetFamilyGroupProducts?familyGroupId=1&withPrice=True"},
		{getProduct, []any{"К+&/ 1", false}, "GetProduct?partNum=%D0%9A%2B%26%2F%201&withPrice=False"},
	} {
		got, err := c.method.expand(c.method.form, c.arguments)
		if err != nil || got != c.want {
			t.Errorf("%s%v: %q, %v; want %q", c.method.name, c.arguments, got, err, c.want)
		}
	}
	if _, err := getFamilyGroup.expand(getFamilyGroup.form, nil); err == nil {
		t.Error("a missing argument was not noticed")
	}
}
