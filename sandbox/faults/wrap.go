package faults

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/montcheck/montcheck/sandbox/orders"
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

// Wrap serves a host with deviations: the faults first, then the variations, each list in its order.
func Wrap(h Host, faults []Fault, variations []Variation) http.Handler {
	p := &proxy{host: h, first: map[string][2]string{}}
	for _, f := range faults {
		p.deviations = append(p.deviations, f.hooks)
	}
	for _, v := range variations {
		p.deviations = append(p.deviations, v.hooks)
	}
	return p
}

// hook changes a request on its way to the sandbox, or an answer on its way out.
type hook func(*call)

// hooks are what a deviation does to calls of a service.
type hooks struct {
	of          service
	ask, answer hook
}

// proxy stands between clients and a sandbox.
type proxy struct {
	host       Host
	deviations []hooks

	mu              sync.Mutex // one hook at a time: a deviation may keep state
	found           facts
	sought          sync.Once // found
	began           sync.Once // the first request
	writing         atomic.Int32
	asking          atomic.Int32 // calls of MONT Content that are being answered
	plain, quantity string       // of something plain that can be ordered
	extras          int          // orders that nobody asked for
	calls           map[string]int
	latest          string               // number of the last order that was accepted
	first           map[string][2]string // part number and quantity of each order, by its number
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := p.newCall(r)
	if c.service == door {
		p.writing.Add(1)
		defer p.writing.Add(-1)
	}
	if c.service == contentService {
		p.asking.Add(1)
		defer p.asking.Add(-1)
	}
	p.began.Do(p.begin)
	c.sent, c.broken = io.ReadAll(r.Body)
	c.readNumber()
	p.each(c, func(h hooks) hook { return h.ask })
	if !c.answered {
		c.forward()
	}
	p.learn(c)
	p.each(c, func(h hooks) hook { return h.answer })
	if c.after != nil {
		p.mu.Lock()
		c.after()
		p.mu.Unlock()
	}
	if c.write != nil {
		c.write(w, c)
		return
	}
	c.reply(w)
}

// begin looks at the catalogue before anyone can change it, and lets partners spend more where a fault may order much.
func (p *proxy) begin() {
	for _, h := range p.deviations {
		switch h.of {
		case contentService:
			p.facts()
		case eKeyService, eKey2Service:
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
			if p.doorTo(http.MethodGet, "scenarios", "", &special); special.CreditLimit != p.host.Special.CreditLimit {
				credit(b.Credit)
			}
		}
	}
}

// each does the hooks that are for the call's service.
func (p *proxy) each(c *call, which func(hooks) hook) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, h := range p.deviations {
		if f := which(h); f != nil && c.service != door && (h.of == anyService || h.of == c.service) {
			f(c)
		}
	}
}

// learn keeps what is known of orders.
func (p *proxy) learn(c *call) {
	if !c.isEKey() || c.method != "AddOrder" || !c.accepted() {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.latest = c.number
	if _, again := p.first[c.number]; !again {
		p.first[c.number] = [2]string{c.sentText("//PartNum"), c.sentText("//quantity")}
	}
}

// serve asks the sandbox.
func (p *proxy) serve(r *http.Request) *answer {
	a := &answer{header: http.Header{}, status: http.StatusOK}
	p.host.Services.ServeHTTP(a, r)
	return a
}

// answer keeps what a handler writes.
type answer struct {
	status  int
	header  http.Header
	body    bytes.Buffer
	written bool
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if !a.written {
		a.status, a.written = status, true
	}
}

func (a *answer) Write(b []byte) (int, error) {
	a.written = true
	return a.body.Write(b)
}
