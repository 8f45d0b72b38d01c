package tally

import (
	"testing"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/sample"
)

func TestModules(t *testing.T) {
	all := Modules(sample.Full())
	if len(all) != 2 || all[0].Name != "transport" || all[1].Name != "content" {
		t.Fatalf("%+v", all)
	}
	if c := all[1].Counts; c[run.Fail] != 2 || c[run.Pass] != 3 || c[run.Error] != 1 || len(all[1].Requirements) != 8 {
		t.Errorf("%v", c)
	}
	if got := With(sample.Full(), run.Warn, run.Fail); len(got) != 3 || got[0].ID != "CNT-BAD-01" ||
		got[2].ID != "CNT-PRD-08" {
		t.Errorf("%+v", got)
	}
}

func TestFindings(t *testing.T) {
	at := func(offset int64) *run.Place { return &run.Place{Offset: offset} }
	r := &run.Run{Specs: []run.Spec{{Findings: []run.Finding{
		{Requirement: "A", Verdict: run.Warn, Summary: "odd"},
		{Requirement: "A", Verdict: run.Fail, Summary: "wrong", Place: at(5), Exchange: &run.Key{Ordinal: 1}},
		{Requirement: "B", Verdict: run.Fail, Summary: "wrong"},
		{Requirement: "A", Verdict: run.Fail, Summary: "wrong", Place: at(5), Exchange: &run.Key{Ordinal: 2}, More: 3},
		{Requirement: "A", Verdict: run.Fail, Summary: "wrong", Place: at(6)},
		{Requirement: "A", Verdict: run.Fail, Summary: "wrong"},
		{Requirement: "A", Verdict: run.Fail, Summary: "wrong", Got: "other"},
	}}}}
	all := Findings(r, "A")
	if len(all) != 5 || all[4].Verdict != run.Warn || all[0].More != 4 || all[0].Exchange.Ordinal != 1 ||
		all[1].More != 0 {
		t.Errorf("%+v", all)
	}
	if r.Specs[0].Findings[1].More != 0 {
		t.Error("the run was changed")
	}
}
