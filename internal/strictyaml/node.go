package strictyaml

import (
	"fmt"
	"math"
	"strconv"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/montcheck/montcheck/internal/problem"
)

// Node is a value of a document.
type Node struct {
	*Reading
	Key string // full, such as environments.test.content.url; empty of the document

	keyAt *token.Position
	yaml  ast.Node // no anchor, and no alias of one
}

// node is the value of a key, or an item, with its place noted.
func (r *Reading) node(key string, keyAt *token.Position, y ast.Node) Node {
	n := Node{Reading: r, Key: key, keyAt: keyAt, yaml: r.document.follow(y)}
	r.places[key] = n.at()
	return n
}

func (n Node) at() *token.Position { return n.yaml.GetToken().Position }

// Fail adds a problem at the value.
func (n Node) Fail(format string, args ...any) { n.failAt(n.at(), n.Key, format, args...) }

// FailAtKey adds a problem at the key of the value.
func (n Node) FailAtKey(format string, args ...any) { n.failAt(n.keyAt, n.Key, format, args...) }

// Problem is what Fail would add, for those who keep it elsewhere.
func (n Node) Problem(message string) problem.Problem {
	return problem.Problem{File: n.File, Line: n.at().Line, Column: n.at().Column, Key: n.Key, Message: message}
}

// Wants adds the problem that the value is not what is named, and says what it is.
func (n Node) Wants(what string) {
	is := map[ast.NodeType]string{
		ast.MappingType: "a mapping", ast.SequenceType: "a list", ast.NullType: "empty", ast.TagType: "tagged",
		ast.AliasType: "an alias", ast.IntegerType: "a number", ast.FloatType: "a number",
		ast.InfinityType: "a number", ast.NanType: "a number", ast.BoolType: "a boolean",
	}[n.yaml.Type()]
	if is == "" {
		is = "a text"
	}
	if text, ok := n.written(); ok && !n.Private {
		is = strconv.Quote(text)
	}
	n.Fail("wants %s, and is %s", what, is)
}

// written is a scalar as the file has it, so that 007 and 1000.00 keep their zeros.
func (n Node) written() (string, bool) {
	switch y := n.yaml.(type) {
	case *ast.StringNode:
		return y.Value, true
	case *ast.LiteralNode:
		return y.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return y.GetToken().Value, true
	}
	return "", false
}

// Text returns a scalar as the file has it; what names what is wanted where it is none.
func (n Node) Text(what string) (string, bool) {
	text, ok := n.written()
	switch n.yaml.(type) {
	case *ast.InfinityNode, *ast.NanNode:
		ok = false
	}
	if !ok {
		n.Wants(what)
		return "", false
	}
	return text, true
}

// Whole returns a whole number, if the value is one.
func (n Node) Whole() (int, bool) {
	if number, ok := n.yaml.(*ast.IntegerNode); ok {
		switch value := number.Value.(type) {
		case int64:
			return int(value), true
		case uint64:
			return int(value), value <= math.MaxInt
		}
	}
	return 0, false
}

// Number returns a number, if the value is one.
func (n Node) Number() (float64, bool) {
	switch y := n.yaml.(type) {
	case *ast.IntegerNode:
		whole, ok := n.Whole()
		return float64(whole), ok
	case *ast.FloatNode:
		return y.Value, true
	case *ast.InfinityNode:
		return y.Value, true
	case *ast.NanNode:
		return math.NaN(), true
	}
	return 0, false
}

// IsText tells whether the value is a scalar, and not empty.
func (n Node) IsText() bool { _, ok := n.written(); return ok }

// IsEmpty tells whether a key has no value.
func (n Node) IsEmpty() bool { return n.yaml.Type() == ast.NullType }

// IsMapping tells whether the value is a mapping.
func (n Node) IsMapping() bool {
	_, ok := n.yaml.(ast.MapNode)
	return ok
}

// IsList tells whether the value is a list.
func (n Node) IsList() bool { return n.yaml.Type() == ast.SequenceType }

// Items returns the items of a list, which is wanted as what.
func (n Node) Items(what string) []Node {
	list, ok := n.yaml.(*ast.SequenceNode)
	if !ok {
		n.Wants(what)
		return nil
	}
	items := make([]Node, len(list.Values))
	for i, value := range list.Values {
		items[i] = n.node(fmt.Sprintf("%s[%d]", n.Key, i), n.at(), value)
	}
	return items
}
