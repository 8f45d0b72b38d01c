package v1

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/schemas"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// session is what the specs of version 1 share.
type session struct {
	*ordering.Session
	base       *attempt // the plain order
	baseAnswer *ordering.Answer
	sold       []sale // orders that were accepted as they should be
}

// version is how version 1 calls what both versions have.
var version = ordering.Version{
	Number: 1, BalanceMethod: "CheckMyBalance", Schema: func(string) string { return "EKY-SCH-01" },
	Accepted: "EKY-ADD-01", Slow: "EKY-ADD-05", Given: "EKY-GET-01", States: "EKY-ADD-02", Charged: "EKY-BAL-02",
	NoCredit: "5", Unsold: []string{"4", "8", "11"},
}

// PlacePlain orders something plain, unless that was done.
func (s *session) PlacePlain(ctx context.Context) { s.placed(ctx) }

func (s *session) Read(a *ordering.Answer) *schemas.Schema {
	o, e := read(a.Root)
	schema, ok := schemas.EKey(a.Operation)
	switch {
	case o != nil:
		a.Order = o
		schema, ok = schemas.EKeyOrder(a.Operation, o.status)
	case e != nil:
		a.Refusal, a.Own = &ordering.Refusal{Code: e.code, Says: fmt.Sprintf("BusinessError %s %q", e.code, e.details)},
			e
		return schemas.EKeyError()
	}
	if !ok {
		return nil
	}
	return schema
}

// declines are the documented refusals of AddOrder, which say that the order is not placed: D3, "Обработка ошибок". Of
// an error inside the service, or of a check that did not end, that is not sure.
var declines = []string{"2", "4", "5", "6", "7", "8", "9", "10", "11"}

func (s *session) Said(a *ordering.Answer) orders.Said {
	switch status := a.Status(); {
	case a.Given() && status == http.StatusOK:
		return orders.Confirmed
	case a.Code() == duplicate:
		return orders.Exists
	case a.Refusal != nil && status == http.StatusInternalServerError && slices.Contains(declines, a.Code()):
		return orders.Declined
	}
	return orders.Unclear
}

// noOrder is the code of an order that GetOrder does not find: D3, "Получение информации о размещенном заказе".
const noOrder = "2"

func (s *session) NotFound(a *ordering.Answer) bool {
	return a.Status() == http.StatusInternalServerError && a.Code() == noOrder
}

// Prices asks for the price list, which is MONT Content's.
func (s *session) Prices(ctx context.Context) (*endpoint.Answer, string, error) {
	prices := montcontent.GetProductPrices
	path, err := prices.Path(s.Target.Content.Forms)
	if err != nil {
		return nil, "", err
	}
	r := endpoint.Request{Operation: prices.Name, URL: s.Target.Content.URL.String() + "/" + path}
	a, err := s.Target.Prepare(ctx, s.Target.Content, r).Send(ctx)
	return a, "ProductContract", err
}

func (s *session) Questions() []ordering.Question {
	number := s.NoNumber()
	return []ordering.Question{
		{Operation: s.Version.BalanceMethod, Path: s.Version.BalanceMethod},
		{Operation: "GetOrder", Path: "GetOrder/" + number},
		{Operation: endpoint.AddOrder, Path: endpoint.AddOrder, Body: line(number, ordering.Nothing, 0).String()},
	}
}

func (s *session) WrongOtherwise(ctx context.Context, code string) endpoint.Request {
	t := s.unknownProduct(ctx)
	if slices.Contains([]string{"2", "4", "5", "8", "9", "10"}, code) {
		t = t.mustRefuse(orders.Malformed)
		t.body = request{}
	}
	return s.addRequest(ctx, t)
}

func (s *session) Unchanged(ctx context.Context, o *ordering.SlowOrder, found *verdict.Findings) {
	identical(ctx, o, found)
	first, last := orderIn(o.Answers[0]), orderIn(o.Last())
	if first == nil || last == nil || first.status != last.status || s.Renews(first.partNum) {
		return
	}
	if was, is := linksOf(first), linksOf(last); was != is {
		found.Add(o.Last().About(ctx).Finding("order "+o.Number+" has other links than before, though its product's "+
			"FulfillmentType is not 1", was, is))
	}
}
