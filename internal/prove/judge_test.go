package prove

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/montcheck/montcheck/internal/proof"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/requirements"
	"github.com/montcheck/montcheck/sandbox/faults/deviation"
)

// one is a requirement of a made-up run. Its spec has its id and finds what
// the verdict says.
type one struct {
	id       string
	verdict  run.Verdict
	reason   string
	advisory bool
	mute     bool // its spec found nothing
	specs    []string
}

func made(all ...one) *run.Run {
	r := &run.Run{Format: run.Format, Conclusion: run.NonConformant}
	for _, o := range all {
		level := requirements.Must
		if o.advisory {
			level = requirements.Advisory
		}
		specs := o.specs
		if specs == nil {
			specs = []string{"spec of " + o.id}
			s := run.Spec{ID: specs[0], Requirements: []string{o.id}, Verdict: o.verdict}
			if o.advisory && o.verdict == run.Warn {
				s.Verdict = run.Fail // what an advisory requirement's check says
			}
			if (s.Verdict == run.Fail || s.Verdict == run.Warn) && !o.mute {
				s.Findings = []run.Finding{{Requirement: o.id, Verdict: s.Verdict}}
			}
			r.Specs = append(r.Specs, s)
		}
		r.Requirements = append(r.Requirements, run.RequirementResult{
			Requirement: requirements.Requirement{ID: o.id, Level: level}, Verdict: o.verdict, Reason: o.reason,
			Specs: specs,
		})
	}
	return r
}

