package certify

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"

	"github.com/beevik/etree"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/sandbox"
)

func fetch(t *testing.T, address string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(sandbox.PartnerLogin, sandbox.PartnerPassword)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// justified are the requirements of MONT Content that an endpoint whose lists are all empty may pass, and why.
var justified = map[string]string{
	"MNT-TLS-01":                "the address is what it is, whatever is answered",
	"MNT-AUTH-01":               "the right login is let in",
	"MNT-AUTH-02":               "who has no login is refused where the right one is let in",
	"MNT-AUTH-03":               "so is who has a wrong one",
	"MNT-AVL-01":                "the service answers, if with nothing",
	"MNT-XML-01":                "empty lists are documents too",
	"CNT-ENV-01":                "empty lists have their envelope",
	"CNT-ENV-02":                "and say that there is no error",
	"CNT-ENV-03":                "what is unknown is an error",
	"CNT-SCH-GetAllVendors":     "an empty list is valid, and there are no others here",
	"CNT-SCH-GetAllCategories":  "the same",
	"CNT-SCH-GetAllProducts":    "the same",
	"CNT-SCH-GetProductPrices":  "the same",
	"CNT-SCH-GetContentChanges": "the same",
	"CNT-SCH-GetPriceChanges":   "the same",
	"CNT-SCH-GetAllChanges":     "the same",
	"CNT-SCH-TestConnection":    "it has no list",
	"CNT-PRD-07": "the specs of refusals ask for family 1, which is no list: it " +
		"is there, with specifications",
	"CNT-PRD-08":   "family 1 has members, and an order of them",
	"CNT-TST-01":   "it has no list",
	"CNT-BAD-01":   "advisory: nonsense gets a clean answer",
	"CNT-FAM-05":   "advisory: a method that need not be there",
	"CNT-DELTA-01": "deltas carry versions, whatever else they hold",
	"CNT-DELTA-02": "versions are there, and do not go down",
	"CNT-DELTA-13": "advisory: odd versions get a clean answer",
	"CNT-DELTA-14": "no list is there that D3 does not have",
	"CNT-DELTA-16": "advisory: the name of a root",
}

// What holds of nothing is no evidence: of an endpoint whose lists are all empty little is known, and what is said of
// it has a reason.
func TestAHollowEndpoint(t *testing.T) {
	for name, hollow := range map[string]func(path, body string) string{
		"all lists": func(_, body string) string { return emptied(body) },
		"deltas": func(path, body string) string {
			if changes.MatchString(path) {
				return emptied(body)
			}
			return body
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := sandbox.New(t.Context(), sandbox.Options{Products: 12})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { s.Close() })
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				kept := httptest.NewRecorder()
				s.Handler().ServeHTTP(kept, r)
				for _, h := range []string{"Content-Type", "WWW-Authenticate"} {
					w.Header()[h] = kept.Header()[h]
				}
				w.WriteHeader(kept.Code)
				io.WriteString(w, hollow(r.URL.Path, kept.Body.String()))
			}))
			t.Cleanup(server.Close)
			r, _, err := Run(context.Background(),
				Options{Dir: t.TempDir(), Seed: 1, Environment: &environment.Environment{
					Name: "hollow", Kind: environment.Sandbox,
					Content:  &environment.Service{URL: at(t, server.URL+sandbox.ContentPath)},
					Login:    environment.NewSecret("MONT_LOGIN", sandbox.PartnerLogin),
					Password: environment.NewSecret("MONT_PASSWORD", sandbox.PartnerPassword),
				}})
			if err != nil {
				t.Fatal(err)
			}
			for _, q := range r.Requirements {
				if q.Verdict == run.Error {
					t.Errorf("%s: %s", q.ID, q.Reason)
				}
				if (q.Verdict == run.Pass || q.Verdict == run.Warn) && justified[q.ID] == "" &&
					(name == "all lists" || delta.MatchString(q.ID)) {
					t.Errorf("%s passes, and nothing was there to show it", q.ID)
				}
			}
			if name == "deltas" && !failed(r, "CNT-DELTA-03") {
				t.Error("deltas from version 0 lack the whole catalogue, and CNT-DELTA-03 does not fail")
			}
		})
	}
}

var (
	lists   = regexp.MustCompile(`^(Updated|Deleted)|List$`)
	changes = regexp.MustCompile(`Changes$|Changes/`)
	delta   = regexp.MustCompile(`^CNT-DELTA-`)
)

// emptied is an answer whose lists hold nothing.
func emptied(body string) string {
	d := etree.NewDocument()
	if d.ReadFromString(body) != nil {
		return body
	}
	for _, e := range d.FindElements("//*") {
		if lists.MatchString(e.Tag) {
			e.Child = nil
		}
	}
	text, _ := d.WriteToString()
	return text
}

func failed(r *run.Run, id string) bool {
	for _, q := range r.Requirements {
		if q.ID == id {
			return q.Verdict == run.Fail
		}
	}
	return false
}
