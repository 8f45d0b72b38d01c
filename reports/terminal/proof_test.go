package terminal

import (
	"bytes"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/internal/proof"
	"github.com/montcheck/montcheck/internal/sample"
	"github.com/montcheck/montcheck/reports/messages"
	"github.com/montcheck/montcheck/reports/printable"
)

func matrixOf(t *testing.T, p *proof.Proof, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteProof(&b, p, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// squeezed has one blank where a table has many.
func squeezed(s string) string { return strings.Join(strings.Fields(s), " ") }

func TestMatrix(t *testing.T) {
	out := squeezed(matrixOf(t, sample.Proof(), Options{}))
	for _, want := range []string{
		"caught content/late-member reordered CNT-PRD-08 every answer / gives members in order yes 4.20 s",
		"MISSED (seed 2) ekey/key-twice duplicated EKY-ADD-03",
		"FALSE ALARM (seed 1, 2) transport/open-door accepted MNT-AUTH-01",
		"no alarm sound sandbox", "no alarm gzip Compresses answers.", "FALSE ALARM (seed 1, 2) slow",
		"CNT-PRD-08 1 content/late-member", "No fault that was tried proves the checks of: CNT-VEN-01, EKY-ADD-03",
		"ekey/key-twice seed 2 Gives a key to two orders. EKY-ADD-03: pass Do it again montcheck certify " +
			"--products 100 --fault ekey/key-twice",
		"slow seed 1 Takes its time. CNT-DELTA-09 failed: The second answer differs.",
		"CNT-VEN-01 not exercised: no vendor",
		"NOT PROVED", "3 faults, 2 caught, 1 missed, 1 shown by schemas alone, 2 benign " +
			"variations, 4 false alarms, 3 min 00 s",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the matrix does not say %q in\n%s", want, out)
		}
	}
	if good := matrixOf(t, sample.GoodProof(), Options{}); !strings.Contains(good, "\nPROVED\n") ||
		strings.Contains(good, "MISSED") || strings.Contains(good, "False alarms\n") {
		t.Errorf("a proof that holds: %s", good)
	}
	if cut := matrixOf(t, sample.StoppedProof(), Options{}); !strings.Contains(cut, "\nINTERRUPTED\n") ||
		!strings.Contains(cut, "1 trial not made") {
		t.Errorf("a proof that was interrupted: %s", cut)
	}
	if ru := matrixOf(t, sample.Proof(), Options{Lang: "ru"}); !strings.Contains(ru, "НЕ ДОКАЗАНО") ||
		!strings.Contains(ru, "ПРОПУЩЕНО") {
		t.Errorf("in Russian: %s", ru)
	}
	if err := WriteProof(&bytes.Buffer{}, sample.Proof(), Options{Lang: "de"}); err == nil {
		t.Error("a matrix in a language that there is not")
	}
}

func TestHostileProofSteersNoTerminal(t *testing.T) {
	for _, lang := range messages.Languages {
		if out := matrixOf(t, sample.HostileProof(), Options{Lang: lang}); !printable.Clean(out) {
			t.Errorf("%s: control characters", lang)
		}
		colored := sgr.ReplaceAllString(matrixOf(t, sample.HostileProof(), Options{Lang: lang, Color: true}), "")
		if !printable.Clean(colored) {
			t.Errorf("%s: more than colours", lang)
		}
	}
}

func playProof(t *testing.T, p *proof.Proof, tty bool) string {
	t.Helper()
	var s screen
	progress, err := NewProving(&s, tty, Options{Width: 100})
	if err != nil {
		t.Fatal(err)
	}
	progress.Planned(len(p.Trials))
	for _, one := range p.Trials {
		progress.Started(one)
		progress.Ended(one)
	}
	progress.Finished(p)
	progress.Close()
	return s.String()
}

func TestProgressOfAProof(t *testing.T) {
	out := playProof(t, sample.Proof(), false)
	for _, want := range []string{
		"12 trials to make\n", "no alarm  sound sandbox  seed 1  2.10 s\n", "caught    ekey/key-twice  seed 1",
		"MISSED    ekey/key-twice  seed 2  2.10 s\n     EKY-ADD-03: pass\n",
		"     FALSE ALARM: CNT-DELTA-09 failed: The second answer differs.\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the progress does not say %q in\n%s", want, out)
		}
	}
	bar := drawing.ReplaceAllString(playProof(t, sample.Proof(), true), "")
	for _, want := range []string{"12/12", "✗ 5", "MISSED    ekey/key-twice  seed 2"} {
		if !strings.Contains(bar, want) {
			t.Errorf("%q is not shown in\n%s", want, bar)
		}
	}
	for _, tty := range []bool{true, false} {
		if hostile := drawing.ReplaceAllString(playProof(t, sample.HostileProof(), tty),
			""); !printable.Clean(hostile) {
			t.Errorf("a hostile trial steers the terminal: %q", hostile)
		}
	}
}