func TestJudge(t *testing.T) {
	failed := one{id: "CNT-PRD-01", verdict: run.Fail, reason: "wrong"}
	for _, c := range []struct {
		name    string
		run     *run.Run
		want    expectation
		catches []string // requirements
		misses  []string
		alarms  []string
		excused []string
	}{
		{name: "a sound run",
			run: made(one{id: "CNT-PRD-01", verdict: run.Pass}, one{id: "EKY-ADD-01", verdict: run.OutOfScope})},
		{name: "caught", run: made(failed, one{id: "CNT-PRD-02", verdict: run.Pass}),
			want: expectation{breaks: []string{"CNT-PRD-01"}}, catches: []string{"CNT-PRD-01"}},
		{name: "one of two", run: made(failed, one{id: "CNT-PRD-02", verdict: run.Pass}),
			want:    expectation{breaks: []string{"CNT-PRD-01", "CNT-PRD-02"}},
			catches: []string{"CNT-PRD-01"}, misses: []string{"CNT-PRD-02: pass"}},
		{name: "open is not caught", run: made(one{id: "CNT-PRD-01", verdict: run.NotExercised, reason: "no product"}),
			want:   expectation{breaks: []string{"CNT-PRD-01"}},
			misses: []string{"CNT-PRD-01: not exercised (no product)"}},
		{name: "an error is not caught", run: made(one{id: "CNT-PRD-01", verdict: run.Error, reason: "no line"}),
			want:   expectation{breaks: []string{"CNT-PRD-01"}},
			misses: []string{"CNT-PRD-01: error (no line)"}},
		{name: "a failure without a finding of its check is not caught",
			run:    made(one{id: "CNT-PRD-01", verdict: run.Fail, mute: true}),
			want:   expectation{breaks: []string{"CNT-PRD-01"}},
			misses: []string{"CNT-PRD-01: fail"}},
		{name: "a warning of what is binding is not caught", run: made(one{id: "CNT-PRD-01", verdict: run.Warn}),
			want:   expectation{breaks: []string{"CNT-PRD-01"}},
			misses: []string{"CNT-PRD-01: warn"}},
		{name: "an advisory requirement can only warn",
			run:  made(one{id: "CNT-BAD-01", verdict: run.Warn, advisory: true}),
			want: expectation{breaks: []string{"CNT-BAD-01"}}, catches: []string{"CNT-BAD-01"}},
		{name: "what is not in the catalogue", run: made(failed),
			want:    expectation{breaks: []string{"CNT-PRD-01", "CNT-NONE-01"}},
			catches: []string{"CNT-PRD-01"}, misses: []string{"CNT-NONE-01 is not in the catalogue"}},
		{name: "another one fails", run: made(failed, one{id: "CNT-PRD-02", verdict: run.Fail}),
			want:    expectation{breaks: []string{"CNT-PRD-01"}},
			catches: []string{"CNT-PRD-01"}, alarms: []string{"CNT-PRD-02"}},
		{name: "another one may fail", run: made(failed, one{id: "CNT-PRD-02", verdict: run.Error}),
			want:    expectation{breaks: []string{"CNT-PRD-01"}, may: deviation.Since("It is near.", "CNT-*-02")},
			catches: []string{"CNT-PRD-01"}, excused: []string{"CNT-PRD-02"}},
		{name: "an excuse is of whole ids", run: made(failed, one{id: "CNT-SCH-GetProductPrices", verdict: run.Fail}),
			want: expectation{breaks: []string{"CNT-PRD-01"},
				may: deviation.Since("It is near.", "CNT-SCH-GetProduct", "SCH", "CNT-")},
			catches: []string{"CNT-PRD-01"}, alarms: []string{"CNT-SCH-GetProductPrices"}},
		{name: "another one passes without evidence", run: made(failed, one{id: "CNT-PRD-02", verdict: run.Pass}),
			want:    expectation{breaks: []string{"CNT-PRD-01"}, hides: []string{"CNT-PRD-02"}},
			catches: []string{"CNT-PRD-01"}, misses: []string{"CNT-PRD-02: pass, without evidence"}},
		{name: "another one has no evidence, and does not pass",
			run:     made(failed, one{id: "CNT-PRD-02", verdict: run.NotExercised}),
			want:    expectation{breaks: []string{"CNT-PRD-01"}, hides: []string{"CNT-PRD-02"}},
			catches: []string{"CNT-PRD-01"}},
		{name: "another one warns, and is broken", run: made(failed, one{id: "CNT-PRD-02", verdict: run.Error}),
			want:    expectation{breaks: []string{"CNT-PRD-01"}, warn: deviation.Since("It is near.", "CNT-PRD-02")},
			catches: []string{"CNT-PRD-01"}, alarms: []string{"CNT-PRD-02"}},
		{name: "what may warn may not fail",
			run:    made(one{id: "CNT-BAD-01", verdict: run.Warn}, one{id: "CNT-BAD-02", verdict: run.Fail}),
			want:   expectation{warn: deviation.Since("It is odd.", "CNT-BAD-*")},
			alarms: []string{"CNT-BAD-02"}, excused: []string{"CNT-BAD-01"}},
		{name: "what may be open may not fail",
			run:    made(one{id: "CNT-BAD-01", verdict: run.NotExercised}, one{id: "CNT-BAD-02", verdict: run.Fail}),
			want:   expectation{open: deviation.Since("It is not there.", "CNT-BAD-*")},
			alarms: []string{"CNT-BAD-02"}, excused: []string{"CNT-BAD-01"}},
		{name: "open without need",
			run:     made(failed, one{id: "CNT-PRD-02", verdict: run.NotExercised, reason: "no such product"}),
			want:    expectation{breaks: []string{"CNT-PRD-01"}},
			catches: []string{"CNT-PRD-01"}, alarms: []string{"CNT-PRD-02"}},
		{name: "open because of what failed",
			run:  made(failed, one{id: "CNT-PRD-02", verdict: run.NotExercised, reason: "see CNT-PRD-01"}),
			want: expectation{breaks: []string{"CNT-PRD-01"}}, catches: []string{"CNT-PRD-01"}},
		{name: "open because of what is open because of what failed",
			run: made(failed, one{id: "CNT-PRD-03", verdict: run.NotExercised, reason: "see CNT-PRD-02"},
				one{id: "CNT-PRD-02", verdict: run.NotExercised, reason: "see CNT-PRD-01."}), want: expectation{
				breaks: []string{"CNT-PRD-01"}}, catches: []string{"CNT-PRD-01"}},
		{name: "open in a circle", run: made(one{id: "CNT-PRD-03", verdict: run.NotExercised, reason: "see CNT-PRD-02"},
			one{id: "CNT-PRD-02", verdict: run.NotExercised, reason: "see CNT-PRD-03"}), alarms: []string{"CNT-PRD-03",
			"CNT-PRD-02"}},
		{name: "an id within another is another",
			run: made(one{id: "CNT-SCH-GetProduct", verdict: run.Fail},
				one{id: "CNT-PRD-02", verdict: run.NotExercised, reason: "see CNT-SCH-GetProductPrices"}),
			want: expectation{breaks: []string{"CNT-SCH-GetProduct"}}, catches: []string{"CNT-SCH-GetProduct"},
			alarms: []string{"CNT-PRD-02"}},
		{name: "open because its check ended early",
			run: made(failed,
				one{id: "CNT-PRD-02", verdict: run.NotExercised, reason: "its spec ended before it",
					specs: []string{"spec of CNT-PRD-01"}}),
			want: expectation{breaks: []string{"CNT-PRD-01"}}, catches: []string{"CNT-PRD-01"}},
		{name: "a run that stopped", run: stopped(made(failed, one{id: "CNT-PRD-02", verdict: run.Pass})),
			want: expectation{breaks: []string{"CNT-PRD-01"}}, misses: []string{"the run stopped: gone"}},
		{name: "a run that could not start because of what is broken",
			run:  stopped(made(failed, one{id: "CNT-PRD-02", verdict: run.NotExercised, specs: []string{}})),
			want: expectation{breaks: []string{"CNT-PRD-01"}}, catches: []string{"CNT-PRD-01"}},
		{name: "a run that could not start because of something else", run: stopped(made(failed)),
			want: expectation{breaks: []string{"CNT-PRD-02"}}, misses: []string{"the run stopped: gone"}},
		{name: "a run that stopped before anything", run: stopped(made()), misses: []string{"the run stopped: gone"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			j := judge(c.run, c.want)
			var catches, alarms []string
			for _, one := range j.catches {
				catches = append(catches, one.Requirement)
				if want := []string{"spec of " + one.Requirement}; !slices.Equal(one.Checks, want) {
					t.Errorf("caught by %v, want %v", one.Checks, want)
				}
			}
			for _, one := range j.alarms {
				alarms = append(alarms, one.Requirement)
			}
			if diff := cmp.Diff([][]string{c.catches, c.misses, c.alarms, c.excused},
				[][]string{catches, j.misses, alarms, j.excused}); diff != "" {
				t.Errorf("catches, misses, alarms, excused:\n%s", diff)
			}
		})
	}
}

