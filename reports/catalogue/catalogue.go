// Package catalogue prints the requirements that montcheck decides, and the
// documents that they come from.
package catalogue

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/montcheck/montcheck/reports/messages"
	"github.com/montcheck/montcheck/reports/plain"
	"github.com/montcheck/montcheck/reports/terminal"
	"github.com/montcheck/montcheck/requirements"
)

// Entry is a requirement with the ids of the specs that decide it.
type Entry struct {
	requirements.Requirement
	Specs []string `json:"specs"`
}

// From returns the entries whose requirements come from a document, and all
// where the document's id is empty. The error for an unknown id names those
// that there are.
func From(document string, all []Entry) ([]Entry, error) {
	var known []string
	for _, d := range requirements.Documents() {
		known = append(known, d.ID)
	}
	if document != "" && !slices.Contains(known, document) {
		return nil, fmt.Errorf("--document: there is no document %q; requirements come from %s", document,
			strings.Join(known, ", "))
	}
	return slices.DeleteFunc(slices.Clone(all), func(e Entry) bool { return document != "" && e.Document != document }),
		nil
}

// Write prints entries as a table with its legend, as JSON (in all languages)
// or as CSV. Lang is en or ru.
func Write(w io.Writer, all []Entry, format, lang string) error {
	switch format {
	case "json":
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(all)
	case "csv":
		return writeCSV(w, all, lang)
	case "table":
		return writeTable(w, all, lang)
	}
	return fmt.Errorf("--format is table, json or csv, not %q", format)
}

func writeCSV(w io.Writer, all []Entry, lang string) error {
	out := csv.NewWriter(w)
	out.Write([]string{"id", "module", "level", "title", "statement", "document", "section", "quote", "specs"})
	for _, e := range all {
		out.Write(
			[]string{e.ID, e.Module, string(e.Level), e.Title.In(lang), e.Statement.In(lang), e.Document, e.Section,
				e.Quote, strings.Join(e.Specs, "\n")})
	}
	out.Flush()
	return out.Error()
}

func writeTable(w io.Writer, all []Entry, lang string) error {
	m, err := messages.In(lang)
	if err != nil {
		return err
	}
	table := terminal.Table{
		Header: []string{m.T("requirement"), m.T("level"), m.T("wording"), m.T("source"), m.T("decided")},
		Widths: []int{0, 0, 38, 38, 60},
	}
	var cited []requirements.Requirement
	for _, e := range all {
		table.Rows = append(table.Rows,
			[]string{e.ID, m.Level(e.Level), e.Title.In(lang), source(m, e.Requirement), decidedBy(m, e.Specs)})
		cited = append(cited, e.Requirement)
	}
	if err := table.Write(w); err != nil {
		return err
	}
	for _, d := range requirements.Cited(cited...) {
		if _, err := fmt.Fprintf(w, "%s: %s\n", d.ID, plain.Document(m, d)); err != nil {
			return err
		}
	}
	return nil
}

// source is where a requirement is said, and what is said there.
func source(m *messages.Messages, q requirements.Requirement) string {
	at := q.Document + ", " + q.Section
	if says := plain.Says(m, q); says != "" {
		at += "\n" + says
	}
	return at
}

// decidedBy lists specs for a cell of a table: all of a few, a few of many.
func decidedBy(m *messages.Messages, specs []string) string {
	const few = 3
	if len(specs) <= few {
		return strings.Join(specs, "\n")
	}
	return strings.Join(specs[:few], "\n") + "\n" + m.T("decided.more", len(specs)-few)
}
