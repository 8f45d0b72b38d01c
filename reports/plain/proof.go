package plain

import (
	"github.com/montcheck/montcheck/internal/proof"
	"github.com/montcheck/montcheck/reports/messages"
)

// Conclusion tells what a proof comes to, in a word and in a sentence.
func Conclusion(m *messages.Messages, p *proof.Proof) (word, meaning string) {
	switch {
	case p.Stopped != "":
		return m.T("proof.stopped"), m.T("proof.meaning.stopped")
	case !p.Holds():
		return m.T("proof.fails"), m.T("proof.meaning.fails")
	case p.Shard != "":
		return m.T("proof.holds"), m.T("proof.meaning.shard", p.Shard)
	case p.Quick:
		return m.T("proof.holds"), m.T("proof.meaning.quick")
	}
	return m.T("proof.holds"), m.T("proof.meaning.holds")
}

// Totals tells the totals of a proof, in parts.
func Totals(m *messages.Messages, p *proof.Proof) []string {
	t := p.Totals
	parts := []string{m.N("proof.count.faults", t.Faults), m.T("proof.count.caught", t.Caught)}
	if t.Missed > 0 {
		parts = append(parts, m.T("proof.count.missed", t.Missed))
	}
	parts = append(parts, m.T("proof.count.schema", t.Schema), m.N("proof.count.variations", t.Variations),
		m.N("proof.count.alarms", t.Alarms))
	if t.NotRun > 0 {
		parts = append(parts, m.N("proof.count.notrun", t.NotRun))
	}
	return append(parts, Duration(m, p.Ended.Sub(p.Started)))
}
