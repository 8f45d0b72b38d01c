package terminal

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/sample"
	"github.com/montcheck/montcheck/reports/messages"
	"github.com/montcheck/montcheck/reports/printable"
)

func summaryOf(t *testing.T, r *run.Run, o Options) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestSummaryTellsFailuresInFull(t *testing.T) {
	out := summaryOf(t, sample.Full(), Options{Width: 120})
	for _, want := range []string{
		"FAIL CNT-PRD-08  Member order of ProductContract",
		"D3, Доступные методы для работы в сервисе MONT Content · derived",
		"It follows from: “Каждый ответ от сервера содержит обязательных 3 элемента:”",
		"The document says: “Каждый ответ",
		"InstantDelivery between ImageUrls and IsRenewal", "InstantDelivery after Price", "read as false",
		"/ProductListResponse/ProductList/ProductContract/InstantDelivery, line 1, column 1128, byte 1127",
		"GET http://127.0.0.1:40123/Version2/Service/ContentServiceV2Xml.svc/GetAllProducts?withPrice=True → 200 OK",
		">    23 │       <a:InstantDelivery>true</a:InstantDelivery>",
		`curl -sS -i -u "$MONT_LOGIN:$MONT_PASSWORD"`,
		"montcheck certify --products 200 --module content --seed 42 --label-filter CNT-PRD-08",
		"montcheck sandbox --products 200 --seed 7 --control", "and 3 more findings of this kind",
		"ERR  CNT-DELTA-04", "skip CNT-DELTA-10", "warn CNT-BAD-01",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the summary does not say %q", want)
		}
	}
	if strings.Contains(out, "out  MNT-TLS-01") {
		t.Error("the summary lists the requirements of a module that is out of scope")
	}
	if strings.Count(out, "montcheck sandbox") != 1 {
		t.Error("how to start the sandbox is not said once")
	}
	if !regexp.MustCompile(`MONT Content +2 +1 +1 +1 +3 +·`).MatchString(out) {
		t.Errorf("the table does not count:\n%s", out)
	}
	last := out[strings.LastIndex(out, "\nNON-CONFORMANT\n"):]
	if !strings.Contains(last,
		"failed 2, error 1, not exercised 1, warning 1, passed 5, out of scope 1, 45 exchanges, 12.3 s") {
		t.Errorf("the end is %q", last)
	}
}

func TestSummaryOfStoppedAndEmptyRuns(t *testing.T) {
	if out := summaryOf(t, sample.Cut(), Options{}); !strings.Contains(out, "\nINCOMPLETE\n") ||
		!strings.Contains(out, "connection refused") {
		t.Errorf("%s", out)
	}
	if out := summaryOf(t, sample.Empty(), Options{}); !strings.Contains(out, "\nINCOMPLETE\n") ||
		strings.Contains(out, "Failures") {
		t.Errorf("%s", out)
	}
	if err := Write(&bytes.Buffer{}, sample.Empty(), Options{Lang: "de"}); err == nil {
		t.Error("a summary in a language that there is not")
	}
}

func TestRussianSummary(t *testing.T) {
	out := summaryOf(t, sample.Full(), Options{Lang: "ru"})
	for _, want := range []string{"НЕТ  CNT-PRD-08  Порядок элементов ProductContract", "НЕ СООТВЕТСТВУЕТ",
		"нарушено 2"} {
		if !strings.Contains(out, want) {
			t.Errorf("the summary does not say %q", want)
		}
	}
}

var sgr = regexp.MustCompile(`\x1b\[[0-9;]*m`)

// Without colour nothing steers the terminal; with it, only colours do.
func TestHostileRunSteersNoTerminal(t *testing.T) {
	for _, lang := range messages.Languages {
		out := summaryOf(t, sample.Hostile(), Options{Lang: lang})
		if !printable.Clean(out) {
			t.Errorf("%s: control characters", lang)
		}
		colored := summaryOf(t, sample.Hostile(), Options{Lang: lang, Color: true})
		if !sgr.MatchString(colored) {
			t.Error("there is no colour")
		}
		if plain := sgr.ReplaceAllString(colored, ""); !printable.Clean(plain) {
			t.Errorf("%s: more than colours", lang)
		}
		if len(out) > 1<<20 {
			t.Errorf("%s: %d bytes", lang, len(out))
		}
	}
}

