package catalog

import "testing"

func TestMoney(t *testing.T) {
	for text, want := range map[string]Money{
		"0": 0, "0.5": 50, "12.50": 1250, "1490.5": 149050, "007.01": 701, "9999999999.99": MaxMoney,
	} {
		got, err := ParseMoney(text)
		if err != nil || got != want {
			t.Errorf("%s: %d, %v", text, got, err)
		}
		if again, err := ParseMoney(got.String()); err != nil || again != want {
			t.Errorf("%s prints as %s", text, got)
		}
	}
	for _, text := range []string{"", ".", "1.", ".5", "-1", "+1", "1.234", "1,5", "1e3", "10000000000", " 1", "1.-5",
		"1_0", "٣"} {
		if got, err := ParseMoney(text); err == nil {
			t.Errorf("%q read as %s", text, got)
		}
	}
	if s := Money(-5).String(); s != "-0.05" {
		t.Error(s)
	}
}
