package ekey

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/target"
)

// The documented refusals of AddOrder, which say that the order is not placed:
// D3, "Обработка ошибок", and MONT's public wiki, codes. Of an error inside
// the service, or of a check that did not end, that is not sure.
var (
	declines1 = []string{"2", "4", "5", "6", "7", "8", "9", "10", "11"}
	declines2 = []string{"2", "6", "8", "10", "12", "16", "17", "25", "61", "71", "72", "75", "76", "87", "200", "900", "6000", "6005", "7022"}
)

// said is what an answer to AddOrder says of the order, if it is the service's
// own and in the documented form.
func (a *answer) said(r orders.Refusal) orders.Said {
	status := a.Status()
	switch {
	case a.order != nil && status == http.StatusOK, a.order2 != nil:
		return orders.Confirmed
	case a.refusal != nil && a.refusal.code == duplicate, a.result != nil && a.result.isError && a.result.code == duplicate2:
		return orders.Exists
	case a.refusal != nil && status == http.StatusInternalServerError && slices.Contains(declines1, a.refusal.code),
		a.result != nil && a.result.isError && a.result.empty() && status == http.StatusOK && slices.Contains(declines2, a.result.code):
		return orders.Declined
	case r == orders.Malformed && refusesForm(status):
		return orders.Declined
	}
	return orders.Unclear
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

// noOrder is version 1's code of an order that GetOrder does not find: D3,
// "Получение информации о размещенном заказе".
const noOrder = "2"

// found asks for an order, and says whether there is one.
func (s *session) found(ctx context.Context, number string) orders.Found {
	if number == "" || len(number) > longestNumber {
		return orders.Unaskable
	}
	a, err := s.send(ctx, s.getRequest(number))
	switch {
	case err != nil:
		return orders.Unknown
	case a.order != nil, a.order2 != nil:
		return orders.Present
	case a.refusal != nil && a.Status() == http.StatusInternalServerError && a.refusal.code == noOrder,
		a.result != nil && a.result.isError && a.result.empty() && a.Status() == http.StatusOK && a.result.code == "3":
		return orders.Missing
	case !addressable(number):
		return orders.Unaskable
	}
	return orders.Unknown
}

// sendOrder sends a request to order. Where orders count, and this one has to
// be refused, it finds out whether it placed nothing.
func (s *session) sendOrder(ctx context.Context, r target.Request) (*answer, error) {
	proves := r.Order.Refusal != "" && s.t.Orders != nil && !s.t.Orders.Unlimited() && s.t.Orders.Left() > 0
	if !proves {
		s.purse = nil
		return s.sendCall(ctx, r, s.t.Prepare(ctx, s.service, r))
	}
	if s.purse == nil || len(s.openParts()) > 0 { // which may be paid back
		s.readPurse(ctx)
	}
	before := *s.purse
	s.purse = nil
	call := s.t.Prepare(ctx, s.service, r)
	a, err := s.sendCall(ctx, r, call)
	if err != nil || a.said(r.Order.Refusal) == orders.Confirmed {
		return a, err
	}
	e := orders.Evidence{Said: a.said(r.Order.Refusal), Found: s.found(ctx, r.Order.Number)}
	switch after := s.readPurse(ctx); {
	case before == "" && after == "":
		e.Balance = orders.Unreadable
	case before == after:
		e.Balance = orders.Same
	}
	return a, call.Settle(e)
}

// readPurse reads the balance as it stands: every amount in it, or nothing
// where it can't be read.
func (s *session) readPurse(ctx context.Context) string {
	s.awaitPolls(ctx)
	all := ""
	if a, err := s.send(ctx, s.request(s.balanceMethod(), s.balanceMethod(), "")); err == nil && a.Status() == http.StatusOK && a.root != nil {
		if found := amounts(a.root); len(found) > 0 {
			all = fmt.Sprint(found)
		}
	}
	s.purse = &all
	return all
}

// proveDuplicates finds out whether requests with one number, of which some
// were accepted, placed no more than those.
func (s *session) proveDuplicates(ctx context.Context, before money, calls []*target.Call, answers []*answer, o *orders.Order) error {
	accepted := int64(0)
	for _, a := range answers {
		if a == nil {
			return nil // one may be placed yet
		}
		if a.said("") == orders.Confirmed {
			accepted++
		}
	}
	e := orders.Evidence{Found: s.found(ctx, o.Number)}
	switch after := s.money(ctx, o.Currency); {
	case !before.known && !after.known:
		e.Balance = orders.Unreadable
	case before.known && after.known && after.amount.Equal(before.amount.Sub(o.Amount.Mul(decimal.NewFromInt(accepted)))):
		e.Balance = orders.Same
	}
	for i, a := range answers {
		e.Said = a.said("")
		if err := calls[i].Settle(e); err != nil {
			return err
		}
	}
	return nil
}
