// Package schemas holds the schemas that the services' answers must satisfy, and the door to them: which schema an
// answer has, what is wrong with the answer, and which requirement that breaks. The files can be read without Go.
package schemas

import (
	"embed"
	"io"
	"io/fs"

	"github.com/montcheck/montcheck/internal/xsd"
)

//go:embed *.xsd content/*.xsd ekey/*.xsd ekey2/*.xsd westcon/*.json
var files embed.FS

// FS holds the schema files, such as content/product-list.xsd.
func FS() fs.FS { return files }

// A Report says what is wrong with a document; each of its problems names the requirement that it breaks.
type (
	Report  = xsd.Report
	Problem = xsd.Problem
	Kind    = xsd.Kind
	Limits  = xsd.Limits
)

// OutOfOrder is the kind of an element that is right but for its place among the others.
const OutOfOrder = xsd.Order

// DefaultLimits are the limits of Validate.
func DefaultLimits() Limits { return xsd.DefaultLimits() }

// A Schema is what the answers of one method must satisfy, or its requests. It may be used by many goroutines at once.
type Schema struct {
	service  *service
	method   string
	file     string
	fallback string // the requirement of problems that have no other
	compiled *xsd.Schema
}

// Method is the method's name in the source document.
func (s *Schema) Method() string { return s.method }

// File is the schema's path in FS.
func (s *Schema) File() string { return s.file }

// Validate reads a body from r, bounded by the default limits. The error is non-nil only when r failed or
// validation could not work; what is wrong with the document is in the Report.
func (s *Schema) Validate(r io.Reader) (Report, error) { return s.ValidateWithin(r, Limits{}) }

// ValidateWithin is Validate with limits of the caller; zero ones are the defaults.
func (s *Schema) ValidateWithin(r io.Reader, limits Limits) (Report, error) {
	report, err := s.compiled.Validate(r, limits)
	for i := range report.Problems {
		p := &report.Problems[i]
		p.Requirement = s.requirement(*p)
		p.Explain = s.service.matters[p.Kind]
	}
	return report, err
}
