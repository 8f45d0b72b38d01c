package runjson

import (
	"reflect"
	"testing"

	"github.com/montcheck/montcheck/internal/documented"
	"github.com/montcheck/montcheck/internal/run"
)

func TestDocumentAgreesWithTheModel(t *testing.T) {
	documented.Agrees(t, "../../docs/run-format.md", run.Format, reflect.TypeFor[run.Run]())
}
