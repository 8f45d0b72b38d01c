package ordering

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/orders"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/transport"
)

// Access decides how the service is reached and who may use it: D3,
// "Техническое описание".
func (s *Session) Access() {
	It("is reached by HTTPS with a certificate that verifies", Decides("MNT-TLS-01"), func(ctx SpecContext) {
		a := s.Ask(ctx, s.Request(s.Version.BalanceMethod, s.Version.BalanceMethod, ""))
		wrong, note := transport.Protected(s.service.URL, &a.Exchange)
		if wrong.Summary != "" {
			a.Reject(ctx, wrong.Summary, wrong.Expected, wrong.Got)
		}
		Note(ctx, "%s", note)
	})
	It("accepts the login and password of the partner", Decides("MNT-AUTH-01"), func(ctx SpecContext) {
		a := s.Ask(ctx, s.Request(s.Version.BalanceMethod, s.Version.BalanceMethod, ""))
		if status := a.Status(); status != 200 && status != 401 && status != 403 {
			// the method is broken: another one tells
			a = s.Get(ctx, s.NoNumber())
			Note(ctx, "%s is answered with status %d, which says nothing of the login", s.Version.BalanceMethod, status)
		}
		if a.Status() == 401 || a.Status() == 403 {
			a.Reject(ctx, "the configured login is not accepted", "an answer to the configured login", a.Says())
		}
	})
	for i, q := range s.Dialect.Questions() {
		It("refuses "+q.Operation+" without credentials", Decides("MNT-AUTH-02"), func(ctx SpecContext) {
			s.refusedLogin(ctx, q, endpoint.Anonymous, "without credentials")
		})
		It("refuses "+q.Operation+" with a login or password that is wrong", Decides("MNT-AUTH-03"),
			func(ctx SpecContext) {
				if i == 0 || s.Target.Environment.Sandbox != nil {
					// a burst of wrong passwords could lock a real partner out
					s.refusedLogin(ctx, q, endpoint.WrongPassword, "with a wrong password")
					s.refusedLogin(ctx, q, endpoint.EmptyPassword, "with an empty password")
				}
				s.refusedLogin(ctx, q, endpoint.UnknownLogin, "with an unknown login")
			})
	}
}

// Question is a request to a method. One that orders asks for none of
// something that does not exist.
type Question struct{ Operation, Path, Body string }

// NoNumber is the number of no order.
func (s *Session) NoNumber() string { return fmt.Sprintf("MC%d-none", s.Version.Number) }

const Nothing = "montcheck-no-such-part"

// data are the names that only an answer with data has.
var data = regexp.MustCompile(
	`TransactionOrderLine|ActiveKey|PartNum|OrderStatus|PriceContract|FieldName|Balance|Available|LimitType`)

// refusedLogin sends a request with credentials that must not do, and expects
// a refusal that gives nothing away.
func (s *Session) refusedLogin(ctx SpecContext, q Question, login endpoint.Login, how string) {
	r := s.Request(q.Operation, q.Path, q.Body)
	r.Login = login
	if q.Operation == endpoint.AddOrder {
		r.Order = s.OrderOf(ctx, s.NoNumber(), []orders.Line{{PartNum: Nothing}}, decimal.Zero, s.Currency)
		r.Order.Refusal = orders.Malformed // of nothing, and none of it
	}
	send := s.Ask
	if r.Order != nil {
		send = s.AskToOrder
	}
	s.whileOpen(ctx, q, endpoint.Own, func() { // a cache must not give away what it gave the partner
		a := send(ctx, r)
		a.About(ctx).Expect(a.Status()).To(IsOneOf(401, 403), "%s %s is not refused", q.Operation, how)
		a.About(ctx).Expect(s.reads(ctx, a).Find(data)).To(Is(""), "the refusal of %s %s carries data",
			q.Operation, how)
	})
}

// reads returns all that the body of an answer can be read as.
func (s *Session) reads(ctx context.Context, a *Answer) transport.Readings {
	body, err := a.Open()
	Unable(ctx, err)
	defer body.Close()
	text, err := io.ReadAll(io.LimitReader(body, longest))
	Unable(ctx, err)
	return transport.Read(string(text))
}

