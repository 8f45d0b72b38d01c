package certify

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/runner"
	"github.com/montcheck/montcheck/reports/terminal"
	"github.com/montcheck/montcheck/suites/ekey"
)

// ErrNotConfirmed is the error of a run that its user did not want to order.
var ErrNotConfirmed = errors.New("nothing was ordered, and nothing was certified")

// confirm tells the user what is going to be ordered and asks for leave. The
// embedded sandbox needs none, and in production nothing is ordered.
func confirm(ctx context.Context, o Options, t *endpoint.Target, in []module) error {
	env := o.Environment
	if o.Confirm == nil || env == nil || env.Kind != environment.Sandbox || !ordering(o.LabelFilter, in) {
		return nil
	}
	plan, err := ekey.Plan(ctx, t)
	if err != nil {
		return err
	}
	var text strings.Builder
	if err := terminal.WritePlan(&text, env.Name, plan, limitsOf(env)); err != nil {
		return err
	}
	yes, err := o.Confirm(text.String())
	if err == nil && !yes {
		err = ErrNotConfirmed
	}
	if err != nil {
		return Usage{err}
	}
	return nil
}

// ordering tells whether any spec that may order is selected.
func ordering(filter string, in []module) bool {
	var suites []runner.Suite
	for _, m := range in {
		if m.scope == endpoint.EKey {
			suites = append(suites, m.suite)
		}
	}
	return len(suites) > 0 && slices.ContainsFunc(runner.List(suites, filter),
		func(p runner.Planned) bool { return p.Selected })
}

// limitsOf returns how much may be ordered.
func limitsOf(env *environment.Environment) orders.Limits {
	switch {
	case env == nil || env.Kind == environment.Embedded:
		return orders.Limits{All: true}
	case env.Kind == environment.Production:
		return orders.Limits{None: true}
	}
	return orders.Limits{Orders: env.Orders.Max, Amount: env.Orders.Budget, Currency: env.Orders.Currency}
}

func header(id string, env *environment.Environment) orders.Header {
	h := orders.Header{Run: id, Environment: "embedded", Started: time.Now()}
	if env != nil {
		h.Environment, h.Config = env.Name, env.File
	}
	return h
}
