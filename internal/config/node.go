package config

import (
	"github.com/montcheck/montcheck/internal/problem"
	"github.com/montcheck/montcheck/internal/strictyaml"
)

// reader resolves the variables of a file's values.
type reader struct {
	lookup func(string) (string, bool) // of environment variables
	doubts problem.List                // what is allowed, and hardly meant
}

// node is a value of the file.
type node struct {
	strictyaml.Node
	*reader
}

// object is a mapping whose keys are read one by one.
type object struct {
	*strictyaml.Object
	*reader
}

func (n node) object() *object { return &object{n.Object(), n.reader} }

// optional returns the value of a key.
func (o *object) optional(key string) (node, bool) {
	n, ok := o.Optional(key)
	return node{n, o.reader}, ok
}

// required returns the value of a key; its absence is a problem.
func (o *object) required(key, why string) (node, bool) {
	n, ok := o.Required(key, why)
	return node{n, o.reader}, ok
}

// items returns the items of a list.
func (n node) items() []node {
	var items []node
	for _, item := range n.Items("a list of texts") {
		items = append(items, node{item, n.reader})
	}
	return items
}
