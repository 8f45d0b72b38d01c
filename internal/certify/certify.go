// Package certify runs a certification from the environment to the reports.
package certify

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/montcheck/montcheck/internal/config"
	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/runner"
	"github.com/montcheck/montcheck/internal/target"
	"github.com/montcheck/montcheck/sandbox"
)

// Options say what to certify and how.
type Options struct {
	Environment *config.Environment // nil for the embedded sandbox
	Sandbox     sandbox.Options     // of the embedded sandbox
	Modules     []string            // narrows the scope; empty for all of the environment
	LabelFilter string
	Seed        int64
	FailFast    bool
	Timeout     time.Duration
	Tool        run.Tool
	Observer    run.Observer
	Dir         string                     // of the run's files; empty for reports/out/RUN
	Confirm     func(string) (bool, error) // asks the user before anything is ordered; nil for yes
}

// Usage is the error of options that make no sense.
type Usage struct{ error }

func (u Usage) Unwrap() error { return u.error }

// Run certifies. The error is of the harness: a *target.Unreachable where
// the endpoint can't be certified as it is now. The folder is where the
// run's ledger is, if it ordered, and its reports go.
func Run(ctx context.Context, o Options) (r *run.Run, folder string, err error) {
	id := ulid.Make().String()
	folder = o.Dir
	if folder == "" {
		folder = filepath.Join("reports", "out", id)
	}
	var settings target.Options
	if o.Environment == nil || o.Environment.Kind == config.Embedded {
		embedded, err := startEmbedded(ctx, o.Sandbox, o.Modules)
		if unknown := new(sandbox.UnknownDeviation); errors.As(err, &unknown) {
			return nil, folder, Usage{err}
		}
		if err != nil {
			return nil, folder, err
		}
		defer embedded.sandbox.Close()
		if settings, err = embedded.target(ctx); err != nil {
			return nil, folder, err
		}
	} else {
		settings = targetOf(o.Environment)
	}
	settings.Seed, settings.Run = o.Seed, id
	guard := orders.NewGuard(limitsOf(o.Environment), func() (*orders.Ledger, error) {
		return orders.Create(folder, header(id, o.Environment))
	}, time.Now)
	defer guard.Close()
	settings.Orders = guard

	t, err := target.New(settings)
	if err != nil {
		return nil, folder, err
	}
	defer t.Close()
	inScope, err := scope(o, t)
	if err != nil {
		return nil, folder, Usage{err}
	}
	plan := runner.Options{
		ID: id, Target: t, LabelFilter: o.LabelFilter, FailFast: o.FailFast, Timeout: o.Timeout, Tool: o.Tool, Observer: o.Observer,
	}
	for _, m := range inScope {
		if m.name != target.Westcon && !slices.Contains(plan.Modules, target.Transport) { // what every MONT service shares
			plan.Modules = append(plan.Modules, target.Transport)
		}
		plan.Modules, plan.Suites = append(plan.Modules, m.name), append(plan.Suites, m.suite)
	}
	if err := runner.CheckFilter(o.LabelFilter, plan.Suites); err != nil {
		return nil, folder, Usage{err}
	}
	if untrusted, err := preflight(ctx, t, inScope); err != nil {
		return nil, folder, err
	} else if untrusted != nil {
		return runner.Unstarted(plan, untrusted.Summary, *untrusted), folder, nil
	}
	if err := confirm(ctx, o, t, inScope); err != nil {
		return nil, folder, err
	}
	r, err = runner.Run(plan)
	return r, folder, err
}

// preflight finds out whether the services can be certified at all. A
// certificate that does not verify is a finding, and no error of the harness:
// this much can be judged from outside.
func preflight(ctx context.Context, t *target.Target, in []module) (*run.Finding, error) {
	for _, m := range in {
		err := m.preflight(ctx, t)
		var unreachable *target.Unreachable
		if errors.As(err, &unreachable) && unreachable.Certificate {
			return &run.Finding{
				Requirement: m.certificate, Summary: unreachable.Reason,
				Expected: "a certificate that verifies", Got: unreachable.Reason, Explanation: unreachable.Mend,
			}, nil
		}
		if err != nil {
			return nil, err
		}
	}
	return nil, nil
}
