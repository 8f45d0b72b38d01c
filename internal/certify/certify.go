// Package certify runs a certification from the environment to the reports.
package certify

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/montcheck/montcheck/internal/config"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/runner"
	"github.com/montcheck/montcheck/internal/target"
	"github.com/montcheck/montcheck/sandbox"
	"github.com/montcheck/montcheck/suites/content"
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
}

// Usage is the error of options that make no sense.
type Usage struct{ error }

func (u Usage) Unwrap() error { return u.error }

// Suites are all suites, in the order of the reports.
var Suites = []runner.Suite{content.Specs}

// Run certifies. The error is of the harness: a *target.Unreachable where
// the endpoint can't be certified as it is now.
func Run(ctx context.Context, o Options) (*run.Run, error) {
	var settings target.Options
	if o.Environment == nil || o.Environment.Kind == config.Embedded {
		embedded, err := startEmbedded(ctx, o.Sandbox)
		if err != nil {
			return nil, err
		}
		defer embedded.close()
		settings = embedded.target()
	} else {
		settings = targetOf(o.Environment)
	}
	settings.Seed = o.Seed

	modules, err := scope(o, settings)
	if err != nil {
		return nil, err
	}
	t, err := target.New(settings)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	if err := runner.CheckFilter(o.LabelFilter); err != nil {
		return nil, Usage{err}
	}
	plan := runner.Options{
		Target: t, Suites: Suites, Modules: modules, LabelFilter: o.LabelFilter,
		FailFast: o.FailFast, Timeout: o.Timeout, Tool: o.Tool, Observer: o.Observer,
	}
	err = t.Preflight(ctx, t.Content, content.Probes(t.Content))
	var unreachable *target.Unreachable
	if errors.As(err, &unreachable) && unreachable.Certificate { // this much can be judged from outside
		return runner.Unstarted(plan, unreachable.Error(), run.Finding{
			Requirement: "MNT-TLS-01", Summary: unreachable.Reason,
			Expected: "a certificate that verifies", Got: unreachable.Reason, Explanation: unreachable.Mend,
		}), nil
	}
	if err != nil {
		return nil, err
	}
	return runner.Run(plan)
}

// scope returns the modules to certify. Transport is in scope with any
// service of MONT's.
func scope(o Options, t target.Options) ([]string, error) {
	wanted := o.Modules
	if len(wanted) == 0 && o.Environment != nil {
		wanted = o.Environment.Scope.Modules
	}
	for _, m := range wanted {
		if !slices.Contains(config.Modules, m) {
			return nil, Usage{fmt.Errorf("there is no module %q; there are %v", m, config.Modules)}
		}
	}
	if t.Content == nil || len(wanted) > 0 && !slices.Contains(wanted, target.Content) {
		return nil, Usage{errors.New("nothing to certify: MONT Content is not in scope, and montcheck certifies no other module yet")}
	}
	return []string{target.Transport, target.Content}, nil
}

// targetOf makes a target's options of an environment.
func targetOf(env *config.Environment) target.Options {
	o := target.Options{
		Environment: run.Environment{Name: env.Name, Kind: string(env.Kind), Services: map[string]string{}},
		Vendors:     env.Scope.Vendors,
		Credential: target.Credential{
			Login: env.Login.Reveal(), Password: env.Password.Reveal(),
			LoginVariable: env.Login.Variable, PasswordVariable: env.Password.Variable,
		},
		Control: service("control", "control door", env.Control, nil),
	}
	if env.Content != nil {
		o.Content = service(target.Content, "MONT Content", env.Content.URL, env.Methods)
		o.Environment.Services[target.Content] = env.Content.URL.String()
	}
	return o
}

func service(module, name string, address *url.URL, forms map[string]string) *target.Service {
	if address == nil {
		return nil
	}
	return &target.Service{Module: module, Name: name, URL: address, Forms: forms}
}
