package load_test

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/load"
	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/sandbox"
)

// What may not be loaded is refused before the first request.
func TestSafety(t *testing.T) {
	for name, c := range map[string]struct {
		kind   environment.Kind
		limits environment.LoadLimits
		change func(*load.Options)
		want   string
	}{
		"production": {kind: environment.Production, limits: environment.LoadLimits{Allowed: true, MaxRate: 1000},
			want: "never run against it"},
		"not allowed": {kind: environment.Sandbox, limits: environment.LoadLimits{MaxRate: 1000},
			want: "does not allow load"},
		"above the cap": {kind: environment.Sandbox, limits: environment.LoadLimits{Allowed: true, MaxRate: 99},
			want: "asks for 100 requests a second, and shared allows 99 (load.max_rate): scale it with --rate 94.05"},
		"no start": {kind: environment.Sandbox, limits: environment.LoadLimits{Allowed: true, MaxRate: 100},
			change: func(o *load.Options) { o.Shard = &result.Shard{Index: 0, Count: 2} }, want: "--start-at"},
		"a start past": {kind: environment.Sandbox, limits: environment.LoadLimits{Allowed: true, MaxRate: 100},
			change: func(o *load.Options) { o.StartAt = time.Unix(1, 0) }, want: "is past"},
		"a share": {kind: environment.Sandbox, limits: environment.LoadLimits{Allowed: true, MaxRate: 101},
			change: func(o *load.Options) {
				o.Profile.Scale(1.005)
				o.Shard, o.StartAt = &result.Shard{Index: 0, Count: 2}, time.Now().Add(time.Hour)
			}, want: "which 2 shards can share as 100"},
		"nothing to share": {kind: environment.Sandbox, limits: environment.LoadLimits{Allowed: true, MaxRate: 1},
			change: func(o *load.Options) {
				o.Shard, o.StartAt = &result.Shard{Index: 0, Count: 2}, time.Now().Add(time.Hour)
			}, want: "can't be split over 2 shards"},
		"uneven shards": {kind: environment.Sandbox, limits: environment.LoadLimits{Allowed: true, MaxRate: 100},
			change: func(o *load.Options) {
				o.Shard, o.StartAt = &result.Shard{Index: 0, Count: 3}, time.Now().Add(time.Hour)
			}, want: "can't be split evenly"},
	} {
		t.Run(name, func(t *testing.T) {
			env := &environment.Environment{Name: "shared", Kind: c.kind, File: "montcheck.yaml", Load: c.limits,
				Content: &environment.Service{URL: &url.URL{Scheme: "http", Host: "127.0.0.1:1"}}}
			o := load.Options{Environment: env, Profile: profile(t, short), Seed: 1}
			if c.change != nil {
				c.change(&o)
			}
			_, err := load.Run(t.Context(), o)
			if !errors.As(err, new(load.Usage)) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

// A burst of errors ends the run long before its schedule.
func TestBurst(t *testing.T) {
	r := embedded(t, "stages: [{ rate: 100, duration: 1m }]\nmix: { TestConnection: 1 }\nabort: { errors: "+
		"50%, within: 1s, least: 20 }", sandbox.Options{Faults: []string{"content/testconnection-status-503"}})
	if r.Stopped == nil || r.Stopped.Cause != result.Burst || r.Sent == r.Scheduled {
		explain(t, r)
		t.Fatalf("%+v", r.Stopped)
	}
	if r.ExitCode() != run.ExitThreshold { // that of errors, which every profile has
		t.Errorf("exit code %d", r.ExitCode())
	}
}

// A threshold that says so ends the run.
func TestAbortingThreshold(t *testing.T) {
	r := embedded(t, "stages: [{ rate: 100, duration: 1m }]\nmix: { TestConnection: 1 }\nabort: { errors: 100% }\n"+
		"thresholds: { errors: [{ threshold: \"count<10\", abort: true }] }",
		sandbox.Options{Faults: []string{"content/testconnection-status-503"}})
	if r.Stopped == nil || r.Stopped.Cause != result.Crossed || r.ExitCode() != 99 {
		explain(t, r)
		t.Errorf("%+v", r.Stopped)
	}
}

// Ctrl-C ends the run with what there is.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	o := load.Options{Profile: profile(t, "stages: [{ rate: 50, duration: 1m }]\nmix: { GetPriceChanges: 1 }"), Seed: 1,
		Sandbox: sandbox.Options{Products: 60}, Observer: &ender{cancel: cancel}}
	r, err := load.Run(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	if r.Stopped == nil || r.Stopped.Cause != result.Interrupted || r.ExitCode() != run.ExitIncomplete ||
		r.Replicas.Unchecked == "" || !r.Verification.All() {
		explain(t, r)
		t.Errorf("%+v", r.Stopped)
	}
}

// ender ends a run at the first sign of progress.
type ender struct{ cancel func() }

func (ender) Prepared(string)            {}
func (ender) Started(result.Plan)        {}
func (e ender) Progress(result.Progress) { e.cancel() }
func (ender) Finished(*result.Result)    {}

// Where no one is, no load begins.
func TestUnreachable(t *testing.T) {
	env := &environment.Environment{Name: "gone", Kind: environment.Sandbox,
		Load:    environment.LoadLimits{Allowed: true, MaxRate: 1000},
		Content: &environment.Service{URL: &url.URL{Scheme: "http", Host: "127.0.0.1:1"}}}
	_, err := load.Run(t.Context(), load.Options{Environment: env, Profile: profile(t, short), Seed: 1})
	if err == nil || !strings.Contains(err.Error(), "can't be loaded") || errors.As(err, new(load.Usage)) {
		t.Error(err)
	}
}

// A login that is refused is not tried again and again.
func TestRefusedLogin(t *testing.T) {
	env := served(t, sandbox.Options{}, environment.LoadLimits{Allowed: true, MaxRate: 1000})
	env.Password = environment.NewSecret("MONT_PASSWORD", "not-the-password")
	_, err := load.Run(t.Context(), load.Options{Environment: env, Profile: profile(t, short), Seed: 1})
	if err == nil || !strings.Contains(err.Error(), "the login is refused") ||
		strings.Contains(err.Error(), "not-the-password") {
		t.Error(err)
	}
}
