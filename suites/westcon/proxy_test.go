package westcon_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/montcheck/montcheck/sandbox"
)

// rewrite changes a request on its way to the sandbox, or an answer on its
// way to the suite.
type rewrite func(*call)

// call is a request of Westcon's with its answer.
type call struct {
	*http.Request
	proxy *proxy
	token bool   // a token request
	sent  []byte // body of the request

	answered bool
	status   int
	header   http.Header
	body     []byte
	raw      func(http.ResponseWriter, []byte) // writes the answer's body; nil for the usual way
}

// proxy stands between the suite and an embedded sandbox, which all rows
// share.
type proxy struct {
	handler http.Handler
	server  *httptest.Server

	mu          sync.Mutex // one rewrite at a time: a row may keep state
	ask, answer rewrite
	state       map[string]int // of a row
}

// scenarios are the orders of the shared sandbox.
type scenarios struct {
	orders, customers        []string
	foreign, foreignCustomer string
}

var shared = sync.OnceValues(func() (*proxy, scenarios) {
	ctx := context.Background()
	s, err := sandbox.New(ctx, sandbox.Options{Products: sandbox.EmptyCatalogue, Control: true, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		panic(err)
	}
	special, err := s.WestconScenarios(ctx)
	if err != nil {
		panic(err)
	}
	p := &proxy{handler: s.Handler()}
	p.server = httptest.NewServer(p)
	return p, scenarios{special.Orders, special.CustomerOrders, special.ForeignOrder, special.ForeignCustomerOrder}
})

// startProxy makes the shared proxy rewrite.
func startProxy(t *testing.T, ask, answer rewrite) (*proxy, scenarios) {
	t.Helper()
	p, s := shared()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ask, p.answer, p.state = ask, answer, map[string]int{}
	return p, s
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.URL.Path, sandbox.WestconPath) {
		p.handler.ServeHTTP(w, r)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	c := &call{Request: r, proxy: p, token: r.URL.Path == sandbox.WestconTokenPath}
	c.sent, _ = io.ReadAll(r.Body)
	if p.ask != nil {
		p.ask(c)
	}
	if !c.answered {
		c.forward()
	}
	if p.answer != nil {
		p.answer(c)
	}
	for name, values := range c.header {
		w.Header()[name] = values
	}
	if c.raw != nil {
		c.raw(w, c.body)
		return
	}
	w.WriteHeader(c.status)
	_, _ = w.Write(c.body)
}

// forward asks the sandbox.
func (c *call) forward() {
	r := c.Clone(c.Context())
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(c.sent)), int64(len(c.sent))
	c.take(c.proxy.serve(r))
}

func (p *proxy) serve(r *http.Request) *http.Response {
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, r)
	return w.Result()
}

func (c *call) take(r *http.Response) {
	c.answered = true
	c.body, _ = io.ReadAll(r.Body) // from memory
	c.status, c.header = r.StatusCode, r.Header
	c.header.Del("Content-Length") // a rewrite changes it
}

// put answers with something else.
func (c *call) put(status int, contentType, body string) {
	c.answered, c.status, c.body = true, status, []byte(body)
	if c.header == nil {
		c.header = http.Header{}
	}
	c.header.Set("Content-Type", contentType)
}

// partner is access to Westcon.
type partner struct{ id, secret, key, partnerKey string }

var (
	one = partner{sandbox.WestconClientID, sandbox.WestconClientSecret, sandbox.WestconSubscriptionKey, sandbox.WestconPartnerKey}
	two = partner{sandbox.WestconClientIDTwo, sandbox.WestconClientSecretTwo, sandbox.WestconSubscriptionKeyTwo, sandbox.WestconPartnerKeyTwo}
)

// fresh gets a token that works.
func (p *proxy) fresh(who partner) string {
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {who.id}, "client_secret": {who.secret}, "resource": {sandbox.WestconResource}}
	r := httptest.NewRequest(http.MethodPost, sandbox.WestconTokenPath, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	var answer struct {
		Token string `json:"access_token"`
	}
	if err := json.NewDecoder(p.serve(r).Body).Decode(&answer); err != nil || answer.Token == "" {
		panic("the sandbox gives no token")
	}
	return answer.Token
}

// as asks again with someone's credentials, whatever the suite sent.
func (c *call) as(who partner) {
	c.Header.Set("Authorization", "Bearer "+c.proxy.fresh(who))
	c.Header.Set("Ocp-Apim-Subscription-Key", who.key)
	c.editRequest(func(q map[string]any) { q["partnerKey"] = who.partnerKey })
	c.forward()
}

// bearer is the token of the request.
func (c *call) bearer() string {
	_, token, _ := strings.Cut(c.Header.Get("Authorization"), " ")
	return token
}

// claims are a part of the request's token: 0 its header, 1 its claims.
func (c *call) claims(part int) map[string]any {
	var m map[string]any
	if parts := strings.Split(c.bearer(), "."); len(parts) == 3 {
		if text, err := base64.RawURLEncoding.DecodeString(parts[part]); err == nil {
			_ = json.Unmarshal(text, &m) // no JSON, no claims
		}
	}
	return m
}

// query is the request in its wrapper; nil where it is none.
func (c *call) query() map[string]any {
	var body map[string]map[string]any
	if json.Unmarshal(c.sent, &body) != nil {
		return nil
	}
	return body["mT_OrderStatus_API_REQ"]
}

func (c *call) editRequest(f func(map[string]any)) {
	if q := c.query(); q != nil {
		f(q)
		c.sent = toJSON(map[string]any{"mT_OrderStatus_API_REQ": q})
	}
}

// numbers are the orders asked for, where they are texts.
func (c *call) numbers() []string {
	var all []string
	list, _ := c.query()["order"].([]any)
	for _, n := range list {
		if text, ok := n.(string); ok {
			all = append(all, text)
		}
	}
	return all
}

func (c *call) by() string { by, _ := c.query()["orderType"].(string); return by }

type line = map[string]any

// lines are the lines of the answer; ok is false where it has none.
func (c *call) lines() (lines []line, ok bool) {
	var body map[string][]line
	if c.status != 200 || json.Unmarshal(c.body, &body) != nil {
		return nil, false
	}
	lines, ok = body["MT_OrderStatus_Response"]
	return lines, ok
}

func (c *call) setLines(lines []line) {
	c.body = toJSON(map[string]any{"MT_OrderStatus_Response": lines})
}

func toJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // it came out of JSON
	}
	return b
}
