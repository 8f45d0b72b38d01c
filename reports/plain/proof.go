package plain

import (
	"github.com/montcheck/montcheck/reports/messages"
	"github.com/montcheck/montcheck/reports/proof"
)

// Totals tells the totals of a proof, in parts.
func Totals(m *messages.Messages, p *proof.Proof) []string {
	t := p.Totals
	parts := []string{m.N("proof.count.faults", t.Faults), m.T("proof.count.caught", t.Caught)}
	if t.Missed > 0 {
		parts = append(parts, m.T("proof.count.missed", t.Missed))
	}
	parts = append(parts, m.T("proof.count.schema", t.Schema), m.N("proof.count.variations", t.Variations), m.N("proof.count.alarms", t.Alarms))
	if t.NotRun > 0 {
		parts = append(parts, m.N("proof.count.notrun", t.NotRun))
	}
	return append(parts, Duration(m, p.Ended.Sub(p.Started)))
}
