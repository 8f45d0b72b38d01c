package certify

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/tw"

	"github.com/montcheck/montcheck/internal/config"
	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/target"
	"github.com/montcheck/montcheck/reports/printable"
	"github.com/montcheck/montcheck/suites/ekey"
)

// Placed is an order that a run may have placed, and what the endpoint says
// of it now.
type Placed struct {
	orders.Placed
	State string
}

// Orders returns the orders of a run's ledger with their states. The run is
// named by its id (in reports/out), its folder, or the ledger itself. The
// environment is that of the ledger; the variables of its secrets must be set
// again. It orders nothing.
func Orders(ctx context.Context, name string, lookup func(string) (string, bool)) (orders.Header, []Placed, error) {
	path, err := ledgerOf(name)
	if err != nil {
		return orders.Header{}, nil, Usage{err}
	}
	h, placed, err := orders.Read(path)
	if err != nil {
		return h, nil, Usage{err}
	}
	all := make([]Placed, len(placed))
	for i, p := range placed {
		all[i] = Placed{Placed: p, State: "not asked: the embedded sandbox is gone"}
	}
	if h.Config == "" {
		return h, all, nil
	}
	f, err := config.Load(h.Config, "")
	if err != nil {
		return h, nil, Usage{err}
	}
	env, err := f.Environment(h.Environment, lookup)
	if err != nil {
		return h, nil, Usage{err}
	}
	settings := targetOf(env)
	settings.ReadOnly = true
	t, err := target.New(settings)
	if err != nil {
		return h, nil, err
	}
	defer t.Close()
	for i := range all {
		if all[i].State, err = ekey.StateOf(ctx, t, all[i].Version, all[i].Number); err != nil {
			return h, all, err
		}
	}
	return h, all, nil
}

// ledgerOf finds a run's ledger.
func ledgerOf(name string) (string, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		folder := filepath.Join("reports", "out", name)
		if _, err := os.Stat(folder); err != nil {
			return "", fmt.Errorf("there is no run %q: neither a folder or ledger of that name, nor one in %s. %s", name, filepath.Join("reports", "out"), knownRuns())
		}
		return orders.Find(folder)
	case info.IsDir():
		return orders.Find(name)
	}
	return name, nil
}

// mostOfCell is how many characters of an endpoint's text a cell of a table has.
const mostOfCell = 120

// shownRuns is how many runs are named where one is not known.
const shownRuns = 10

// knownRuns names the runs in reports/out that have a ledger, the newest ones.
func knownRuns() string {
	found, _ := filepath.Glob(orders.Path(filepath.Join("reports", "out", "*"), "*")) // a pattern that is right
	var all []string
	for _, path := range found {
		all = append(all, printable.Line(filepath.Base(filepath.Dir(path))))
	}
	slices.Sort(all)
	all = slices.Compact(all)
	if len(all) == 0 {
		return "No run in it ordered anything."
	}
	slices.Reverse(all)
	return "Runs that ordered: " + strings.Join(all[:min(len(all), shownRuns)], ", ")
}

// WriteOrders prints the orders of a run.
func WriteOrders(w io.Writer, h orders.Header, placed []Placed) error {
	line := func(s string) string { return printable.Line(printable.Cut(s, mostOfCell)) }
	fmt.Fprintf(w, "run %s, environment %s, started %s: %d orders may have been placed\n", line(h.Run), line(h.Environment), h.Started.Format("2006-01-02 15:04:05 MST"), len(placed))
	if len(placed) == 0 {
		return nil
	}
	table := tablewriter.NewTable(w, tablewriter.WithHeaderAutoFormat(tw.Off), tablewriter.WithRowAutoWrap(tw.WrapNone))
	table.Header("Order", "eKey", "Ordered", "At most", "Answer of AddOrder", "Now")
	for _, p := range placed {
		var lines []string
		for _, l := range p.Lines {
			lines = append(lines, fmt.Sprintf("%d x %s", l.Quantity, line(l.PartNum)))
		}
		answer := map[orders.Outcome]string{orders.Sent: "in doubt: none that tells", orders.Refused: "in doubt: refused, not proved", orders.Accepted: "accepted"}[p.Outcome]
		table.Append(line(p.Number), fmt.Sprint(p.Version), strings.Join(lines, "\n"), p.Amount.StringFixed(2)+" "+line(p.Currency), answer, line(p.State))
	}
	return table.Render()
}
