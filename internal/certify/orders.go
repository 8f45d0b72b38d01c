package certify

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/tw"
	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/config"
	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/runner"
	"github.com/montcheck/montcheck/internal/target"
	"github.com/montcheck/montcheck/reports/printable"
	"github.com/montcheck/montcheck/suites/ekey"
)

// ErrNotConfirmed is the error of a run that its user did not want to order.
var ErrNotConfirmed = errors.New("nothing was ordered, and nothing was certified")

// confirm tells the user what is going to be ordered and asks for leave. The
// embedded sandbox needs none, and in production nothing is ordered.
func confirm(ctx context.Context, o Options, t *target.Target, in []module) error {
	env := o.Environment
	if o.Confirm == nil || env == nil || env.Kind != config.Sandbox || !ordering(o.LabelFilter, in) {
		return nil
	}
	plan, err := ekey.Plan(ctx, t)
	if err != nil {
		return err
	}
	text, err := planText(env, plan)
	if err != nil {
		return err
	}
	yes, err := o.Confirm(text)
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
		if m.scope == target.EKey {
			suites = append(suites, m.suite)
		}
	}
	return len(suites) > 0 && slices.ContainsFunc(runner.List(suites, filter), func(p runner.Planned) bool { return p.Selected })
}

// planText tells people what is going to be ordered, what it costs, and what
// the budget allows.
func planText(env *config.Environment, plan []orders.Planned) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: these orders are going to be placed. What is ordered can't be returned.\n", env.Name)
	table := tablewriter.NewTable(&b, tablewriter.WithHeaderAutoFormat(tw.Off), tablewriter.WithRowAutoWrap(tw.WrapNone),
		tablewriter.WithAlignment([]tw.Align{tw.AlignRight, tw.AlignLeft, tw.AlignLeft, tw.AlignRight, tw.AlignRight, tw.AlignRight, tw.AlignRight}))
	table.Header("eKey", "Part number", "Which is", "Orders", "Units", "Price", "Cost")
	count, costs := 0, map[string]decimal.Decimal{}
	for i, p := range plan {
		number := strconv.Itoa(p.Orders)
		if p.Orders == 0 {
			number = "a further line"
		}
		count += p.Orders
		currency := told(p.Currency)
		costs[currency] = costs[currency].Add(p.Amount)
		if i >= mostPlanned {
			continue
		}
		price, cost := told(p.Price.StringFixed(2)), told(p.Amount.StringFixed(2))
		if err := table.Append(strconv.Itoa(p.Version), told(p.PartNum), told(p.Why), number, strconv.Itoa(p.Units), price, cost+" "+currency); err != nil {
			return "", err
		}
	}
	if err := table.Render(); err != nil {
		return "", err
	}
	var sums []string
	for _, currency := range slices.Sorted(maps.Keys(costs)) {
		sums = append(sums, told(costs[currency].StringFixed(2))+" "+currency)
	}
	if more := len(plan) - mostPlanned; more > 0 {
		fmt.Fprintf(&b, "%d more rows are not shown here.\n", more)
	}
	sums = sums[:min(len(sums), mostPlanned)]
	fmt.Fprintf(&b, "Together %d orders, %s. The budget allows up to %d orders for at most %s %s (orders.max, orders.budget): what goes beyond it is left out, and reported as not exercised.\n",
		count, strings.Join(sums, " and "), env.Orders.Max, env.Orders.Budget.StringFixed(2), env.Orders.Currency)
	b.WriteString("Where a product turns out to be refused by its vendor or out of stock, the next one of its sort is tried, within the budget.\n")
	b.WriteString("Orders that the endpoint has to refuse come on top: each counts against the budget until it is proved that it was not placed.")
	return b.String(), nil
}

// mostPlanned is how many rows of a plan are shown: a screen.
const mostPlanned = 40

// told is a text of the endpoint's as it stands in a row of a table.
func told(text string) string { return printable.Line(printable.Cut(text, 60)) }

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
