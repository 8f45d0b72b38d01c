package runner

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	. "github.com/onsi/gomega"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/run"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/requirements"
)

// newTarget answers every request with 204.
func newTarget(t *testing.T) *endpoint.Target {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }))
	t.Cleanup(s.Close)
	base, _ := url.Parse(s.URL)
	made, err := endpoint.New(endpoint.Options{Content: &endpoint.Service{Module: endpoint.Content, URL: base}, Seed: 1,
		Limits: endpoint.Limits{Silence: time.Second, Patience: 10 * time.Millisecond}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { made.Close() })
	return made
}

// everyEnd registers a spec for every way in which one can end.
func everyEnd(t *endpoint.Target) {
	Describe("content", Ordered, ContinueOnFailure, func() {
		It("passes", Decides("CNT-VEN-01"), func(ctx SpecContext) { Note(ctx, "one thing") })
		It("fails", Decides("CNT-CAT-01"), func(ctx SpecContext) {
			call := t.Prepare(ctx, t.Content, endpoint.Request{Operation: "Ask", URL: t.Content.URL.String()})
			a, err := call.Send(ctx)
			Unable(ctx, err)
			About(ctx,
				a.Key()).At(run.Place{Path: "/A/B[2]", Offset: 3}).Because("it matters").Expect(a.Status()).To(
				Equal(200), "the status is wrong")
		})
		It("warns", Decides("CNT-CAT-02"), func(ctx SpecContext) { Warn(ctx, run.Finding{Summary: "odd"}) })
		It("can't be tried", Decides("CNT-CAT-03"), func(ctx SpecContext) { NotExercised(ctx, "no %s", "such thing") })
		It("is unable", Decides("CNT-CAT-04"), func(ctx SpecContext) { Unable(ctx, errors.New("the line is dead")) })
		It("panics", Decides("CNT-FAM-01"), func(SpecContext) { panic("oops") })
		It("decides two and fails one", Decides("CNT-FAM-02", "CNT-FAM-03"), func(ctx SpecContext) {
			Reject(ctx, run.Finding{Requirement: "CNT-FAM-03", Summary: "wrong"})
		})
		It("fails what is advisory", Decides("CNT-FAM-05"),
			func(ctx SpecContext) { Reject(ctx, run.Finding{Summary: "odd"}) })
		It("passes what another spec fails", Decides("CNT-CAT-01"), func(SpecContext) {})
	})
}

func TestEveryEnd(t *testing.T) {
	r, err := Run(Options{Target: newTarget(t), Suites: []Suite{everyEnd}, Modules: []string{"content"}})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]run.RequirementResult{}
	for _, q := range r.Requirements {
		got[q.ID] = q
	}
	for id, want := range map[string]struct {
		verdict run.Verdict
		reason  string
	}{
		"CNT-VEN-01": {run.Pass, ""},
		"CNT-CAT-01": {run.Fail, "the status is wrong"},
		"CNT-CAT-02": {run.Warn, "odd"},
		"CNT-CAT-03": {run.NotExercised, "no such thing"},
		"CNT-CAT-04": {run.Error, "the line is dead"},
		"CNT-FAM-01": {run.Error, "oops"},
		"CNT-FAM-02": {run.NotExercised, "ended before it"},
		"CNT-FAM-03": {run.Fail, "wrong"},
		"CNT-FAM-05": {run.Warn, "odd"},
		"CNT-PRD-01": {run.NotExercised, "no spec decides it"},
		"MNT-TLS-01": {run.OutOfScope, "not in scope"},
	} {
		if q := got[id]; q.Verdict != want.verdict || !strings.Contains(q.Reason, want.reason) ||
			want.reason == "" && q.Reason != "" {
			t.Errorf("%s: %s %q, want %s %q", id, q.Verdict, q.Reason, want.verdict, want.reason)
		}
	}
	if r.Conclusion != run.NonConformant || r.ExitCode() != run.ExitNonConformant || r.Stopped != nil {
		t.Errorf("concluded %s, exit code %d, stopped %v", r.Conclusion, r.ExitCode(), r.Stopped)
	}
	if len(r.Requirements) != len(requirements.All()) || len(r.Specs) != 9 {
		t.Errorf("%d requirements, %d specs", len(r.Requirements), len(r.Specs))
	}
	f := r.Findings("CNT-CAT-01")
	if len(f) != 1 || f[0].Exchange == nil || f[0].Place == nil || f[0].Explanation != "it matters" ||
		f[0].Summary != "the status is wrong" || !strings.Contains(f[0].Got, "204") {
		t.Fatalf("the finding lost something: %+v", f)
	}
	if x, ok := r.Exchange(*f[0].Exchange); !ok || x.Operation != "Ask" || x.Key.Ordinal != 1 ||
		x.Key.Spec != "content / fails" {
		t.Errorf("the finding's exchange: %+v, %v", x, ok)
	}
}

