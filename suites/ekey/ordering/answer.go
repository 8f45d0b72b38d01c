package ordering

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/beevik/etree"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/run"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/schemas"
)

// Answer is an answer of eKey, validated and read.
type Answer struct {
	*endpoint.Answer
	version   Version
	Operation string
	Asked     string // the order's number, where one was asked for or ordered
	report    schemas.Report
	Root      *etree.Element // nil where the body is no XML
	Order     Order          // nil where it gives none
	Refusal   *Refusal       // nil where it is not the service's own refusal
	Data      *etree.Element // what the envelope of version 2 holds; nil where there is none
	Own       any            // as its version reads it
}

// Given tells whether an answer is an order.
func (a *Answer) Given() bool { return a != nil && a.Order != nil }

// inProcess and ended tell what a documented state says; of any other, neither holds.
func (a *Answer) inProcess() bool { return a.Given() && a.Order.State().Open }

func (a *Answer) ended() bool { return a.Given() && a.Order.State().Final }

// State is the status of the order in an answer, or what came instead.
func (a *Answer) State() string {
	if a.Given() {
		return a.Order.State().Text
	}
	return a.Says()
}

// Code is the code of a refusal; empty where an answer is none.
func (a *Answer) Code() string {
	if a.Refusal == nil {
		return ""
	}
	return a.Refusal.Code
}

// number is the number that an order has by an answer, without blanks around it.
func (a *Answer) number() string { return strings.TrimSpace(a.Order.Number()) }

func (a *Answer) parts(renews func(partNum string) bool) []Part {
	if !a.Given() {
		return nil
	}
	return a.Order.Parts(renews)
}

// RefusedAsSuch tells whether an answer refuses an order for its product.
func (a *Answer) RefusedAsSuch() bool { return slices.Contains(a.version.Unsold, a.Code()) }

// OutOfStock tells whether the order in an answer failed, or a line of it.
func (a *Answer) OutOfStock() bool { return a.Given() && a.Order.Failed() }

// About starts an assertion about an answer.
func (a *Answer) About(ctx context.Context) Subject { return About(ctx, a.Key()) }

// Reject ends the spec with one finding about the answer.
func (a *Answer) Reject(ctx context.Context, summary, expected, got string) {
	Reject(ctx, a.About(ctx).Finding(summary, expected, got))
}

// Says is what an answer says, in a few words.
func (a *Answer) Says() string {
	switch {
	case a.Order != nil:
		return fmt.Sprintf("HTTP %d, an order with the status %s", a.Status(), a.Order.Says())
	case a.Refusal != nil:
		return fmt.Sprintf("HTTP %d, %s", a.Status(), a.Refusal.Says)
	}
	if said, between := a.Between(); between {
		return fmt.Sprintf("HTTP %d, an HTML page%s, by something that stands before the service", a.Status(), said)
	}
	return fmt.Sprintf("HTTP %d, %s", a.Status(), a.Header().Get("Content-Type"))
}

// Attributed notes the schema's problems that break a requirement. Where an
// answer has more problems than are looked at, none of them proves nothing.
func (a *Answer) Attributed(ctx context.Context, requirement string, found *Findings, but ...schemas.Kind) {
	if a.report.Truncated &&
		!slices.ContainsFunc(a.report.Problems, func(p schemas.Problem) bool { return p.Requirement == requirement }) {
		found.Settle(ctx)
		NotExercised(ctx, "an answer of %s has more problems than are looked at: see %s", a.Operation,
			a.version.Schema(a.Operation))
	}
	for _, p := range a.report.Problems {
		if p.Requirement == requirement && !slices.Contains(but, p.Kind) {
			a.problem(ctx, p, found)
		}
	}
}

// Problems notes what the schema found wrong with an answer.
func (a *Answer) Problems(ctx context.Context, found *Findings) {
	for _, p := range a.report.Problems {
		a.problem(ctx, p, found)
	}
}

func (a *Answer) problem(ctx context.Context, p schemas.Problem, found *Findings) {
	found.Add(
		a.About(ctx).At(run.Place{Path: p.Path, Line: p.Line, Column: p.Column, Offset: p.Offset}).Because(p.Explain).
			Finding(a.Operation+": "+p.Message, p.Expected, p.Got))
}

// PathRefused tells whether a web server or a firewall refused the path of a question, so that the service never saw
// it: IIS does so for % & * : + and others, escaped or not, and no implementation behind it can change that.
func (a *Answer) PathRefused() bool {
	_, between := a.Between()
	return between && a.Status() >= 400 && a.Status() != 401 && a.Order == nil && a.Refusal == nil && a.Own == nil
}

// before tells whether an answer was there when another one was asked for. Of
// two that were asked for at the same moment, none is the later.
func (a *Answer) before(b *Answer) bool {
	return !b.Exchange.Started.Before(a.Exchange.Started.Add(a.Exchange.Timings.Total))
}
