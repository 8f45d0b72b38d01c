package content

import (
	"fmt"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/internal/run"
	. "github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/internal/target"
	"github.com/montcheck/montcheck/schemas"
	"github.com/montcheck/montcheck/suites/transport"
)

// everyAnswer decides what holds for all answers of the run. It comes last,
// so that every answer that the other specs got is judged.
func (s *session) everyAnswer() {
	for _, m := range montcontent.Methods {
		It("answers "+m.Name+" as its schema says", Decides(schemaOf(m)), func(ctx SpecContext) {
			s.trySome(ctx, m)
			var found Findings
			n := s.each(ctx, func(a *answer) bool { return a.method.Name == m.Name && (a.plain || a.read != nil) },
				func(a *answer) {
					if a.plain && a.Status() == 0 {
						found.Add(
							a.about(ctx).Finding(a.asked()+" is not answered, though others are", "an answer",
								a.Exchange.Error))
					} else if a.plain && a.Status() != 200 {
						found.Add(
							a.about(ctx).Finding(
								fmt.Sprintf("%s is answered with HTTP status %d%s", a.asked(), a.Status(), a.stayed()),
								"status 200", fmt.Sprint(a.Status())))
					} else if a.plain && a.broken != nil && a.HTML() {
						found.Add(
							a.about(ctx).Finding(a.asked()+" is answered with "+a.pageForPeople(),
								"XML of the service", "HTML"))
					} else if a.plain && a.broken == nil && isTrue(a.read.failed) && !s.deletedMeanwhile(ctx, a) {
						found.Add(
							a.about(ctx).Finding(a.asked()+" is answered with an error", "a result: its arguments "+
								"come from the service's own lists", a.read.details["ErrorText"]))
					}
					if a.plain && a.cut != nil && a.Status() == 200 {
						found.Add(
							a.about(ctx).Finding(a.asked()+" is not answered to the end", "a whole document",
								a.cut.Error()))
					}
					a.problems(ctx, &found, func(schemas.Problem) bool { return true })
				})
			found.Settle(ctx)
			Note(ctx, "%d answers, schema %s", n, schemaFile(m))
		})
	}

	It("can be had whenever it is asked", Decides("MNT-AVL-01"), func(ctx SpecContext) {
		s.tryAny(ctx)
		transport.Available(ctx, s.t, target.Content)
	})
	s.attributed("MNT-XML-01", "answers in well-formed XML, in the encoding it declares, served as XML", s.servedAsXML)
	s.attributed("CNT-ENV-01", "wraps every result in Error, ErrorDetails and the method's payload", payloadThere)
	s.attributed("CNT-PRD-08", "gives a product's members in the order that a .NET client reads", nil)
	s.attributed("CNT-PRD-07", "gives specifications of type String, Int or Bool, with values that fit", valuesFit)
	s.attributed("CNT-DELTA-01", "gives changes that validate and carry their versions", versionsThere)

	It("accepts the login and password of the partner in every call", Decides("MNT-AUTH-01"), func(ctx SpecContext) {
		var found Findings
		n := s.each(ctx, func(a *answer) bool { return a.plain }, func(a *answer) {
			if a.Status() == 401 || a.Status() == 403 {
				found.Add(
					a.about(ctx).Finding(a.asked()+" is refused, though the login is the configured one", "an answer",
						fmt.Sprintf("status %d", a.Status())))
			}
		})
		found.Settle(ctx)
		Note(ctx, "%d answers", n)
	})

	It("leaves ErrorDetails empty where there is no error", Decides("CNT-ENV-02"), func(ctx SpecContext) {
		var found Findings
		s.tryAny(ctx)
		s.each(ctx, func(a *answer) bool { return a.read != nil && !isTrue(a.read.failed) }, func(a *answer) {
			if len(a.read.details) > 0 {
				found.Add(
					a.about(ctx).Finding(a.asked()+" says Error=false and yet has ErrorDetails",
						"ErrorDetails nil or empty", a.read.told()))
			}
		})
		found.Settle(ctx)
	})

	It("gives versions that never go down", Decides("CNT-DELTA-02"), s.versionsNeverGoDown)
	It("gives no list of changes but those of D3", Decides("CNT-DELTA-14"), func(ctx SpecContext) {
		s.tryAny(ctx)
		for _, a := range s.recorded(
			func(a *answer) bool { return a.method.Changes && a.read != nil && len(a.read.extra) > 0 }) {
			Warn(ctx,
				a.about(ctx).Finding(
					fmt.Sprintf("a changes answer has lists that D3 does not describe: %s",
						strings.Join(a.read.extra, ", ")),
					"the lists of D3, 10) ChangesContract", strings.Join(a.read.extra, ", ")))
			return
		}
	})
	It("explains every error with a date, a text and a code", Decides("CNT-ENV-03"), s.errorsExplained)
}

