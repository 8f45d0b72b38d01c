package content_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/beevik/etree"

	"github.com/montcheck/montcheck/sandbox"
)

// rewrite changes an answer of the sandbox on its way to the suite.
type rewrite func(*call)

// call is a request to MONT Content with its answer.
type call struct {
	*http.Request
	proxy  *proxy
	method string // of D3; "door" for the control door
	status int
	header http.Header
	body   []byte
	write  func(http.ResponseWriter, *call) // nil for the ordinary way
}

// proxy stands between the suite and an embedded sandbox.
type proxy struct {
	sandbox *sandbox.Sandbox
	handler http.Handler
	rewrite rewrite
	server  *httptest.Server

	mu      sync.Mutex // one rewrite at a time: a row may keep state
	writing atomic.Int32
}

// startProxy serves a sandbox of a few products behind a rewrite.
func startProxy(t *testing.T, r rewrite) *proxy {
	t.Helper()
	s, err := sandbox.New(context.Background(), sandbox.Options{Products: products, Control: true, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{sandbox: s, handler: s.Handler(), rewrite: r}
	p.steer("block", `{"productId":9,"blocked":true}`) // a catalogue this small has none
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
	c := &call{Request: r, proxy: p, method: "door"}
	if rest, ok := strings.CutPrefix(r.URL.Path, sandbox.ContentPath+"/"); ok {
		c.method, _, _ = strings.Cut(rest, "/")
	} else {
		p.writing.Add(1)
		defer p.writing.Add(-1)
	}
	c.take(p.forward(r))
	if p.rewrite != nil {
		p.mu.Lock()
		p.rewrite(c)
		p.mu.Unlock()
	}
	if c.write != nil {
		c.write(w, c)
		return
	}
	c.reply(w)
}

// reply answers with what the call holds.
func (c *call) reply(w http.ResponseWriter) {
	for name, values := range c.header {
		w.Header()[name] = values
	}
	w.WriteHeader(c.status)
	_, _ = w.Write(c.body)
}

// forward asks the sandbox.
func (p *proxy) forward(r *http.Request) *http.Response {
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, r)
	return w.Result()
}

func (c *call) take(r *http.Response) {
	body, _ := io.ReadAll(r.Body) // from memory
	c.status, c.header, c.body = r.StatusCode, r.Header, body
	c.header.Del("Content-Length") // a rewrite changes it
}

// fetch asks the sandbox for a path below MONT Content, as the partner.
func (p *proxy) fetch(path string) *http.Response {
	r := httptest.NewRequest(http.MethodGet, sandbox.ContentPath+"/"+path, nil)
	r.SetBasicAuth(sandbox.PartnerLogin, sandbox.PartnerPassword)
	return p.forward(r)
}

// instead answers with what the sandbox says to another question.
func (c *call) instead(path string) { c.take(c.proxy.fetch(path)) }

// path is what was asked for: the method with its arguments.
func (c *call) path() string {
	p := strings.TrimPrefix(c.URL.EscapedPath(), sandbox.ContentPath+"/")
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
	_, rest, _ := strings.Cut(strings.TrimPrefix(c.URL.EscapedPath(), sandbox.ContentPath+"/"), "/")
	v, _ := url.PathUnescape(rest)
	return v
}

// steer changes the sandbox through its control door. It returns the id of
// what was added.
func (p *proxy) steer(action, body string) (id json.Number) {
	r := p.forward(httptest.NewRequest(http.MethodPost, sandbox.ControlPath+"/"+action, strings.NewReader(body)))
	var out struct{ ID json.Number }
	_ = json.NewDecoder(r.Body).Decode(&out)
	return out.ID
}

// edit changes the answer as a tree. It returns whether there was one.
func (c *call) edit(f func(*etree.Document)) bool {
	if c.status != http.StatusOK || c.method == "door" {
		return false
	}
	d := etree.NewDocument()
	if err := d.ReadFromBytes(c.body); err != nil {
		return false
	}
	f(d)
	var b bytes.Buffer
	_, _ = d.WriteTo(&b)
	c.body = b.Bytes()
	return true
}

// text is the text of the first element at a path.
func (c *call) text(path string) (text string) {
	d := etree.NewDocument()
	if d.ReadFromBytes(c.body) == nil {
		if e := d.FindElement(path); e != nil {
			text = e.Text()
		}
	}
	return text
}
