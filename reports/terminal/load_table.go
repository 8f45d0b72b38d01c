package terminal

import (
	"slices"
	"strconv"

	"github.com/olekukonko/tablewriter/pkg/twwidth"
	"github.com/olekukonko/tablewriter/tw"

	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/reports/plain"
)

// column is a column of a table of numbers. The first to go where there is no
// room are those of the highest rank.
type column struct {
	head string
	rank int
	cell func(result.Measure) string
}

func (x *loadSummary) measures(heading, name string, all []result.Measure) error {
	x.heading(heading)
	percentile := func(p float64) func(result.Measure) string {
		return func(m result.Measure) string { return plain.Percentile(x.m, m.Latency, p) }
	}
	columns := []column{
		{x.m.T(name), 0, func(m result.Measure) string { return plain.Measured(x.m, m) }},
		{x.m.T("load.requests"), 0, func(m result.Measure) string { return strconv.FormatUint(m.Requests, 10) }},
		{x.m.T("load.rate"), 2, func(m result.Measure) string { return plain.Rate(m.Rate()) }},
		{x.m.T("load.errors"), 0, func(m result.Measure) string { return x.bad(m.Errors) }},
		{x.m.T("load.violations"), 0, func(m result.Measure) string { return x.bad(m.Violations) }},
		{x.m.T("load.bytes"), 6, func(m result.Measure) string { return plain.Rate(float64(m.Bytes) / 1e6) }},
		{"p50", 1, percentile(50)}, {"p90", 5, percentile(90)}, {"p95", 0, percentile(95)}, {"p99", 0, percentile(99)},
		{"p99.9", 4, percentile(99.9)},
		{x.m.T("load.longest"), 3, percentile(100)},
	}
	return x.table(columns, all)
}

// written is a column with its texts.
type written struct {
	column
	cells []string
	width int // in columns of the terminal
}

func write(c column, all []result.Measure) written {
	w := written{column: c, width: twwidth.Width(c.head)}
	for _, m := range all {
		text := c.cell(m)
		w.cells, w.width = append(w.cells, text), max(w.width, twwidth.Width(text))
	}
	return w
}

// table writes the columns for which there is room.
func (x *loadSummary) table(columns []column, all []result.Measure) error {
	var fit []written
	total := 0
	for _, c := range columns {
		w := write(c, all)
		fit, total = append(fit, w), total+w.width+2
	}
	for total > x.width {
		least := 0
		for i, w := range fit {
			if w.rank > fit[least].rank {
				least = i
			}
		}
		if fit[least].rank == 0 {
			break
		}
		total -= fit[least].width + 2
		fit = slices.Delete(fit, least, least+1)
	}
	heads := make([]string, len(fit))
	for i, w := range fit {
		heads[i] = w.head
	}
	t := newTable(&x.out, heads,
		append([]tw.Align{tw.AlignLeft}, slices.Repeat([]tw.Align{tw.AlignRight}, len(fit)-1)...))
	for n := range all {
		row := make([]string, len(fit))
		for i, w := range fit {
			row[i] = w.cells[n]
		}
		if err := t.Append(row); err != nil {
			return err
		}
	}
	return t.Render()
}

func (x *loadSummary) bad(n uint64) string {
	if n == 0 {
		return x.color.muted("·")
	}
	return x.color.bad(strconv.FormatUint(n, 10))
}

func (x *loadSummary) percentiles() error {
	x.heading("load.percentiles")
	columns := []column{{"", 0, func(m result.Measure) string { return m.Name }}}
	for _, one := range []struct {
		percent float64
		rank    int
	}{{50, 0}, {75, 3}, {90, 2}, {95, 0}, {99, 0}, {99.9, 1}, {99.99, 4}, {100, 0}} {
		columns = append(columns,
			column{plain.PercentileHead(x.m, one.percent), one.rank,
				func(m result.Measure) string { return plain.Percentile(x.m, m.Latency, one.percent) }})
	}
	rows := []result.Measure{{Name: x.m.T("load.due.short"), Latency: x.r.Total.Latency},
		{Name: x.m.T("load.sent.short"), Latency: x.r.Total.Service}}
	if x.r.Staleness.Count() > 0 {
		rows = append(rows, result.Measure{Name: x.m.T("load.staleness"), Latency: x.r.Staleness})
	}
	if err := x.table(columns, rows); err != nil {
		return err
	}
	x.wrapped(1, x.m.T("load.latency.lead"))
	if x.r.Staleness.Count() > 0 {
		x.wrapped(1, x.m.T("load.staleness")+": "+x.m.T("load.staleness.lead"))
	}
	return nil
}