// Hides expects another partner's login, which is let in before and after, to
// be shown nothing of an order: not the order, and none of its keys and links
// anywhere. Status 401 says that the login is wrong, which it is not: it says
// nothing of the order.
func (s *Session) Hides(ctx context.Context, number string, secrets []string) {
	if !s.Target.HasLogin(endpoint.Other) {
		NotExercised(ctx, "this takes a second partner: configure other_login")
	}
	balance := Question{s.Version.BalanceMethod, s.Version.BalanceMethod, ""}
	s.whileOpen(ctx, balance, endpoint.Other, func() {
		for _, asked := range []string{number, strings.ToLower(number)} {
			// databases may compare without regard to case
			r := s.getRequest(asked)
			r.Login = endpoint.Other
			a := s.Ask(ctx, r)
			if a.Given() || a.Data != nil && len(a.Data.ChildElements()) > 0 {
				a.Reject(ctx, "another partner's login is shown the order",
					"a refusal, as for an unknown number", a.Says())
			}
			readings := s.reads(ctx, a)
			for _, secret := range secrets {
				if readings.Contains(secret) {
					a.Reject(ctx, "another partner's login is shown a key or link of the order",
						"a refusal with nothing of the order", strconv.Quote(secret)+" in the body")
				}
			}
			switch {
			case a.Code() != "", a.Status() == 403, a.Status() == 404:
			case a.Status() == 401:
				NotExercised(ctx, "another partner's login is answered as if it were wrong, which it is not (%s): "+
					"that says nothing of the order", a.Says())
			default:
				a.Reject(ctx, "another partner's login is not refused the order",
					"a refusal, as for an unknown number", a.Says())
			}
		}
	})
}

// Encoding decides that answers are XML and say so, and that their letters
// are whole.
func (s *Session) Encoding() {
	It("answers in well-formed XML, in the encoding it declares, served as XML", Decides("MNT-XML-01"),
		func(ctx SpecContext) {
			var found Findings
			all := s.Recorded(func(a *Answer) bool {
				return a.Status() == 200 || a.Refusal != nil || a.Own != nil ||
					a.Size() > 0 && strings.Contains(a.Header().Get("Content-Type"), "xml")
			})
			for _, a := range all {
				if a.Root == nil {
					found.Add(
						a.About(ctx).Finding(a.Operation+": the body is not well-formed XML",
							"well-formed XML", a.Says()))
					continue
				}
				if wrong := transport.ServedAsXML(a.Header(), a.report.Encoding); wrong.Summary != "" {
					found.Add(a.About(ctx).Finding(a.Operation+": "+wrong.Summary, wrong.Expected, wrong.Got))
				}
				if odd := transport.OddlyServed(a.Header()); odd.Summary != "" {
					found.Slight(a.About(ctx).Finding(odd.Summary, odd.Expected, odd.Got))
				}
				a.Attributed(ctx, "MNT-XML-01", &found)
			}
			found.Settle(ctx)
			Note(ctx, "%d answers", len(all))
		})
	It("keeps texts outside ASCII whole", Decides("MNT-XML-02"), func(ctx SpecContext) {
		var found Findings
		outside := 0
		for _, a := range s.Recorded(func(a *Answer) bool { return a.Root != nil }) {
			var seen transport.Letters
			for _, e := range a.Root.FindElements("//*") {
				seen.See(e.Text())
			}
			if seen.Twice != "" {
				found.Add(
					a.About(ctx).Finding(a.Operation+": a text lost letters on the way", "texts as they were entered",
						seen.Twice))
			} else if seen.Lost != "" {
				Warn(ctx,
					a.About(ctx).Finding(a.Operation+": a text may have lost letters on the way",
						"texts as they were entered", seen.Lost))
			}
			if seen.Outside {
				outside++
			}
		}
		sent := s.Returned(ctx, &found)
		s.checkedForms(ctx, &found)
		found.Settle(ctx)
		if outside == 0 && sent == 0 {
			NotExercised(ctx, "no letter outside ASCII came in this run")
		}
		Note(ctx, "%d answers have letters outside ASCII, and %d such texts came back that were sent", outside, sent)
	})
}
