package strictyaml

import (
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Reader is a type that reads its values itself, and fails on the node where one is not what it should be.
type Reader interface{ ReadYAML(n Node) }

// Decode reads the value into what to points at: the fields of a struct by their yaml tags (with inline), lists, texts,
// whole numbers, numbers and booleans. A Reader reads itself; a field of type Node takes the value as it is. What the
// file leaves out, or empty, stays as it was.
func (n Node) Decode(to any) { n.decode(reflect.ValueOf(to).Elem()) }

func (n Node) decode(to reflect.Value) {
	if n.IsEmpty() && n.Key != "" {
		return
	}
	if to.Kind() == reflect.Pointer {
		to.Set(reflect.New(to.Type().Elem()))
		to = to.Elem()
	}
	switch special := to.Addr().Interface().(type) {
	case Reader:
		special.ReadYAML(n)
		return
	case *Node:
		*special = n
		return
	}
	switch to.Kind() {
	case reflect.Struct:
		n.fields(to)
	case reflect.Slice:
		items := n.Items("a list")
		all := reflect.MakeSlice(to.Type(), len(items), len(items))
		for i, item := range items {
			item.decode(all.Index(i))
		}
		to.Set(all)
	case reflect.String:
		text, _ := n.Text("a text")
		to.SetString(text)
	case reflect.Int:
		number, ok := n.Whole()
		if !ok {
			n.Wants("a whole number")
		}
		to.SetInt(int64(number))
	case reflect.Float64:
		number, ok := n.Number()
		if !ok {
			n.Wants("a number")
		}
		to.SetFloat(number)
	case reflect.Bool:
		flag, ok := n.yaml.(*ast.BoolNode)
		if !ok {
			n.Wants("true or false")
			return
		}
		to.SetBool(flag.Value)
	default:
		panic("strictyaml: no form in YAML for " + to.Type().String())
	}
}

func (n Node) fields(to reflect.Value) {
	all := map[string]reflect.Value{}
	collect(to, all)
	if !n.IsMapping() {
		var keys []string
		for key := range all {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		n.Wants("keys with their values: " + strings.Join(keys, ", "))
		return
	}
	o := n.Object()
	defer o.Close()
	for key, field := range all {
		if value, ok := o.Optional(key); ok {
			value.decode(field)
		}
	}
}

// collect gathers the fields of a struct by their keys.
func collect(from reflect.Value, all map[string]reflect.Value) {
	for i := range from.NumField() {
		name, option, _ := strings.Cut(from.Type().Field(i).Tag.Get("yaml"), ",")
		switch {
		case option == "inline":
			collect(from.Field(i), all)
		case name != "" && name != "-":
			all[name] = from.Field(i)
		}
	}
}
