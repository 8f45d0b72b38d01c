// Package documented holds the description of a JSON form against the model
// that it describes.
package documented

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// Agrees fails t unless the document at path names the format and, under a
// heading of its type, every field of the model and no other. Fields are rows
// of a table that begin with the name in backquotes; headings that name no
// type have no such tables.
func Agrees(t *testing.T, path, format string, model reflect.Type) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	if !strings.Contains(text, "`"+format+"`") {
		t.Errorf("the document does not name %q", format)
	}
	described := sections(text)
	types := map[string][]string{}
	collect(model, types)
	for name, fields := range types {
		slices.Sort(fields)
		if !slices.Equal(described[name], fields) {
			t.Errorf("%s has the fields %v; the document gives %v", name, fields, described[name])
		}
		delete(described, name)
	}
	for name, fields := range described {
		if len(fields) > 0 {
			t.Errorf("the document describes %s, which the model does not have", name)
		}
	}
}

var row = regexp.MustCompile("(?m)^\\| `([^`]+)` \\|")

func sections(text string) map[string][]string {
	all := map[string][]string{}
	for _, part := range regexp.MustCompile("(?m)^##+ ").Split(text, -1)[1:] {
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
