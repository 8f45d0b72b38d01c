package westcon_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/runner"
	"github.com/montcheck/montcheck/internal/target"
	"github.com/montcheck/montcheck/sandbox"
	"github.com/montcheck/montcheck/suites/internal/broken"
	"github.com/montcheck/montcheck/suites/westcon"
)

// breakage is a service that breaks the contract in one way.
type breakage struct {
	name   string
	ask    rewrite // of the request
	answer rewrite
	fails  string // requirements that must fail, or warn
	also   string // requirements that are broken by it too, and may fail or be left open; a part of the id will do
}

// TestBreakages runs the suite against each broken service: exactly the
// requirements that it breaks may fail.
func TestBreakages(t *testing.T) {
	for i, b := range slices.Concat(tokenBreakages(), accessBreakages(), orderBreakages()) {
		t.Run(b.name, func(t *testing.T) {
			broken.Sparingly(t, i, 1)
			if b.fails == "" {
				t.Fatal("the row breaks nothing")
			}
			b.run(t)
		})
	}
}

// TestSound runs the suite against services that keep the contract, each in
// its own way: no alarm.
func TestSound(t *testing.T) {
	for i, b := range variations() {
		t.Run(b.name, func(t *testing.T) {
			broken.Sparingly(t, i, 1)
			b.run(t)
		})
	}
}

func (b breakage) run(t *testing.T) {
	r := certify(t, b.ask, b.answer, true)
	for _, wrong := range judge(r, strings.Fields(b.fails), strings.Fields(b.also)) {
		t.Error(wrong)
	}
	broken.Show(t, r)
}

// TestObeysRetryAfter meets a gateway that is busy and can't be steered: the
// suite waits as it is told where that is short, and else gives up without a
// verdict, at once.
func TestObeysRetryAfter(t *testing.T) {
	if testing.Short() {
		t.Skip("it waits for a second")
	}
	busy := func(seconds string, is func(*call) bool) rewrite {
		return api(when(is, func(c *call) {
			c.put(429, "application/json", `{"statusCode":429,"message":"later"}`)
			c.header.Set("Retry-After", seconds)
		}))
	}
	once := certify(t, busy("1", func(c *call) bool { c.proxy.state["calls"]++; return c.proxy.state["calls"] == 2 }), nil, false)
	for _, wrong := range judge(once, nil, []string{"TOK-03", "AUTH-05"}) {
		t.Error(wrong)
	}
	always := certify(t, busy("86400", func(*call) bool { return true }), nil, false)
	waits := 0
	for _, q := range always.Requirements {
		switch {
		case q.Verdict == run.Fail || q.Verdict == run.Error || q.Verdict == run.Warn:
			t.Errorf("%s is %s: %s", q.ID, q.Verdict, q.Reason)
		case strings.Contains(q.Reason, "asks to wait 24h"):
			waits++
		}
	}
	if waits < 10 {
		t.Errorf("only %d requirements are left open because the gateway asks to wait", waits)
	}
}

// certify runs the suite against the shared sandbox behind rewrites, which it
// may steer or not.
func certify(t *testing.T, ask, answer rewrite, steered bool) *run.Run {
	t.Helper()
	p, s := startProxy(t, ask, answer)
	base, err := url.Parse(p.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	service := func(path string) *target.Service {
		return &target.Service{Module: target.Westcon, Name: "Westcon", URL: base.JoinPath(path)}
	}
	var door *target.Service
	if steered {
		door = &target.Service{Module: "control", URL: base.JoinPath(sandbox.ControlPath)}
	}
	tg, err := target.New(target.Options{
		Environment: run.Environment{Name: "proxy", Kind: "embedded"},
		Westcon:     service(sandbox.WestconPath), Tokens: service(sandbox.WestconTokenPath),
		Control: door,
		Scenarios: target.Scenarios{
			WestconOrders: s.orders, WestconCustomerOrders: s.customers,
			WestconForeignOrder: s.foreign, WestconForeignCustomerOrder: s.foreignCustomer,
		},
		Run: "01BROKENSERVICE", Seed: 1, Polling: target.Polling{Every: time.Minute, AtMost: time.Minute},
		Client: &target.Client{
			ID: named("CLIENT_ID", one.id), Secret: named("CLIENT_SECRET", one.secret), Resource: named("RESOURCE", sandbox.WestconResource),
			SubscriptionKey: named("SUBSCRIPTION_KEY", one.key), PartnerKey: named("PARTNER_KEY", one.partnerKey),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer tg.Close()
	result, err := runner.Run(runner.Options{Target: tg, Suites: []runner.Suite{westcon.Specs}, Modules: []string{target.Westcon}})
	if err != nil {
		t.Fatal(err)
	}
	if result.Stopped != nil {
		t.Fatalf("the run was stopped: %s", result.Stopped.Reason)
	}
	return result
}

func named(name, value string) target.Secret { return target.NewSecret("WESTCON_"+name, value) }

// judge returns what is wrong with the verdicts of a run: breakages that were
// not noticed, and alarms that are false. A requirement may be left
// unexercised where the reason names one that did fail.
func judge(r *run.Run, fails, also []string) (wrong []string) {
	failed := func(reason string) bool {
		return slices.ContainsFunc(r.Requirements, func(q run.RequirementResult) bool {
			return (q.Verdict == run.Fail || q.Verdict == run.Warn) && strings.Contains(reason, q.ID)
		})
	}
	// A reason may name a requirement that names another in turn.
	open := map[string]string{}
	for _, q := range r.Requirements {
		if q.Verdict == run.NotExercised {
			open[q.ID] = q.Reason
		}
	}
	var explained func(reason string, depth int) bool
	explained = func(reason string, depth int) bool {
		if failed(reason) {
			return true
		}
		for id, next := range open {
			if depth > 0 && strings.Contains(reason, id) && explained(next, depth-1) {
				return true
			}
		}
		return false
	}
	say := func(must bool, q run.RequirementResult) {
		kind := map[bool]string{true: "missed", false: "false alarm"}[must]
		wrong = append(wrong, fmt.Sprintf("%s: %s is %s: %s", kind, q.ID, q.Verdict, q.Reason))
	}
	for _, q := range r.Requirements {
		must := slices.Contains(fails, q.ID)
		may := slices.ContainsFunc(also, func(part string) bool { return strings.Contains(q.ID, part) })
		switch q.Verdict {
		case run.OutOfScope:
		case run.NotExercised:
			if must || !may && !explained(q.Reason, 3) {
				say(must, q)
			}
		case run.Pass:
			if must {
				say(must, q)
			}
		case run.Fail, run.Warn:
			if !must && !may {
				say(must, q)
			}
		default:
			say(must, q)
		}
	}
	return wrong
}