// two registers one spec that passes and one that fails.
func two(*endpoint.Target) {
	Describe("content", Ordered, ContinueOnFailure, func() {
		It("fails first", Decides("CNT-CAT-01"), func(ctx SpecContext) { Reject(ctx, run.Finding{Summary: "wrong"}) })
		It("passes then", Decides("CNT-VEN-01"), func(SpecContext) {})
	})
}

func verdictOf(r *run.Run, id string) run.Verdict {
	for _, q := range r.Requirements {
		if q.ID == id {
			return q.Verdict
		}
	}
	return ""
}

// A run with a label filter is judged by what was selected.
func TestALabelFilterLeavesTheRestOut(t *testing.T) {
	for filter, want := range map[string]run.Conclusion{
		"CNT-VEN-01": run.Conformant, "cnt-ven-01": run.Conformant, "!CNT-CAT-01": run.NonConformant,
		"/VEN/": run.Conformant, "CNT-CAT-01": run.NonConformant, "CNT-VEN-01 || CNT-CAT-01": run.NonConformant,
		"CNT-FAM-01":                run.Incomplete,    // its spec can't be tried
		"CNT-VEN-01 || CNT-CAT-03":  run.Conformant,    // and decides CNT-FAM-02 in part
		"CNT-VEN-01 || CNT-FAM-02 ": run.NonConformant, // one of its two specs fails
	} {
		r, err := Run(
			Options{Target: newTarget(t), Suites: []Suite{several}, Modules: []string{"content"}, LabelFilter: filter})
		if err != nil {
			t.Fatal(err)
		}
		if r.Conclusion != want {
			t.Errorf("%s: %s, exit code %d", filter, r.Conclusion, r.ExitCode())
		}
		for _, q := range r.Requirements {
			if q.LeftOut && q.Verdict != run.NotExercised && q.Verdict != run.Warn {
				t.Errorf("%s: %s is left out, and %s", filter, q.ID, q.Verdict)
			}
		}
		if verdictOf(r, "CNT-FAM-02") == run.Pass {
			t.Errorf("%s: a requirement passes of which one spec was left out or fails", filter)
		}
	}
}

// several registers specs that pass, fail, can't be tried, and share a requirement.
func several(*endpoint.Target) {
	Describe("content", Ordered, ContinueOnFailure, func() {
		It("passes", Decides("CNT-VEN-01"), func(SpecContext) {})
		It("fails", Decides("CNT-CAT-01"), func(ctx SpecContext) { Reject(ctx, run.Finding{Summary: "wrong"}) })
		It("can't be tried", Decides("CNT-FAM-01"), func(ctx SpecContext) { NotExercised(ctx, "no such thing") })
		It("decides a part", Decides("CNT-CAT-03", "CNT-FAM-02"), func(SpecContext) {})
		It("decides the other part", Decides("CNT-FAM-02"),
			func(ctx SpecContext) { Reject(ctx, run.Finding{Summary: "wrong"}) })
	})
}

