package terminal

import (
	"strings"
	"testing"
	"time"

	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/internal/sample"
	"github.com/montcheck/montcheck/loadprofiles"
	"github.com/montcheck/montcheck/reports/messages"
	"github.com/montcheck/montcheck/reports/printable"
)

func loadOf(t *testing.T, r *result.Result, o Options) string {
	t.Helper()
	var b strings.Builder
	if err := WriteLoad(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestLoadSummary(t *testing.T) {
	got := squeezed(loadOf(t, sample.Load(t), Options{}))
	for _, want := range []string{
		"THRESHOLD CROSSED", "✗ crossed conformance count==0 40", "✓ held staleness p(95)<30s",
		"The generator, not the service, was the limit for 1.00 s",
		"1000 of 1002 answers verified: 40 in full, 960 by known bytes", "25 more in the JSON result",
		"✗ crossed conformance beside the load count==0 6",
		"For 3.00 s the environment's max_rate (50 a second) held back", "8 requests were cut off",
		"No request for GetProduct got a usable answer", "5 partners asked for prices and never got a usable answer",
		"15 of 200 partners never began", "some shards count from when the control door",
		"3 requests were due and could not be sent", "4 requests were sent twice",
		"asked from version 7, got version 8 with 20 products; of this one it said 10 RUB; the " +
			"same request now says 12 RUB",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the summary does not say %q:\n%s", want, got)
		}
	}
	if got := loadOf(t, sample.GoodLoad(t), Options{}); !strings.Contains(got, "\nPASSED\n") ||
		strings.Contains(got, "wrong") {
		t.Error(got)
	}
}

func TestHostileLoadSteersNoTerminal(t *testing.T) {
	for _, lang := range messages.Languages {
		for _, r := range []*result.Result{sample.Load(t), sample.GoodLoad(t), {}} {
			plain := loadOf(t, r, Options{Lang: lang})
			if !printable.Clean(plain) {
				t.Errorf("in %s: %q", lang, plain)
			}
			if colored := loadOf(t, r, Options{Lang: lang, Color: true}); sgr.ReplaceAllString(colored, "") != plain {
				t.Errorf("in %s colour changes the text", lang)
			}
		}
	}
}

func playLoad(t *testing.T, tty bool) string {
	t.Helper()
	var s screen
	p, err := NewLoading(&s, tty, Options{Width: 120})
	if err != nil {
		t.Fatal(err)
	}
	p.Prepared("prepare")
	p.Started(result.Plan{Profile: "smoke\x1b[2J", Requests: 200, Length: 20 * time.Second, Partners: 10})
	for i := range 41 {
		p.Progress(
			result.Progress{Elapsed: time.Duration(i) * 500 * time.Millisecond, Length: 20 * time.Second,
				Stage: "steady", Target: 20, Rate: 19.5, InFlight: 3, P50: time.Millisecond, Errors: 7,
				Saturated: i == 40})
	}
	p.Prepared("check")
	p.Finished(&result.Result{})
	p.Close()
	p.Close()
	return s.String()
}

// A log has a line every five seconds, the first once there is something to tell.
func TestLoadLines(t *testing.T) {
	got := playLoad(t, false)
	if n := strings.Count(got, "19.5/s of 20.0"); n != 4 || strings.Contains(got, "\x1b") {
		t.Errorf("%d lines:\n%s", n, got)
	}
	for _, want := range []string{"reading versions and lists", "200 requests in 20.0 s, 10 partners", "p95 ·",
		"in flight 3", "errors 7", "the generator is the limit", "checking the replicas"} {
		if !strings.Contains(got, want) {
			t.Errorf("it does not say %q:\n%s", want, got)
		}
	}
}

// A run shorter than that has a line of how it ended.
func TestShortLoadHasALine(t *testing.T) {
	var s screen
	p, err := NewLoading(&s, false, Options{})
	if err != nil {
		t.Fatal(err)
	}
	p.Progress(result.Progress{Elapsed: time.Second, Length: 2 * time.Second, Target: 9, Rate: 9})
	p.Progress(result.Progress{Elapsed: 3 * time.Second, Length: 2 * time.Second, InFlight: 4})
	p.Prepared("check")
	if got := s.String(); strings.Count(got, "\n") != 2 ||
		!strings.Contains(got, "the schedule is over, waiting for answers  in flight 4") {
		t.Error(got)
	}
}

// Whatever the width, a table has its first columns and those that matter, and
// no line of it is wider.
func TestLoadTablesFit(t *testing.T) {
	for _, width := range []int{70, 80, 100, 200} {
		var table []string
		for line := range strings.Lines(loadOf(t, sample.GoodLoad(t), Options{Width: width})) {
			if !strings.HasSuffix(line, " \n") { // as those of tables end
				continue
			}
			table = append(table, line)
			if n := len([]rune(line)) - 1; n > width {
				t.Errorf("%d columns of %d: %s", n, width, line)
			}
		}
		if all := strings.Join(table, ""); !strings.Contains(all, "p99") ||
			strings.Contains(all, " MB ") != (width > 80) {
			t.Errorf("at %d columns:\n%s", width, all)
		}
	}
}

// Who sees what is wrong learns which requirement, of which section, and how to
// see it again.
func TestLoadSaysWhatIsBroken(t *testing.T) {
	got := squeezed(loadOf(t, sample.Load(t), Options{}))
	for _, want := range []string{
		"The delta from the current version is empty D3, 15. GetContentChanges",
		"Request GET http://127.0.0.1:1/svc/GetPriceChanges/7",
		`Repeat curl -sS -i -u "$MONT_LOGIN:$MONT_PASSWORD" http://127.0.0.1:8080/svc/GetPriceChanges/7`,
		"montcheck sandbox --products 300 --fault content/price-delta-at-least --seed 1 --control",
		"CNT-DELTA-12 No change is lost", "http://127.0.0.1:8080/svc/GetProductPrices",
		"conformance: count==0: breaks CNT-DELTA-04 (D3,",
		"Make this load again: montcheck load --profile price-sync --products 300 --fault " +
			"content/price-delta-at-least --seed 1",
		"The partner took in no answer",
		"shards [0 1] read one with the digest aaaa; shards [2] read one with the digest bbbb",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the summary does not say %q:\n%s", want, got)
		}
	}
	early := sample.GoodLoad(t)
	early.Replicas.Checks, early.Replicas.Unchecked, early.Stages[1] = nil, "interrupted", result.Measure{Name: "sync"}
	got = squeezed(loadOf(t, early, Options{}))
	if strings.Contains(got, "No partner follows") ||
		!strings.Contains(got, "Replicas: not held against the full price list") ||
		!strings.Contains(got, "sync (not measured) 0 0.0 · · ·") {
		t.Error(got)
	}
}

// A terminal is drawn again and again.
func TestLoadBar(t *testing.T) {
	got := playLoad(t, true)
	if !strings.Contains(got, "━") || !strings.Contains(got, "19.5/s of 20.0") || strings.Contains(got, "\x1b[2J") {
		t.Errorf("%q", got)
	}
}

func TestProfiles(t *testing.T) {
	all, err := loadprofiles.All()
	if err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[string]string{"en": "price-sync 100 1 min 00 s 200 Each partner", "ru": "price-sync"} {
		var b strings.Builder
		if err := WriteProfiles(&b, all, Options{Lang: lang}); err != nil ||
			!strings.Contains(squeezed(b.String()), want) {
			t.Errorf("%v\n%s", err, b.String())
		}
	}
}
