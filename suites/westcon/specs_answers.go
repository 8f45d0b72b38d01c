package westcon

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/run"
	. "github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/internal/target"
)

// everyAnswer judges all answers of the run, whichever spec asked for them.
func (s *session) everyAnswer() {
	judged := func(id, text, what string, wanted func(*answer) bool,
		judge func(ctx context.Context, a *answer, found *Findings)) {
		It(text, Decides(id), func(ctx SpecContext) { s.judge(ctx, what, wanted, judge) })
	}
	statuses := func(a *answer) bool { return a.question.sort == documented && a.Status() == http.StatusOK }
	shown := func(a *answer) bool { return statuses(a) && a.status != nil }

	judged("WST-TOK-02", "tells why it gives no token", "no token request was refused, see WST-TOK-04",
		func(a *answer) bool {
			return a.question.sort == badToken && !givesToken(a) && a.Status() != http.StatusTooManyRequests
		}, badTokenForm)
	judged("WST-TOK-08", "keeps tokens out of caches", "no token was given, see WST-TOK-01",
		func(a *answer) bool { return a.question.sort == token && givesToken(a) },
		func(ctx context.Context, a *answer, found *Findings) {
			if control := strings.Join(a.Header()["Cache-Control"], ", "); !strings.Contains(strings.ToLower(control),
				"no-store") {
				found.Add(
					a.about(ctx).Finding("an answer with a token may be kept by a cache", "Cache-Control: no-store",
						fmt.Sprintf("Cache-Control: %q", control)))
			}
		})
	judged("WST-ERR-01", "refuses in one form", "nothing was refused, see WST-AUTH-01", func(a *answer) bool {
		refusal := slices.Contains([]int{401, 403, 404, 405, 429}, a.Status())
		return refusal && slices.Contains([]sort{documented, stranger, odd}, a.question.sort) &&
			a.Exchange.Request.Method == http.MethodPost && a.Exchange.Operation != target.TokenOperation
	}, refusalForm)

	judged("WST-REQ-01", "answers whatever orders are asked for", "no order was asked for, see WST-TOK-01",
		func(a *answer) bool { return a.question.sort == documented },
		func(ctx context.Context, a *answer, found *Findings) {
			if a.Status() == http.StatusInternalServerError {
				found.Add(
					a.about(ctx).Finding("the service fails at a request as D2 has it",
						"status 200, whatever order is asked for", a.says()))
			}
		})
	It("answers as the schema says", Decides("WST-SCH-01"), func(ctx SpecContext) { s.asTheSchemaSays(ctx, statuses) })
	judged("WST-SCH-02", "serves JSON as JSON", "no order status came, see WST-REQ-01", statuses,
		func(ctx context.Context, a *answer, found *Findings) {
			if !a.isJSON() {
				found.Add(
					a.about(ctx).Finding("the order status is not declared as JSON", "Content-Type: application/json",
						fmt.Sprintf("Content-Type: %q", a.Header().Get("Content-Type"))))
			}
		})
	// lines judges what lines of orders say, where there are some.
	lines := func(id, text string, wanted func(*answer) bool,
		judge func(ctx context.Context, a *answer, found *Findings)) {
		It(text, Decides(id), func(ctx SpecContext) {
			n := 0
			s.judge(ctx, "none shows an order, see WST-REQ-01 and WST-SCH-01", wanted,
				func(ctx context.Context, a *answer, found *Findings) {
					n += len(a.status.own())
					judge(ctx, a, found)
				})
			if n == 0 {
				NotExercised(ctx, "no line was shown: see WST-ORD-13")
			}
			Note(ctx, "%d lines", n)
		})
	}
	lines("WST-ORD-01", "gives lines of the Westcon orders asked for",
		func(a *answer) bool { return shown(a) && a.question.by == byWestcon },
		func(ctx context.Context, a *answer, found *Findings) {
			for _, l := range a.status.own() {
				if !slices.ContainsFunc(a.question.numbers,
					func(n string) bool { return padded(n) == padded(l.order()) }) {
					found.Add(
						a.about(ctx).At(l.place()).Finding("a line belongs to an order that was not asked for",
							"a line of "+strings.Join(a.question.numbers, " or "), l.order()))
				}
			}
		})
	s.customerOrders()
	schema := func(id, text string, more func(ctx context.Context, a *answer, found *Findings)) {
		lines(id, text, shown, func(ctx context.Context, a *answer, found *Findings) {
			a.problems(ctx, found, id)
			if more != nil {
				more(ctx, a, found)
			}
		})
	}
	schema("WST-ORD-04", "gives dates as yyyymmdd or empty", nil)
	s.statesAgree()
	s.billing()
	s.quantities()
	schema("WST-ORD-10", "numbers the lines of an order with six digits, each once", uniqueLines)
	schema("WST-ORD-11", "names as parent a line of the order", parents)
	schema("WST-ORD-12", "pads order numbers to ten digits", nil)
}

