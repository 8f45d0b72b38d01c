package loadprofiles

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/montcheck/montcheck/internal/problem"
)

func TestEmbeddedProfiles(t *testing.T) {
	all, err := All()
	if err != nil {
		t.Fatal(err)
	}
	entries, err := files.ReadDir(".")
	if err != nil || len(entries) != len(all) {
		t.Fatalf("%d files, %d profiles: %v", len(entries), len(all), err)
	}
	for _, p := range all {
		if p.About.En == "" || p.About.Ru == "" {
			t.Errorf("%s does not say what it is, in English and Russian", p.Name)
		}
		if slices.IndexFunc(p.Thresholds, func(t Threshold) bool { return t.Metric == Latency }) < 0 {
			t.Errorf("%s has no threshold of latency", p.Name)
		}
		text, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Restore(text)
		if err != nil {
			t.Errorf("%s does not survive JSON: %v", p.Name, err)
		} else if diff := cmp.Diff(p, back); diff != "" || p.Digest() != back.Digest() {
			t.Errorf("%s changes in JSON: %s", p.Name, diff)
		}
	}
}

func TestOwnFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mine.yaml")
	write(t, path, sound+"thresholds: { latency: [\"p(99.99)<1s\", { threshold: \"max < 1m\", abort: true, delay: "+
		"5s }], errors: [\"rate<=2%\"] }\n")
	p, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	want := []Threshold{
		{Metric: Latency, Text: "p(99.99)<1s", Aggregate: "p", Percent: 99.99, Relation: "<",
			Value: float64(time.Second)},
		{Metric: Latency, Text: "max < 1m", Aggregate: "max", Relation: "<", Value: float64(time.Minute), Abort: true,
			Delay: Duration(5 * time.Second)},
		{Metric: Errors, Text: "rate<=2%", Aggregate: "rate", Relation: "<=", Value: 0.02},
		{Metric: Conformance, Text: "count==0", Aggregate: "count", Relation: "=="},
		{Metric: Replicas, Text: "count==0", Aggregate: "count", Relation: "=="},
	}
	if diff := cmp.Diff(want, p.Thresholds); diff != "" {
		t.Error(diff)
	}
	if p.Name != "mine" || p.Duration() != 3*time.Second || p.Peak() != 9 || p.Workers != defaultWorkers {
		t.Errorf("%+v", p)
	}
	if want := []Share{{"GetPriceChanges", 2}, {"GetProduct", 1}}; !slices.Equal(p.Mix, want) {
		t.Errorf("%v", p.Mix)
	}
}

