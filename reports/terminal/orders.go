package terminal

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/olekukonko/tablewriter/tw"
	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/reports/printable"
)

const (
	mostPlanned = 40  // rows of a plan that are shown: a screen
	mostOfCell  = 120 // characters of an endpoint's text in a cell
	mostOfPlan  = 60  // of those in a plan's cell
)

// WritePlan tells what is going to be ordered in an environment, what it
// costs, and what the limits allow.
func WritePlan(w io.Writer, environment string, plan []orders.Planned, limits orders.Limits) error {
	cell := func(s string) string { return printable.Line(printable.Cut(s, mostOfPlan)) }
	fmt.Fprintf(w, "%s: these orders are going to be placed. What is ordered can't be returned.\n", environment)
	table := Table{
		Header: []string{"eKey", "Part number", "Which is", "Orders", "Units", "Price", "Cost"},
		Align: []tw.Align{tw.AlignRight, tw.AlignLeft, tw.AlignLeft, tw.AlignRight, tw.AlignRight, tw.AlignRight,
			tw.AlignRight},
	}
	count, costs := 0, map[string]decimal.Decimal{}
	for _, p := range plan {
		number := strconv.Itoa(p.Orders)
		if p.Orders == 0 {
			number = "a further line"
		}
		count += p.Orders
		currency := cell(p.Currency)
		costs[currency] = costs[currency].Add(p.Amount)
		table.Rows = append(table.Rows, []string{
			strconv.Itoa(p.Version), cell(p.PartNum), cell(p.Why), number, strconv.Itoa(p.Units),
			cell(p.Price.StringFixed(2)), cell(p.Amount.StringFixed(2)) + " " + currency,
		})
	}
	table.Rows = table.Rows[:min(len(plan), mostPlanned)]
	if err := table.Write(w); err != nil {
		return err
	}
	if more := len(plan) - mostPlanned; more > 0 {
		fmt.Fprintf(w, "%d more rows are not shown here.\n", more)
	}
	var sums []string
	for _, currency := range slices.Sorted(maps.Keys(costs)) {
		sums = append(sums, cell(costs[currency].StringFixed(2))+" "+currency)
	}
	sums = sums[:min(len(sums), mostPlanned)]
	_, err := fmt.Fprintf(w,
		"Together %d orders, %s. The budget allows up to %d orders for at most %s %s (orders.max, orders.budget): "+
			"what goes beyond it is left out, and reported as not exercised.\n"+
			"Where a product turns out to be refused by its vendor or out of stock, the next one of its sort "+
			"is tried, within the budget.\n"+
			"Orders that the endpoint has to refuse come on top: each counts against the budget until it is "+
			"proved that it was not placed.",
		count, strings.Join(sums, " and "), limits.Orders, limits.Amount.StringFixed(2), limits.Currency)
	return err
}

// answered is what is known of an order, in words.
var answered = map[orders.Outcome]string{
	orders.Sent: "in doubt: none that tells", orders.Refused: "in doubt: refused, not proved",
	orders.Accepted: "accepted",
}

// WriteOrders lists the orders that a run may have placed.
func WriteOrders(w io.Writer, h orders.Header, placed []orders.Placed) error {
	cell := func(s string) string { return printable.Line(printable.Cut(s, mostOfCell)) }
	_, err := fmt.Fprintf(w, "run %s, environment %s, started %s: %d orders may have been placed\n",
		cell(h.Run), cell(h.Environment), h.Started.Format("2006-01-02 15:04:05 MST"), len(placed))
	if err != nil || len(placed) == 0 {
		return err
	}
	table := Table{Header: []string{"Order", "eKey", "Ordered", "At most", "Answer of AddOrder", "Now"}}
	for _, p := range placed {
		var lines []string
		for _, l := range p.Lines {
			lines = append(lines, fmt.Sprintf("%d x %s", l.Quantity, cell(l.PartNum)))
		}
		table.Rows = append(table.Rows, []string{
			cell(p.Number), strconv.Itoa(p.Version), strings.Join(lines, "\n"),
			p.Amount.StringFixed(2) + " " + cell(p.Currency),
			answered[p.Outcome], cell(p.State),
		})
	}
	return table.Write(w)
}
