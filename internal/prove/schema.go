package prove

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/schemas"
)

// shownBySchema tells whether schema validation by itself would have found
// something in the answers of a run. It counts the findings that have a place
// in an answer and are about conformance to a schema (requirements named
// …-SCH-…) or well-formedness (MNT-XML-01); and it validates the answers that
// the run carries whole, whatever the suite made of them.
func shownBySchema(r *run.Run) bool {
	for _, s := range r.Specs {
		if slices.ContainsFunc(s.Findings, ofSchema) {
			return true
		}
	}
	return slices.ContainsFunc(r.Exchanges, invalid)
}

func ofSchema(f run.Finding) bool {
	about := strings.Contains(f.Requirement, "-SCH-") || f.Requirement == "MNT-XML-01"
	return about && f.Place != nil && (f.Verdict == run.Fail || f.Verdict == run.Warn)
}

// invalid tells whether an answer with status 200 does not satisfy the schema
// of its method, or is no JSON where it is served as JSON. Other answers may be
// pages that no schema is about.
func invalid(x run.Exchange) bool {
	if x.Response == nil || x.Error != "" || x.Response.Status != 200 || !x.Response.Body.Whole() {
		return false
	}
	body := append([]byte(x.Response.Body.Text), x.Response.Body.Binary...)
	schema, ok := schemaOf(x)
	if !ok {
		return strings.Contains(strings.ToLower(x.Response.Header.Get("Content-Type")), "json") && !json.Valid(body)
	}
	report, err := schema.Validate(bytes.NewReader(body))
	return err == nil && !report.Valid()
}

// validator is a schema, of XML or of JSON.
type validator interface {
	Validate(io.Reader) (schemas.Report, error)
}

func schemaOf(x run.Exchange) (validator, bool) {
	switch x.Module {
	case endpoint.Content, endpoint.Transport:
		return schemas.Content(x.Operation)
	case endpoint.EKey:
		return schemas.EKey(x.Operation)
	case endpoint.EKey2:
		return schemas.EKey2(x.Operation)
	case endpoint.Westcon:
		if x.Operation == endpoint.TokenOperation {
			return schemas.WestconToken, true
		}
		return schemas.WestconOrderStatus, x.Operation == "orderStatus"
	}
	return nil, false
}
