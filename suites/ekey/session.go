package ekey

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/beevik/etree"
	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/internal/target"
	"github.com/montcheck/montcheck/schemas"
)

// session is what the specs of one version share.
type session struct {
	t       *target.Target
	service *target.Service
	version int

	mu      sync.Mutex
	answers []*answer
	numbers int

	currency    string // of the budget; empty for any
	polls       *watchers
	advance     func(context.Context, time.Duration) error // moves the endpoint's clock on; nil where it can't be moved
	slowSpec    string                                     // the requirement whose specs place the slow orders
	base        *attempt                                   // the plain order that several specs look at
	baseAnswer  *answer
	baseTrouble string  // why it was not accepted
	baseFound   *answer // GetOrder's, at once
	sold        []sale  // orders of version 1 that were accepted as they should be
	mischarged  spec.Findings
	moves       bool    // an order was seen to move the balance
	sold2       []sale2 // the same of version 2
	again       *answer // to a duplicate of an order in process
	base2       *attempt2
	baseAnswer2 *answer

	catalogue []product                  // of the price list, once read
	purses    map[string]decimal.Decimal // what the partner could spend at first, by currency
	purse     *string                    // every amount of the balance, as it stands; nil where an order may have moved it
	looked    looked                     // at the balance, last
	foreign   string                     // who else moves the balance, once that was seen
	watched   bool                       // whether a balance that is not what it should be was watched
	unsold    map[string]bool            // part numbers of products that were chosen and are not sold
	slow      map[string]*slowOrder
}

// answer is an answer of eKey, validated and read.
type answer struct {
	*target.Answer
	operation string
	asked     string // the order's number, where one was asked for or ordered
	report    schemas.Report
	root      *etree.Element // nil where the body is no XML
	order     *order1        // version 1
	refusal   *refusal       // version 1
	result    *result        // version 2
	order2    *order2        // version 2
}

// number makes an order number that no one used before. It carries the
// run's id, so that every order of a run can be found.
func (s *session) number() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.numbers++
	id := s.t.Run
	if len(id) > 14 {
		id = id[len(id)-14:]
	}
	return fmt.Sprintf("MC%d-%s-%03d", s.version, id, s.numbers)
}

// request makes a request to a method: a GET where there is no body.
func (s *session) request(operation, path, body string) target.Request {
	r := target.Request{Operation: operation, URL: s.service.URL.String() + "/" + path, Reads: operation != target.AddOrder}
	if body != "" {
		r.Method, r.Body = http.MethodPost, body
		r.Header = http.Header{"Content-Type": {"application/xml; charset=utf-8"}}
	}
	return r
}

// send sends a request and reads the answer. The error is the harness's.
func (s *session) send(ctx context.Context, r target.Request) (*answer, error) {
	if r.Order != nil {
		return s.sendOrder(ctx, r)
	}
	return s.sendCall(ctx, r, s.t.Prepare(ctx, s.service, r))
}

func (s *session) sendCall(ctx context.Context, r target.Request, call *target.Call) (*answer, error) {
	s.act(r)
	got, err := call.Send(ctx)
	if err != nil {
		return nil, err
	}
	a := &answer{Answer: got, operation: r.Operation, asked: s.numberIn(r)}
	if err := s.examine(a); err != nil {
		return nil, err
	}
	if r.Order != nil {
		if err := call.Settle(orders.Evidence{Said: a.said(r.Order.Refusal)}); err != nil {
			return nil, err
		}
	}
	s.follow(r, a)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers = append(s.answers, a)
	return a, nil
}

// numberIn is the number of the order that a request orders or asks for.
func (s *session) numberIn(r target.Request) string {
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
func (s *session) examine(a *answer) error {
	if a.HTML() {
		return nil
	}
	if d, err := parse(a.Answer, a.operation); err == nil {
		a.root = d.Root()
	}
	schema, ok := (*schemas.Schema)(nil), false
	switch {
	case s.version == 2:
		a.result, a.order2 = read2(a.root)
		schema, ok = schemas.EKey2(a.operation)
	default:
		a.order, a.refusal = read1(a.root)
		schema, ok = schemas.EKey(a.operation)
		if a.order != nil {
			schema, ok = schemas.EKeyOrder(a.operation, a.order.status)
		} else if a.refusal != nil {
			schema, ok = schemas.EKeyError(), true
		}
	}
	if !ok {
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

// ask sends a request, ending the spec where no answer comes.
func (s *session) ask(ctx context.Context, r target.Request) *answer {
	a, err := s.send(ctx, r)
	spec.Unable(ctx, err)
	return a
}

// get asks for an order.
func (s *session) get(ctx context.Context, number string) *answer {
	return s.ask(ctx, s.getRequest(number))
}

func (s *session) getRequest(number string) target.Request {
	return s.request("GetOrder", "GetOrder/"+url.PathEscape(number), "")
}

// about starts an assertion about an answer.
func (a *answer) about(ctx context.Context) spec.Subject { return spec.About(ctx, a.Key()) }

// reject ends the spec with one finding about the answer.
func (a *answer) reject(ctx context.Context, summary, expected, got string) {
	spec.Reject(ctx, a.about(ctx).Finding(summary, expected, got))
}

// says is what an answer says, in a few words.
func (a *answer) says() string {
	switch {
	case a.order != nil:
		return fmt.Sprintf("HTTP %d, an order with the status %q", a.Status(), a.order.status)
	case a.refusal != nil:
		return fmt.Sprintf("HTTP %d, BusinessError %s %q", a.Status(), a.refusal.code, a.refusal.details)
	case a.result != nil && a.result.isError:
		return fmt.Sprintf("HTTP %d, ErrorCode %s", a.Status(), a.result.code)
	case a.order2 != nil:
		return fmt.Sprintf("HTTP %d, an order with the status %s", a.Status(), a.order2.status)
	}
	if said, between := a.Between(); between {
		return fmt.Sprintf("HTTP %d, an HTML page%s, by something that stands before the service", a.Status(), said)
	}
	return fmt.Sprintf("HTTP %d, %s", a.Status(), a.Header().Get("Content-Type"))
}

// orderOf describes what a request may place, for guard and ledger.
func (s *session) orderOf(ctx context.Context, number string, lines []orders.Line, amount decimal.Decimal, currency string) *orders.Order {
	return &orders.Order{Number: number, Version: s.version, Lines: lines, Amount: amount, Currency: currency, Purpose: spec.From(ctx).ID}
}

// recorded returns the answers so far that are of a sort.
func (s *session) recorded(wanted func(*answer) bool) []*answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.answers), func(a *answer) bool { return !wanted(a) })
}
