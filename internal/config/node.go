package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
	"github.com/shopspring/decimal"
	"golang.org/x/net/idna"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/problem"
)

// reader reads the values of one file and collects what is wrong with them.
type reader struct {
	file     string
	lookup   func(string) (string, bool) // of environment variables
	problems problem.List
	doubts   problem.List // what is allowed, and hardly meant
}

// node is a value of the file with its full key.
type node struct {
	*reader
	key   string
	keyAt *token.Position
	yaml  ast.Node
}

// fail adds a problem at the node's value.
func (n node) fail(format string, args ...any) { n.failAt(n.yaml.GetToken().Position, format, args...) }

func (n node) failAt(at *token.Position, format string, args ...any) {
	n.problems = append(n.problems, problem.Problem{
		File: n.file, Line: at.Line, Column: at.Column, Key: n.key, Message: fmt.Sprintf(format, args...),
	})
}

// wants adds the problem that the node is of another type than the one named.
func (n node) wants(what string) {
	is := map[ast.NodeType]string{
		ast.MappingType: "a mapping", ast.SequenceType: "a list",
		ast.NullType: "empty", ast.AnchorType: "an anchor", ast.AliasType: "an alias", ast.TagType: "tagged",
		ast.IntegerType: "a number", ast.FloatType: "a number", ast.BoolType: "a boolean",
	}[n.yaml.Type()]
	if is == "" {
		is = "a text"
	}
	n.fail("wants %s, and is %s", what, is)
}

// object is a mapping whose keys are read one by one.
type object struct {
	node
	mapping bool // false where the file has something else, which was said
	entries []*ast.MappingValueNode
	known   []string
}

func (n node) object() *object {
	m, ok := n.yaml.(*ast.MappingNode)
	if !ok {
		n.wants("a mapping")
		return &object{node: n}
	}
	return &object{node: n, mapping: true, entries: m.Values}
}

// name returns a key of the mapping as text.
func name(entry *ast.MappingValueNode) string {
	if s, ok := entry.Key.(*ast.StringNode); ok {
		return s.Value
	}
	return entry.Key.GetToken().Value
}

func (o *object) child(entry *ast.MappingValueNode) node {
	key := name(entry)
	if o.key != "" {
		key = o.key + "." + key
	}
	return node{reader: o.reader, key: key, keyAt: entry.Key.GetToken().Position, yaml: entry.Value}
}

// optional returns the value of a key.
func (o *object) optional(key string) (node, bool) {
	if !slices.Contains(o.known, key) {
		o.known = append(o.known, key)
	}
	for _, entry := range o.entries {
		if name(entry) == key {
			return o.child(entry), true
		}
	}
	return node{}, false
}

// required returns the value of a key; its absence is a problem.
func (o *object) required(key, why string) (node, bool) {
	n, ok := o.optional(key)
	if !ok && o.mapping {
		node{reader: o.reader, key: o.key + "." + key}.failAt(o.keyAt, "is missing: %s", why)
	}
	return n, ok
}