// judge judges all answers of a sort, and ends the spec where none came.
func (s *session) judge(ctx context.Context, what string, wanted func(*answer) bool,
	judge func(ctx context.Context, a *answer, found *Findings)) {
	all := s.recorded(wanted)
	if len(all) == 0 {
		NotExercised(ctx, "no such answer came in this run: %s", what)
	}
	var found Findings
	for _, a := range all {
		judge(ctx, a, &found)
	}
	found.Settle(ctx)
	Note(ctx, "%d answers", len(all))
}

// mostNames is how many names of members a finding tells.
const mostNames = 12

// asTheSchemaSays decides the form of the order status. D2 nowhere says that
// there are no other members than it shows, nor how an order without lines is
// told: JSON readers pass over such members, and a client can take null for
// no lines, so that these are worth a warning.
func (s *session) asTheSchemaSays(ctx context.Context, statuses func(*answer) bool) {
	lines := 0
	var further []string
	var first, none *run.Finding
	s.judge(ctx, "no order status came, see WST-REQ-01", statuses,
		func(ctx context.Context, a *answer, found *Findings) {
			for _, p := range a.report.Tolerated {
				if first == nil {
					f := a.about(ctx).At(placeOf(p)).Finding("", "the members that D2 shows, each once", "")
					first = &f
				}
				if !slices.Contains(further, p.Subject.Local) {
					further = append(further, p.Subject.Local)
				}
			}
			if a.status != nil {
				lines += len(a.status.own())
				if a.status.none != "" && !s.asksForOwn(a.question) {
					f := a.about(ctx).Finding("that there are no lines is written otherwise than as an empty "+
						"array; D2 shows no form for it", "[]", a.status.none)
					none = &f
					return
				}
			}
			a.problems(ctx, found, "WST-SCH-01")
		})
	if first != nil {
		first.Got = strings.Join(further[:min(len(further), mostNames)], ", ")
		first.Summary = fmt.Sprintf("the order status has members that D2 does not show, or one twice "+
			"(%s): JSON readers pass over them", first.Got)
		Warn(ctx, *first)
	}
	if none != nil {
		Warn(ctx, *none)
	}
	if lines == 0 {
		NotExercised(ctx, "no line was shown: see WST-ORD-13")
	}
}

// asksForOwn tells whether a question asks for an order that the environment
// names as the partner's.
func (s *session) asksForOwn(q question) bool {
	own := s.t.Scenarios.WestconCustomerOrders
	if q.by == byWestcon {
		own = s.t.Scenarios.WestconOrders
	}
	return slices.ContainsFunc(q.numbers, func(n string) bool {
		return slices.ContainsFunc(own,
			func(o string) bool { return o == n || q.by == byWestcon && padded(o) == padded(n) })
	})
}

