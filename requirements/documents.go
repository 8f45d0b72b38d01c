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
	if err := decode(fsys, name, &f); err != nil {
		return nil, err
	}
	for _, d := range f.Documents {
		switch {
		case d.Language != "en" && d.Language != "ru":
			return nil, fmt.Errorf("requirements: %s: %s: language is en or ru, not %q", name, d.ID, d.Language)
		case d.Date != "" && !dateForm.MatchString(d.Date):
			return nil, fmt.Errorf("requirements: %s: %s: date is a year and a month, not %q", name, d.ID, d.Date)
		case d.Title.En == "" || d.Title.Ru == "" || d.Where.En == "" || d.Where.Ru == "":
			return nil,
				fmt.Errorf("requirements: %s: %s: title and where are wanted in English and Russian", name, d.ID)
		}
	}
	return f.Documents, nil
}
