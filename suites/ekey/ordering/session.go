// Package ordering is what the specs of both versions of MONT eKey share: a session that orders within the run's
// budget, polls what takes long, follows the partner's money, and holds answers on one order against each other.
//
// What a version does its own way is its Dialect.
package ordering

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/verdict"
)

// Session is what the specs of one version share.
type Session struct {
	Dialect Dialect
	Version Version
	Target  *endpoint.Target
	service *endpoint.Service
	Other   *Session // of the other version; nil where it is not certified here

	mu      sync.Mutex
	answers []*Answer
	numbers int

	Currency   string // of the budget; empty for any
	Polls      *watchers
	Advance    func(context.Context, time.Duration) error // moves the endpoint's clock on; nil where it can't be moved
	Plain      PlainOrder
	Mischarged verdict.Findings
	Moves      bool    // an order was seen to move the balance
	Again      *Answer // to a duplicate of an order in process

	Catalogue []Product                  // of the price list, once read
	purses    map[string]decimal.Decimal // what the partner could spend at first, by currency
	// every amount of the balance, as it stands; nil where an order may have moved it
	purse   *string
	looked  looked          // at the balance, last
	foreign string          // who else moves the balance, once that was seen
	watched bool            // whether a balance that is not what it should be was watched
	unsold  map[string]bool // part numbers of products that were chosen and are not sold
	Slow    map[string]*SlowOrder
}

// PlainOrder is the plain order that several specs look at. It is placed once.
type PlainOrder struct {
	Number  string  // empty where none was sent
	Trouble string  // why it was not accepted
	Found   *Answer // GetOrder's, at once
}

// Number makes an order number that no one used before. It carries the
// run's id, so that every order of a run can be found.
func (s *Session) Number() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.numbers++
	id := s.Target.Run
	if len(id) > 14 {
		id = id[len(id)-14:]
	}
	return fmt.Sprintf("MC%d-%s-%03d", s.Version.Number, id, s.numbers)
}

// Request makes a request to a method: a GET where there is no body.
func (s *Session) Request(operation, path, body string) endpoint.Request {
	r := endpoint.Request{Operation: operation, URL: s.service.URL.String() + "/" + path,
		Reads: operation != endpoint.AddOrder}
	if body != "" {
		r.Method, r.Body = http.MethodPost, body
		r.Header = http.Header{"Content-Type": {"application/xml; charset=utf-8"}}
	}
	return r
}

// numberIn is the number of the order that a request orders or asks for.
func (s *Session) numberIn(r endpoint.Request) string {
	if r.Order != nil {
		return r.Order.Number
	}
	number, _ := url.PathUnescape(strings.TrimPrefix(r.URL, s.service.URL.String()+"/GetOrder/"))
	if r.Operation != "GetOrder" {
		return ""
	}
	return number
}

// examine validates and reads an answer. A page of HTML is left alone.
func (s *Session) examine(a *Answer) error {
	if a.HTML() {
		return nil
	}
	if d, err := parse(a.Answer, a.Operation); err == nil {
		a.Root = d.Root()
	}
	schema := s.Dialect.Read(a)
	if schema == nil {
		return nil
	}
	body, err := a.Open()
	if err != nil {
		return err
	}
	defer body.Close()
	a.report, err = schema.Validate(body)
	return err
}

// OrderOf describes what a request may place, for guard and ledger.
func (s *Session) OrderOf(ctx context.Context, number string, lines []orders.Line, amount decimal.Decimal,
	currency string) *orders.Order {
	return &orders.Order{Number: number, Version: s.Version.Number, Lines: lines, Amount: amount, Currency: currency,
		Purpose: verdict.From(ctx).ID}
}

// Recorded returns the answers so far that are of a sort.
func (s *Session) Recorded(wanted func(*Answer) bool) []*Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.answers), func(a *Answer) bool { return !wanted(a) })
}

// NewSession makes the session of a version; what it does its own way is to be set.
func NewSession(t *endpoint.Target, service *endpoint.Service, version Version) *Session {
	s := &Session{Target: t, service: service, Version: version, Slow: map[string]*SlowOrder{}, Polls: newWatchers()}
	if t.Orders != nil {
		s.Currency = t.Orders.Currency()
	}
	if t.Control != nil {
		s.Advance = s.advanceClock
	}
	return s
}

// advanceClock moves the endpoint's clock on.
func (s *Session) advanceClock(ctx context.Context, by time.Duration) error {
	_, err := s.Target.Steer(ctx, "clock", map[string]any{"advance": by.String()})
	return err
}

// StateOf asks for the state of an order, in a few words. The error is the harness's.
func (s *Session) StateOf(ctx context.Context, number string) (string, error) {
	a, err := s.Send(verdict.With(ctx, verdict.NewState("orders", s.service.Module, nil, 0)), s.getRequest(number))
	if err != nil {
		return "", err
	}
	return a.Says(), nil
}

// pause waits until it is time to ask again. An endpoint whose clock can be
// moved is moved on instead.
func (s *Session) pause(ctx context.Context, d time.Duration) error {
	if s.Advance != nil {
		return s.Advance(ctx, d)
	}
	return s.Target.Wait(ctx, d)
}
