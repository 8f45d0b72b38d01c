package westcon

import (
	"context"
	"net/http"
	"strings"

	"github.com/montcheck/montcheck/internal/charset"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/verdict"
)

// whileOpen does something that expects a refusal, between two requests that
// are right in everything and are answered with an order: a service that lets
// no one in, or not just then, would refuse whatever is asked, and prove
// nothing. Both go with the given token, by the same method.
func (s *session) whileOpen(ctx context.Context, bearer string, refused func()) {
	s.open(ctx, bearer, "")
	refused()
	s.open(ctx, bearer, "any more")
}

// open ends the spec where a request that is right in everything is not
// answered with an order.
func (s *session) open(ctx context.Context, bearer, when string) {
	own := s.t.Scenarios.All(environment.WestconOrders)
	if len(own) == 0 {
		verdict.NotExercised(ctx, "a refusal proves nothing where no request is known that is answered: "+
			"configure %s", environment.WestconOrders)
	}
	s.shown = s.shows(ctx, bearer, byWestcon, bare(own[0]), when)
}

// shows returns the lines of an order that a right request shows now, and
// ends the spec where there is none.
func (s *session) shows(ctx context.Context, bearer, by, number, when string) []*line {
	a := s.statusAs(ctx, bearer, by, number)
	lines := a.lines(ctx)
	if len(lines) == 0 {
		verdict.NotExercised(ctx,
			"a refusal proves nothing while the right request shows no line of order %s%s: see %s",
			number, strings.TrimSuffix(" "+when, " "),
			map[string]string{byWestcon: "WST-ORD-13", byCustomer: "WST-ORD-02"}[by])
	}
	return lines
}

// whileGranting does the same with token requests: the client's own
// credentials, in the same form, get a token before and after.
func (s *session) whileGranting(ctx context.Context, refused func()) {
	for _, step := range []func(){refused, func() {}} {
		a, err := s.send(ctx, s.t.Tokens, question{sort: token}, s.tokenRequest(form(s.credentials()...)))
		verdict.Unable(ctx, err)
		if a.Status() != http.StatusOK || !givesToken(a) {
			verdict.NotExercised(ctx,
				"a refusal proves nothing while the client's own credentials get no token in the "+
					"same form (%s): see WST-TOK-01", a.says())
		}
		step()
	}
}

// glimpse reads an order status as anyone would who wants to see it: with a
// byte order mark in front, or in UTF-16, too. It is nil where there is none
// to be read.
func (a *answer) glimpse() *orderStatus {
	if a.status != nil {
		return a.status
	}
	for _, text := range a.reads() {
		if status := read([]byte(strings.TrimPrefix(text, charset.Mark))); status != nil && len(status.lines) > 0 {
			return status
		}
	}
	return nil
}

// names is a member in the text of an answer that only lines of orders have,
// however it is written there. The numbers asked for are none: a refusal may
// speak of them.
func (a *answer) names() string {
	for _, m := range members {
		if m.name != "eRPOrderNumber" && m.name != "customerOrderNumber" && a.reads().Contains(m.name) {
			return m.name
		}
	}
	return ""
}

// tells is what an answer tells of lines that are known, however it is
// written there: a product, an invoice, or the partner's number of the order.
func (a *answer) tells(known []*line) string {
	for _, l := range known {
		for _, name := range []string{"eRPProductNumber", "billingDocument", "customerOrderNumber"} {
			value := strings.TrimSpace(l.get(name))
			if len(value) >= distinct && !strings.Contains(a.Exchange.Request.Body, value) &&
				a.reads().Contains(value) {
				return name + " " + value
			}
		}
	}
	return ""
}

// distinct is how long a value is at least that stands nowhere by chance.
const distinct = 6

// proves tells whether an answer proves that nothing is shown, if no line is
// found in it: an order status that can be read, or a refusal without a
// member of a line. For another answer it says why not.
func (a *answer) proves() (ok bool, why string) {
	switch {
	case a.Status() >= 200 && a.Status() < 300 && a.status != nil:
		return true, ""
	case a.Status() >= 200 && a.Status() < 300:
		return false, "an order status that can't be read proves nothing: see WST-SCH-01"
	case a.refuses():
		return true, ""
	}
	return false, "an answer that is neither an order status nor a refusal proves nothing: " + a.says()
}

// refuses tells whether an answer is a refusal of the client's request.
func (a *answer) refuses() bool {
	return a.Status() >= http.StatusBadRequest && a.Status() < http.StatusInternalServerError
}
