package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/montcheck/montcheck/internal/proof"
	"github.com/montcheck/montcheck/sandbox/faults/deviation"
)

// TestNeeded keeps what was needed before, adds what is needed now, and leaves out what nothing excuses.
func TestNeeded(t *testing.T) {
	n := needed{"old": {"CNT-PRD-02"}, "gone": {"CNT-PRD-01"}}
	n.add(&proof.Proof{Trials: []proof.Trial{
		{Name: "old", Excused: []string{"CNT-PRD-01", "CNT-PRD-02"}},
		{Name: "old", Excused: []string{"CNT-FAM-01", "CNT-PRD-03"}},
		{Name: "new", Excused: []string{"CNT-FAM-02"}},
		{Name: "none"},
	}})
	got := n.living(map[string]deviation.Excuses{
		"old": deviation.Since("It is near.", "CNT-PRD-*"), "new": deviation.Since("It is near.", "CNT-FAM-02"),
	})
	want := needed{"old": {"CNT-PRD-01", "CNT-PRD-02", "CNT-PRD-03"}, "new": {"CNT-FAM-02"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	again := needed{}
	if err := json.Unmarshal(got.lines(), &again); err != nil || !cmp.Equal(again, got) {
		t.Errorf("%s is %v, %v", got.lines(), again, err)
	}
}

// TestUpdate refuses files that are neither, and leaves them as they are.
func TestUpdate(t *testing.T) {
	file := filepath.Join(t.TempDir(), "excused.json")
	if err := os.WriteFile(file, []byte("["), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := update(file, nil); err == nil {
		t.Error("a file that is no JSON is no error")
	}
	if err := update(filepath.Join(t.TempDir(), "new.json"), []string{file}); err == nil {
		t.Error("a proof that is none is no error")
	}
	if b, err := os.ReadFile(file); err != nil || string(b) != "[" {
		t.Errorf("%q, %v", b, err)
	}
}