// stayed says of an answer that the service can't be had that it stayed so.
func (a *answer) stayed() string {
	if a.Away == "" {
		return ""
	}
	return fmt.Sprintf(" at each of %d tries: it is not available", len(a.Exchange.Retries)+1)
}

// deletedMeanwhile tells whether an answer is an error because what it asked
// for was deleted from a live endpoint after it was listed.
func (s *session) deletedMeanwhile(ctx SpecContext, a *answer) bool {
	if a.method.Name != montcontent.GetFamilyGroup.Name || len(a.asks) == 0 || a.unusable() == nil {
		return false
	}
	id, ok := a.asks[0].(int64)
	if !ok || !s.began.known {
		return false
	}
	delta, err := s.prepare(ctx, montcontent.GetAllChanges, s.began.content, s.began.price).do()
	return err == nil && delta.unusable() == nil && slices.Contains(delta.read.deleted[family], id)
}

func isTrue(s string) bool { return s == "true" || s == "1" }

func schemaFile(m montcontent.Method) string {
	s, _ := schemas.Content(m.Name)
	return s.File()
}

// each calls f for the recorded answers of a sort and returns their number.
func (s *session) each(ctx SpecContext, sort func(*answer) bool, f func(*answer)) int {
	all := s.recorded(sort)
	for _, a := range all {
		f(a)
	}
	return len(all)
}

// problems notes what the schema found wrong with an answer.
func (a *answer) problems(ctx SpecContext, found *Findings, wanted func(schemas.Problem) bool) {
	for _, p := range a.report.Problems {
		if !wanted(p) {
			continue
		}
		f := a.about(ctx).At(run.Place{Path: p.Path, Line: p.Line, Column: p.Column, Offset: p.Offset}).Because(
			p.Explain).
			Finding(a.asked()+": "+p.Message, p.Expected, p.Got)
		found.Add(f)
	}
}

// attributed registers a spec about the problems that the schemas attribute
// to a requirement, and about what more there is to say of an answer.
func (s *session) attributed(requirement, text string,
	more func(*answer) (summary, expected, got string, place *run.Place)) {
	It(text, Decides(requirement), func(ctx SpecContext) {
		s.tryAny(ctx)
		var found Findings
		held, specified := 0, 0
		var cut *answer // with more problems than are kept: this requirement's may be among the rest
		n := s.each(ctx,
			func(a *answer) bool { return a.plain || a.read != nil || a.broken != nil && a.Status() == 200 },
			func(a *answer) {
				a.problems(ctx, &found, func(p schemas.Problem) bool {
					if a.method.Name == montcontent.TestConnection.Name && requirement == "CNT-ENV-01" {
						// D3 does not give its answer
						return false
					}
					return p.Requirement == requirement || requirement == "CNT-DELTA-01" && a.method.Changes
				})
				if a.read != nil {
					held, specified = held+a.read.held, specified+a.read.specified
				}
				if a.report.Truncated {
					cut = a
				}
				if requirement == "MNT-XML-01" && a.Status() == 200 {
					if odd := transport.OddlyServed(a.Header()); odd.Summary != "" {
						found.Slight(a.about(ctx).Finding(odd.Summary, odd.Expected, odd.Got))
					}
				}
				if more == nil {
					return
				}
				if summary, expected, got, place := more(a); summary != "" {
					subject := a.about(ctx)
					if place != nil {
						subject = subject.At(*place)
					}
					found.Add(subject.Finding(a.asked()+": "+summary, expected, got))
				}
			})
		found.Settle(ctx)
		if cut != nil {
			NotExercised(ctx, "an answer of %s has more problems than are looked at: see %s", cut.method.Name,
				schemaOf(cut.method))
		}
		if requirement == "CNT-PRD-08" && held == 0 || requirement == "CNT-PRD-07" && specified == 0 {
			NotExercised(ctx, "no answer holds anything of which that could be said")
		}
		Note(ctx, "%d answers", n)
	})
}