func stopped(r *run.Run) *run.Run {
	r.Stopped = &run.Stopped{Reason: "gone", Infrastructure: true}
	return r
}

// A trial's outcome follows from the judgement and its subject.
func TestOutcome(t *testing.T) {
	failed, passed := one{id: "CNT-PRD-01", verdict: run.Fail}, one{id: "CNT-PRD-01", verdict: run.Pass}
	for _, c := range []struct {
		name    string
		subject proof.Subject
		breaks  []string
		run     *run.Run
		want    proof.Outcome
		alarms  int
	}{
		{"a fault", proof.Fault, []string{"CNT-PRD-01"}, made(failed), proof.Caught, 0},
		{"a fault that nothing sees", proof.Fault, []string{"CNT-PRD-01"}, made(passed), proof.Missed, 0},
		{"a fault that breaks nothing", proof.Fault, nil, made(passed), proof.Missed, 0},
		{"a fault with a false alarm", proof.Fault, []string{"CNT-PRD-01"},
			made(failed, one{id: "CNT-PRD-02", verdict: run.Fail}), proof.Caught, 1},
		{"the sound sandbox", proof.Sound, nil, made(passed), proof.Quiet, 0},
		{"a variation with an alarm", proof.Variation, nil, made(failed), proof.Alarmed, 1},
		{"a variation whose run stopped", proof.Variation, nil, stopped(made(passed)), proof.Alarmed, 0},
	} {
		one := trial{Trial: proof.Trial{Subject: c.subject}, want: expectation{breaks: c.breaks}}
		one.judge(c.run, nil)
		if one.Outcome != c.want || len(one.Alarms) != c.alarms {
			t.Errorf("%s: %s with %d alarms, want %s with %d", c.name, one.Outcome, len(one.Alarms), c.want, c.alarms)
		}
		if (one.Outcome == proof.Missed) != (one.Reason != "") && c.subject == proof.Fault {
			t.Errorf("%s: the reason is %q", c.name, one.Reason)
		}
	}
}

