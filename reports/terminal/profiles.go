package terminal

import (
	"io"
	"strconv"
	"strings"

	"github.com/olekukonko/tablewriter/pkg/twwarp"
	"github.com/olekukonko/tablewriter/tw"

	"github.com/montcheck/montcheck/loadprofiles"
	"github.com/montcheck/montcheck/reports/plain"
	"github.com/montcheck/montcheck/reports/printable"
)

// WriteProfiles lists load profiles.
func WriteProfiles(w io.Writer, all []*loadprofiles.Profile, o Options) error {
	m, err := o.messages()
	if err != nil {
		return err
	}
	if o.Width <= 0 {
		o.Width = 100
	}
	const numbers = 55 // columns that the other cells take, about
	t := newTable(w, []string{m.T("load.profile"), m.T("load.rate"), m.T("duration"), m.T("load.partners"), ""},
		[]tw.Align{tw.AlignLeft, tw.AlignRight, tw.AlignRight, tw.AlignRight, tw.AlignLeft})
	for _, p := range all {
		about, _ := twwarp.WrapString(printable.Line(p.About.In(m.Lang)), max(o.Width-numbers, 25))
		if err := t.Append([]string{
			printable.Line(p.Name), strconv.FormatFloat(p.Peak(), 'f', -1, 64), plain.Duration(m, p.Duration()),
			strconv.Itoa(p.Population.Partners), strings.Join(about, "\n"),
		}); err != nil {
			return err
		}
	}
	return t.Render()
}
