// Package strictyaml reads the YAML that people write for montcheck: every value with its full key and its place, each
// key that nobody asked for a problem, and all problems at once. docs/decisions/strict-yaml.md says why no decoder of a
// library does it.
package strictyaml

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/montcheck/montcheck/internal/problem"
)

// Document is a file of one document of sound YAML.
type Document struct {
	path    string
	body    ast.Node
	anchors []*ast.AnchorNode // in the order of the file
}

// Parse reads the text of the file at path. The error is a problem.List, which says of a file without a document that
// it wants one with what is named.
func Parse(path string, text []byte, with string) (*Document, error) {
	text, err := problem.UTF8(path, text)
	if err != nil {
		return nil, err
	}
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		p := problem.Problem{File: path, Line: 1, Column: 1, Message: "is not sound YAML"}
		var syntax *yaml.SyntaxError
		if errors.As(err, &syntax) {
			p.Line, p.Column = syntax.Token.Position.Line, syntax.Token.Position.Column
			p.Message += ": " + syntax.Message
		}
		return nil, problem.List{p}
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return nil, problem.List{{File: path, Line: 1, Column: 1, Message: "wants one YAML document with " + with}}
	}
	d := &Document{path: path, body: file.Docs[0].Body}
	ast.Walk(d, d.body)
	return d, nil
}

// Visit notes the anchors.
func (d *Document) Visit(n ast.Node) ast.Visitor {
	if anchor, ok := n.(*ast.AnchorNode); ok {
		d.anchors = append(d.anchors, anchor)
	}
	return d
}

// follow returns what an anchor, or an alias of an earlier one, stands for. An alias of no anchor is itself.
func (d *Document) follow(n ast.Node) ast.Node {
	for range 10 { // of those that stand for each other
		switch y := n.(type) {
		case *ast.AnchorNode:
			n = y.Value
		case *ast.AliasNode:
			meant := d.anchor(y)
			if meant == nil {
				return n
			}
			n = meant.Value
		default:
			return n
		}
	}
	return n
}

// anchor is the last one of an alias's name before it.
func (d *Document) anchor(alias *ast.AliasNode) *ast.AnchorNode {
	var last *ast.AnchorNode
	for _, a := range d.anchors {
		if a.Start.Position.Offset < alias.Start.Position.Offset && a.Name.String() == alias.Value.String() {
			last = a
		}
	}
	return last
}

// Reading collects what is wrong with a document while its values are read.
type Reading struct {
	File     string
	Problems problem.List
	Private  bool // values may be secrets: no message quotes one

	document *Document
	places   map[string]*token.Position // by full key
}

// Read begins a reading.
func (d *Document) Read() *Reading {
	return &Reading{File: d.path, document: d, places: map[string]*token.Position{}}
}

// Root is the document as a value.
func (r *Reading) Root() Node {
	return Node{Reading: r, keyAt: &token.Position{Line: 1, Column: 1}, yaml: r.document.follow(r.document.body)}
}

// Fail adds a problem of a key that was read, such as stages[0].rate. The place of one that is missing is that of what
// should hold it.
func (r *Reading) Fail(key, format string, args ...any) {
	at := &token.Position{Line: 1, Column: 1}
	for outer := key; outer != ""; outer = outer[:max(strings.LastIndexAny(outer, ".["), 0)] {
		if place, ok := r.places[outer]; ok {
			at = place
			break
		}
	}
	r.failAt(at, key, format, args...)
}

func (r *Reading) failAt(at *token.Position, key, format string, args ...any) {
	r.Problems = append(r.Problems, problem.Problem{
		File: r.File, Line: at.Line, Column: at.Column, Key: key, Message: fmt.Sprintf(format, args...),
	})
}