// quantities decides how quantities are written. One that is no text is for
// the schema to report, once.
func (s *session) quantities() {
	each := func(id, text string, judge func(ctx context.Context, a *answer, l *line, found *Findings)) {
		It(text, Decides(id), func(ctx SpecContext) {
			seen, texts := 0, 0
			var found Findings
			for _, a := range s.recorded(func(a *answer) bool {
				return a.question.sort == documented && a.Status() == http.StatusOK && a.status != nil
			}) {
				a.problems(ctx, &found, id)
				for _, l := range a.status.own() {
					seen++
					if l.hasText("lineQuantity") {
						texts++
						judge(ctx, a, l, &found)
					}
				}
			}
			found.Settle(ctx)
			switch {
			case seen == 0:
				NotExercised(ctx, "no line was shown: see WST-ORD-13")
			case texts == 0:
				NotExercised(ctx, "no quantity is a text: see WST-SCH-01")
			}
			Note(ctx, "%d quantities", texts)
		})
	}
	each("WST-ORD-09", "gives quantities with three decimals and blanks in front",
		func(context.Context, *answer, *line, *Findings) {})
	each("WST-ORD-16", "gives quantities fourteen characters wide",
		func(ctx context.Context, a *answer, l *line, found *Findings) {
			if q := l.get("lineQuantity"); len(q) != 14 {
				found.Add(
					a.about(ctx).At(l.place()).Finding("a quantity is not fourteen characters wide", "14",
						fmt.Sprintf("%d: %q", len(q), q)))
			}
		})
}

// badTokenForm notes what is wrong with the form of a refused token request.
func badTokenForm(ctx context.Context, a *answer, found *Findings) {
	if a.Status() != 400 && a.Status() != 401 {
		found.Add(
			a.about(ctx).Finding("a token request is refused with another status", "400 or 401",
				fmt.Sprint(a.Status())))
	}
	if !a.isJSON() {
		found.Add(
			a.about(ctx).Finding("the refusal of a token request is not declared as JSON",
				"Content-Type: application/json", fmt.Sprintf("Content-Type: %q", a.Header().Get("Content-Type"))))
	}
	a.problems(ctx, found, "WST-TOK-02")
}

// refusalForm notes what is wrong with the form of a refusal of the gateway's.
func refusalForm(ctx context.Context, a *answer, found *Findings) {
	a.problems(ctx, found, "WST-ERR-01")
	var refusal struct {
		StatusCode json.Number `json:"statusCode"`
	}
	if !a.report.Valid() || json.Unmarshal([]byte(a.text), &refusal) != nil {
		return // the schema says so
	}
	if code, err := refusal.StatusCode.Float64(); err != nil || code != float64(a.Status()) {
		found.Add(
			a.about(ctx).Finding("statusCode is not the HTTP status", fmt.Sprint(a.Status()),
				refusal.StatusCode.String()))
	}
}

// customerOrders decides what is shown by the partner's own numbers.
func (s *session) customerOrders() {
	It("gives lines of the customer orders asked for", Decides("WST-ORD-02"), func(ctx SpecContext) {
		customers := s.customers(ctx)
		var found Findings
		for _, customer := range customers {
			if a := s.single(ctx, byCustomer, customer); len(a.lines(ctx)) == 0 {
				found.Add(
					a.about(ctx).Finding("an order of the partner's is not shown by the partner's number",
						"a line of "+customer, a.says()))
			}
		}
		for _, a := range s.recorded(func(a *answer) bool {
			return a.question.by == byCustomer && a.Status() == http.StatusOK && a.status != nil
		}) {
			for _, l := range a.status.own() {
				if !slices.Contains(a.question.numbers, l.customer()) {
					found.Add(a.about(ctx).At(l.place()).Finding("a line belongs to a customer "+
						"order that was not asked for", "a line of "+strings.Join(a.question.numbers, " or "),
						l.customer()))
				}
			}
		}
		found.Settle(ctx)
		Note(ctx, "%d customer orders", len(customers))
	})
}

// The states that D2 shows.
var documentedStates = map[string]string{"INV": "Invoiced", "SHI": "Shipped"}