func TestLabelFiltersThatSelectNothing(t *testing.T) {
	for filter, want := range map[string]string{
		"((":                         "--label-filter",
		"CNT-DETLA-04":               "did you mean CNT-DELTA-04?",
		"cnt-ven-1":                  "did you mean CNT-VEN-01?",
		"CNT-VEN-01 || CNT-DETLA-04": "did you mean CNT-DELTA-04?",
		"!CNT-DETLA-04":              "did you mean CNT-DELTA-04?",
		"EKY-BAL-01":                 "is of the module ekey, which is not in scope",
		"/NOTHING/":                  "selects nothing",
		"CNT-VEN-01 && CNT-CAT-01":   "selects nothing",
		"CNT-FAM-02 && !CNT-CAT-03":  "of the 2 specs that decide CNT-FAM-02, only 1",
	} {
		_, err := Run(
			Options{Target: newTarget(t), Suites: []Suite{several}, Modules: []string{"content"}, LabelFilter: filter})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", filter, err)
		}
	}
	if err := CheckFilter("", nil); err != nil {
		t.Error(err)
	}
}

func TestFailFast(t *testing.T) {
	r, err := Run(Options{Target: newTarget(t), Suites: []Suite{two}, Modules: []string{"content"}, FailFast: true})
	if err != nil {
		t.Fatal(err)
	}
	if r.Stopped == nil || verdictOf(r, "CNT-VEN-01") != run.NotExercised || r.Conclusion != run.NonConformant {
		t.Errorf("got %s, stopped %v", r.Conclusion, r.Stopped)
	}
}

