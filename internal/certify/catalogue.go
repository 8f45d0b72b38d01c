package certify

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/tw"

	"github.com/montcheck/montcheck/internal/runner"
	"github.com/montcheck/montcheck/requirements"
)

// Decided is a requirement with the ids of the specs that decide it.
type Decided struct {
	requirements.Requirement
	Specs []string `json:"specs"`
}

// Catalogue returns the requirements with the specs that decide each.
func Catalogue() []Decided {
	specs := runner.List(Suites(), "")
	var all []Decided
	for _, q := range requirements.All() {
		d := Decided{Requirement: q, Specs: []string{}}
		for _, s := range specs {
			if slices.Contains(s.Requirements, q.ID) {
				d.Specs = append(d.Specs, s.ID)
			}
		}
		all = append(all, d)
	}
	return all
}

// WriteCatalogue prints the catalogue as a table, as JSON (in all languages)
// or as CSV.
func WriteCatalogue(w io.Writer, format, lang string) error {
	catalogue := Catalogue()
	switch format {
	case "json":
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(catalogue)
	case "csv":
		out := csv.NewWriter(w)
		out.Write([]string{"id", "module", "level", "title", "statement", "document", "section", "quote", "specs"})
		for _, d := range catalogue {
			out.Write([]string{d.ID, d.Module, string(d.Level), d.Title.In(lang), d.Statement.In(lang), d.Document, d.Section, d.Quote, strings.Join(d.Specs, "\n")})
		}
		out.Flush()
		return out.Error()
	case "table":
		table := tablewriter.NewTable(w, tablewriter.WithConfig(tablewriter.Config{
			Header: tw.CellConfig{Formatting: tw.CellFormatting{AutoFormat: tw.Off}, Alignment: tw.CellAlignment{Global: tw.AlignLeft}},
			Row: tw.CellConfig{
				Formatting:   tw.CellFormatting{AutoWrap: tw.WrapNormal},
				ColMaxWidths: tw.CellWidth{PerColumn: tw.Mapper[int, int]{0: 28, 1: 10, 2: 38, 3: 38, 4: 60}},
			},
		}))
		table.Header("Requirement", "Level", "Title", "Source", "Decided by")
		for _, d := range catalogue {
			table.Append(d.ID, string(d.Level), d.Title.In(lang), source(d.Requirement), decidedBy(d.Specs))
		}
		return table.Render()
	}
	return fmt.Errorf("--format is table, json or csv, not %q", format)
}

// source is where a requirement is said, and what is said there.
func source(q requirements.Requirement) string {
	if q.Quote == "" {
		return q.Document + ", " + q.Section
	}
	return q.Document + ", " + q.Section + "\n«" + q.Quote + "»"
}

// decidedBy lists specs for a cell of a table: all of a few, a few of many.
func decidedBy(specs []string) string {
	const few = 3
	if len(specs) <= few {
		return strings.Join(specs, "\n")
	}
	return strings.Join(specs[:few], "\n") + fmt.Sprintf("\nand %d more", len(specs)-few)
}
