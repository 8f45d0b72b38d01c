package ekey_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"strings"
	"sync"
	"testing"

	"github.com/beevik/etree"

	"github.com/montcheck/montcheck/sandbox"
	"github.com/montcheck/montcheck/sandbox/orders"
	"github.com/montcheck/montcheck/schemas"
)

// rewrite changes a request on its way to the sandbox, or an answer on its
// way to the suite.
type rewrite func(*call)

// call is a request with its answer.
type call struct {
	*http.Request
	proxy  *proxy
	eKey   int    // version; 0 for another service
	method string // of eKey; empty for another service
	number string // of the order
	sent   []byte // body of the request
	broken error  // why the body ended early
	own    string // the number that the sandbox is given; empty for the same
	after  func() // when the answer is known; may be nil

	answered bool
	status   int
	header   http.Header
	body     []byte
}

// proxy stands between the suite and an embedded sandbox.
type proxy struct {
	sandbox     *sandbox.Sandbox
	special     orders.Scenarios
	handler     http.Handler
	ask, answer rewrite
	server      *httptest.Server

	mu              sync.Mutex // one rewrite at a time: a row may keep state
	plain, quantity string     // of the first order that was done
	extras          int        // orders that the suite did not ask for
	calls           map[string]int
	latest          string // number of the last order that was accepted
}

func startProxy(t *testing.T, ask, answer rewrite) *proxy {
	t.Helper()
	s, err := sandbox.New(context.Background(), sandbox.Options{Products: products, Control: true, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{sandbox: s, handler: s.Handler(), ask: ask, answer: answer}
	if p.special, err = s.Scenarios(context.Background()); err != nil {
		t.Fatal(err)
	}
	p.server = httptest.NewServer(p)
	t.Cleanup(func() {
		p.server.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &call{Request: r, proxy: p}
	c.sent, c.broken = io.ReadAll(r.Body)
	for version, base := range map[int]string{1: sandbox.EKeyPath, 2: sandbox.EKey2Path} {
		if rest, ok := strings.CutPrefix(r.URL.EscapedPath(), base+"/"); ok {
			c.eKey = version
			c.method, c.number, _ = strings.Cut(rest, "/")
			c.number, _ = url.PathUnescape(c.number)
		}
	}
	if c.method == "AddOrder" {
		if d := c.tree(); d != nil {
			c.number = textAt(d, "//OrderNum")
		}
	}
	c.do(p.ask)
	c.forward()
	c.answered = true
	c.do(p.answer)
	if c.after != nil {
		p.mu.Lock()
		c.after()
		p.mu.Unlock()
	}
	for name, values := range c.header {
		w.Header()[name] = values
	}
	w.WriteHeader(c.status)
	_, _ = w.Write(c.body)
}

// do rewrites calls of eKey.
func (c *call) do(r rewrite) {
	c.proxy.mu.Lock()
	defer c.proxy.mu.Unlock()
	if c.proxy.plain == "" && c.answered && c.eKey == 1 && c.method == "AddOrder" {
		if d := c.tree(); d != nil && textAt(d, "/TransactionOrderLine/Status") == schemas.Done {
			c.proxy.plain, c.proxy.quantity = textAt(d, "//PartNum"), textAt(d, "//quantity")
		}
	}
	if c.answered && c.method == "AddOrder" && c.accepted() {
		c.proxy.latest = c.number
	}
	if r != nil && c.eKey != 0 {
		r(c)
	}
}

// forward asks the sandbox. A body that ended early ends early again.
func (c *call) forward() {
	r := c.Clone(c.Context())
	var body io.Reader = bytes.NewReader(c.sent)
	if c.broken != nil {
		body = io.MultiReader(body, cutShort{c.broken})
	}
	r.Body, r.ContentLength = io.NopCloser(body), -1
	c.take(c.proxy.serve(r))
}

type cutShort struct{ err error }

func (b cutShort) Read([]byte) (int, error) { return 0, b.err }

func (p *proxy) serve(r *http.Request) *http.Response {
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, r)
	return w.Result()
}

func (c *call) take(r *http.Response) {
	c.body, _ = io.ReadAll(r.Body) // from memory
	c.status, c.header = r.StatusCode, r.Header
	c.header.Del("Content-Length") // a rewrite changes it
}

// base is the path of the version of eKey that was asked.
func (c *call) base() string {
	if c.eKey == 2 {
		return sandbox.EKey2Path
	}
	return sandbox.EKeyPath
}

// fetch asks the sandbox for something else, as the partner: a GET where
// there is no body.
func (c *call) fetch(of, body string) *http.Response {
	verb := http.MethodGet
	if body != "" {
		verb = http.MethodPost
	}
	r := httptest.NewRequest(verb, path.Join(c.base(), of), strings.NewReader(body))
	r.SetBasicAuth(sandbox.PartnerLogin, sandbox.PartnerPassword)
	r.Header.Set("Content-Type", "application/xml")
	return c.proxy.serve(r)
}

// order is an order as GetOrder gives it to its partner.
func (c *call) order(number string) *http.Response {
	return c.fetch("GetOrder/"+url.PathEscape(number), "")
}

// text is what is being rewritten: the request's body, then the answer's.
func (c *call) text() *[]byte {
	if c.answered {
		return &c.body
	}
	return &c.sent
}

// tree is that body as a tree; nil where it is none.
func (c *call) tree() *etree.Document {
	d := etree.NewDocument()
	if c.broken != nil || d.ReadFromBytes(*c.text()) != nil || d.Root() == nil {
		return nil
	}
	return d
}

// edit changes that body as a tree, where it is one.
func (c *call) edit(f func(*etree.Document)) {
	if d := c.tree(); d != nil {
		f(d)
		var b bytes.Buffer
		_, _ = d.WriteTo(&b)
		*c.text() = b.Bytes()
	}
}

// accepted tells whether the answer gives an order.
func (c *call) accepted() bool {
	d := c.tree()
	return d != nil && (d.Root().Tag == "TransactionOrderLine" || d.FindElement("//Data/OrderNum") != nil)
}

// code is the code of a refusal; empty where there is none.
func (c *call) code() string {
	if d := c.tree(); d != nil && !c.accepted() {
		return textAt(d, "//ErrorCode")
	}
	return ""
}

func textAt(d *etree.Document, path string) string {
	if e := d.FindElement(path); e != nil {
		return e.Text()
	}
	return ""
}