// trySome makes sure that a method was asked at least once, also where a
// label filter left everything else out.
func (s *session) trySome(ctx SpecContext, m montcontent.Method) {
	if len(s.recorded(func(a *answer) bool { return a.method.Name == m.Name && a.plain })) > 0 {
		return
	}
	arguments, missing := s.someArguments(ctx, m)
	if missing != nil {
		NotExercised(ctx, "%v", missing)
	}
	s.get(ctx, m, arguments...)
}

// tryAny makes sure that there are answers to judge: the methods that need
// no argument, and the deltas.
func (s *session) tryAny(ctx SpecContext) {
	for _, m := range []montcontent.Method{montcontent.GetAllVendors, montcontent.GetAllCategories,
		montcontent.GetAllProducts, montcontent.GetProductPrices, montcontent.GetContentChanges,
		montcontent.GetPriceChanges, montcontent.GetAllChanges} {
		s.trySome(ctx, m)
	}
}

func (s *session) servedAsXML(a *answer) (summary, expected, got string, place *run.Place) {
	if a.Status() != 200 {
		return
	}
	if a.cut != nil {
		return "the answer ends early, or is not in the coding that its header says", "a whole document",
			a.cut.Error(), nil
	}
	wrong := transport.ServedAsXML(a.Header(), a.report.Encoding)
	return wrong.Summary, wrong.Expected, wrong.Got, nil
}

func payloadThere(a *answer) (summary, expected, got string, place *run.Place) {
	if a.read == nil || a.method.Payload == "" || !a.plain || isTrue(a.read.failed) || a.read.payload {
		return
	}
	return "Error=false, and yet there is no result", "the element " + a.method.Payload, "none, or nil", nil
}

func valuesFit(a *answer) (summary, expected, got string, place *run.Place) {
	if a.read == nil || len(a.read.illTyped) == 0 {
		return
	}
	first := a.read.illTyped[0]
	return "the value of a specification does not fit its ValueType Int", "an integer", first.what, &first.place
}

func versionsThere(a *answer) (summary, expected, got string, place *run.Place) {
	if !a.method.Changes || a.unusable() != nil {
		return
	}
	for _, name := range carries(a.method) {
		if _, there := a.read.versions[name]; !there {
			return "the answer carries no " + name, name, "none", nil
		}
	}
	return
}

// longAgo tells whether an error's date is long before its answer. A day is
// left for zones that are not said; a clock may have been moved on.
func (a *answer) longAgo(text string) bool {
	for _, form := range []string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05"} {
		if date, err := time.Parse(form, text); err == nil {
			return a.Exchange.Started.Sub(date) > 24*time.Hour
		}
	}
	return false // for the schema to say
}

// errorsExplained asks for what does not exist, to get an error contract to
// look at.
func (s *session) errorsExplained(ctx SpecContext) {
	// What else is wrong with the answers is for CNT-BAD-01 to say.
	for range s.probe(ctx,
		slices.DeleteFunc(nonsense(), func(p probe) bool { return !strings.HasPrefix(p.what, "an unknown") })) {
		continue
	}
	var found Findings
	n := s.each(ctx, func(a *answer) bool { return a.read != nil && isTrue(a.read.failed) }, func(a *answer) {
		for _, name := range []string{"Date", "ErrorText", "ErrorCode"} {
			if strings.TrimSpace(a.read.details[name]) == "" {
				found.Add(
					a.about(ctx).Finding(
						fmt.Sprintf("%s says Error=true, but its ErrorDetails have no %s", a.asked(), name),
						"Date, ErrorText and ErrorCode", a.read.told()))
			}
		}
		if text := strings.TrimSpace(a.read.details["Date"]); text != "" && a.longAgo(text) {
			found.Add(
				a.about(ctx).Finding(a.asked()+" dates its error long before the call",
					"the date and time of the error", text))
		}
		a.problems(ctx, &found, func(p schemas.Problem) bool { return p.Requirement == "CNT-ENV-03" })
	})
	if n == 0 {
		NotExercised(ctx, "no call made the service answer Error=true")
	}
	found.Settle(ctx)
	Note(ctx, "%d error answers", n)
}
