package runjson

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/montcheck/montcheck/internal/run"
)

// The document names every field of the model, under a heading of its type,
// and no other.
func TestDocumentAgreesWithTheModel(t *testing.T) {
	data, err := os.ReadFile("../../docs/run-format.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	if !strings.Contains(text, "`"+run.Format+"`") {
		t.Errorf("the document does not name %q", run.Format)
	}
	documented := sections(text)
	model := map[string][]string{}
	collect(reflect.TypeFor[run.Run](), model)
	for name, fields := range model {
		slices.Sort(fields)
		if !slices.Equal(documented[name], fields) {
			t.Errorf("%s has the fields %v; the document gives %v", name, fields, documented[name])
		}
		delete(documented, name)
	}
	for name := range documented {
		t.Errorf("the document describes %s, which the model does not have", name)
	}
}

var row = regexp.MustCompile("(?m)^\\| `([^`]+)` \\|")

func sections(text string) map[string][]string {
	all := map[string][]string{}
	for _, part := range strings.Split(text, "\n## ")[1:] {
		name, _, _ := strings.Cut(part, "\n")
		all[name] = []string{}
		for _, m := range row.FindAllStringSubmatch(part, -1) {
			all[name] = append(all[name], m[1])
		}
		slices.Sort(all[name])
	}
	return all
}

// collect gathers the JSON names of a struct's fields, and of those it holds.
func collect(t reflect.Type, into map[string][]string) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		collect(t.Elem(), into)
		return
	}
	if t.Kind() != reflect.Struct || t == reflect.TypeFor[time.Time]() || into[t.Name()] != nil {
		return
	}
	into[t.Name()] = fields(t, into)
}

func fields(t reflect.Type, into map[string][]string) []string {
	var names []string
	for _, f := range reflect.VisibleFields(t) {
		if f.Anonymous || !f.IsExported() {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		names = append(names, name)
		collect(f.Type, into)
	}
	return names
}
