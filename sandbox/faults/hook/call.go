package hook

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/beevik/etree"
)

// Service is one of the sandbox's services.
type Service int

// The services that a deviation may act on.
const (
	AnyService Service = iota // all but the control door
	ContentService
	EKeyService
	EKey2Service
	WestconService // the token authority and the gateway
	door
	elsewhere
)

// Answer is what a service said.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Call is a request with its answer.
type Call struct {
	Request *http.Request
	Service Service
	Method  string // of the service
	Number  string // of an order of eKey, or the argument in the path
	Sent    []byte // body of the request
	Broken  error  // why that body ended early
	Own     string // what the sandbox is given in place of a number; empty for the same
	Answer         // what the client gets

	proxy      *proxy
	after      func() // when the answer is known; may be nil
	answered   bool
	parsed     *etree.Document // what a body was as a tree when it was last looked at
	parsedFrom []byte
	write      func(http.ResponseWriter) // nil for the ordinary way
}

func (p *proxy) newCall(r *http.Request) *Call {
	c := &Call{Request: r, proxy: p, Service: elsewhere}
	escaped := r.URL.EscapedPath()
	for _, s := range []struct {
		is   Service
		path string
	}{
		{ContentService, p.host.Content}, {EKeyService, p.host.EKey}, {EKey2Service, p.host.EKey2},
		{WestconService, p.host.Westcon.Path}, {door, p.host.Control},
	} {
		n := len(s.path)
		if len(escaped) <= n || !strings.EqualFold(escaped[:n], s.path) || escaped[n] != '/' {
			continue
		}
		c.Service = s.is
		c.Method, c.Number, _ = strings.Cut(escaped[n+1:], "/")
		c.Number, _ = url.PathUnescape(c.Number)
	}
	return c
}

func (c *Call) isEKey() bool { return c.Service == EKeyService || c.Service == EKey2Service }

// readNumber finds the order of a request with a body.
func (c *Call) readNumber() {
	if c.isEKey() && c.Method == "AddOrder" {
		if d := c.Tree(); d != nil {
			c.Number = textAt(d, "//OrderNum")
		}
	}
}

// Host is the sandbox that was called.
func (c *Call) Host() *Host { return &c.proxy.host }

// Base is the path of the service that was asked.
func (c *Call) Base() string {
	switch c.Service {
	case EKeyService:
		return c.proxy.host.EKey
	case EKey2Service:
		return c.proxy.host.EKey2
	}
	return c.proxy.host.Content
}

// Question is what was asked of MONT Content: the method with its arguments.
func (c *Call) Question() string {
	p := strings.TrimPrefix(c.Request.URL.EscapedPath(), c.Base()+"/")
	if c.Request.URL.RawQuery != "" {
		p += "?" + c.Request.URL.RawQuery
	}
	return p
}

// Arg is an argument by its name, or the one in the path.
func (c *Call) Arg(name string) string {
	if v := c.Request.URL.Query().Get(name); v != "" {
		return v
	}
	return c.Number
}

// Reply answers the client with what the call holds.
func (c *Call) Reply(w http.ResponseWriter) {
	for name, values := range c.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(c.Status)
	_, _ = w.Write(c.Body)
}

// WriteWith has something else write the answer to the client.
func (c *Call) WriteWith(write func(http.ResponseWriter)) { c.write = write }

// Forward asks the sandbox. A body that ended early ends early again.
func (c *Call) Forward() {
	r := c.Request.Clone(c.Request.Context())
	var body io.Reader = bytes.NewReader(c.Sent)
	r.ContentLength = int64(len(c.Sent))
	if c.Broken != nil {
		body, r.ContentLength = io.MultiReader(body, broken{c.Broken}), -1
	}
	r.Body = io.NopCloser(body)
	c.Take(c.proxy.serve(r))
}

type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

// Take answers with what a service said.
func (c *Call) Take(a Answer) {
	c.answered, c.Answer = true, a
	c.Header.Del("Content-Length") // a hook changes it
}

// Say answers with something else.
func (c *Call) Say(status int, contentType, body string) {
	c.answered, c.Status, c.Body = true, status, []byte(body)
	if c.Header == nil {
		c.Header = http.Header{}
	}
	c.Header.Set("Content-Type", contentType)
}

