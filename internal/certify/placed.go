package certify

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/montcheck/montcheck/internal/config"
	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/reports/printable"
	"github.com/montcheck/montcheck/suites/ekey"
)

// Orders returns the orders of a run's ledger with their states. The run is
// named by its id (in reports/out), its folder, or the ledger itself. The
// environment is that of the ledger; the variables of its secrets must be set
// again. It orders nothing.
func Orders(ctx context.Context, name string,
	lookup func(string) (string, bool)) (orders.Header, []orders.Placed, error) {
	path, err := ledgerOf(name)
	if err != nil {
		return orders.Header{}, nil, Usage{err}
	}
	h, placed, err := orders.Read(path)
	if err != nil {
		return h, nil, Usage{err}
	}
	if h.Config == "" {
		for i := range placed {
			placed[i].State = "not asked: the embedded sandbox is gone"
		}
		return h, placed, nil
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
	t, err := endpoint.New(settings)
	if err != nil {
		return h, nil, err
	}
	defer t.Close()
	for i, p := range placed {
		if placed[i].State, err = ekey.StateOf(ctx, t, p.Version, p.Number); err != nil {
			return h, placed, err
		}
	}
	return h, placed, nil
}

// ledgerOf finds a run's ledger.
func ledgerOf(name string) (string, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		folder := filepath.Join("reports", "out", name)
		if _, err := os.Stat(folder); err != nil {
			return "", fmt.Errorf("there is no run %q: neither a folder or ledger of that name, nor one in %s. %s",
				name, filepath.Join("reports", "out"), knownRuns())
		}
		return orders.Find(folder)
	case info.IsDir():
		return orders.Find(name)
	}
	return name, nil
}

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
