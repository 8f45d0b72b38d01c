package v2

import (
	"context"
	"net/http"
	"slices"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/schemas"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// session is what the specs of version 2 share.
type session struct {
	*ordering.Session
	base       *attempt // the plain order
	baseAnswer *ordering.Answer
	sold       []sale // orders that were accepted as they should be
}

// version is how version 2 calls what both versions have. It has no code for a vendor's refusal but that of an error
// inside the service.
var version = ordering.Version{
	Number: 2, BalanceMethod: "CheckLimits", Schema: func(operation string) string { return "EK2-SCH-" + operation },
	Accepted: "EK2-ADD-01", Slow: "EK2-ADD-04", Given: "EK2-GET-01", States: "EK2-ADD-03", Charged: "EK2-BAL-02",
	NoCredit: "6", Unsold: []string{"10", "101", "6005"},
}

// PlacePlain sends that order, unless that was done.
func (s *session) PlacePlain(ctx context.Context) {
	for try := 1; s.base == nil; try++ {
		t := s.buy(s.twoPlain(ctx)...)
		t.lines[0].quantity = t.products[0].Count(3) // enough to see a key go missing
		before := s.Money(ctx, t.products[0].Currency)
		a := s.add(ctx, t)
		s.base, s.baseAnswer = &t, a // whatever comes, it is ordered once
		s.Plain = ordering.PlainOrder{Number: t.number, Found: a}
		if !a.Given() {
			s.Plain.Trouble = a.Says()
		} else {
			s.sold = append(s.sold, sale{t, a})
			s.Plain.Found = s.Settled(ctx, t.number)
			if orderIn(a).status == inProcess {
				s.baseAnswer = s.Plain.Found
			}
			s.Tell(ctx, before, "the plain order", t.bill(), s.Plain.Found)
		}
		if try < ordering.Tries && s.notSold(ctx, t, s.Plain.Found) {
			s.base = nil
		}
	}
}

func (s *session) Read(a *ordering.Answer) *schemas.Schema {
	r, o := read(a.Root)
	if r != nil {
		a.Own, a.Data = r, r.data
		if r.isError {
			a.Refusal = &ordering.Refusal{Code: r.code, Says: "ErrorCode " + r.code}
		}
	}
	if o != nil {
		a.Order = o
	}
	schema, ok := schemas.EKey2(a.Operation)
	if !ok {
		return nil
	}
	return schema
}

// declines are the documented refusals of AddOrder, which say that the order is not placed: MONT's public wiki, codes.
// Of an error inside the service, or of a check that did not end, that is not sure.
var declines = []string{"2", "6", "8", "10", "12", "16", "17", "25", "61", "71", "72", "75", "76", "87", "200", "900",
	"6000", "6005", "7022"}

func (s *session) Said(a *ordering.Answer) orders.Said {
	switch {
	case a.Given():
		return orders.Confirmed
	case a.Code() == duplicate:
		return orders.Exists
	case a.Refusal != nil && resultIn(a).empty() && a.Status() == http.StatusOK && slices.Contains(declines, a.Code()):
		return orders.Declined
	}
	return orders.Unclear
}

func (s *session) NotFound(a *ordering.Answer) bool {
	return a.Refusal != nil && resultIn(a).empty() && a.Status() == http.StatusOK && a.Code() == "3"
}

func (s *session) Prices(ctx context.Context) (*endpoint.Answer, string, error) {
	a, err := s.Send(ctx, s.Request("GetPriceChanges", "GetPriceChanges/0", ""))
	if err != nil {
		return nil, "", err
	}
	return a.Answer, ordering.PriceContract, nil
}

func (s *session) Questions() []ordering.Question {
	number := s.NoNumber()
	return []ordering.Question{
		{Operation: s.Version.BalanceMethod, Path: s.Version.BalanceMethod},
		{Operation: "GetOrder", Path: "GetOrder/" + number},
		{Operation: "GetPriceChanges", Path: "GetPriceChanges/0"},
		{Operation: "GetUserInfoDescriptionFor", Path: "GetUserInfoDescriptionFor", Body: describe(ordering.Nothing)},
		{Operation: "CheckEndUserInfo", Path: "CheckEndUserInfo", Body: check(ordering.Nothing, nil)},
		{Operation: endpoint.AddOrder, Path: endpoint.AddOrder,
			Body: request(number, []orderLine{{number: number + "-1", partNum: ordering.Nothing}})},
	}
}

func (s *session) WrongOtherwise(ctx context.Context, code string) endpoint.Request {
	t := s.buy(ordering.Product{PartNum: ordering.Nothing, Currency: s.Currency})
	if code == "2" {
		t = t.mustRefuse(orders.Malformed)
		t.noNumber, t.lines, t.products = true, nil, nil
	}
	return s.addRequest(ctx, t)
}

func (s *session) Unchanged(ctx context.Context, o *ordering.SlowOrder, found *verdict.Findings) {
	sameLines(ctx, o, found)
}
