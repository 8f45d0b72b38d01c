package certify

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/runner"
	"github.com/montcheck/montcheck/suites/content"
	"github.com/montcheck/montcheck/suites/ekey"
	"github.com/montcheck/montcheck/suites/westcon"
)

// module is a module of certification: its name, how the scope of an
// environment names it, its suite, and where it is on a target.
type module struct {
	name, scope string
	suite       runner.Suite
	service     func(*endpoint.Target) *endpoint.Service
	preflight   func(context.Context, *endpoint.Target) error
	certificate string // the requirement that a certificate that does not verify breaks
}

// modules are all of them, in the order of the reports.
var modules = []module{
	mont(endpoint.Content, endpoint.Content, content.Specs,
		func(t *endpoint.Target) *endpoint.Service { return t.Content },
		content.Probes),
	mont(endpoint.EKey, endpoint.EKey, ekey.Version1, func(t *endpoint.Target) *endpoint.Service { return t.EKey },
		ekey.Probes),
	mont(endpoint.EKey2, endpoint.EKey, ekey.Version2, func(t *endpoint.Target) *endpoint.Service { return t.EKey2 },
		ekey.Probes),
	{endpoint.Westcon, endpoint.Westcon, westcon.Specs, func(t *endpoint.Target) *endpoint.Service { return t.Westcon },
		func(ctx context.Context, t *endpoint.Target) error { return t.PreflightTokens(ctx, westcon.Probe(t)) },
		"WST-TLS-01"},
}

// mont is a module of MONT's, whose services are probed with the partner's
// login.
func mont(name, scope string, suite runner.Suite, service func(*endpoint.Target) *endpoint.Service,
	probes func(*endpoint.Service) [][2]string) module {
	preflight := func(ctx context.Context, t *endpoint.Target) error {
		return t.Preflight(ctx, service(t), probes(service(t)))
	}
	return module{name, scope, suite, service, preflight, "MNT-TLS-01"}
}

// Suites are all suites.
func Suites() []runner.Suite {
	var all []runner.Suite
	for _, m := range modules {
		all = append(all, m.suite)
	}
	return all
}

// scope returns the modules to certify.
func scope(o Options, t *endpoint.Target) ([]module, error) {
	wanted := o.Modules
	if len(wanted) == 0 && o.Environment != nil {
		wanted = o.Environment.Scope.Modules
	}
	for _, m := range wanted {
		if !slices.Contains(environment.Modules, m) {
			return nil, fmt.Errorf("there is no module %q; there are %v", m, environment.Modules)
		}
	}
	var in []module
	for _, m := range modules {
		if m.service(t) != nil && (len(wanted) == 0 || slices.Contains(wanted, m.scope)) {
			in = append(in, m)
		}
	}
	if len(in) == 0 {
		return nil, errors.New("nothing to certify: no service of this environment is in scope")
	}
	return in, nil
}
