package ordering

import (
	"testing"

	"github.com/beevik/etree"
	"github.com/google/go-cmp/cmp"
)

// TestLinesByTheirNumbers reads the texts of lines by their numbers. Of two with the same one, no answer can be told to
// be of the first or of the second.
func TestLinesByTheirNumbers(t *testing.T) {
	line := func(number, part string) string {
		return "<L><OrderLineNum>" + number + "</OrderLineNum><PartNum>" + part + "</PartNum></L>"
	}
	d := etree.NewDocument()
	if err := d.ReadFromString("<O><OrderNum>1</OrderNum><SendOrderLines>" +
		line("1-1", "A") + line("1-2", "B") + line("1-1", "C") + "</SendOrderLines></O>"); err != nil {
		t.Fatal(err)
	}
	want := texts{"OrderNum": "1", "OrderLineNum of line 1-2": "1-2", "PartNum of line 1-2": "B"}
	if diff := cmp.Diff(want, textsOf(d.Root())); diff != "" {
		t.Error(diff)
	}
}