// statesAgree decides that code and description go together, everywhere.
func (s *session) statesAgree() {
	It("describes each state in one way", Decides("WST-ORD-05"), func(ctx SpecContext) {
		descriptions, codes := map[string]string{}, map[string]string{}
		for code, description := range documentedStates {
			descriptions[code], codes[description] = description, code
		}
		var found Findings
		seen := 0
		for _, a := range s.recorded(func(a *answer) bool { return a.question.sort == documented && a.status != nil }) {
			a.problems(ctx, &found, "WST-ORD-05")
			seen += len(a.status.own())
			for _, l := range a.status.lines {
				code, description := l.code(), l.get("lineStatusDescription")
				wantDescription, knownCode := descriptions[code]
				wantCode, knownDescription := codes[description]
				switch f := a.about(ctx).At(l.place()); {
				case knownCode && wantDescription != description:
					found.Add(f.Finding("the state "+code+" has another description", wantDescription, description))
				case knownDescription && wantCode != code:
					found.Add(f.Finding("the description "+description+" stands for another state", wantCode, code))
				default:
					descriptions[code], codes[description] = description, code
				}
			}
		}
		found.Settle(ctx)
		if seen == 0 {
			NotExercised(ctx, "no line was shown: see WST-ORD-13")
		}
		var states []string
		for code, description := range descriptions {
			states = append(states, code+" "+description)
		}
		slices.Sort(states)
		Note(ctx, "%s", strings.Join(states, ", "))
	})
}

// billing decides that what is invoiced names its invoice.
func (s *session) billing() {
	It("names the billing document of what is invoiced", Decides("WST-ORD-06"), func(ctx SpecContext) {
		seen, invoiced := 0, 0
		var found Findings
		for _, a := range s.recorded(func(a *answer) bool { return a.question.sort == documented && a.status != nil }) {
			for _, l := range a.status.own() {
				if seen++; l.code() != "INV" {
					continue
				}
				invoiced++
				if strings.Trim(l.get("billingDocument"), " 0") == "" {
					found.Add(
						a.about(ctx).At(l.place()).Finding("an invoiced line names no billing document", "a number",
							fmt.Sprintf("%q", l.get("billingDocument"))))
				}
			}
		}
		if seen == 0 {
			NotExercised(ctx, "no line was shown: see WST-ORD-13")
		}
		if invoiced == 0 {
			NotExercised(ctx, "no line of the orders is invoiced: name one that is in scenarios.westcon_orders")
		}
		found.Settle(ctx)
		Note(ctx, "%d invoiced lines", invoiced)
	})
}

// uniqueLines notes line numbers that an order has twice.
func uniqueLines(ctx context.Context, a *answer, found *Findings) {
	seen := map[string]bool{}
	for _, l := range a.status.own() {
		key := padded(l.order()) + " " + l.number()
		if seen[key] {
			found.Add(
				a.about(ctx).At(l.place()).Finding("a line number stands twice in its order", "each line once",
					"order "+l.order()+", line "+l.number()+" again"))
		}
		seen[key] = true
	}
}

// noParent tells whether parentERPLine stands for none.
func noParent(parent string) bool { return strings.Trim(parent, " 0") == "" }

// parents notes parents that are no other line of the order, and circles. An
// answer by customer number may lack lines of the order.
func parents(ctx context.Context, a *answer, found *Findings) {
	parentOf := map[string]string{}
	for _, l := range a.status.own() {
		parentOf[padded(l.order())+" "+l.number()] = l.get("parentERPLine")
	}
	for _, l := range a.status.own() {
		order, parent := padded(l.order()), l.get("parentERPLine")
		if noParent(parent) {
			continue
		}
		f := a.about(ctx).At(l.place())
		_, known := parentOf[order+" "+parent]
		switch {
		case parent == l.number():
			found.Add(f.Finding("a line is its own parent", "another line of the order", parent))
		case !known && a.question.by == byWestcon:
			found.Add(f.Finding("the parent is no line of the order", "a line of order "+l.order(), parent))
		case known && circles(parentOf, order, l.number()):
			found.Add(
				f.Finding("lines are each other's parents", "a line without a parent at the end",
					order+", line "+l.number()))
		}
	}
}

// circles tells whether the way from a line to its parents never ends.
func circles(parentOf map[string]string, order, number string) bool {
	for range len(parentOf) + 1 {
		number = parentOf[order+" "+number]
		if noParent(number) {
			return false
		}
	}
	return true
}
