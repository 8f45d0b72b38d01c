package westcon

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/environment"
	. "github.com/montcheck/montcheck/internal/verdict"
)

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
			NotExercised(ctx, "no line of the orders is invoiced: name one that is in %s", environment.WestconOrders)
		}
		found.Settle(ctx)
		Note(ctx, "%d invoiced lines", invoiced)
	})
}

// The states that D2 shows.
var documentedStates = map[string]string{"INV": "Invoiced", "SHI": "Shipped"}

// dates judges how lines write dates.
func (s *session) dates() { s.schemaOfLines("WST-ORD-04", "gives dates as yyyymmdd or empty", nil) }