var printableKey = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]{0,63}$`)

// close makes a problem of each key that was not asked for.
func (o *object) close() {
	slices.Sort(o.known)
	for _, entry := range o.entries {
		key := name(entry)
		if slices.Contains(o.known, key) {
			continue
		}
		stray := o.child(entry)
		if !printableKey.MatchString(key) { // a value gone astray, perhaps a secret
			stray.key, key = o.key, "?"
		}
		stray.failAt(stray.keyAt, "unknown key%s", problem.DidYouMean(key, o.known))
	}
}

// source returns the text of a scalar as the file has it, so that 007 and
// 1000.00 keep their zeros.
func (n node) source(what string) (string, bool) {
	switch y := n.yaml.(type) {
	case *ast.StringNode:
		return y.Value, true
	case *ast.LiteralNode:
		return y.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return y.GetToken().Value, true
	}
	n.wants(what)
	return "", false
}

// expanded returns a scalar with its variables resolved.
func (n node) expanded(what string) (string, bool) {
	source, ok := n.source(what)
	if !ok {
		return "", false
	}
	text, _, problems := n.expand(source, false)
	for _, problem := range problems {
		n.fail("%s", problem)
	}
	return text, len(problems) == 0
}

// text returns a text that is not empty.
func (n node) text() string {
	s, ok := n.expanded("a text")
	if ok && strings.TrimSpace(s) == "" {
		n.fail("is empty")
	}
	n.doubt(s)
	return s
}

// secret returns a secret. It is named by its variable where it is all of
// one, else by the conventional name given.
func (n node) secret(conventional string) environment.Secret {
	source, ok := n.source("a text")
	if !ok {
		return environment.Secret{}
	}
	value, variables, problems := n.expand(source, true)
	for _, problem := range problems {
		n.fail("%s", problem)
	}
	if len(problems) == 0 && value == "" {
		n.fail("is empty")
	}
	if strings.ContainsFunc(value, func(r rune) bool { return r != '\t' && unicode.IsControl(r) }) {
		n.fail("holds a line break, a NUL or another control character, which no request can carry")
	}
	n.doubt(value)
	if len(variables) == 1 && source == "${"+variables[0]+"}" {
		conventional = variables[0]
	}
	return environment.NewSecret(conventional, value)
}

// items returns the items of a list.
func (n node) items() []node {
	list, ok := n.yaml.(*ast.SequenceNode)
	if !ok {
		n.wants("a list of texts")
		return nil
	}
	items := make([]node, len(list.Values))
	for i, value := range list.Values {
		items[i] = node{reader: n.reader, key: fmt.Sprintf("%s[%d]", n.key, i), yaml: value}
	}
	return items
}

// texts returns the texts of a list.
func (n node) texts() []string {
	var texts []string
	for _, item := range n.items() {
		texts = append(texts, item.text())
	}
	return texts
}

// number returns a whole number of at least the minimum.
func (n node) number(minimum int) int {
	s, ok := n.expanded("a whole number")
	if !ok {
		return minimum
	}
	number, err := strconv.Atoi(s)
	if err != nil {
		n.fail("wants a whole number")
	} else if number < minimum {
		n.fail("wants a number of at least %d", minimum)
	}
	return number
}

var plainDecimal = regexp.MustCompile(`^-?[0-9]{1,15}(\.[0-9]{1,6})?$`)

// amount returns a sum of money that is not negative.
func (n node) amount() decimal.Decimal {
	s, ok := n.expanded("an amount")
	if !ok {
		return decimal.Zero
	}
	if !plainDecimal.MatchString(s) {
		n.fail("wants an amount such as 1000.00")
		return decimal.Zero
	}
	amount, err := decimal.NewFromString(s)
	if err != nil {
		n.fail("wants an amount such as 1000.00")
	} else if amount.IsNegative() {
		n.fail("is negative")
	}
	return amount
}

// duration reads a length of time between two bounds.
func (n node) duration(least, most time.Duration) time.Duration {
	d, err := time.ParseDuration(n.text())
	if err != nil || d < least || d > most {
		n.fail("wants a length of time from %s to %s, such as 5m", least, most)
	}
	return d
}

// flag returns a boolean.
func (n node) flag() bool {
	s, ok := n.expanded("true or false")
	if ok && s != "true" && s != "false" {
		n.fail("wants true or false")
	}
	return s == "true"
}

// address returns a base URL without its trailing slash, its host as name
// servers and certificates have it (xn--...). No message quotes it: a URL that
// is wrong may hold a password.
func (n node) address() *url.URL {
	s, ok := n.expanded("a URL")
	if !ok {
		return nil
	}
	u, err := url.Parse(s)
	if err == nil {
		err = internationalHost(u)
	}
	switch doubts := unseen(s); {
	case len(doubts) > 0:
		n.fail("%s", doubts[0])
	case errors.Is(err, errHost):
		n.fail("%v", err)
	case err != nil:
		n.fail("is not a URL")
	case u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "":
		n.fail("wants an absolute URL that begins with https:// and a host")
	case u.User != nil:
		n.fail("holds a login or password: put them under login and password, and take them out of the URL")
	case u.RawQuery != "" || u.ForceQuery:
		n.fail("holds a query (?...): give the base address only")
	case u.Fragment != "" || strings.HasSuffix(s, "#"):
		n.fail("holds a fragment (#...): give the base address only")
	case badPort(u):
		n.fail("holds a port that is not between 1 and 65535")
	case u.Scheme == "http" && !Loopback(u.Hostname()):
		n.fail("would send credentials in the clear: use https:// (http:// is for loopback addresses only)")
	default:
		u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), strings.TrimRight(u.RawPath, "/")
		return u
	}
	return nil
}

var errHost = errors.New("holds a name of a host that can't be one")

// internationalHost puts a host that is written in other letters than those
// of ASCII into the form that is asked for (RFC 5891).
func internationalHost(u *url.URL) error {
	host := u.Hostname()
	if strings.IndexFunc(host, func(r rune) bool { return r > unicode.MaxASCII }) < 0 {
		return nil
	}
	ascii, err := idna.Lookup.ToASCII(host)
	if err != nil || ascii == "" {
		return errHost
	}
	u.Host = ascii + u.Host[strings.LastIndex(u.Host, host)+len(host):]
	return nil
}

func badPort(u *url.URL) bool {
	if u.Port() == "" {
		return strings.HasSuffix(u.Host, ":")
	}
	port, err := strconv.Atoi(u.Port())
	return err != nil || port < 1 || port > 65535
}

// Loopback tells whether a host is this machine itself: localhost or an
// address such as 127.0.0.1 or ::1.
func Loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
