// Package requirements is the catalogue of what montcheck decides: every
// requirement with its level, its wording in English and Russian, and the
// section of the source document that it comes from. The catalogue itself is
// the YAML files beside this one.
package requirements

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/montcheck/montcheck/internal/strictyaml"
)

//go:embed *.yaml
var files embed.FS

// Level is how strongly the documents ask for a requirement.
type Level string

// The levels of a requirement.
const (
	Must     Level = "must"     // a document says so
	Derived  Level = "derived"  // follows from what documents say; counts like Must
	Advisory Level = "advisory" // documents are silent or contradict themselves: never a failure
)

// Binding tells whether a requirement of this level decides conformance.
func (l Level) Binding() bool { return l == Must || l == Derived }

// Text is a text for people in the languages of the reports.
type Text struct {
	En string `json:"en" yaml:"en"`
	Ru string `json:"ru" yaml:"ru"`
}

// In returns the text in lang, "en" or "ru".
func (t Text) In(lang string) string {
	if lang == "ru" {
		return t.Ru
	}
	return t.En
}

// Requirement is one thing that a conforming service does. Ids are permanent.
type Requirement struct {
	ID        string `json:"id" yaml:"id"`
	Module    string `json:"module" yaml:"-"` // the module whose certification decides it
	Level     Level  `json:"level" yaml:"level"`
	Title     Text   `json:"title" yaml:"title"`
	Statement Text   `json:"statement" yaml:"statement"`
	Document  string `json:"document" yaml:"document"` // the id of a Document
	Section   string `json:"section" yaml:"section"`   // as the document titles it

	// Quote is the sentence of the document that says so, letter for letter,
	// or that it follows from at level Derived. Of W, whose pages are not
	// public, it is the fact in other words.
	Quote string `json:"quote,omitempty" yaml:"quote"`
}

// file is the form of a module's YAML file.
type file struct {
	Module       string        `yaml:"module"`
	Requirements []Requirement `yaml:"requirements"`
}

// order is the order of the catalogue's files in every report.
var order = []string{"transport.yaml", "content.yaml", "ekey.yaml", "ekey2.yaml", "westcon.yaml"}

// catalogue is what the files hold.
type catalogue struct {
	requirements []Requirement
	documents    []Document
}

// All returns the catalogue in its order. The caller owns the slice.
func All() []Requirement { return slices.Clone(load().requirements) }

// ByID returns the requirement with the given id.
func ByID(id string) (Requirement, bool) {
	all := load().requirements
	i := slices.IndexFunc(all, func(r Requirement) bool { return r.ID == id })
	if i < 0 {
		return Requirement{}, false
	}
	return all[i], true
}

var load = sync.OnceValue(func() catalogue {
	c, err := read(files)
	if err != nil {
		panic(err) // embedded data, kept by this package's test
	}
	return c
})

var idForm = regexp.MustCompile(`^[A-Z0-9]+(-[A-Za-z0-9]+)+$`)

// read reads the catalogue and refuses what a report could not print.
func read(fsys fs.FS) (catalogue, error) {
	documents, err := readDocuments(fsys)
	if err != nil {
		return catalogue{}, err
	}
	c := catalogue{documents: documents}
	seen := map[string]bool{}
	for _, name := range order {
		var f file
		r, err := decode(fsys, name, &f)
		if err != nil {
			return catalogue{}, err
		}
		for i, one := range f.Requirements {
			one.Module = f.Module
			err := one.check()
			switch {
			case err != nil:
			case seen[one.ID]:
				err = errors.New("is there twice")
			case len(cited(documents, one)) == 0:
				err = fmt.Errorf("documents.yaml has no %q", one.Document)
			}
			if err != nil {
				r.Fail(fmt.Sprintf("requirements[%d]", i), "%s %v", one.ID, err)
			}
			seen[one.ID] = true
			c.requirements = append(c.requirements, one)
		}
		if err := r.Problems.Err(); err != nil {
			return catalogue{}, fmt.Errorf("requirements: %w", err)
		}
	}
	return c, nil
}

// decode reads a file into what to points at. The reading takes what else is wrong with it.
func decode(fsys fs.FS, name string, to any) (*strictyaml.Reading, error) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("requirements: %w", err)
	}
	document, err := strictyaml.Parse(name, data, "requirements, or with documents")
	if err != nil {
		return nil, fmt.Errorf("requirements: %w", err)
	}
	r := document.Read()
	r.Root().Decode(to)
	if err := r.Problems.Err(); err != nil {
		return nil, fmt.Errorf("requirements: %w", err)
	}
	return r, nil
}

// longestQuote is how long a quote may be, in characters.
const longestQuote = 125

func (r Requirement) check() error {
	switch {
	case !idForm.MatchString(r.ID):
		return errors.New("is not of the form CNT-PRD-01")
	case r.Module == "":
		return errors.New("has no module")
	case r.Level != Must && r.Level != Derived && r.Level != Advisory:
		return fmt.Errorf("has the level %q, which is none of must, derived, advisory", r.Level)
	case r.Document == "" || r.Section == "":
		return errors.New("has no document or no section")
	case r.Level.Binding() && r.Quote == "":
		return errors.New("has no quote: no sentence says so, or it would be advisory")
	case len([]rune(r.Quote)) > longestQuote || r.Quote != strings.Join(strings.Fields(r.Quote), " "):
		return fmt.Errorf("has no quote of one line of at most %d characters", longestQuote)
	}
	for _, t := range []Text{r.Title, r.Statement} {
		if t.En == "" || t.Ru == "" {
			return errors.New("wants its title and statement in English and Russian")
		}
	}
	return nil
}
