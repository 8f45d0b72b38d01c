package proof_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/montcheck/montcheck/internal/proof"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/sample"
)

func TestTotals(t *testing.T) {
	p := sample.Proof()
	want := proof.Totals{Faults: 3, Caught: 2, Missed: 1, Schema: 1, Variations: 2, Alarms: 4, Kinds: []proof.KindTotal{
		{Kind: "accepted", Faults: 1, Caught: 1}, {Kind: "duplicated", Faults: 1},
		{Kind: "reordered", Faults: 1, Caught: 1, Schema: 1},
	}}
	if diff := cmp.Diff(want, p.Totals); diff != "" {
		t.Error(diff)
	}
	if got := sample.StoppedProof().Totals; got.NotRun != 1 || got.Caught != 2 || got.Missed != 0 {
		t.Errorf("stopped: %+v", got)
	}
}

// What one seed misses proves nothing.
func TestProved(t *testing.T) {
	p := sample.Proof()
	if got := p.Proved("EKY-ADD-03"); len(got) != 0 {
		t.Errorf("EKY-ADD-03 is proved by %v, which one seed missed", got)
	}
	if got := p.Proved("CNT-PRD-08"); !slices.Equal(got, []string{"content/late-member"}) {
		t.Errorf("CNT-PRD-08 is proved by %v", got)
	}
	for _, s := range p.Summaries(proof.Fault) {
		if missed := s.Name == "ekey/key-twice"; missed != (s.Outcome == proof.Missed) ||
			missed && !slices.Equal(s.Seeds, []int64{2}) {
			t.Errorf("%s is %s, with the seeds %v", s.Name, s.Outcome, s.Seeds)
		}
	}
}

func TestHolds(t *testing.T) {
	for _, c := range []struct {
		name  string
		proof *proof.Proof
		want  bool
	}{
		{"nothing wrong", sample.GoodProof(), true},
		{"misses and alarms", sample.Proof(), false},
		{"interrupted", sample.StoppedProof(), false},
		{"nothing tried", &proof.Proof{}, false},
	} {
		if c.proof.Holds() != c.want {
			t.Errorf("%s: %v", c.name, !c.want)
		}
	}
	late := sample.GoodProof()
	late.Stopped = "interrupted"
	if late.Holds() {
		t.Error("an interruption is no matter")
	}
	only := sample.GoodProof()
	only.Trials[1].Alarms = sample.Proof().Trials[2].Alarms
	if only.Holds() {
		t.Error("an alarm is no matter")
	}
}

func TestGroups(t *testing.T) {
	one := proof.Trial{Alarms: []proof.Alarm{
		{Requirement: "A-1", Verdict: run.NotExercised, Reason: "none"},
		{Requirement: "A-2", Verdict: run.Fail, Reason: "none"},
		{Requirement: "A-3", Verdict: run.NotExercised, Reason: "none"},
		{Requirement: "A-3", Verdict: run.NotExercised, Reason: "none"},
	}}
	want := []proof.Group{
		{Requirements: []string{"A-2"}, Verdict: run.Fail, Reason: "none"},
		{Requirements: []string{"A-1", "A-3"}, Verdict: run.NotExercised, Reason: "none"},
	}
	if diff := cmp.Diff(want, one.Groups()); diff != "" {
		t.Error(diff)
	}
}
