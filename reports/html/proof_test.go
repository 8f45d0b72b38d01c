package html

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/internal/proof"
	"github.com/montcheck/montcheck/internal/sample"
	"github.com/montcheck/montcheck/reports/messages"
	"github.com/montcheck/montcheck/reports/printable"
)

func renderProof(t *testing.T, p *proof.Proof, lang string) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteProof(&b, p, lang); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestEveryProofInEveryLanguage(t *testing.T) {
	for name, p := range map[string]*proof.Proof{
		"proof": sample.Proof(), "good": sample.GoodProof(), "stopped": sample.StoppedProof(),
		"hostile": sample.HostileProof(), "empty": {},
	} {
		for _, lang := range messages.Languages {
			all, text := elements(t, renderProof(t, p, lang))
			if !printable.Clean(text) {
				t.Errorf("%s in %s shows control characters", name, lang)
			}
			known := map[string]bool{}
			for _, n := range all {
				if id := attribute(n, "id"); id != "" {
					if known[id] && name != "hostile" {
						t.Errorf("%s: the id %q is there twice", name, id)
					}
					known[id] = true
				}
			}
			for _, n := range all {
				to, inside := strings.CutPrefix(attribute(n, "href"), "#")
				if inside && !known[to] && name != "hostile" {
					t.Errorf("%s: a link leads to %q, which is not there", name, to)
				}
				if n.Data == "script" || n.Data == "img" || attribute(n, "src") != "" || attribute(n, "style") != "" ||
					attribute(n, "onerror") != "" {
					t.Errorf("%s: an element %s with %v", name, n.Data, n.Attr)
				}
			}
		}
	}
	if err := WriteProof(&bytes.Buffer{}, sample.Proof(), "de"); err == nil {
		t.Error("a page in a language that there is not")
	}
}

func TestProofPage(t *testing.T) {
	all, text := elements(t, renderProof(t, sample.Proof(), "en"))
	for _, want := range []string{
		"Not proved", "2 caught", "1 missed", "4 false alarms", "content/late-member", "Writes InstantDelivery last.",
		"EKY-ADD-03: pass",
		"The second answer differs.", "montcheck certify --products 100 --fault ekey/key-twice",
		"every answer / gives members in order",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	// What schemas show can be told from what they do not, without a script.
	classes := map[string][]string{}
	for _, n := range all {
		if class := attribute(n, "class"); strings.HasPrefix(class, "row trial ") {
			which := strings.TrimPrefix(class, "row trial ")
			classes[which] = append(classes[which], attribute(n, "id"))
		}
	}
	if !slices.Equal(classes["by-schema"], []string{"trial-content.late-member"}) ||
		!slices.Contains(classes["beyond"], "trial-ekey.key-twice") {
		t.Errorf("rows: %v", classes)
	}
	for _, c := range []struct {
		proof *proof.Proof
		want  string
	}{{sample.GoodProof(), "<h1>Proved</h1>"}, {sample.StoppedProof(), "<h1>Interrupted</h1>"}} {
		if page := renderProof(t, c.proof, "en"); !strings.Contains(page, c.want) {
			t.Errorf("the page does not say %s", c.want)
		}
	}
	if _, text := elements(t, renderProof(t, sample.Proof(), "ru")); !strings.Contains(text, "Не доказано") ||
		!strings.Contains(text, "другой порядок") {
		t.Error("the page is not in Russian")
	}
}

// A requirement of a run names what its checks were proved against.
func TestRunWithItsProof(t *testing.T) {
	var with bytes.Buffer
	if err := Write(&with, sample.Full(), sample.Proof(), "en"); err != nil {
		t.Fatal(err)
	}
	_, text := elements(t, with.String())
	for _, want := range []string{"Proved against 1 fault", "content/late-member Writes InstantDelivery last.",
		"by montcheck 0.1.0 on 2026-03-02"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(render(t, sample.Full(), "en"), "Proved against") {
		t.Error("a run without a proof claims one")
	}
	var hostile bytes.Buffer
	if err := Write(&hostile, sample.Full(), sample.HostileProof(), "en"); err != nil {
		t.Fatal(err)
	}
	if _, text := elements(t, hostile.String()); !printable.Clean(text) ||
		strings.Contains(hostile.String(), "<script>") {
		t.Error("a hostile proof shows through")
	}
}
