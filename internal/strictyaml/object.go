package strictyaml

import (
	"regexp"
	"slices"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/montcheck/montcheck/internal/problem"
)

// Object is a mapping whose keys are read one by one.
type Object struct {
	Node
	Mapping bool // false where the file has something else, which was said

	entries []entry
	known   []string
}

type entry struct {
	key   string
	keyAt *token.Position
	value ast.Node
}

// Object returns the value as a mapping. Close it after all of its keys were asked for.
func (n Node) Object() *Object {
	if !n.IsMapping() {
		n.Wants("a mapping")
		return &Object{Node: n}
	}
	return &Object{Node: n, Mapping: true, entries: n.entries(n.yaml, 0)}
}

// deepest is how many mappings may be merged into each other.
const deepest = 10

// entries are those of a mapping and, after them, those that it merges (<<) and does not have itself.
func (n Node) entries(y ast.Node, depth int) []entry {
	mapping, ok := n.document.follow(y).(ast.MapNode)
	if !ok || depth > deepest {
		n.Fail("merges (<<) what is no mapping")
		return nil
	}
	var own, merged []entry
	for at := mapping.MapRange(); at.Next(); {
		if at.Key().IsMergeKey() {
			merged = append(merged, n.merged(at.Value(), depth+1)...)
			continue
		}
		name := at.Key().GetToken().Value
		if text, ok := at.Key().(*ast.StringNode); ok {
			name = text.Value
		}
		own = append(own, entry{name, at.Key().GetToken().Position, at.Value()})
	}
	for _, e := range merged {
		if !slices.ContainsFunc(own, func(o entry) bool { return o.key == e.key }) {
			own = append(own, e)
		}
	}
	return own
}

// merged are the entries of the mapping, or of the mappings, that a merge names.
func (n Node) merged(y ast.Node, depth int) []entry {
	list, ok := n.document.follow(y).(*ast.SequenceNode)
	if !ok {
		return n.entries(y, depth)
	}
	var all []entry
	for _, one := range list.Values {
		all = append(all, n.entries(one, depth)...)
	}
	return all
}

func (o *Object) child(e entry) Node {
	key := e.key
	if o.Key != "" {
		key = o.Key + "." + key
	}
	return o.node(key, e.keyAt, e.value)
}

// Keys returns the keys in the order of the file.
func (o *Object) Keys() []string {
	keys := make([]string, len(o.entries))
	for i, e := range o.entries {
		keys[i] = e.key
	}
	return keys
}

// Optional returns the value of a key.
func (o *Object) Optional(key string) (Node, bool) {
	if !slices.Contains(o.known, key) {
		o.known = append(o.known, key)
	}
	for _, e := range o.entries {
		if e.key == key {
			return o.child(e), true
		}
	}
	return Node{}, false
}

// Required returns the value of a key; its absence is a problem.
func (o *Object) Required(key, why string) (Node, bool) {
	n, ok := o.Optional(key)
	if !ok && o.Mapping {
		o.failAt(o.keyAt, o.Key+"."+key, "is missing: %s", why)
	}
	return n, ok
}

var printableKey = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]{0,63}$`)

// Close makes a problem of each key that was not asked for.
func (o *Object) Close() {
	slices.Sort(o.known)
	for _, e := range o.entries {
		if slices.Contains(o.known, e.key) {
			continue
		}
		stray, key := o.child(e), e.key
		if !printableKey.MatchString(key) { // a value gone astray, perhaps a secret
			stray.Key, key = o.Key, "?"
		}
		stray.FailAtKey("unknown key%s", problem.DidYouMean(key, o.known))
	}
}
