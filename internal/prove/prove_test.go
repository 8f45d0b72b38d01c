package prove

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/montcheck/montcheck/internal/proof"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/messages"
	"github.com/montcheck/montcheck/reports/runjson"
	"github.com/montcheck/montcheck/sandbox/faults"
	"github.com/montcheck/montcheck/sandbox/faults/deviation"
)

// pretend is the variable that makes this program stand in for montcheck. It
// holds a folder to leave notes in.
const pretend = "PROVE_TEST_NOTES"

func TestMain(m *testing.M) {
	if notes := os.Getenv(pretend); notes != "" {
		os.Exit(certification(notes, os.Args))
	}
	os.Exit(m.Run())
}

// certification does as certify does; the fault's name says how.
func certification(notes string, args []string) int {
	name := "sound"
	if i := slices.Index(args, "--fault"); i > 0 {
		name = args[i+1]
	}
	file := filepath.Join(notes, strings.ReplaceAll(name, "/", "-"))
	before, _ := os.ReadFile(file)
	if err := os.WriteFile(file,
		append(before, fmt.Sprintln(strings.Join(args, " "), os.Getenv("MONTCHECK_FAULT"), os.Getenv("TMPDIR"))...),
		0o600); err != nil {
		return 9
	}
	result := made(one{id: "CNT-PRD-01", verdict: run.Pass})
	result.Conclusion = run.Conformant
	show := func(r *run.Run) int {
		if err := runjson.Write(os.Stdout, r); err != nil {
			return 9
		}
		return r.ExitCode()
	}
	failed := made(one{id: "CNT-PRD-01", verdict: run.Fail, reason: "wrong"})
	switch name {
	case "sound", "test/unseen":
		return show(result)
	case "test/seen":
		return show(failed)
	case "test/third-time":
		if strings.Count(string(before), "\n") < 2 {
			return show(result)
		}
		return show(failed)
	case "test/crashes":
		show(failed)
		panic("oops")
	case "test/says-nothing":
		fmt.Fprintln(os.Stderr, "montcheck: no sandbox here")
		return 3
	case "test/says-nonsense":
		fmt.Println(`{"format":"montcheck.run/9"}`)
		return 1
	case "test/wrong-code":
		show(failed)
		return 0
	case "test/hangs":
		time.Sleep(time.Hour)
	case "test/hangs-the-second-time":
		if len(before) == 0 {
			return show(result)
		}
		time.Sleep(time.Hour)
	}
	return 9
}

// options try faults of those names with the program that stands in.
func options(t *testing.T, names ...string) (o Options, notes string) {
	t.Helper()
	notes = t.TempDir()
	t.Setenv(pretend, notes)
	t.Setenv("TMPDIR", t.TempDir())
	t.Setenv("MONTCHECK_FAULT", "set")
	o = Options{Sound: true, Seeds: []int64{1}, Products: 30, Jobs: 2, Timeout: time.Minute}
	for _, name := range names {
		o.Faults = append(o.Faults,
			deviation.Fault{Name: name, Module: "content", Kind: deviation.Lost, Does: "Does it.",
				Breaks: []string{"CNT-PRD-01"}, Race: name == "test/third-time"})
	}
	return o, notes
}

// leftovers are the files that a proof left behind.
func leftovers(t *testing.T) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(os.Getenv("TMPDIR"), "*"))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestProof(t *testing.T) {
	o, notes := options(t, "test/seen", "test/unseen", "test/third-time", "test/crashes", "test/says-nothing",
		"test/says-nonsense", "test/wrong-code")
	p, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]struct {
		outcome proof.Outcome
		tries   int
		reason  string
	}{
		"":                   {proof.Quiet, 1, ""},
		"test/seen":          {proof.Caught, 1, ""},
		"test/unseen":        {proof.Missed, 1, "CNT-PRD-01: pass"},
		"test/third-time":    {proof.Caught, 3, ""},
		"test/crashes":       {proof.Missed, 1, "exit status 2"},
		"test/says-nothing":  {proof.Missed, 1, "without a run: montcheck: no sandbox here"},
		"test/says-nonsense": {proof.Missed, 1, "montcheck.run/9"},
		"test/wrong-code":    {proof.Missed, 1, "its run calls for exit code 1"},
	} {
		i := slices.IndexFunc(p.Trials, func(t proof.Trial) bool { return t.Name == name })
		if i < 0 {
			t.Errorf("%q was not tried", name)
			continue
		}
		if got := p.Trials[i]; got.Outcome != want.outcome || got.Tries != want.tries ||
			!strings.Contains(got.Reason, want.reason) || want.reason == "" && got.Reason != "" {
			t.Errorf("%q: %s after %d tries: %q", name, got.Outcome, got.Tries, got.Reason)
		}
	}
	if p.Holds() || p.Stopped != "" || p.Totals.Faults != 7 || p.Totals.Caught != 2 || p.Totals.Missed != 5 {
		t.Errorf("it holds: %v, stopped %q, %+v", p.Holds(), p.Stopped, p.Totals)
	}
	if q, _ := p.Of("CNT-PRD-01"); !slices.Equal(q.Faults, []string{"test/seen", "test/third-time"}) {
		t.Errorf("CNT-PRD-01 is proved by %v", q.Faults)
	}
	said, err := os.ReadFile(filepath.Join(notes, "test-seen"))
	if err != nil {
		t.Fatal(err)
	}
	if want := "montcheck certify --products 30 --seed 1 --module content --fault test/seen " +
		"--json - --only --output-dir "; !strings.HasPrefix(string(said), want) ||
		strings.Contains(string(said), " set ") {
		t.Errorf("it ran %q", said)
	}
	if want := "montcheck certify --products 30 --seed 1 --module content --fault test/seen"; p.Trials[1].Repeat !=
		want {
		t.Errorf("to repeat: %q", p.Trials[1].Repeat)
	}
	if left := leftovers(t); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestEverySeed(t *testing.T) {
	o, notes := options(t, "test/seen")
	o.Seeds = []int64{1, 2, 3}
	p, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	said, err := os.ReadFile(filepath.Join(notes, "test-seen"))
	if err != nil {
		t.Fatal(err)
	}
	for _, seed := range []string{"1", "2", "3"} {
		if !strings.Contains(string(said), "--seed "+seed+" ") {
			t.Errorf("seed %s was not tried", seed)
		}
	}
	if !p.Holds() || len(p.Trials) != 6 || p.Totals.Faults != 1 || p.Totals.Caught != 1 {
		t.Errorf("it holds: %v, %d trials, %+v", p.Holds(), len(p.Trials), p.Totals)
	}
}

