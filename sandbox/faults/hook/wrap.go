package hook

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/montcheck/montcheck/sandbox/orders"
	"github.com/montcheck/montcheck/sandbox/westcon"
)

// Host is the sandbox that deviations act on.
type Host struct {
	Services http.Handler // all of them, and the control door if it is open
	Door     http.Handler // the control door, open or not

	Content, EKey, EKey2, Control string // paths of the services
	Login, Password               string // of the first partner
	Special                       orders.Scenarios
	Westcon                       Westcon
	Now                           func() time.Time // of the sandbox's clock
	Advance                       func(time.Duration)
}

// Westcon is what deviations know of the sandbox's Westcon.
type Westcon struct {
	Path, Tokens   string // of the gateway, and below it of the token authority
	Resource       string // that tokens are asked for
	Partner, Other WestconPartner
	Special        westcon.Scenarios // of Partner
}

// WestconPartner is access to Westcon.
type WestconPartner struct{ ClientID, Secret, SubscriptionKey, PartnerKey string }

// Hook changes a request on its way to the sandbox, or an answer on its way out. One hook is at work at a time, so it
// may keep state.
type Hook func(*Call)

// Pair is a hook of each sort: Ask is for the request, Answer for the answer. Either may be nil.
type Pair struct{ Ask, Answer Hook }

// Of is what a deviation does to the calls of a service.
type Of struct {
	Service Service
	Pair
}

// Wrap serves a host with deviations, in their order.
func Wrap(h Host, deviations ...Of) http.Handler {
	return &proxy{host: h, deviations: deviations, first: map[string]ordered{}}
}

// proxy stands between clients and a sandbox.
type proxy struct {
	host       Host
	deviations []Of

	mu      sync.Mutex // one hook at a time: a deviation may keep state
	found   facts
	sought  sync.Once // found
	began   sync.Once // the first request
	writing atomic.Int32
	asking  atomic.Int32 // calls of MONT Content that are being answered
	plain   ordered      // something plain that can be ordered
	extras  int          // orders that nobody asked for
	latest  string       // number of the last order that was accepted
	first   map[string]ordered
}

// ordered is what an order is of.
type ordered struct{ part, quantity string }

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := p.newCall(r)
	if c.Service == door {
		p.writing.Add(1)
		defer p.writing.Add(-1)
	}
	if c.Service == ContentService {
		p.asking.Add(1)
		defer p.asking.Add(-1)
	}
	p.began.Do(p.begin)
	c.Sent, c.Broken = io.ReadAll(r.Body)
	c.readNumber()
	p.each(c, func(d Pair) Hook { return d.Ask })
	if !c.answered {
		c.Forward()
	}
	p.learn(c)
	p.each(c, func(d Pair) Hook { return d.Answer })
	if c.after != nil {
		p.mu.Lock()
		c.after()
		p.mu.Unlock()
	}
	if c.write != nil {
		c.write(w)
		return
	}
	c.Reply(w)
}

// begin looks at the catalogue before anyone can change it, and lets partners spend more where a fault may order much.
func (p *proxy) begin() {
	for _, d := range p.deviations {
		switch d.Service {
		case ContentService:
			p.facts()
		case EKeyService, EKey2Service:
			p.endow()
			p.choose()
		}
	}
}

// endow raises the partner's credit, but not in a currency whose limit a product is there to exceed.
func (p *proxy) endow() {
	for _, currency := range []string{"EUR", "USD", "RUB"} {
		var account struct {
			Balances []struct{ Currency, Credit string }
		}
		p.doorTo(http.MethodGet, "balance", "", &account)
		for _, b := range account.Balances {
			if b.Currency != currency {
				continue
			}
			credit := func(amount string) {
				p.steer("balance", fmt.Sprintf(`{"currency":%q,"credit":%q}`, currency, amount))
			}
			credit("9000000.00")
			var special orders.Scenarios
			p.doorTo(http.MethodGet, "scenarios", "", &special)
			if special.CreditLimit != p.host.Special.CreditLimit {
				credit(b.Credit)
			}
		}
	}
}

// each does the hooks that are for the call's service.
func (p *proxy) each(c *Call, which func(Pair) Hook) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, d := range p.deviations {
		if h := which(d.Pair); h != nil && c.Service != door && (d.Service == AnyService || d.Service == c.Service) {
			h(c)
		}
	}
}

// learn keeps what is known of orders.
func (p *proxy) learn(c *Call) {
	if !c.isEKey() || c.Method != "AddOrder" || !c.Accepted() {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.latest = c.Number
	if _, known := p.first[c.Number]; !known {
		p.first[c.Number] = ordered{c.SentText("//PartNum"), c.SentText("//quantity")}
	}
}

// serve asks the sandbox.
func (p *proxy) serve(r *http.Request) Answer {
	w := &recorder{Answer: Answer{Header: http.Header{}, Status: http.StatusOK}}
	p.host.Services.ServeHTTP(w, r)
	return w.whole()
}

// request asks the sandbox as the partner.
func (p *proxy) request(verb, of, body string) Answer {
	r, err := http.NewRequest(verb, of, strings.NewReader(body))
	if err != nil {
		return Answer{Header: http.Header{}, Status: http.StatusBadRequest}
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
	w := &recorder{Answer: Answer{Header: http.Header{}, Status: http.StatusOK}}
	p.host.Door.ServeHTTP(w, r)
	_ = json.NewDecoder(&w.body).Decode(out) // as it says above
}

// recorder keeps what a handler writes.
type recorder struct {
	Answer
	body    bytes.Buffer
	written bool
}

func (w *recorder) Header() http.Header { return w.Answer.Header }

func (w *recorder) WriteHeader(status int) {
	if !w.written {
		w.Status, w.written = status, true
	}
}

func (w *recorder) Write(b []byte) (int, error) {
	w.written = true
	return w.body.Write(b)
}

// whole is what was written.
func (w *recorder) whole() Answer {
	return Answer{Status: w.Status, Header: w.Answer.Header, Body: w.body.Bytes()}
}
