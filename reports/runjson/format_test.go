package runjson

import (
	"reflect"
	"testing"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/internal/documented"
)

func TestDocumentAgreesWithTheModel(t *testing.T) {
	documented.Agrees(t, "../../docs/run-format.md", run.Format, reflect.TypeFor[run.Run]())
}
