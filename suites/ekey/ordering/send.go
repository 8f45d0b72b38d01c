package ordering

import (
	"context"
	"errors"
	"net/url"
	"sync"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/orders"
	. "github.com/montcheck/montcheck/internal/verdict"
)

// Send sends a request and reads the answer. The error is the harness's.
func (s *Session) Send(ctx context.Context, r endpoint.Request) (*Answer, error) {
	if r.Order != nil {
		return s.sendOrder(ctx, r)
	}
	return s.sendCall(ctx, r, s.Target.Prepare(ctx, s.service, r))
}

func (s *Session) sendCall(ctx context.Context, r endpoint.Request, call *endpoint.Call) (*Answer, error) {
	s.act(r)
	got, err := call.Send(ctx)
	if err != nil {
		return nil, err
	}
	a := &Answer{Answer: got, version: s.Version, Operation: r.Operation, Asked: s.numberIn(r)}
	if err := s.examine(a); err != nil {
		return nil, err
	}
	if r.Order != nil {
		if err := call.Settle(orders.Evidence{Said: s.said(a, r.Order.Refusal)}); err != nil {
			return nil, err
		}
	}
	s.follow(r, a)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers = append(s.answers, a)
	return a, nil
}

// sendOrder sends a request to order. Where orders count, and this one has to
// be refused, it finds out whether it placed nothing.
func (s *Session) sendOrder(ctx context.Context, r endpoint.Request) (*Answer, error) {
	proves := r.Order.Refusal != "" && s.Target.Orders != nil && !s.Target.Orders.Unlimited() &&
		s.Target.Orders.Left() > 0
	if !proves {
		s.purse = nil
		return s.sendCall(ctx, r, s.Target.Prepare(ctx, s.service, r))
	}
	if s.purse == nil || len(s.openParts()) > 0 { // which may be paid back
		s.readPurse(ctx)
	}
	before := *s.purse
	s.purse = nil
	call := s.Target.Prepare(ctx, s.service, r)
	a, err := s.sendCall(ctx, r, call)
	if err != nil || s.said(a, r.Order.Refusal) == orders.Confirmed {
		return a, err
	}
	e := orders.Evidence{Said: s.said(a, r.Order.Refusal), Found: s.found(ctx, r.Order.Number)}
	switch after := s.readPurse(ctx); {
	case before == "" && after == "":
		e.Balance = orders.Unreadable
	case before == after:
		e.Balance = orders.Same
	}
	return a, call.Settle(e)
}

// AskToOrder sends a request to order. It ends the spec where no answer
// comes, but first finds out what became of the order.
func (s *Session) AskToOrder(ctx context.Context, r endpoint.Request) *Answer {
	a, err := s.Send(ctx, r)
	for again := 0; again < comingAgain && s.notTaken(ctx, r, err); again++ {
		a, err = s.Send(ctx, r)
	}
	if err != nil &&
		(!errors.As(err, new(interface{ NotExercised() string })) || errors.As(err, new(*endpoint.Unavailable))) {
		s.Send(ctx, s.getRequest(r.Order.Number)) // its answer is in the record
	}
	Unable(ctx, err)
	return a
}

// comingAgain is how often an order is sent again that came at a bad time.
const comingAgain = 2

// notTaken tells whether a request to order came at a bad time (429, 503), and GetOrder says since that there is no
// such order. The pace of the run is slower by then. The order keeps its number, so that it is placed once at most, and
// counts again in the budget.
func (s *Session) notTaken(ctx context.Context, r endpoint.Request, err error) bool {
	var away *endpoint.Unavailable
	if !errors.As(err, &away) || away.Wait > 0 || away.Answer.Status() != 429 && away.Answer.Status() != 503 {
		return false
	}
	found, err := s.Send(ctx, s.getRequest(r.Order.Number))
	return err == nil && !found.Given() && found.Refusal != nil
}

// Together sends requests at the same moment.
func (s *Session) Together(ctx context.Context, requests ...endpoint.Request) []*Answer {
	var before Money
	duplicates := len(requests) > 1 && requests[0].Order != nil && requests[0].Order == requests[1].Order
	if duplicates && !s.Target.Orders.Unlimited() {
		before = s.Money(ctx, requests[0].Order.Currency)
	}
	s.purse = nil
	calls := make([]*endpoint.Call, len(requests))
	for i, r := range requests {
		calls[i] = s.Target.Prepare(ctx, s.service, r)
	}
	answers, errs := make([]*Answer, len(calls)), make([]error, len(calls))
	start := make(chan struct{})
	var group sync.WaitGroup
	for i, call := range calls {
		group.Go(func() {
			defer GinkgoRecover()
			<-start
			answers[i], errs[i] = s.sendCall(ctx, requests[i], call)
		})
	}
	close(start)
	group.Wait()
	if duplicates && !s.Target.Orders.Unlimited() {
		Unable(ctx, s.proveDuplicates(ctx, before, calls, answers, requests[0].Order))
	}
	for _, err := range errs {
		Unable(ctx, err)
	}
	return answers
}

// Ask sends a request, ending the spec where no answer comes.
func (s *Session) Ask(ctx context.Context, r endpoint.Request) *Answer {
	a, err := s.Send(ctx, r)
	Unable(ctx, err)
	return a
}

// Get asks for an order.
func (s *Session) Get(ctx context.Context, number string) *Answer {
	return s.Ask(ctx, s.getRequest(number))
}

func (s *Session) getRequest(number string) endpoint.Request {
	return s.Request("GetOrder", "GetOrder/"+url.PathEscape(number), "")
}
