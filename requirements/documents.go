package requirements

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
)

// Document is one that requirements come from.
type Document struct {
	ID       string `json:"id" yaml:"id"` // D3
	Title    Text   `json:"title" yaml:"title"`
	Language string `json:"language" yaml:"language"`   // that it is written in: en or ru
	Date     string `json:"date,omitempty" yaml:"date"` // year and month; empty where it says none
	Where    Text   `json:"where" yaml:"where"`         // a reader finds it
}

// Documents returns the documents that the catalogue cites, in the order of a
// report's legend. The caller owns the slice.
func Documents() []Document { return slices.Clone(load().documents) }

// Cited returns the documents that some requirements come from, in the order
// of a report's legend.
func Cited(by ...Requirement) []Document { return cited(load().documents, by...) }

func cited(documents []Document, by ...Requirement) []Document {
	var some []Document
	for _, d := range documents {
		if slices.ContainsFunc(by, func(r Requirement) bool { return r.Document == d.ID }) {
			some = append(some, d)
		}
	}
	return some
}

var dateForm = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}$`)

func readDocuments(fsys fs.FS) ([]Document, error) {
	var f struct {
		Documents []Document `yaml:"documents"`
	}
	const name = "documents.yaml"
	r, err := decode(fsys, name, &f)
	if err != nil {
		return nil, err
	}
	for i, d := range f.Documents {
		key := fmt.Sprintf("documents[%d]", i)
		if d.Language != "en" && d.Language != "ru" {
			r.Fail(key+".language", "is en or ru, not %q", d.Language)
		}
		if d.Date != "" && !dateForm.MatchString(d.Date) {
			r.Fail(key+".date", "is a year and a month, not %q", d.Date)
		}
		if d.Title.En == "" || d.Title.Ru == "" || d.Where.En == "" || d.Where.Ru == "" {
			r.Fail(key, "wants title and where in English and Russian")
		}
	}
	if err := r.Problems.Err(); err != nil {
		return nil, fmt.Errorf("requirements: %w", err)
	}
	return f.Documents, nil
}
