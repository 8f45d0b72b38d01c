// Package certify runs a certification from the environment to the reports.
package certify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/montcheck/montcheck/internal/connect"
	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/output"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/runner"
	"github.com/montcheck/montcheck/sandbox"
)

// Options say what to certify and how.
type Options struct {
	Environment *environment.Environment // nil for the embedded sandbox
	Sandbox     sandbox.Options          // of the embedded sandbox
	Modules     []string                 // narrows the scope; empty for all of the environment
	LabelFilter string
	Seed        int64
	FailFast    bool
	Timeout     time.Duration
	Tool        run.Tool
	Observer    run.Observer
	ID          string                     // of the run, by NewID; empty for a new one
	Dir         string                     // of the run's files; empty for Folder of the id
	Confirm     func(string) (bool, error) // asks the user before anything is ordered; nil for yes
	Lock        Lock                       // against another run that orders under the same login
}

// Usage is the error of options that make no sense.
type Usage struct{ error }

func (u Usage) Unwrap() error { return u.error }

// NewID makes the id of a run.
func NewID() string { return ulid.Make().String() }

// Folder is where the files of a run are unless its user says otherwise.
func Folder(id string) string { return filepath.Join("reports", "out", id) }

// Run certifies. The error is of the harness: a *endpoint.Unreachable where
// the endpoint can't be certified as it is now. Where it is not a Usage, the
// Run is there all the same, and says that nothing could be certified, and
// why. The folder is where the run's ledger is, if it ordered, and its
// reports go.
func Run(ctx context.Context, o Options) (r *run.Run, folder string, err error) {
	id := cmp.Or(o.ID, NewID())
	folder = cmp.Or(o.Dir, Folder(id))
	var settings endpoint.Options
	if o.Environment == nil || o.Environment.Kind == environment.Embedded {
		var own *environment.Limits
		if o.Environment != nil {
			own = &o.Environment.Limits
		}
		s, embedded, err := startEmbedded(ctx, o.Sandbox, o.Modules, own)
		if unknown := new(sandbox.UnknownDeviation); errors.As(err, &unknown) {
			return nil, folder, Usage{err}
		}
		if err != nil {
			return nil, folder, err
		}
		defer s.Close()
		settings = embedded
	} else {
		if err := connect.CheckProxies(o.Environment.Addresses()...); err != nil {
			return nil, folder, Usage{err}
		}
		settings = targetOf(o.Environment)
	}
	settings.Seed, settings.Run = o.Seed, id
	guard := orders.NewGuard(limitsOf(o.Environment), func() (*orders.Ledger, error) {
		return orders.Create(folder, header(id, o.Environment))
	}, time.Now)
	defer guard.Close()
	settings.Orders = guard

	t, err := endpoint.New(settings)
	if err != nil {
		return nil, folder, err
	}
	defer t.Close()
	inScope, err := scope(o, t)
	if err != nil {
		return nil, folder, Usage{err}
	}
	plan := runner.Options{
		Context: ctx, ID: id, Target: t, LabelFilter: o.LabelFilter, FailFast: o.FailFast, Timeout: o.Timeout,
		Tool: o.Tool, Observer: o.Observer,
	}
	for _, m := range inScope {
		if m.name != endpoint.Westcon && !slices.Contains(plan.Modules, endpoint.Transport) {
			// what every MONT service shares
			plan.Modules = append(plan.Modules, endpoint.Transport)
		}
		plan.Modules, plan.Suites = append(plan.Modules, m.name), append(plan.Suites, m.suite)
	}
	if err := runner.CheckFilter(o.LabelFilter, plan.Suites); err != nil {
		return nil, folder, Usage{err}
	}
	if err := ledgerFits(o, inScope, orders.Path(folder, id)); err != nil {
		return nil, folder, Usage{err}
	}
	r, err = start(ctx, o, t, inScope, plan)
	if err != nil && !errors.As(err, new(Usage)) {
		r = runner.Failed(plan, stoppedBy(ctx, err))
	}
	return r, folder, err
}

// start runs the plan, once the services can be certified and the user lets
// it order.
func start(ctx context.Context, o Options, t *endpoint.Target, in []module, plan runner.Options) (*run.Run, error) {
	release, err := acquire(ctx, o, plan.ID, in)
	if err != nil {
		return nil, err
	}
	defer release()
	untrusted, err := preflight(ctx, t, in)
	switch {
	case err != nil:
		return nil, err
	case untrusted != nil:
		return runner.Unstarted(plan, untrusted.Summary, *untrusted), nil
	}
	if err := confirm(ctx, o, t, in); err != nil {
		return nil, err
	}
	return runner.Run(plan)
}

// stoppedBy says why nothing could be certified.
func stoppedBy(ctx context.Context, err error) run.Stopped {
	if ctx.Err() != nil {
		return run.Stopped{Reason: "interrupted by the user before the first check"}
	}
	return run.Stopped{Reason: err.Error(), Infrastructure: true}
}

// ledgerFits tries the file that every order is written to before it leaves,
// where there may be orders.
func ledgerFits(o Options, in []module, path string) error {
	if o.Environment != nil && o.Environment.Kind == environment.Production || !ordering(o.LabelFilter, in) {
		return nil
	}
	if err := output.Try(path); err != nil {
		return fmt.Errorf("the ledger of orders can't be written to %s: %w", filepath.Dir(path), err)
	}
	return nil
}

// preflight finds out whether the services can be certified at all. A
// certificate that does not verify is a finding, and no error of the harness:
// this much can be judged from outside.
func preflight(ctx context.Context, t *endpoint.Target, in []module) (*run.Finding, error) {
	for _, m := range in {
		err := m.preflight(ctx, t)
		var unreachable *endpoint.Unreachable
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
