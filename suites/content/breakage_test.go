package content_test

import (
	"context"
	"net/url"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/runner"
	"github.com/montcheck/montcheck/internal/target"
	"github.com/montcheck/montcheck/sandbox"
	"github.com/montcheck/montcheck/suites/content"
	"github.com/montcheck/montcheck/suites/internal/broken"
)

// products is the size of the catalogue behind the proxy.
const products = 20

// breakage is a service that breaks the contract in one way.
type breakage struct {
	name    string
	rewrite rewrite
	fails   string // requirements that must fail, or warn where they are advisory
	also    string // requirements that are broken by it too, and may fail
	host    string // by which the service is reached; empty for the loopback address
	// knownGap says what the suite does not get right yet. The row must then not hold: when it does, the gap is closed
	// and the text has to go.
	knownGap string
	// race marks a deviation that shows only when the machine lets two calls meet: it gets several tries.
	race bool
}

// tries is how often a race may fail to show.
const tries = 5

// TestMain lets the collector run less often: each of some two hundred runs
// is short, and its garbage small.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}

// TestBreakages runs the whole suite against each broken service: exactly the
// requirements that it breaks may fail.
func TestBreakages(t *testing.T) {
	for i, b := range breakages() {
		t.Run(b.name, func(t *testing.T) {
			broken.Sparingly(t, i, 3)
			var r *run.Run
			var wrong []string
			for try := 0; try == 0 || b.race && try < tries && len(wrong) > 0; try++ {
				r = certify(t, b.rewrite, b.host)
				wrong = judge(r, strings.Fields(b.fails), strings.Fields(b.also))
			}
			broken.Settle(t, wrong, b.knownGap)
			broken.Show(t, r)
		})
	}
}

// certify runs the suite against a sandbox behind a rewrite.
func certify(t *testing.T, r rewrite, host string) *run.Run {
	t.Helper()
	p := startProxy(t, r)
	base, err := url.Parse(p.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	if host != "" {
		base.Host = host + ":" + base.Port()
	}
	tg, err := target.New(target.Options{
		Environment: run.Environment{Name: "proxy", Kind: "embedded", Sandbox: &run.Sandbox{Products: products, Seed: 1, Base: base.String()}},
		Content:     &target.Service{Name: "MONT Content", Module: target.Content, URL: base.JoinPath(sandbox.ContentPath)},
		Control:     &target.Service{Module: "control", URL: base.JoinPath(sandbox.ControlPath)},
		Credential:  target.Credential{Login: target.NewSecret("MONT_LOGIN", sandbox.PartnerLogin), Password: target.NewSecret("MONT_PASSWORD", sandbox.PartnerPassword)},
		Seed:        1,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer tg.Close()
	if err := tg.Preflight(context.Background(), tg.Content, content.Probes(tg.Content)); err != nil {
		t.Fatal(err)
	}
	result, err := runner.Run(runner.Options{Target: tg, Suites: []runner.Suite{content.Specs}, Modules: []string{target.Transport, target.Content}})
	if err != nil {
		t.Fatal(err)
	}
	if result.Stopped != nil {
		t.Fatalf("the run was stopped: %s", result.Stopped.Reason)
	}
	return result
}

// judge returns what is wrong with the verdicts of a run: breakages that were
// not noticed, and alarms that are false. A requirement may be left
// unexercised where the reason names one that did fail.
func judge(r *run.Run, fails, also []string) (wrong []string) {
	failed := func(reason string) bool {
		return slices.ContainsFunc(r.Requirements, func(q run.RequirementResult) bool {
			return (q.Verdict == run.Fail || q.Verdict == run.Warn) && strings.Contains(reason, q.ID)
		})
	}
	for _, q := range r.Requirements {
		if q.Verdict == run.OutOfScope { // the modules of other suites
			continue
		}
		must, may := slices.Contains(fails, q.ID), slices.Contains(also, q.ID)
		switch q.Verdict {
		case run.Pass:
			if must {
				wrong = append(wrong, "missed: "+q.ID+" passes")
			}
		case run.Fail, run.Warn:
			if !must && !may {
				wrong = append(wrong, "false alarm: "+q.ID+" is "+string(q.Verdict)+": "+q.Reason)
			}
		default:
			if must {
				wrong = append(wrong, "missed: "+q.ID+" is "+string(q.Verdict)+": "+q.Reason)
			} else if q.Verdict == run.Error || !failed(q.Reason) {
				wrong = append(wrong, "false alarm: "+q.ID+" is "+string(q.Verdict)+": "+q.Reason)
			}
		}
	}
	return wrong
}

// TestSound runs the suite against services that keep the contract, each in
// its own way: no alarm.
func TestSound(t *testing.T) {
	for i, b := range variations() {
		t.Run(b.name, func(t *testing.T) {
			broken.Sparingly(t, i, 3)
			r := certify(t, b.rewrite, "")
			wrong := judge(r, nil, strings.Fields(b.also))
			if b.moving {
				wrong = slices.DeleteFunc(wrong, func(w string) bool { return strings.Contains(w, " is "+string(run.NotExercised)+": ") })
			} else if r.Conclusion != run.Conformant && b.also == "" && b.knownGap == "" {
				t.Errorf("the service is %s", r.Conclusion)
			}
			broken.Settle(t, wrong, b.knownGap)
			broken.Show(t, r)
		})
	}
}
