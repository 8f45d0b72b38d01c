package plain

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/sample"
	"github.com/montcheck/montcheck/reports/messages"
	"github.com/montcheck/montcheck/reports/printable"
)

func TestDuration(t *testing.T) {
	en, _ := messages.In("en")
	for d, want := range map[time.Duration]string{
		0: "0.0 ms", -time.Second: "0.0 ms", 1234 * time.Microsecond: "1.2 ms", 99 * time.Millisecond: "99 ms",
		1500 * time.Millisecond: "1.50 s", 12340 * time.Millisecond: "12.3 s", 61 * time.Second: "1 min 01 s",
		2*time.Hour + 3*time.Second: "120 min 03 s",
	} {
		if got := Duration(en, d); got != want {
			t.Errorf("%d: %q, want %q", d, got, want)
		}
	}
}

func TestPlace(t *testing.T) {
	ru, _ := messages.In("ru")
	if got := Place(ru,
		&run.Place{Path: "/a[2]\x1b", Line: 3, Column: 4, Offset: 5}); got != `/a[2]\x1b, строка 3, столбец 4, байт 5` {
		t.Error(got)
	}
	if got := Place(ru, nil); got != "" {
		t.Error(got)
	}
}

func TestStatus(t *testing.T) {
	for code, want := range map[int]string{200: "200 OK", 504: "504 Gateway Timeout", 799: "799", -1: "-1"} {
		if got := Status(code); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestTriesAreTold(t *testing.T) {
	en, _ := messages.In("en")
	x := run.Exchange{Request: run.Request{Method: "GET", URL: "http://h/"}, Retries: []run.Retry{
		{Cause: "HTTP status 503"}, {Cause: "HTTP status 503"}, {Cause: "the answer broke off"},
	}}
	if got, want := Tries(en, &x), "3 tries before it: HTTP status 503, the answer broke off"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := Exchange(en, &x); !strings.Contains(got, "3 tries before it") {
		t.Error(got)
	}
}

func TestFindingKeepsItsColumns(t *testing.T) {
	en, _ := messages.In("en")
	teller := Teller{Run: sample.Full(), Messages: en}
	got := teller.Finding(run.Finding{Summary: "Two lines.", Expected: "one\ntwo", Exchange: &run.Key{Spec: "no such"}})
	if want := "Two lines.\n  Expected        │ one\n                  │ two\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	// What runners of CI jobs obey is told, and stands nowhere where they look for it.
	obeyed := "::error::x\n \t::set-output name=x::y\n##[error]z\r##vso[task.setvariable variable=x]y"
	got = teller.Finding(
		run.Finding{Summary: obeyed, Expected: obeyed, Got: "##teamcity[x]",
			Explanation: strings.Repeat(obeyed+"\n", 500)})
	if at := regexp.MustCompile(`(?m)^\s*::|##\w*\[`).FindString(got); at != "" ||
		!strings.Contains(got, `│ ##\x5berror]z`) {
		t.Errorf("%q in:\n%s", at, got)
	}
	screen := teller
	screen.Width = 80
	if got := screen.Finding(run.Finding{Summary: obeyed, Got: strings.Repeat("x\n", 500)}); strings.Count(got,
		"\n") > mostLines+2 {
		t.Errorf("more than a screen: %s", got)
	}
	hostile := sample.Hostile()
	for _, s := range hostile.Specs {
		for _, f := range s.Findings {
			if out := (Teller{Run: hostile, Messages: en, Width: 80}).Finding(f); !printable.Clean(out) ||
				len(out) > 64<<10 {
				t.Errorf("%d bytes, clean: %v", len(out), printable.Clean(out))
			}
		}
	}
}
