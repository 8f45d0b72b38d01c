package plain

import (
	"strconv"

	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/reports/messages"
	"github.com/montcheck/montcheck/reports/printable"
)

// LoadNotes are the sentences on a load run that no table shows: why it ended,
// what it left undone, and whether the generator was the limit.
func LoadNotes(m *messages.Messages, r *result.Result) []string {
	var notes []string
	add := func(text string) { notes = append(notes, text) }
	if s := r.Stopped; s != nil {
		why := printable.Line(s.Reason)
		if s.Cause == result.Interrupted {
			why = m.T("load.interrupted")
		}
		add(m.T("load.stopped", Duration(m, s.At), why))
	}
	if n := r.Generator.Unmade; n > 0 {
		add(m.N("load.unmade", int(n), printable.Line(r.Generator.Lack)))
	}
	v := r.Verification
	if n := v.Beyond; n > 0 {
		add(m.N("load.beyond", int(n), printable.Line(v.Bound)))
	}
	if n := v.Unverified - min(v.Beyond, v.Unverified); n > 0 {
		add(m.N("load.unverified", int(n)))
	}
	if n := r.Beside; n > 0 {
		add(m.N("load.beside", int(n)))
	}
	for _, name := range r.Unanswered() {
		add(m.T("load.unanswered", printable.Line(name)))
	}
	if n := r.Replicas.Asked - r.Replicas.Began; n > 0 {
		add(m.N("load.replicas.silent", n))
	}
	if r.Replicas.Unchecked != "" {
		why := printable.Line(r.Replicas.Unchecked)
		if why == string(result.Interrupted) {
			why = m.T("load.interrupted")
		}
		add(m.T("load.unchecked", why))
	}
	g := r.Generator
	if g.Limit() {
		add(m.T("load.generator.limit", Duration(m, g.Saturated)))
		if g.Shared {
			add(m.T("load.generator.shared"))
		}
	}
	if g.Limited > 0 {
		add(m.T("load.generator.limited", Duration(m, g.Limited), r.Environment.MaxRate))
	}
	if g.Busy > 0 {
		add(m.T("load.generator.busy", Duration(m, g.Busy), g.Workers))
	}
	if g.Unsent > 0 {
		add(m.N("load.generator.unsent", int(g.Unsent)))
	}
	if r.Resent > 0 {
		add(m.N("load.resent", int(r.Resent)))
	}
	if g.Cut > 0 {
		add(m.N("load.generator.cut", int(g.Cut)))
	}
	if r.Merged > 1 && r.Staleness.Count() > 0 {
		switch r.Changes.Clock {
		case result.ByPartners:
			add(m.T("load.clock.partners"))
		case result.ByEither:
			add(m.T("load.clock.either"))
		}
	}
	if v.Held > 0 {
		add(m.N("load.held.back", int(v.Held), Duration(m, v.HeldFor)))
	}
	if n := r.Replicas.Behind; n > 0 {
		add(m.T("load.behind.capped", int64(r.Profile.Population.Behind), n))
	}
	return notes
}

// Generator are the generator's own numbers.
func Generator(m *messages.Messages, r *result.Result) string {
	g, key := r.Generator, "load.generator.numbers"
	if r.Merged > 0 {
		key = "load.generator.merged" // the most of each shard, which need not be of one moment
	}
	return m.T(key, g.InFlight, g.Workers, strconv.FormatFloat(g.CPU*100, 'f', 0, 64)+"%", g.Processors,
		Duration(m, g.Lag.Percentile(99)))
}

// Replicas says what the last check of the replicas found.
func Replicas(m *messages.Messages, load *result.Result) string {
	r := load.Replicas
	text := m.T("load.replicas.unchecked")
	switch c := r.Last(); {
	case !load.Profile.FollowsPrices():
		return m.T("load.replicas.none")
	case c == nil:
	case c.Partners == 0:
		text = m.T("load.replicas.nobody")
	default:
		products := m.N("load.products", c.Products)
		if text = m.N("load.replicas.checked", c.Partners, m.N("load.replicas.states", c.States), products,
			c.Version); r.Diverged > 0 {
			text = m.N("load.replicas.diverged", r.Diverged, r.Partners, products, c.Version)
		}
	}
	if n := r.Partners - r.Began; n > 0 {
		text += "; " + m.T("load.replicas.idle", n, r.Partners)
	}
	if r.Conflicts > 0 {
		text += "; " + m.N("load.replicas.conflicts", r.Conflicts)
	}
	return text
}

// Changes says how prices moved during the run.
func Changes(m *messages.Messages, c result.Changes) string {
	if c.Steered {
		return m.N("load.changes.own", int(c.Versions))
	}
	return m.N("load.changes.seen", int(c.Versions))
}
