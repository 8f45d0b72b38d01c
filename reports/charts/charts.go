// Package charts draws the charts of a load run, as SVG that needs neither
// script nor network.
package charts

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/go-analyze/charts"

	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/reports/messages"
)

// Sizes of a chart in pixels: its lettering is of one size in both, so that the
// narrow one can be read on a telephone.
const (
	Wide   = 920
	Narrow = 360
	Height = 300
)

// Draw draws a chart in a width.
type Draw func(m *messages.Messages, r *result.Result, width int) ([]byte, error)

// Colours of lines, which stand on white. What is wrong has warning colours,
// and each line of a chart a dash of its own.
var (
	calm = []charts.Color{charts.ColorRGB(31, 79, 143), charts.ColorRGB(27, 110, 66), charts.ColorRGB(123, 45, 142),
		charts.ColorRGB(90, 96, 105)}
	wrong  = []charts.Color{charts.ColorRGB(179, 35, 27), charts.ColorRGB(192, 112, 0)}
	ink    = charts.ColorRGB(27, 29, 33)
	faint  = charts.ColorRGB(226, 227, 222)
	border = charts.ColorRGB(150, 155, 162)
	shade  = charts.ColorRGB(253, 229, 200)
	dashes = [][]float64{nil, {7, 4}, {2, 3}, {10, 3, 2, 3}}
	thick  = 2.0
)

// series is one line of a chart; math.NaN is a gap.
type series struct {
	name   string
	color  charts.Color
	values []float64
}

// tick is a place of the x axis with its text.
type tick struct {
	at   float64
	text string
}

// span is a part of the x axis.
type span struct{ from, to float64 }

// chart is a chart of lines over x.
type chart struct {
	x, y    string // what the axes show
	at      []float64
	end     float64 // of the x axis, which begins at 0
	lines   []series
	ticks   []tick
	borders []tick // of stages, with their names
	shaded  []span // where the generator was the limit
	note    string // what the shade means
}

// Latency draws percentiles of the latency over time, in milliseconds.
func Latency(m *messages.Messages, r *result.Result, width int) ([]byte, error) {
	c := over(m, r, m.T("load.chart.ms"), width)
	for i, p := range []float64{50, 95, 99, 99.9} {
		c.lines = append(c.lines,
			line(r, "p"+strconv.FormatFloat(p, 'f', -1, 64), calm[i], func(s result.Slice) float64 {
				if s.Latency.Count() == 0 {
					return math.NaN()
				}
				return milliseconds(s.Latency.Percentile(p))
			}))
	}
	return c.draw(width)
}

// Rate draws requests a second: those of the schedule, and those that ended.
func Rate(m *messages.Messages, r *result.Result, width int) ([]byte, error) {
	c := over(m, r, m.T("load.chart.rate"), width)
	c.lines = []series{
		line(r, m.T("load.chart.done"), calm[0], func(s result.Slice) float64 { return perSecond(s.Requests, s) }),
		line(r, m.T("load.chart.scheduled"), calm[3], func(s result.Slice) float64 { return s.Target }),
	}
	return c.draw(width)
}

// Errors draws errors and violations a second.
func Errors(m *messages.Messages, r *result.Result, width int) ([]byte, error) {
	c := over(m, r, m.T("load.chart.errors"), width)
	c.lines = []series{
		line(r, m.T("load.errors"), wrong[0], func(s result.Slice) float64 { return perSecond(s.Errors, s) }),
		line(r, m.T("load.violations"), wrong[1], func(s result.Slice) float64 { return perSecond(s.Violations, s) }),
	}
	return c.draw(width)
}

// shares are the percentiles of the distribution, closer together the higher.
// The narrow chart has the text of every other one.
var shares = []float64{10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99, 100}

// Distribution draws the percentiles of the whole run, from the moment at which
// requests were due and from their sending.
func Distribution(m *messages.Messages, r *result.Result, width int) ([]byte, error) {
	c := &chart{x: m.T("load.chart.percentile"), y: m.T("load.chart.ms"), end: float64(len(shares) - 1)}
	due, sent := series{name: m.T("load.chart.due"), color: calm[0]},
		series{name: m.T("load.chart.sent"), color: calm[1]}
	for i, p := range shares {
		c.at = append(c.at, float64(i))
		if width > Narrow || i%2 == 0 || p == 100 {
			c.ticks = append(c.ticks, tick{float64(i), strconv.FormatFloat(p, 'f', -1, 64)})
		}
		due.values = append(due.values, milliseconds(r.Total.Latency.Percentile(p)))
		sent.values = append(sent.values, milliseconds(r.Total.Service.Percentile(p)))
	}
	c.lines = []series{due, sent}
	return c.draw(width)
}

// line is a line over the time of a run.
func line(r *result.Result, name string, color charts.Color, value func(result.Slice) float64) series {
	one := series{name: name, color: color}
	for _, s := range r.Timeline.Slices {
		one.values = append(one.values, value(s))
	}
	return one
}

// perSecond is a number of a slice by its length.
func perSecond(n uint64, s result.Slice) float64 {
	return float64(n) / max(s.Length, time.Millisecond).Seconds()
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// over is a chart over the time of a run, with its stages. A slice stands in
// its middle.
func over(m *messages.Messages, r *result.Result, y string, width int) *chart {
	c := &chart{x: m.T("load.chart.seconds"), y: y, end: r.Elapsed.Seconds(), note: m.T("load.chart.saturated")}
	for _, s := range r.Timeline.Slices {
		from, wide := s.At.Seconds(), max(s.Length, time.Millisecond).Seconds()
		c.at = append(c.at, from+wide/2)
		c.end = max(c.end, from+wide)
		if s.Saturated {
			c.shaded = append(c.shaded, span{from, from + wide})
		}
	}
	step, text := nice(c.end, most(width)), func(at float64) string { return strconv.FormatFloat(at, 'f', -1, 64) }
	if c.end >= 120 {
		step, c.x = niceTime(c.end, most(width)), m.T("load.chart.minutes")
		text = func(at float64) string { return fmt.Sprintf("%d:%02d", int(at)/60, int(at)%60) }
	}
	for i := 0; float64(i)*step <= c.end*1.0001; i++ {
		c.ticks = append(c.ticks, tick{float64(i) * step, text(clean(float64(i) * step))})
	}
	at := time.Duration(0)
	for _, s := range r.Profile.Stages {
		if len(r.Profile.Stages) > 1 && at.Seconds() < c.end {
			c.borders = append(c.borders, tick{at.Seconds(), s.Name})
		}
		at += s.Duration.Std()
	}
	return c
}

// most is how many ticks there is room for.
func most(width int) int { return max(width/85, 3) }

// nice is a step of 1, 2 or 5 times a power of ten, at most so many of which
// reach to end.
func nice(end float64, most int) float64 {
	if !(end > 0) || math.IsInf(end, 0) {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(end/float64(most))))
	for _, by := range []float64{1, 2, 5} {
		if end <= by*power*float64(most) {
			return by * power
		}
	}
	return 10 * power
}

// niceTime is a step of whole parts of minutes or hours, in seconds.
func niceTime(end float64, most int) float64 {
	for _, step := range []float64{15, 30, 60, 120, 300, 600, 900, 1800, 3600} {
		if end <= step*float64(most) {
			return step
		}
	}
	return 3600 * nice(end/3600, most)
}

// clean takes out what arithmetic left behind the last digit that counts.
func clean(f float64) float64 {
	short, _ := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 10, 64), 64)
	return short
}
