package ekey

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/orders"
	. "github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/internal/target"
	"github.com/montcheck/montcheck/suites/transport"
)

// access decides how the service is reached and who may use it: D3,
// "Техническое описание".
func (s *session) access() {
	It("is reached by HTTPS with a certificate that verifies", Decides("MNT-TLS-01"), func(ctx SpecContext) {
		a := s.ask(ctx, s.request(s.balanceMethod(), s.balanceMethod(), ""))
		wrong, note := transport.Protected(s.service.URL, &a.Exchange)
		if wrong.Summary != "" {
			a.reject(ctx, wrong.Summary, wrong.Expected, wrong.Got)
		}
		Note(ctx, "%s", note)
	})
	It("accepts the login and password of the partner", Decides("MNT-AUTH-01"), func(ctx SpecContext) {
		a := s.ask(ctx, s.request(s.balanceMethod(), s.balanceMethod(), ""))
		if status := a.Status(); status != 200 && status != 401 && status != 403 { // the method is broken: another one tells
			a = s.get(ctx, fmt.Sprintf("MC%d-none", s.version))
			Note(ctx, "%s is answered with status %d, which says nothing of the login", s.balanceMethod(), status)
		}
		if a.Status() == 401 || a.Status() == 403 {
			a.reject(ctx, "the configured login is not accepted", "an answer to the configured login", a.says())
		}
	})
	for i, q := range s.questions() {
		It("refuses "+q.operation+" without credentials", Decides("MNT-AUTH-02"), func(ctx SpecContext) {
			s.refusedLogin(ctx, q, target.Anonymous, "without credentials")
		})
		It("refuses "+q.operation+" with a login or password that is wrong", Decides("MNT-AUTH-03"), func(ctx SpecContext) {
			if i == 0 || s.t.Environment.Sandbox != nil { // a burst of wrong passwords could lock a real partner out
				s.refusedLogin(ctx, q, target.WrongPassword, "with a wrong password")
				s.refusedLogin(ctx, q, target.EmptyPassword, "with an empty password")
			}
			s.refusedLogin(ctx, q, target.UnknownLogin, "with an unknown login")
		})
	}
}

// question is a request to a method. One that orders asks for none of
// something that does not exist.
type question struct{ operation, path, body string }

const nothing = "montcheck-no-such-part"

// questions are one for each method.
func (s *session) questions() []question {
	number := fmt.Sprintf("MC%d-none", s.version)
	all := []question{{s.balanceMethod(), s.balanceMethod(), ""}, {"GetOrder", "GetOrder/" + number, ""}}
	if s.version == 1 {
		return append(all, question{target.AddOrder, target.AddOrder, line1(number, nothing, 0).String()})
	}
	return append(all,
		question{"GetPriceChanges", "GetPriceChanges/0", ""},
		question{"GetUserInfoDescriptionFor", "GetUserInfoDescriptionFor", describe2(nothing)},
		question{"CheckEndUserInfo", "CheckEndUserInfo", check2(nothing, nil)},
		question{target.AddOrder, target.AddOrder, request2(number, []orderLine{{number: number + "-1", partNum: nothing}})})
}

// data are the names that only an answer with data has.
var data = regexp.MustCompile(`TransactionOrderLine|ActiveKey|PartNum|OrderStatus|PriceContract|FieldName|Balance|Available|LimitType`)

// refusedLogin sends a request with credentials that must not do, and expects
// a refusal that gives nothing away.
func (s *session) refusedLogin(ctx SpecContext, q question, login target.Login, how string) {
	r := s.request(q.operation, q.path, q.body)
	r.Login = login
	if q.operation == target.AddOrder {
		r.Order = s.orderOf(ctx, fmt.Sprintf("MC%d-none", s.version), []orders.Line{{PartNum: nothing}}, decimal.Zero, s.currency)
		r.Order.Refusal = orders.Malformed // of nothing, and none of it
	}
	send := s.ask
	if r.Order != nil {
		send = s.askToOrder
	}
	s.whileOpen(ctx, q, target.Own, func() { // a cache must not give away what it gave the partner
		a := send(ctx, r)
		a.about(ctx).Expect(a.Status()).To(IsOneOf(401, 403), "%s %s is not refused", q.operation, how)
		a.about(ctx).Expect(s.reads(ctx, a).Find(data)).To(Is(""), "the refusal of %s %s carries data", q.operation, how)
	})
}

