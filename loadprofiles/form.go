package loadprofiles

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"github.com/montcheck/montcheck/internal/problem"
)

// form holds what a file says against the form of t, before it is decoded: at
// each place only the keys that belong there, and values of their kind. What
// YAML refers to elsewhere (anchors, aliases, tags) is left to the decoder.
func (r *reader) form(n ast.Node, t reflect.Type, path string) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch n.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		return
	case *ast.NullNode:
		return // as if the key were not there
	}
	switch t {
	case reflect.TypeFor[yaml.MapSlice]():
		if _, ok := n.(ast.MapNode); !ok {
			r.wants(n, path, "keys with their values")
		}
		return
	case reflect.TypeFor[Rate]():
		if number(n) {
			return
		}
		if _, ok := n.(ast.MapNode); !ok {
			r.wants(n, path, "a number of requests a second, or { from: 5, to: 50 }")
			return
		}
	case reflect.TypeFor[Duration](), reflect.TypeFor[Behind](), reflect.TypeFor[Part]():
		if _, ok := n.(ast.ScalarNode); !ok {
			r.wants(n, path,
				map[string]string{"Duration": "a length of time such as 30s", "Behind": "a number of versions, or all",
					"Part": "a part such as 50%"}[t.Name()])
			return
		}
		if err := reflect.New(t).Interface().(yaml.NodeUnmarshaler).UnmarshalYAML(n); err != nil {
			r.at(n, path, err.Error())
		}
		return
	}
	switch t.Kind() {
	case reflect.Struct:
		r.keys(n, t, path)
	case reflect.Slice:
		all, ok := n.(*ast.SequenceNode)
		if !ok {
			r.wants(n, path, "a list")
			return
		}
		for i, one := range all.Values {
			r.form(one, t.Elem(), fmt.Sprintf("%s[%d]", path, i))
		}
	case reflect.Int:
		if _, ok := n.(*ast.IntegerNode); !ok {
			r.wants(n, path, "a whole number")
		}
	case reflect.Float64:
		if !number(n) {
			r.wants(n, path, "a number")
		}
	case reflect.String:
		if _, ok := n.(ast.ScalarNode); !ok {
			r.wants(n, path, "a text")
		}
	}
}

// keys holds a mapping against the fields of a struct.
func (r *reader) keys(n ast.Node, t reflect.Type, path string) {
	mapping, ok := n.(ast.MapNode)
	if !ok {
		wanted := "keys with their values: " + strings.Join(keysOf(t), ", ")
		if t == reflect.TypeFor[Text]() {
			wanted = "the text by language, such as { en: My load }"
		}
		r.wants(n, path, wanted)
		return
	}
	known := fieldsOf(t)
	for at := mapping.MapRange(); at.Next(); {
		key := at.Key().GetToken().Value
		if _, merge := at.Key().(*ast.MergeKeyNode); merge {
			continue
		}
		inner := strings.TrimPrefix(path+"."+key, ".")
		field, ok := known[key]
		if !ok {
			r.at(at.Key(), inner, "unknown key"+problem.DidYouMean(key, keysOf(t)))
			continue
		}
		r.form(at.Value(), field, inner)
	}
}

// fieldsOf are the keys of a struct in a file, with their types.
func fieldsOf(t reflect.Type) map[string]reflect.Type {
	all := map[string]reflect.Type{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, inline, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case inline == "inline":
			for key, one := range fieldsOf(f.Type) {
				all[key] = one
			}
		case name != "" && name != "-":
			all[name] = f.Type
		}
	}
	return all
}

func keysOf(t reflect.Type) []string {
	var all []string
	for key := range fieldsOf(t) {
		all = append(all, key)
	}
	slices.Sort(all)
	return all
}

func number(n ast.Node) bool {
	switch n.(type) {
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return true
	}
	return false
}

func (r *reader) wants(n ast.Node, path, what string) {
	is := ""
	if scalar, ok := n.(ast.ScalarNode); ok {
		is = fmt.Sprintf(", and is %q", scalar.GetToken().Value)
	}
	r.at(n, path, "wants "+what+is)
}

// at adds a problem of a node.
func (r *reader) at(n ast.Node, path, message string) {
	p := problem.Problem{File: r.path, Line: 1, Column: 1, Key: path, Message: message}
	if token := n.GetToken(); token != nil && token.Position != nil {
		p.Line, p.Column = token.Position.Line, token.Position.Column
	}
	r.problems = append(r.problems, p)
}
