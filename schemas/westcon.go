package schemas

import (
	"cmp"
	"fmt"
	"io"
	"sync"

	"github.com/montcheck/montcheck/internal/jsonschema"
)

// A JSONSchema is what a JSON document of Westcon's must satisfy. It may be used by many goroutines at once.
type JSONSchema struct {
	file     string
	fallback string // the requirement of problems that have no other
	compiled func() *jsonschema.Schema
}

func jsonSchema(file, fallback string) *JSONSchema {
	return &JSONSchema{file: file, fallback: fallback, compiled: sync.OnceValue(func() *jsonschema.Schema {
		compiled, err := jsonschema.Compile(files, file)
		if err != nil {
			panic(fmt.Sprintf("schemas: %v", err)) // embedded, kept by this package's test
		}
		return compiled
	})}
}

// File is the schema's path in FS.
func (s *JSONSchema) File() string { return s.file }

// Validate reads a body from r, bounded by the default limits. The error is non-nil only when r failed or
// validation could not work; what is wrong with the document is in the Report.
func (s *JSONSchema) Validate(r io.Reader) (Report, error) { return s.ValidateWithin(r, Limits{}) }

// ValidateWithin is Validate with limits of the caller; zero ones are the defaults.
func (s *JSONSchema) ValidateWithin(r io.Reader, limits Limits) (Report, error) {
	report, err := s.compiled().Validate(r, limits)
	for i := range report.Problems {
		p := &report.Problems[i]
		p.Requirement = cmp.Or(p.Requirement, s.fallback)
	}
	return report, err
}

// The documents of Westcon's token authority and of its API: D2, and RFC 6749 for what a refused token request is told.
var (
	WestconToken              = jsonSchema("westcon/token.json", "WST-TOK-01")
	WestconTokenError         = jsonSchema("westcon/token-error.json", "WST-TOK-02")
	WestconGatewayError       = jsonSchema("westcon/gateway-error.json", "WST-ERR-01")
	WestconOrderStatusRequest = jsonSchema("westcon/order-status-request.json", "WST-REQ-01")
	WestconOrderStatus        = jsonSchema("westcon/order-status.json", "WST-SCH-01")
)
