package terminal

import (
	"io"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// Table is a list for people, with borders. Its cells are printable and may
// have several lines.
type Table struct {
	Header []string
	Align  []tw.Align // of the columns; all to the left where it is nil
	Widths []int      // at which the cells of columns wrap, 0 for nowhere; none does where it is nil
	Rows   [][]string
}

// Write draws the table.
func (t Table) Write(w io.Writer) error {
	config := tablewriter.Config{
		Header: tw.CellConfig{Formatting: tw.CellFormatting{AutoFormat: tw.Off},
			Alignment: tw.CellAlignment{Global: tw.AlignLeft}},
		Row: tw.CellConfig{Formatting: tw.CellFormatting{AutoWrap: tw.WrapNone},
			Alignment: tw.CellAlignment{PerColumn: t.Align}},
	}
	if t.Widths != nil {
		widest := tw.Mapper[int, int]{}
		for i, width := range t.Widths {
			if width > 0 {
				widest[i] = width
			}
		}
		config.Row.Formatting.AutoWrap, config.Row.ColMaxWidths.PerColumn = tw.WrapNormal, widest
	}
	table := tablewriter.NewTable(w, tablewriter.WithConfig(config))
	table.Header(t.Header)
	if err := table.Bulk(t.Rows); err != nil {
		return err
	}
	return table.Render()
}

// newTable is a table without borders, whose header is underlined.
func newTable(w io.Writer, header []string, align []tw.Align) *tablewriter.Table {
	table := tablewriter.NewTable(w,
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders: tw.BorderNone,
			Symbols: tw.NewSymbols(tw.StyleLight),
			Settings: tw.Settings{
				Separators: tw.SeparatorsNone,
				Lines: tw.Lines{ShowTop: tw.Off, ShowBottom: tw.Off, ShowHeaderLine: tw.On,
					ShowFooterLine: tw.Off},
			},
		})),
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithRowAutoWrap(tw.WrapNone),
		tablewriter.WithAlignment(align),
	)
	table.Header(header)
	return table
}