// A file may say once what it needs twice.
func TestAnchors(t *testing.T) {
	p, err := Parse("p.yaml", []byte(`stages:
  - &first { name: a, rate: &rate 5, duration: 1s }
  - { <<: *first, name: b, rate: { from: *rate, to: 9 } }
mix: { GetProduct: 1 }
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []Stage{{"a", Rate{From: 5, To: 5}, Duration(time.Second)},
		{"b", Rate{From: 5, To: 9}, Duration(time.Second)}}
	if diff := cmp.Diff(want, p.Stages); diff != "" {
		t.Error(diff)
	}
}

const sound = `stages:
  - { rate: 5, duration: 1s }
  - { name: up, rate: { from: 5, to: 9 }, duration: 2s }
mix: { GetProduct: 1, GetPriceChanges: 2 }
`

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// What is wrong is refused with its file, line and key.
func TestProblems(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"no YAML": {"stages: [", "p.yaml:1:9: is not sound YAML"},
		"empty":   {"", "p.yaml:1:1: wants one YAML document"},
		"unknown key": {sound + "populaton: { partners: 1 }",
			"p.yaml:5:1: populaton: unknown key; did you mean \"population\"?"},
		"unknown key of a stage": {"stages: [{ rat: 1, duration: 1s }]\nmix: { GetProduct: 1 }",
			"p.yaml:1:12: stages[0].rat: unknown key; did you mean \"rate\"?"},
		"unknown key of a rate": {"stages: [{ rate: { from: 1, til: 2 }, duration: 1s }]\nmix: { GetProduct: 1 }",
			"p.yaml:1:29: stages[0].rate.til: unknown key; did you mean \"to\"?"},
		"key twice": {sound + "mix: { GetProduct: 1 }",
			"p.yaml:5:1: is not sound YAML: mapping key \"mix\" already defined"},
		"a duration of words": {"stages: [{ rate: 1, duration: soon }]\nmix: { GetProduct: 1 }",
			"p.yaml:1:31: stages[0].duration: wants a length of time such as 30s, and is \"soon\""},
		"no stages": {"mix: { GetProduct: 1 }", "stages: wants 1 to"},
		"no mix":    {"stages: [{ rate: 1, duration: 1s }]", "mix: wants operations"},
		"weights of 0": {"stages: [{ rate: 1, duration: 1s }]\nmix: { GetProduct: 0 }",
			"p.yaml:2:6: mix: wants operations"},
		"a negative weight": {"stages: [{ rate: 1, duration: 1s }]\nmix: { GetProduct: -1 }",
			"mix.GetProduct: wants a whole number"},
		"an unknown operation": {"stages: [{ rate: 1, duration: 1s }]\nmix: { GetProducts: 1 }",
			"mix.GetProducts: unknown operation; did you mean \"GetProduct\"?"},
		"an order":    {"stages: [{ rate: 1, duration: 1s }]\nmix: { AddOrder: 1 }", "mix.AddOrder: load never orders"},
		"no duration": {"stages: [{ rate: 1 }]\nmix: { GetProduct: 1 }", "stages[0].duration: wants a length of time"},
		"a negative rate": {"stages: [{ rate: -1, duration: 1s }]\nmix: { GetProduct: 1 }",
			"p.yaml:1:18: stages[0].rate: wants rates from 0"},
		"no number of a rate": {"stages: [{ rate: .nan, duration: 1s }]\nmix: { GetProduct: 1 }",
			"stages[0].rate: wants rates from 0"},
		"rates of 0": {"stages: [{ rate: 0, duration: 1s }]\nmix: { GetProduct: 1 }", "stages: all rates are 0"},
		"two stages of one name": {"stages: [{ name: a, rate: 1, duration: 1s }, { name: a, rate: 1, duration: " +
			"1s }]\nmix: { GetProduct: 1 }", "stages[1].name: another stage"},
		"one step": {"stages: [{ rate: { from: 1, to: 2, steps: 1 }, duration: " +
			"1s }]\nmix: { GetProduct: 1 }", "stages[0].rate.steps: wants 2"},
		"no partners": {sound + "population: { partners: 0 }",
			"p.yaml:5:25: population.partners: wants a number from 1"},
		"behind of words": {sound + "population: { behind: much }",
			"p.yaml:5:23: population.behind: wants a number of versions, or all"},
		"no time between changes": {sound + "changes: { prices: 1 }", "changes.every: wants a length of time"},
		"unknown metric": {sound + "thresholds:\n  latncy: [\"p(95)<1s\"]",
			"p.yaml:6:11: thresholds.latncy: unknown metric; did you mean \"latency\"?"},
		"unknown operation in it": {sound + "thresholds: { \"latency{GetProducts}\": [\"p(95)<1s\"] }",
			"unknown operation; did you mean"},
		"an operation not asked": {sound + "thresholds: { \"latency{GetAllVendors}\": [\"p(95)<1s\"] }",
			"the profile never asks GetAllVendors"},
		"staleness by operation": {sound + "thresholds: { \"staleness{GetProduct}\": [\"p(95)<1s\"] }",
			"staleness can't be told by operation"},
		"replicas of no prices": {"stages: [{ rate: 1, duration: 1s }]\nmix: { GetProduct: 1 }\nthresholds: " +
			"{ replicas: [\"count==0\"] }", "no partner follows prices"},
		"no list": {sound + "thresholds: { latency: \"p(95)<1s\" }", "thresholds.latency: wants a list"},
		"no expression": {sound + "thresholds: { latency: [\"fast\"] }",
			"p.yaml:5:25: thresholds.latency[0]: \"fast\" is not of the form"},
		"unknown aggregate": {sound + "thresholds: { latency: [\"rate<1s\"] }",
			"latency has no aggregate \"rate\""},
		"percentile of 0":       {sound + "thresholds: { latency: [\"p(0)<1s\"] }", "the percentile 0 is not above 0"},
		"percentile above 100":  {sound + "thresholds: { latency: [\"p(101)<1s\"] }", "the percentile 101"},
		"percentile of nothing": {sound + "thresholds: { latency: [\"p<1s\"] }", "has a number in brackets"},
		"no unit":               {sound + "thresholds: { latency: [\"p(95)<500\"] }", "500 is not a length of time"},
		"a part above 100%":     {sound + "thresholds: { errors: [\"rate<101%\"] }", "101% is not a part"},
		"below 0":               {sound + "thresholds: { errors: [\"count<0\"] }", "can't be met"},
		"always met":            {sound + "thresholds: { errors: [\"rate>=0%\"] }", "is always met"},
		"more than is asked": {sound + "thresholds: { throughput: [\"rate>10\"] }",
			"can't be met: over all its stages the profile asks for 6.333"},
		"more than its mean": {sound + "thresholds: { throughput: [\"rate>=6.4\"] }", "can't be met"},
		"unknown key below": {"stages: [{ rate: { form: 1 }, duration: 1s }]\nmix: { GetProduct: 1 }",
			"p.yaml:1:20: stages[0].rate.form: unknown key; did you mean \"from\"?"},
		"unlike any key below": {"stages: [{ rate: { qqqqqqqq: 1 }, duration: 1s }]\nmix: { GetProduct: 1 }",
			"stages[0].rate.qqqqqqqq: unknown key; there are from, steps, to"},
		"a rate of words": {"stages: [{ rate: abc, duration: 1s }]\nmix: { GetProduct: 1 }",
			"p.yaml:1:18: stages[0].rate: wants a number of requests a second, or { from: 5, to: 50 }, and is \"abc\""},
		"an about without tongue": {sound + "about: \"Mine\"",
			"p.yaml:5:8: about: wants the text by language, such as { en: My load }, and is \"Mine\""},
		"a first alone": {sound + "first: GetAllVendors", "p.yaml:5:8: first: wants a list, and is \"GetAllVendors\""},
		"half a partner": {sound + "population: { partners: 1.5 }",
			"p.yaml:5:25: population.partners: wants a whole number, and is \"1.5\""},
		"stages that are none": {"stages: 5\nmix: { GetProduct: 1 }", "p.yaml:1:9: stages: wants a list, and is \"5\""},
		"a list of keys":       {"- a", "wants keys with their values: abort, about"},
		"a metric of k6": {sound + "thresholds: { http_req_duration: [\"p(95)<1s\"] }",
			"thresholds.http_req_duration: unknown metric; there are latency, service"},
		"unknown key in it": {sound + "thresholds: { latency: [{ threshold: \"max<1s\", abrt: true }] }",
			"p.yaml:5:48: thresholds.latency[0].abrt: unknown key; did you mean \"abort\"?"},
		"a list for one": {sound + "thresholds: { latency: [[]] }",
			"p.yaml:5:25: thresholds.latency[0]: wants an expression such as p(95)<500ms, or {"},
		"a mix of words": {"stages: [{ rate: 1, duration: 1s }]\nmix: GetProduct",
			"p.yaml:2:6: mix: wants a mapping, and is \"GetProduct\""},
		"an alias of nothing": {sound + "first: *none", "p.yaml:5:8: first: wants a list, and is an alias"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("p.yaml", []byte(c.text))
			var problems problem.List
			if !errors.As(err, &problems) {
				t.Fatalf("no problem was found: %v", err)
			}
			if !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "p.yaml:") {
				t.Errorf("got\n%v\nwant\n%s", err, c.want)
			}
		})
	}
}

func TestUnknownName(t *testing.T) {
	for given, want := range map[string]string{"smok": `did you mean "smoke"?`,
		"qqqqqqqq": "there are smoke, average-load", "./none.yaml": "can't be read"} {
		if _, err := Load(given); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", given, err)
		}
	}
}

func TestScaleAndStretch(t *testing.T) {
	p, err := Parse("p.yaml", []byte(sound))
	if err != nil {
		t.Fatal(err)
	}
	before := p.Digest()
	p.Scale(2)
	p.Stretch(30 * time.Second)
	if p.Peak() != 18 || p.Duration() != 30*time.Second || p.Stages[0].Duration.Std() != 10*time.Second {
		t.Errorf("%+v", p.Stages)
	}
	if p.Digest() == before {
		t.Error("another profile has the same digest")
	}
	for _, to := range []time.Duration{7 * time.Second, 61 * time.Second, 100*time.Millisecond + 1} {
		if p.Stretch(to); p.Duration() != to {
			t.Errorf("stretched to %s it lasts %s", to, p.Duration())
		}
	}
}

// Whatever a file holds, reading it ends in a profile or an error.
func FuzzParse(f *testing.F) {
	for _, name := range names {
		text, _ := Source(name)
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := Parse("p.yaml", text)
		if err == nil && (p.Peak() <= 0 || p.Duration() <= 0 || len(p.Mix) == 0) {
			t.Errorf("%q gives %+v", text, p)
		}
	})
}

// What a profile does not speak of must hold all the same, and a throughput that
// it does ask for is no problem.
func TestDefaults(t *testing.T) {
	p, err := Parse("p.yaml", []byte(sound+"thresholds: { throughput: [\"rate>=6.3333\"] }"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, t := range p.Thresholds {
		got = append(got, t.String())
	}
	if want := []string{"throughput: rate>=6.3333", "errors: rate<1%", "conformance: count==0",
		"replicas: count==0"}; !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
	p, err = Parse("p.yaml",
		[]byte("stages: [{ rate: 1, duration: 1s }]\nmix: { GetProduct: 1 }\nthresholds: { errors: [\"rate<50%\"] }"))
	if err != nil || len(p.Thresholds) != 2 || p.Thresholds[0].Text != "rate<50%" ||
		p.Thresholds[1].Metric != Conformance {
		t.Errorf("%v %v", p.Thresholds, err)
	}
}
