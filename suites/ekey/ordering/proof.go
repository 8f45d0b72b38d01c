package ordering

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/orders"
)

// said is what an answer to AddOrder says of the order, if it is the service's own and in the documented form.
func (s *Session) said(a *Answer, r orders.Refusal) orders.Said {
	said := s.Dialect.Said(a)
	if said == orders.Unclear && r == orders.Malformed && refusesForm(a.Status()) {
		return orders.Declined
	}
	return said
}

// refusesForm tells whether a status says that a request was not taken for one
// of the service's. One that came at a bad time is another matter.
func refusesForm(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusMisdirectedRequest, http.StatusTooEarly, http.StatusTooManyRequests:
		return false
	}
	return status >= 400 && status < 500
}

// longestNumber is how long a number may be that an address is made of.
const longestNumber = 200

// addressable tells whether any server lets an address with this number through:
// some refuse % & * : + and their like before the service sees them.
func addressable(number string) bool {
	return number != "" && len(number) <= longestNumber && strings.IndexFunc(number, func(r rune) bool {
		return r != '-' && r != '_' && r != '.' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) < 0
}

// found asks for an order, and says whether there is one.
func (s *Session) found(ctx context.Context, number string) orders.Found {
	if number == "" || len(number) > longestNumber {
		return orders.Unaskable
	}
	a, err := s.Send(ctx, s.getRequest(number))
	switch {
	case err != nil:
		return orders.Unknown
	case a.Given():
		return orders.Present
	case s.Dialect.NotFound(a):
		return orders.Missing
	case !addressable(number):
		return orders.Unaskable
	}
	return orders.Unknown
}

// readPurse reads the balance as it stands: every amount in it, or nothing
// where it can't be read.
func (s *Session) readPurse(ctx context.Context) string {
	s.awaitPolls(ctx)
	all := ""
	if a, err := s.Send(ctx, s.Request(s.Version.BalanceMethod, s.Version.BalanceMethod, "")); err == nil &&
		a.Status() == http.StatusOK && a.Root != nil {
		if found := amounts(a.Root); len(found) > 0 {
			all = fmt.Sprint(found)
		}
	}
	s.purse = &all
	return all
}

// proveDuplicates finds out whether requests with one number, of which some
// were accepted, placed no more than those.
func (s *Session) proveDuplicates(ctx context.Context, before Money, calls []*endpoint.Call, answers []*Answer,
	o *orders.Order) error {
	accepted := int64(0)
	for _, a := range answers {
		if a == nil {
			return nil // one may be placed yet
		}
		if s.said(a, "") == orders.Confirmed {
			accepted++
		}
	}
	e := orders.Evidence{Found: s.found(ctx, o.Number)}
	switch after := s.Money(ctx, o.Currency); {
	case !before.Known && !after.Known:
		e.Balance = orders.Unreadable
	case before.Known && after.Known &&
		after.amount.Equal(before.amount.Sub(o.Amount.Mul(decimal.NewFromInt(accepted)))):
		e.Balance = orders.Same
	}
	for i, a := range answers {
		e.Said = s.said(a, "")
		if err := calls[i].Settle(e); err != nil {
			return err
		}
	}
	return nil
}
