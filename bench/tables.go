//go:build linux

package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/dustin/go-humanize"
	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

func report(w io.Writer, machine []string, v validationResult, serving []servingResult, memory []memoryResult) error {
	for _, line := range machine {
		fmt.Fprintln(w, line)
	}
	fmt.Fprintf(w, "Medians of %d interleaved rounds; a ratio is the median over the rounds, with "+
		"its range. MB is 10^6 bytes.\n", len(serving[0].nginx))
	for _, t := range []struct {
		title  string
		header []string
		rows   [][]string
	}{
		{
			fmt.Sprintf("Validation of %s, %s, from a file, with the start of the process", v.document.name,
				megabytes(v.document.size)),
			[]string{"validator", "MB/s", "montcheck to it", "MB/s of CPU", "montcheck to it", "peak memory",
				"montcheck to it"}, validationRows(v),
		}, {
			fmt.Sprintf("Serving, one core each: the sandbox, and nginx with the same bytes as files (wrk, %d "+
				"connections, %d for the last)", connections, fullConnections),
			[]string{"answer", "size", "sandbox req/s", "MB/s", "p99", "nginx req/s", "MB/s", "p99",
				"sandbox to nginx"}, servingRows(serving),
		}, {
			fmt.Sprintf("The sandbox's memory while the full answer is read at %d MB/s", int(slowPace/1e6)),
			[]string{"readers at once", "each takes", "in", "before", "peak", "growth a reader"}, memoryRows(memory),
		},
	} {
		if len(t.rows) == 0 {
			continue // left out
		}
		fmt.Fprintf(w, "\n%s\n\n", t.title)
		if err := table(w, t.header, t.rows); err != nil {
			return err
		}
	}
	return nil
}

func validationRows(v validationResult) (rows [][]string) {
	for i, samples := range v.samples {
		row := []string{v.names[i]}
		for _, column := range []struct {
			figure func(validationSample) float64
			text   func(float64) string
		}{
			{validationSample.speed, func(f float64) string { return fmt.Sprintf("%.0f", f/1e6) }},
			{validationSample.thrift, func(f float64) string { return fmt.Sprintf("%.0f", f/1e6) }},
			{validationSample.memory, func(f float64) string { return megabytes(int64(f)) }},
		} {
			toIt := ""
			if i > 0 {
				toIt = times(ratioOf(v.samples[0], samples, column.figure))
			}
			row = append(row, column.text(median(samples, column.figure)), toIt)
		}
		rows = append(rows, row)
	}
	return rows
}

func servingRows(results []servingResult) (rows [][]string) {
	for _, r := range results {
		row := []string{r.answer.name, megabytes(r.answer.size)}
		for _, samples := range [][]loadSample{r.sandbox, r.nginx} {
			row = append(row, perSecond(median(samples, loadSample.requestsPerSecond)),
				fmt.Sprintf("%.0f", median(samples, loadSample.bytesPerSecond)/1e6),
				milliseconds(median(samples, loadSample.p99)).String())
		}
		rows = append(rows, append(row, times(ratioOf(r.sandbox, r.nginx, loadSample.requestsPerSecond))))
	}
	return rows
}

func memoryRows(results []memoryResult) (rows [][]string) {
	for _, r := range results {
		rows = append(rows, []string{
			fmt.Sprint(r.readers), megabytes(r.size), fmt.Sprintf("%.1f s", r.took.Seconds()),
			megabytes(r.before), megabytes(r.peak), megabytes((r.peak - r.before) / int64(r.readers)),
		})
	}
	return rows
}

func times(r ratio) string { return fmt.Sprintf("%.2g (%.2g–%.2g)", r.median, r.least, r.greatest) }

func perSecond(n float64) string {
	if n < 100 {
		return fmt.Sprintf("%.1f", n)
	}
	return humanize.Comma(int64(n))
}

func megabytes(bytes int64) string {
	if bytes < 1e6 {
		return fmt.Sprintf("%.1f KB", float64(bytes)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
}

func table(w io.Writer, header []string, rows [][]string) error {
	align := append([]tw.Align{tw.AlignLeft}, slices.Repeat([]tw.Align{tw.AlignRight}, len(header)-1)...)
	t := tablewriter.NewTable(w,
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders: tw.BorderNone,
			Symbols: tw.NewSymbols(tw.StyleLight),
			Settings: tw.Settings{
				Separators: tw.SeparatorsNone,
				Lines: tw.Lines{ShowTop: tw.Off, ShowBottom: tw.Off, ShowHeaderLine: tw.On,
					ShowFooterLine: tw.Off},
			},
		})),
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithAlignment(align),
	)
	t.Header(header)
	if err := t.Bulk(rows); err != nil {
		return err
	}
	return t.Render()
}