func TestShownBySchema(t *testing.T) {
	place := &run.Place{Path: "/A/B"}
	found := func(f run.Finding) *run.Run { return &run.Run{Specs: []run.Spec{{Findings: []run.Finding{f}}}} }
	answered := func(status int, module, operation, contentType, body string) *run.Run {
		return &run.Run{Exchanges: []run.Exchange{{Module: module, Operation: operation, Response: &run.Response{
			Status: status, Header: run.Header{"Content-Type": {contentType}},
			Body: run.Body{Size: int64(len(body)), Text: body},
		}}}}
	}
	const refusal = "<BusinessError><ErrorDetails>No.</ErrorDetails><ErrorCode>2</ErrorCode></BusinessError>"
	cut := answered(200, "ekey", "GetOrder", "application/xml", refusal[:40])
	cut.Exchanges[0].Response.Body.Size = int64(len(refusal))
	for _, c := range []struct {
		name string
		run  *run.Run
		want bool
	}{
		{"nothing", &run.Run{}, false},
		{"a schema's finding",
			found(run.Finding{Requirement: "CNT-SCH-GetProduct", Verdict: run.Fail, Place: place}), true},
		{"a wrong status of a method", found(run.Finding{Requirement: "CNT-SCH-GetProduct", Verdict: run.Fail}), false},
		{"another requirement's finding",
			found(run.Finding{Requirement: "CNT-PRD-06", Verdict: run.Fail, Place: place}), false},
		{"not well-formed", found(run.Finding{Requirement: "MNT-XML-01", Verdict: run.Fail, Place: place}), true},
		{"an error of the harness",
			found(run.Finding{Requirement: "CNT-SCH-GetProduct", Verdict: run.Error, Place: place}), false},
		{"a sound answer", answered(200, "ekey", "GetOrder", "application/xml", refusal), false},
		{"a sound answer in windows-1251",
			answered(200, "ekey", "GetOrder", "application/xml",
				`<?xml version="1.0" encoding="windows-1251"?>`+refusal), false},
		{"another root", answered(200, "ekey", "GetOrder", "application/xml", "<Order/>"), true},
		{"a missing member", answered(200, "ekey", "GetOrder", "application/xml", "<BusinessError/>"), true},
		{"another root of version 2", answered(200, "ekey2", "GetOrder", "application/xml", "<Order/>"), true},
		{"another root of MONT Content", answered(200, "content", "GetProduct", "application/xml", "<Product/>"), true},
		{"a document that ends early", answered(200, "ekey", "GetOrder", "application/xml", refusal[:40]), true},
		{"an answer that is not carried whole", cut, false},
		{"an answer that no schema is about",
			answered(200, "ekey", "CheckMyBalance", "application/xml", "<x/>"), false},
		{"an error page", answered(500, "ekey", "GetOrder", "text/html", "<p>oops<br>"), false},
		{"a sound order status",
			answered(200, "westcon", "orderStatus", "application/json", `{"MT_OrderStatus_Response":[]}`), false},
		{"an order status of another form",
			answered(200, "westcon", "orderStatus", "application/json", `{"orders":[]}`), true},
		{"a token without its type",
			answered(200, "westcon", "oauth2/token", "application/json", `{"access_token":"x","expires_in":"3599"}`),
			true},
		{"sound JSON", answered(200, "control", "clock", "application/json; charset=utf-8", `{"a":1}`), false},
		{"cut JSON", answered(200, "control", "clock", "application/json; charset=utf-8", `{"a":`), true},
	} {
		if got := shownBySchema(c.run); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