func TestColourChangesNoText(t *testing.T) {
	plain := summaryOf(t, sample.Full(), Options{})
	colored := summaryOf(t, sample.Full(), Options{Color: true})
	if got := sgr.ReplaceAllString(colored, ""); got != plain {
		t.Errorf("with colour:\n%s", got)
	}
}

// screen is a terminal of sorts: progress writes to it from its own goroutine.
type screen struct {
	mu sync.Mutex
	b  strings.Builder
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

var plan = []run.ModulePlan{{Module: "transport", Specs: 3}, {Module: "content", Specs: 8}}

func play(t *testing.T, r *run.Run, tty bool, o Options) string {
	t.Helper()
	var s screen
	p, err := NewProgress(&s, tty, o)
	if err != nil {
		t.Fatal(err)
	}
	p.Planned(plan)
	for _, spec := range r.Specs {
		p.Started(run.Spec{ID: spec.ID, Module: spec.Module, Text: spec.Text})
		p.Ended(spec)
	}
	p.Finished(r)
	p.Close()
	return s.String()
}

func TestProgressOfALog(t *testing.T) {
	out := play(t, sample.Full(), false, Options{})
	lines := strings.Split(out, "\n")
	for _, want := range []string{
		"11 checks to run",
		"ok   CNT-ENV-01  decides three members of every answer, in order  130 ms",
		"FAIL CNT-PRD-08  decides member order of productcontract  130 ms",
		"     InstantDelivery stands after Price, where a .NET client no longer looks for it.",
		"     No change happened while the run watched.",
	} {
		if !slices.Contains(lines, want) {
			t.Errorf("no line %q in\n%s", want, out)
		}
	}
	if out := play(t, sample.Hostile(), false, Options{}); !printable.Clean(out) {
		t.Error("control characters")
	}
}

// What mpb writes to draw its bars: colours, up, and erase below.
var drawing = regexp.MustCompile(`\x1b\[[0-9;]*m|\x1b\[[0-9]+A|\x1b\[J`)

func TestProgressOfATerminal(t *testing.T) {
	out := play(t, sample.Full(), true, Options{Color: true, Width: 100})
	plain := drawing.ReplaceAllString(out, "")
	if !printable.Clean(plain) {
		t.Errorf("more than drawing: %q", plain)
	}
	for _, want := range []string{"FAIL CNT-PRD-08", "Transport", "3/3", "8/8", "✗ 3"} {
		if !strings.Contains(plain, want) {
			t.Errorf("%q is not shown in\n%s", want, plain)
		}
	}
	if !strings.HasSuffix(out, "\n") {
		t.Error("the cursor is left within a line")
	}
	hostile := play(t, sample.Hostile(), true, Options{Width: 100})
	if !printable.Clean(drawing.ReplaceAllString(hostile, "")) {
		t.Error("a hostile spec steers the terminal")
	}
}

// An interrupt may close the progress at any time; what comes after does
// nothing and does not wait.
func TestClosedProgress(t *testing.T) {
	r := sample.Full()
	for _, when := range []string{"before the plan", "amid a spec"} {
		var s screen
		p, err := NewProgress(&s, true, Options{Width: 80})
		if err != nil {
			t.Fatal(err)
		}
		if when == "amid a spec" {
			p.Planned(plan)
			p.Started(r.Specs[0])
		}
		p.Close()
		after := s.String()
		p.Planned(plan)
		for _, spec := range r.Specs {
			p.Started(spec)
			p.Ended(spec)
		}
		p.Finished(r)
		p.Close()
		if got := s.String(); got != after {
			t.Errorf("%s: after Close it wrote %q", when, got[len(after):])
		}
	}
}