func TestTimeout(t *testing.T) {
	hangs := func(*endpoint.Target) {
		Describe("content", func() {
			It("hangs", Decides("CNT-CAT-01"), func(ctx SpecContext) { <-ctx.Done() })
		})
	}
	r, err := Run(
		Options{Target: newTarget(t), Suites: []Suite{hangs}, Modules: []string{"content"},
			Timeout: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if verdictOf(r, "CNT-CAT-01") != run.Error || r.Stopped == nil || r.Conclusion != run.Incomplete ||
		r.ExitCode() != run.ExitUnfinished {
		t.Errorf("got %s, stopped %+v, exit code %d", r.Conclusion, r.Stopped, r.ExitCode())
	}
}

func TestAnEndpointThatGoesAway(t *testing.T) {
	var one *endpoint.Target
	asks := func(t *endpoint.Target) {
		Describe("content", func() {
			for _, id := range []string{"CNT-VEN-01", "CNT-CAT-01", "CNT-CAT-02", "CNT-CAT-03"} {
				It("asks for "+id, Decides(id), func(ctx SpecContext) {
					_, err := one.Prepare(ctx, one.Content,
						endpoint.Request{Operation: id, URL: "http://127.0.0.1:1/"}).Send(ctx)
					Unable(ctx, err)
				})
			}
		})
	}
	one = newTarget(t)
	r, err := Run(Options{Target: one, Suites: []Suite{asks}, Modules: []string{"content"}})
	if err != nil {
		t.Fatal(err)
	}
	if r.Conclusion != run.Incomplete || r.ExitCode() != run.ExitUnfinished || r.Stopped == nil ||
		!r.Stopped.Infrastructure {
		t.Errorf("got %s, exit code %d, stopped %+v", r.Conclusion, r.ExitCode(), r.Stopped)
	}
}

func TestNothingRunIsNeverConformant(t *testing.T) {
	r, err := Run(Options{Target: newTarget(t), Suites: nil, Modules: []string{"content"}})
	if err != nil {
		t.Fatal(err)
	}
	if r.Conclusion != run.Incomplete {
		t.Errorf("got %s", r.Conclusion)
	}
}

func TestASpecMustDecideSomething(t *testing.T) {
	body := func(context.Context) {}
	if _, _, errs := requireRequirement(types.NodeTypeIt, 0, "loose", []any{body}); len(errs) != 1 {
		t.Errorf("a spec that decides nothing: %v", errs)
	}
	if _, _, errs := requireRequirement(types.NodeTypeIt, 0, "wrong",
		[]any{Decides("CNT-NONE-01"), body}); len(errs) != 1 {
		t.Errorf("a spec that decides what the catalogue does not have: %v", errs)
	}
	if _, _, errs := requireRequirement(types.NodeTypeIt, 0, "right",
		[]any{Decides("CNT-VEN-01"), body}); len(errs) != 0 {
		t.Errorf("a sound spec: %v", errs)
	}
}

// Secrets that a spec says when it breaks do not leave it: not those that it
// was given, and not those that fmt finds in the target.
func TestNoSpecTellsSecrets(t *testing.T) {
	const password, partner = `cnry"password/1`, "cnry+partner-key"
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Echo", r.Header.Get("Authorization"))
		w.Write([]byte("you said " + r.Header.Get("K") + " and " + password))
	}))
	t.Cleanup(s.Close)
	base, _ := url.Parse(s.URL)
	made, err := endpoint.New(endpoint.Options{
		Content: &endpoint.Service{Module: endpoint.Content, URL: base},
		Westcon: &endpoint.Service{Module: endpoint.Westcon, URL: base}, Seed: 1,
		Credential: environment.Login{Login: environment.NewSecret("L", "cnry@login"),
			Password: environment.NewSecret("P", password)},
		Client: &environment.Westcon{
			ClientID:        environment.NewSecret("I", "cnry-client"),
			ClientSecret:    environment.NewSecret("S", "cnry secret"),
			Resource:        environment.NewSecret("R", "cnry-resource"),
			SubscriptionKey: environment.NewSecret("K", "cnry-subscription"),
			PartnerKey:      environment.NewSecret("PK", partner),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { made.Close() })
	suite := func(tg *endpoint.Target) {
		Describe("content", Ordered, ContinueOnFailure, func() {
			It("panics with a text", Decides("CNT-VEN-01"), func(SpecContext) { panic("the password is " + password) })
			It("panics with an error", Decides("CNT-CAT-01"),
				func(SpecContext) { panic(errors.New(url.QueryEscape(partner))) })
			It("panics with the target", Decides("CNT-CAT-02"),
				func(SpecContext) { panic(fmt.Sprintf("%v %+v %#v", tg, *tg, tg)) })
			It("panics with an answer", Decides("CNT-CAT-03"), func(ctx SpecContext) {
				for _, service := range []*endpoint.Service{tg.Content, tg.Westcon} {
					a, err := tg.Prepare(ctx, service,
						endpoint.Request{URL: s.URL, Header: http.Header{"K": {tg.Access.SubscriptionKey}}}).Send(ctx)
					Unable(ctx, err)
					if service == tg.Westcon {
						panic(fmt.Sprintf("%+v %s", a.Exchange, a.Exchange.Response.Body.Text))
					}
				}
			})
			It("fails", Decides("CNT-CAT-04"), func(ctx SpecContext) { Fail("expected " + password) })
			It("is unable", Decides("CNT-FAM-01"), func(ctx SpecContext) { Unable(ctx, errors.New(partner)) })
			It("can't be tried", Decides("CNT-FAM-02"), func(ctx SpecContext) { NotExercised(ctx, "%s", partner) })
			It("finds", Decides("CNT-FAM-03"), func(ctx SpecContext) {
				Note(ctx, "%s", password)
				Reject(ctx, run.Finding{Summary: password, Expected: partner, Got: password, Explanation: partner})
			})
		})
	}
	r, err := Run(Options{Target: made, Suites: []Suite{suite}, Modules: []string{"content"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Specs) != 8 || len(r.Exchanges) != 2 {
		t.Fatalf("%d specs, %d exchanges", len(r.Specs), len(r.Exchanges))
	}
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if at := strings.Index(strings.ToLower(string(text)), "cnry"); at >= 0 {
		t.Errorf("a secret is told: …%s…", text[max(0, at-200):min(len(text), at+80)])
	}
}
