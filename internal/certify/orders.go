package certify

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/montcheck/montcheck/internal/config"
	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/target"
)

// ErrNotConfirmed is the error of a run that its user did not want to order.
var ErrNotConfirmed = errors.New("nothing was ordered, and nothing was certified")

// confirm tells the user what may be ordered and asks for leave.
func confirm(o Options, in []module) error {
	env := o.Environment
	ordering := slices.ContainsFunc(in, func(m module) bool { return m.scope == target.EKey })
	if !ordering || o.Confirm == nil || env == nil || env.Kind != config.Sandbox {
		return nil
	}
	yes, err := o.Confirm(fmt.Sprintf("%s: up to %d orders for at most %s %s together are going to be placed (orders.max, orders.budget). What is ordered can't be returned.",
		env.Name, env.Orders.Max, env.Orders.Budget.StringFixed(2), env.Orders.Currency))
	if err == nil && !yes {
		err = ErrNotConfirmed
	}
	return err
}

// limitsOf returns how much may be ordered.
func limitsOf(env *config.Environment) orders.Limits {
	switch {
	case env == nil || env.Kind == config.Embedded:
		return orders.Limits{All: true}
	case env.Kind == config.Production:
		return orders.Limits{None: true}
	}
	return orders.Limits{Orders: env.Orders.Max, Amount: env.Orders.Budget, Currency: env.Orders.Currency}
}

func header(id string, env *config.Environment) orders.Header {
	h := orders.Header{Run: id, Environment: "embedded", Started: time.Now()}
	if env != nil {
		h.Environment, h.Config = env.Name, env.File
	}
	return h
}
