package html

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/internal/sample"
	"github.com/montcheck/montcheck/reports/messages"
	"github.com/montcheck/montcheck/reports/printable"
)

func renderLoad(t *testing.T, r *result.Result, lang string) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteLoad(&b, r, lang); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const svg = "data:image/svg+xml;base64,"

// Whatever happened, the page is whole, has no script and asks the network for
// nothing; its charts are XML of their own.
func TestEveryLoadInEveryLanguage(t *testing.T) {
	one := sample.GoodLoad(t)
	one.Timeline.Slices = one.Timeline.Slices[:1]
	shard := sample.GoodLoad(t)
	shard.Shard = &result.Shard{Index: 1, Count: 4}
	shard.Judge()
	for name, r := range map[string]*result.Result{"good": sample.GoodLoad(t), "bad": sample.Load(t), "short": one,
		"shard": shard, "empty": {}} {
		for _, lang := range messages.Languages {
			all, text := elements(t, renderLoad(t, r, lang))
			if !printable.Clean(text) {
				t.Errorf("%s in %s shows control characters", name, lang)
			}
			known, charts := map[string]bool{}, 0
			for _, n := range all {
				if id := attribute(n, "id"); id != "" {
					if known[id] {
						t.Errorf("%s: the id %q is there twice", name, id)
					}
					known[id] = true
				}
			}
			for _, n := range all {
				if to, inside := strings.CutPrefix(attribute(n, "href"), "#"); inside && !known[to] {
					t.Errorf("%s: a link leads to %q, which is not there", name, to)
				}
				if n.Data == "script" || attribute(n, "style") != "" || attribute(n, "onerror") != "" {
					t.Errorf("%s: an element %s with %v", name, n.Data, n.Attr)
				}
				if src := attribute(n, "src"); src != "" {
					charts++
					image(t, src)
					if attribute(n, "alt") == "" {
						t.Errorf("%s: a chart that says nothing to those who don't see it", name)
					}
				}
			}
			if want := map[bool]int{true: 4}[name != "empty"]; charts != want {
				t.Errorf("%s: %d charts", name, charts)
			}
		}
	}
	if err := WriteLoad(&bytes.Buffer{}, sample.GoodLoad(t), "de"); err == nil {
		t.Error("a page in a language that there is not")
	}
}

// image expects a chart that is sound XML and refers to nothing outside.
func image(t *testing.T, src string) {
	t.Helper()
	encoded, ok := strings.CutPrefix(src, svg)
	if !ok {
		t.Fatalf("an image from elsewhere: %.60s", src)
	}
	text, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		t.Fatal(err)
	}
	for d := xml.NewDecoder(bytes.NewReader(text)); ; {
		token, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok {
			if e.Name.Local == "script" || e.Name.Local == "image" || e.Name.Local == "use" {
				t.Errorf("a chart has %s", e.Name.Local)
			}
			for _, a := range e.Attr {
				if a.Name.Local == "href" || strings.Contains(a.Value, "url(") {
					t.Errorf("a chart refers to %s", a.Value)
				}
			}
		}
	}
}

func TestLoadPage(t *testing.T) {
	_, text := elements(t, renderLoad(t, sample.Load(t), "en"))
	text = strings.Join(strings.Fields(text), " ")
	for _, want := range []string{
		"Threshold crossed", "The generator, not the service, was the limit for 1.00 s", "2 answers were not verified",
		"Ended early after 20.0 s: 60 of 100 requests failed",
		"CNT-DELTA-04 GetPriceChanges 34 times The delta from the current version is empty",
		"D3, 15. GetContentChanges", "a delta holds products <script>alert(1)</script>",
		`curl -sS -i -u "$MONT_LOGIN:$MONT_PASSWORD" http://127.0.0.1:8080/svc/GetPriceChanges/7`,
		"montcheck load --profile price-sync --products 300 --fault content/price-delta-at-least --seed 1",
		"Held by 9 partners. 4 products differ. The same was found 1 more time.", "p75", "breaks CNT-DELTA-04 (D3,",
		"HTTP status 503",
		"Version 8: product 5", "is 10 RUB in the replica, nothing in the full list",
		"the same request now says 12 RUB", "Version 9: shards read different full price lists",
		"10 more in the JSON result", "conformance: count==0",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	_, text = elements(t, renderLoad(t, sample.GoodLoad(t), "ru"))
	for _, want := range []string{"Пройдено", "PASSED", "проверено ответов: 1000 из 1000, полностью 40",
		"40 новых, созданы этим прогоном", "Задержка во времени"} {
		if !strings.Contains(text, want) {
			t.Errorf("the Russian page does not say %q", want)
		}
	}
}
