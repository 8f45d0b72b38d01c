package repeat

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/montcheck/montcheck/internal/run"
)

// mostChanges is how many changes a command does again before its question.
const mostChanges = 8

const (
	control  = "control"
	addOrder = "AddOrder"
)

// state is what has to be done, or known, before x is sent again: the state of
// the endpoint at that moment. Empty where the run had changed nothing.
func state(r *run.Run, x run.Exchange) string {
	before, after := changes(r, x)
	switch {
	case r.Environment.Sandbox == nil && len(after) > 0:
		return "# The run changed the endpoint by its control door after this: it may answer differently now.\n"
	case r.Environment.Sandbox == nil || len(before) == 0:
		return ""
	case len(before) > mostChanges:
		return fmt.Sprintf("# The run had changed the sandbox %d times by then (%s): where a new one shows nothing, "+
			"check the requirement again.\n", len(before), kinds(before))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# The run had changed the sandbox by then (%s). A new one has to be changed likewise:\n",
		kinds(before))
	for _, c := range before {
		b.WriteString(send(r, *c) + "\n")
	}
	return b.String()
}

// changes are the exchanges that changed the endpoint before x was sent, and
// those that steered it afterwards, each in their order.
func changes(r *run.Run, x run.Exchange) (before, after []*run.Exchange) {
	for i := range r.Exchanges {
		c := &r.Exchanges[i]
		steers := c.Module == control && c.Request.Method == "POST"
		switch {
		case c.Key == x.Key || !steers && c.Operation != addOrder:
		case c.Started.Before(x.Started):
			before = append(before, c)
		case steers:
			after = append(after, c)
		}
	}
	slices.SortStableFunc(before, func(a, b *run.Exchange) int {
		return cmp.Or(a.Started.Compare(b.Started), cmp.Compare(a.Key.Ordinal, b.Key.Ordinal))
	})
	return before, after
}

// kinds names what changes did, each kind once.
func kinds(all []*run.Exchange) string {
	var names []string
	for _, c := range all {
		if name := without(strings.TrimPrefix(c.Operation, "control: ")); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// unpaid keeps a command that orders from being sent by mistake, where the
// order would last.
func unpaid(r *run.Run, x run.Exchange, command string) string {
	if x.Operation != addOrder || r.Environment.Sandbox != nil {
		return command
	}
	return "# This PLACES AN ORDER, and what is ordered can't be returned. Without the # below it is sent.\n# " +
		strings.ReplaceAll(command, "\n", "\n# ")
}
