// Package load runs a load profile against an environment: it makes the load,
// verifies every answer, keeps a replica for each virtual partner, and judges
// the thresholds.
package load

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/montcheck/montcheck/internal/connect"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/internal/load/schedule"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/loadprofiles"
	"github.com/montcheck/montcheck/sandbox"
)

// Options say what to run, and where.
type Options struct {
	Environment *environment.Environment // nil for the embedded sandbox
	Sandbox     sandbox.Options          // of the embedded sandbox
	Profile     *loadprofiles.Profile
	Seed        int64
	Asked       result.Asked  // what of the command line made the profile
	Shard       *result.Shard // nil for the whole
	StartAt     time.Time     // zero for at once
	Tool        run.Tool
	Observer    result.Observer
	Metrics     string // address to serve Prometheus metrics at; empty for none

	through func(http.RoundTripper) http.RoundTripper // that tests put before the endpoint; nil for none
}

// Usage is the error of options that can't be, or may not be.
type Usage struct{ error }

func (u Usage) Unwrap() error { return u.error }

func usage(format string, args ...any) error { return Usage{fmt.Errorf(format, args...)} }

// check refuses what may not be run, before the first request.
func (o *Options) check(now time.Time) error {
	p := o.Profile
	if s := o.Shard; s != nil {
		switch {
		case s.Count < 1 || s.Index < 0 || s.Index >= s.Count:
			return usage("shard %d/%d: the shards of %d are 0/%d to %d/%d", s.Index, s.Count, s.Count, s.Count,
				max(s.Count-1, 0), s.Count)
		case s.Count > p.Population.Partners:
			return usage("%d partners can't be split over %d shards", p.Population.Partners, s.Count)
		case len(p.First) > 0 && p.Population.Partners%s.Count != 0:
			return usage("%d partners that ask something first can't be split evenly over %d shards",
				p.Population.Partners, s.Count)
		case s.Count > 1 && o.StartAt.IsZero():
			return usage("the shards of a run start together: say when, with --start-at")
		}
	}
	if !o.StartAt.IsZero() && o.StartAt.Before(now) {
		return usage("the start %s is past: it is %s", o.StartAt.Format(time.RFC3339), now.Format(time.RFC3339))
	}
	env := o.Environment
	if env == nil || env.Kind == environment.Embedded {
		return nil
	}
	switch {
	case env.Kind == environment.Production:
		return usage("%s is a production environment: load is never run against it", env.Name)
	case !env.Load.Allowed:
		return usage("%s does not allow load: its owner says so by load: { allowed: true, max_rate: N } in %s",
			env.Name, env.File)
	case env.Content == nil:
		return usage("%s has no service content, which the load is for", env.Name)
	}
	if err := connect.CheckProxies(env.Addresses()...); err != nil {
		return Usage{err}
	}
	return o.allowed()
}

// allowed refuses a profile that asks for more than the environment allows.
// Each shard keeps to a whole number of requests a second.
func (o *Options) allowed() error {
	p, env := o.Profile, o.Environment
	most, split := env.Load.MaxRate, ""
	if s := o.Shard; s != nil && most%s.Count != 0 {
		most -= most % s.Count
		split = fmt.Sprintf(", which %d shards can share as %d", s.Count, most)
	}
	switch {
	case most == 0 && o.Shard != nil:
		return usage("%s allows %d requests a second (load.max_rate), which can't be split over %d shards", env.Name,
			env.Load.MaxRate, o.Shard.Count)
	case p.Peak() > float64(most):
		return usage("the profile %s asks for %g requests a second, and %s allows %d (load.max_rate)%s: scale it "+
			"with --rate %g, which leaves a little to catch up",
			p.Name, p.Peak(), env.Name, env.Load.MaxRate, split, float64(most)*(1-asidePart))
	}
	return nil
}

// Run runs a profile. The error is of the harness, or a Usage; what is wrong
// with the endpoint is in the result.
func Run(ctx context.Context, o Options) (*result.Result, error) {
	if o.Observer == nil {
		o.Observer = silent{}
	}
	if err := o.check(time.Now()); err != nil {
		return nil, err
	}
	target, err := o.target(ctx)
	if err != nil {
		return nil, err
	}
	defer target.close()
	r := newRunner(o, target)
	defer r.close()
	if o.Metrics != "" {
		serving, err := serveMetrics(o.Metrics, r)
		if err != nil {
			return nil, err
		}
		defer serving.Close()
	}
	o.Observer.Prepared("prepare")
	if err := r.prepare(ctx); err != nil {
		return nil, err
	}
	if r.attack.limit != nil {
		if err := r.attack.limit.Settle(ctx); err != nil {
			return nil, err
		}
	}
	if err := r.await(ctx); err != nil {
		return nil, err
	}
	r.load(ctx)
	o.Observer.Prepared("check")
	r.finish(ctx)
	out := r.result()
	o.Observer.Finished(out)
	return out, nil
}

// await waits for the start that all shards were given.
func (r *runner) await(ctx context.Context) error {
	if r.options.StartAt.IsZero() {
		return nil
	}
	wait := time.Until(r.options.StartAt)
	if wait < 0 {
		return fmt.Errorf("the preparations ended %s after the start: give a later one", -wait.Round(time.Millisecond))
	}
	r.options.Observer.Prepared("await")
	return schedule.Until(ctx, r.options.StartAt)
}

// silent observes nothing.
type silent struct{}

func (silent) Prepared(string)          {}
func (silent) Started(result.Plan)      {}
func (silent) Progress(result.Progress) {}
func (silent) Finished(*result.Result)  {}
