package faults

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"

	"github.com/beevik/etree"
)

// service is one of the sandbox's services, by its wire.
type service int

const (
	anyService service = iota // all but the door
	contentService
	eKeyService
	eKey2Service
	westconService // the token authority and the gateway
	door
	elsewhere
)

// The texts of eKey version 1 for the states of an order.
const (
	done      = "Завершен успешно"
	inProcess = "В процессе"
	failed    = "Завершен с ошибкой"
)

// call is a request with its answer.
type call struct {
	*http.Request
	proxy   *proxy
	service service
	method  string // of the service
	number  string // of an order of eKey
	sent    []byte // body of the request
	broken  error  // why the body ended early
	own     string // the number that the sandbox is given; empty for the same
	after   func() // when the answer is known; may be nil

	answered bool
	status   int
	header   http.Header
	body     []byte

	parsed     *etree.Document // what a body was as a tree when it was last looked at
	parsedFrom []byte
	write      func(http.ResponseWriter, *call) // nil for the ordinary way
}

func (p *proxy) newCall(r *http.Request) *call {
	c := &call{Request: r, proxy: p, service: elsewhere}
	for _, s := range []struct {
		is   service
		path string
	}{{contentService, p.host.Content}, {eKeyService, p.host.EKey}, {eKey2Service, p.host.EKey2}, {westconService, p.host.Westcon.Path}, {door, p.host.Control}} {
		escaped := r.URL.EscapedPath()
		if len(escaped) <= len(s.path) || !strings.EqualFold(escaped[:len(s.path)], s.path) || escaped[len(s.path)] != '/' {
			continue
		}
		c.service = s.is
		c.method, c.number, _ = strings.Cut(escaped[len(s.path)+1:], "/")
		c.number, _ = url.PathUnescape(c.number)
	}
	return c
}

func (c *call) isEKey() bool { return c.service == eKeyService || c.service == eKey2Service }

// readNumber finds the order of a request with a body.
func (c *call) readNumber() {
	if c.isEKey() && c.method == "AddOrder" {
		if d := c.tree(); d != nil {
			c.number = textAt(d, "//OrderNum")
		}
	}
}

// base is the path of the service that was asked.
func (c *call) base() string {
	switch c.service {
	case eKeyService:
		return c.proxy.host.EKey
	case eKey2Service:
		return c.proxy.host.EKey2
	}
	return c.proxy.host.Content
}

// reply answers with what the call holds.
func (c *call) reply(w http.ResponseWriter) {
	for name, values := range c.header {
		w.Header()[name] = values
	}
	w.WriteHeader(c.status)
	_, _ = w.Write(c.body)
}

// forward asks the sandbox. A body that ended early ends early again.
func (c *call) forward() {
	r := c.Clone(c.Context())
	var body io.Reader = bytes.NewReader(c.sent)
	r.ContentLength = int64(len(c.sent))
	if c.broken != nil {
		body, r.ContentLength = io.MultiReader(body, broken{c.broken}), -1
	}
	r.Body = io.NopCloser(body)
	c.take(c.proxy.serve(r))
}

type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

// take answers with what the sandbox said.
func (c *call) take(a *answer) {
	c.answered = true
	c.status, c.header, c.body = a.status, a.header, a.body.Bytes()
	c.header.Del("Content-Length") // a hook changes it
}

// put answers with something else.
func (c *call) put(status int, contentType, body string) {
	c.answered, c.status, c.body = true, status, []byte(body)
	if c.header == nil {
		c.header = http.Header{}
	}
	c.header.Set("Content-Type", contentType)
}

// fetch asks the service for something else, as the partner: a GET where there is no body.
func (c *call) fetch(of, body string) *answer {
	verb := http.MethodGet
	if body != "" {
		verb = http.MethodPost
	}
	of, query, _ := strings.Cut(of, "?")
	return c.proxy.request(verb, path.Join(c.base(), of)+"?"+query, body)
}

// request asks the sandbox as the partner.
func (p *proxy) request(verb, of, body string) *answer {
	r, err := http.NewRequest(verb, of, strings.NewReader(body))
	if err != nil {
		return &answer{header: http.Header{}, status: http.StatusBadRequest}
	}
	r.RemoteAddr = "127.0.0.1:1"
	r.SetBasicAuth(p.host.Login, p.host.Password)
	if body != "" {
		r.Header.Set("Content-Type", "application/xml")
	}
	return p.serve(r)
}

// steer changes the sandbox through its control door. It returns the id of what was added.
func (p *proxy) steer(action, body string) (id json.Number) {
	var out struct{ ID json.Number }
	p.doorTo(http.MethodPost, action, body, &out)
	return out.ID
}

// doorTo asks the control door. What is not in its answer stays as it is in out.
func (p *proxy) doorTo(verb, action, body string, out any) {
	r, err := http.NewRequest(verb, "/"+action, strings.NewReader(body))
	if err != nil {
		return
	}
	a := &answer{header: http.Header{}, status: http.StatusOK}
	p.host.Door.ServeHTTP(a, r)
	_ = json.NewDecoder(&a.body).Decode(out) // as it says above
}

// instead answers with what MONT Content says to another question.
func (c *call) instead(path string) { c.take(c.fetch(path, "")) }

// asked is what was asked of MONT Content: the method with its arguments.
func (c *call) asked() string {
	p := strings.TrimPrefix(c.URL.EscapedPath(), c.base()+"/")
	if c.URL.RawQuery != "" {
		p += "?" + c.URL.RawQuery
	}
	return p
}

// arg is an argument by its name, or the one in the path.
func (c *call) arg(name string) string {
	if v := c.URL.Query().Get(name); v != "" {
		return v
	}
	return c.number
}

// text is what is being changed: the request's body, then the answer's.
func (c *call) text() *[]byte {
	if c.answered {
		return &c.body
	}
	return &c.sent
}

// tree is that body as a tree; nil where it is none. It is parsed once for all
// hooks that follow each other.
func (c *call) tree() *etree.Document {
	body := *c.text()
	if c.parsed != nil && len(body) > 0 && len(body) == len(c.parsedFrom) && &body[0] == &c.parsedFrom[0] {
		return c.parsed
	}
	d := etree.NewDocument()
	if !c.answered && c.broken != nil || d.ReadFromBytes(body) != nil || d.Root() == nil {
		return nil
	}
	c.parsed, c.parsedFrom = d, body
	return d
}

// rewrite makes a tree that body.
func (c *call) rewrite(d *etree.Document) {
	var b bytes.Buffer
	_, _ = d.WriteTo(&b) // into memory
	*c.text() = b.Bytes()
	c.parsed, c.parsedFrom = d, b.Bytes()
}

// edit changes that body as a tree, where it is one.
func (c *call) edit(f func(*etree.Document)) {
	if d := c.tree(); d != nil {
		f(d)
		c.rewrite(d)
	}
}

// each changes the elements of that body at a path, where there are any. Names
// match in every namespace; the path may name facts.
func (c *call) each(path string, f func([]*etree.Element)) {
	if !bytes.Contains(*c.text(), []byte(leaf(path))) {
		return // no need to parse
	}
	d := c.tree()
	if d == nil {
		return
	}
	if all := d.FindElements(c.proxy.expand(path)); len(all) > 0 {
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

// textOf is the text of the first element of the body at a path.
func (c *call) textOf(path string) string {
	if d := c.tree(); d != nil {
		return textAt(d, path)
	}
	return ""
}

func textAt(d *etree.Document, path string) string {
	if e := d.FindElement(path); e != nil {
		return e.Text()
	}
	return ""
}