// Fetch asks the service for something else, as the partner: a GET where there is no body.
func (c *Call) Fetch(of, body string) Answer {
	verb := http.MethodGet
	if body != "" {
		verb = http.MethodPost
	}
	of, query, _ := strings.Cut(of, "?")
	return c.proxy.request(verb, path.Join(c.Base(), of)+"?"+query, body)
}

// FetchTree is what the service answers to something else, as a tree; nil where that is no XML.
func (c *Call) FetchTree(of string) *etree.Document {
	d := etree.NewDocument()
	if d.ReadFromBytes(c.Fetch(of, "").Body) != nil {
		return nil
	}
	return d
}

// Instead answers with what the service says to something else.
func (c *Call) Instead(of string) { c.Take(c.Fetch(of, "")) }

// Steer changes the sandbox through its control door. It returns the id of what was added.
func (c *Call) Steer(action, body string) (id json.Number) { return c.proxy.steer(action, body) }

// text is what is being changed: the request's body, then the answer's.
func (c *Call) text() *[]byte {
	if c.answered {
		return &c.Body
	}
	return &c.Sent
}

// Tree is that body as a tree; nil where it is none. It is parsed once for all hooks that follow each other.
func (c *Call) Tree() *etree.Document {
	body := *c.text()
	if c.parsed != nil && len(body) > 0 && len(body) == len(c.parsedFrom) && &body[0] == &c.parsedFrom[0] {
		return c.parsed
	}
	d := etree.NewDocument()
	if !c.answered && c.Broken != nil || d.ReadFromBytes(body) != nil || d.Root() == nil {
		return nil
	}
	c.parsed, c.parsedFrom = d, body
	return d
}

// rewrite makes a tree that body.
func (c *Call) rewrite(d *etree.Document) {
	var b bytes.Buffer
	_, _ = d.WriteTo(&b) // into memory
	*c.text() = b.Bytes()
	c.parsed, c.parsedFrom = d, b.Bytes()
}

// Edit changes that body as a tree, where it is one.
func (c *Call) Edit(f func(*etree.Document)) {
	if d := c.Tree(); d != nil {
		f(d)
		c.rewrite(d)
	}
}

// each changes the elements of that body at a path, where there are any. Names match in every namespace; the path may
// name facts.
func (c *Call) each(path string, f func([]*etree.Element)) {
	if !bytes.Contains(*c.text(), []byte(leaf(path))) {
		return // no need to parse
	}
	d := c.Tree()
	if d == nil {
		return
	}
	if all := d.FindElements(c.Expand(path)); len(all) > 0 {
		f(all)
		c.rewrite(d)
	}
}

var conditions = regexp.MustCompile(`\[[^\]]*\]`)

// leaf is the name of the elements at a path; empty where it could be any.
func leaf(path string) string {
	path = conditions.ReplaceAllString(path, "")
	name := path[strings.LastIndexAny(path, "/:")+1:]
	if strings.ContainsAny(name, "*.{|") {
		return ""
	}
	return name
}

// TextAt is the text of the first element of that body at a path.
func (c *Call) TextAt(path string) string {
	if d := c.Tree(); d != nil {
		return textAt(d, path)
	}
	return ""
}

// SentTexts are the texts of all elements of the request at a path.
func (c *Call) SentTexts(path string) (all []string) {
	d := etree.NewDocument()
	if d.ReadFromBytes(c.Sent) != nil {
		return nil
	}
	for _, e := range d.FindElements(path) {
		all = append(all, e.Text())
	}
	return all
}

// SentText is the first of them; empty where there is none.
func (c *Call) SentText(path string) string {
	if all := c.SentTexts(path); len(all) > 0 {
		return all[0]
	}
	return ""
}

// pause is how long a race waits for the other call to come.
const pause = 10 * time.Millisecond

// Await lets other calls in, until a moment is over or the client has gone.
func (c *Call) Await() (gone bool) {
	c.proxy.mu.Unlock()
	defer c.proxy.mu.Lock()
	select {
	case <-c.Request.Context().Done():
		return true
	case <-time.After(pause):
		return false
	}
}

// Writing tells whether something is being changed through the control door just now.
func (c *Call) Writing() bool { return c.proxy.writing.Load() > 0 }

// Alone tells whether no other call of MONT Content is being answered just now.
func (c *Call) Alone() bool { return c.proxy.asking.Load() == 1 }

// DayLater tells whether the sandbox's clock was moved by a day.
func (c *Call) DayLater() bool { return time.Until(c.proxy.host.Now()) > 24*time.Hour }
