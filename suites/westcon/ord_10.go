package westcon

import (
	"context"
	"strings"

	. "github.com/montcheck/montcheck/internal/verdict"
)

// numbers judges how lines and orders are numbered.
func (s *session) numbers() {
	s.schemaOfLines("WST-ORD-10", "numbers the lines of an order with six digits, each once", uniqueLines)
	s.schemaOfLines("WST-ORD-11", "names as parent a line of the order", parents)
	s.schemaOfLines("WST-ORD-12", "pads order numbers to ten digits", nil)
}

// uniqueLines notes line numbers that an order has twice.
func uniqueLines(ctx context.Context, a *answer, found *Findings) {
	seen := map[string]bool{}
	for _, l := range a.status.own() {
		key := padded(l.order()) + " " + l.number()
		if seen[key] {
			found.Add(
				a.about(ctx).At(l.place()).Finding("a line number stands twice in its order", "each line once",
					"order "+l.order()+", line "+l.number()+" again"))
		}
		seen[key] = true
	}
}

// noParent tells whether parentERPLine stands for none.
func noParent(parent string) bool { return strings.Trim(parent, " 0") == "" }

// parents notes parents that are no other line of the order, and circles. An
// answer by customer number may lack lines of the order.
func parents(ctx context.Context, a *answer, found *Findings) {
	parentOf := map[string]string{}
	for _, l := range a.status.own() {
		parentOf[padded(l.order())+" "+l.number()] = l.get("parentERPLine")
	}
	for _, l := range a.status.own() {
		order, parent := padded(l.order()), l.get("parentERPLine")
		if noParent(parent) {
			continue
		}
		f := a.about(ctx).At(l.place())
		_, known := parentOf[order+" "+parent]
		switch {
		case parent == l.number():
			found.Add(f.Finding("a line is its own parent", "another line of the order", parent))
		case !known && a.question.by == byWestcon:
			found.Add(f.Finding("the parent is no line of the order", "a line of order "+l.order(), parent))
		case known && circles(parentOf, order, l.number()):
			found.Add(
				f.Finding("lines are each other's parents", "a line without a parent at the end",
					order+", line "+l.number()))
		}
	}
}

// circles tells whether the way from a line to its parents never ends.
func circles(parentOf map[string]string, order, number string) bool {
	for range len(parentOf) + 1 {
		number = parentOf[order+" "+number]
		if noParent(number) {
			return false
		}
	}
	return true
}