func TestAHangingRunIsMissed(t *testing.T) {
	o, _ := options(t, "test/hangs")
	o.Timeout = 300 * time.Millisecond
	p, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Trials[1]; got.Outcome != proof.Missed || !strings.Contains(got.Reason, "not over after 300ms") {
		t.Errorf("%s: %s", got.Outcome, got.Reason)
	}
	if left := leftovers(t); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// stopper cancels once something has begun.
type stopper struct {
	silent
	cancel context.CancelFunc
}

func (s stopper) Started(proof.Trial) { s.cancel() }

func TestInterrupted(t *testing.T) {
	o, _ := options(t, "test/hangs", "test/hangs", "test/seen")
	o.Sound = false
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	o.Observer = stopper{cancel: cancel}
	p, err := Run(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	if p.Stopped == "" || p.Holds() || p.Totals.NotRun != 3 {
		t.Errorf("stopped %q, holds %v, %d not run", p.Stopped, p.Holds(), p.Totals.NotRun)
	}
	if left := leftovers(t); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestInterruptedBetweenTries ends a proof while a fault is tried again that its first try missed.
func TestInterruptedBetweenTries(t *testing.T) {
	for name, change := range map[string]func(*Options){
		"quick": func(o *Options) { o.Quick = true },
		"race":  func(o *Options) { o.Faults[0].Race = true },
	} {
		t.Run(name, func(t *testing.T) {
			o, notes := options(t, "test/hangs-the-second-time")
			o.Sound = false
			change(&o)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			watched := make(chan struct{})
			go func() {
				defer close(watched)
				for ctx.Err() == nil { // until the second try has left its note
					said, _ := os.ReadFile(filepath.Join(notes, "test-hangs-the-second-time"))
					if strings.Count(string(said), "\n") > 1 {
						cancel()
					}
					runtime.Gosched()
				}
			}()
			p, err := Run(ctx, o)
			cancel()
			<-watched
			if err != nil {
				t.Fatal(err)
			}
			got := p.Trials[0]
			if got.Outcome != proof.NotRun || got.Reason != "" || got.Tries != 0 || p.Totals.Missed != 0 ||
				p.Totals.NotRun != 1 {
				t.Errorf("%s after %d tries: %q; %+v", got.Outcome, got.Tries, got.Reason, p.Totals)
			}
		})
	}
}

func TestNothingToProve(t *testing.T) {
	if _, err := Run(t.Context(), Options{Seeds: []int64{1}}); err == nil {
		t.Error("nothing was proved, and that was fine")
	}
}

func TestChoose(t *testing.T) {
	all, err := Choose(nil, nil)
	if err != nil || !all.Sound || len(all.Faults) < 300 ||
		slices.ContainsFunc(all.Variations, func(v deviation.Variation) bool { return v.Slow }) {
		t.Errorf("everything: sound %v, %d faults, %v", all.Sound, len(all.Faults), err)
	}
	some, err := Choose([]string{"transport/*"}, nil)
	if err != nil || some.Sound || len(some.Variations) > 0 || len(some.Faults) == 0 ||
		len(some.Faults) >= len(all.Faults) {
		t.Errorf("a glob: sound %v, %d variations, %d faults, %v", some.Sound, len(some.Variations),
			len(some.Faults), err)
	}
	if _, err := Choose([]string{"no/such"}, nil); err == nil {
		t.Error("a glob that matches nothing is no error")
	}
	if _, err := Choose(nil, []string{"no/such"}); err == nil {
		t.Error("a glob that matches no variation is no error")
	}
}

// Every kind of fault has its name in the languages of the reports.
func TestKindsHaveNames(t *testing.T) {
	ru, err := messages.In("ru")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults.All() {
		if ru.Deviation(string(f.Kind)) == string(f.Kind) {
			t.Errorf("%s: the kind %q has no name in Russian", f.Name, f.Kind)
		}
	}
}