// reads returns all that the body of an answer can be read as.
func (s *session) reads(ctx context.Context, a *answer) transport.Readings {
	body, err := a.Open()
	Unable(ctx, err)
	defer body.Close()
	text, err := io.ReadAll(io.LimitReader(body, longest))
	Unable(ctx, err)
	return transport.Read(string(text))
}

// hides expects another partner's login, which is let in before and after, to
// be shown nothing of an order: not the order, and none of its keys and links
// anywhere. Status 401 says that the login is wrong, which it is not: it says
// nothing of the order.
func (s *session) hides(ctx context.Context, number string, secrets []string) {
	if !s.t.HasLogin(target.Other) {
		NotExercised(ctx, "this takes a second partner: configure other_login")
	}
	balance := question{s.balanceMethod(), s.balanceMethod(), ""}
	s.whileOpen(ctx, balance, target.Other, func() {
		for _, asked := range []string{number, strings.ToLower(number)} { // databases may compare without regard to case
			r := s.getRequest(asked)
			r.Login = target.Other
			a := s.ask(ctx, r)
			if a.order != nil || a.result != nil && !a.result.empty() {
				a.reject(ctx, "another partner's login is shown the order", "a refusal, as for an unknown number", a.says())
			}
			readings := s.reads(ctx, a)
			for _, secret := range secrets {
				if readings.Contains(secret) {
					a.reject(ctx, "another partner's login is shown a key or link of the order", "a refusal with nothing of the order", strconv.Quote(secret)+" in the body")
				}
			}
			switch {
			case a.code() != "", a.Status() == 403, a.Status() == 404:
			case a.Status() == 401:
				NotExercised(ctx, "another partner's login is answered as if it were wrong, which it is not (%s): that says nothing of the order", a.says())
			default:
				a.reject(ctx, "another partner's login is not refused the order", "a refusal, as for an unknown number", a.says())
			}
		}
	})
}

// encoding decides that answers are XML and say so, and that their letters
// are whole.
func (s *session) encoding() {
	It("answers in well-formed XML, in the encoding it declares, served as XML", Decides("MNT-XML-01"), func(ctx SpecContext) {
		var found Findings
		all := s.recorded(func(a *answer) bool {
			return a.Status() == 200 || a.refusal != nil || a.result != nil || a.Size() > 0 && strings.Contains(a.Header().Get("Content-Type"), "xml")
		})
		for _, a := range all {
			if a.root == nil {
				found.Add(a.about(ctx).Finding(a.operation+": the body is not well-formed XML", "well-formed XML", a.says()))
				continue
			}
			if wrong := transport.ServedAsXML(a.Header(), a.report.Encoding); wrong.Summary != "" {
				found.Add(a.about(ctx).Finding(a.operation+": "+wrong.Summary, wrong.Expected, wrong.Got))
			}
			if odd := transport.OddlyServed(a.Header()); odd.Summary != "" {
				found.Slight(a.about(ctx).Finding(odd.Summary, odd.Expected, odd.Got))
			}
			a.attributed(ctx, "MNT-XML-01", &found)
		}
		found.Settle(ctx)
		Note(ctx, "%d answers", len(all))
	})
	It("keeps texts outside ASCII whole", Decides("MNT-XML-02"), func(ctx SpecContext) {
		var found Findings
		outside := 0
		for _, a := range s.recorded(func(a *answer) bool { return a.root != nil }) {
			var seen transport.Letters
			for _, e := range a.root.FindElements("//*") {
				seen.See(e.Text())
			}
			if seen.Twice != "" {
				found.Add(a.about(ctx).Finding(a.operation+": a text lost letters on the way", "texts as they were entered", seen.Twice))
			} else if seen.Lost != "" {
				Warn(ctx, a.about(ctx).Finding(a.operation+": a text may have lost letters on the way", "texts as they were entered", seen.Lost))
			}
			if seen.Outside {
				outside++
			}
		}
		sent := s.returned(ctx, &found)
		s.checkedForms(ctx, &found)
		found.Settle(ctx)
		if outside == 0 && sent == 0 {
			NotExercised(ctx, "no letter outside ASCII came in this run")
		}
		Note(ctx, "%d answers have letters outside ASCII, and %d such texts came back that were sent", outside, sent)
	})
}
