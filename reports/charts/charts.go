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

// draw draws the chart.
func (c *chart) draw(width int) ([]byte, error) {
	p := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputSVG, Width: width, Height: Height})
	p.FilledRect(0, 0, width, Height, charts.ColorWhite, charts.ColorWhite, 0)
	font := charts.FontStyle{FontSize: 9, FontColor: ink} // points: 12 pixels
	small := charts.FontStyle{FontSize: 8, FontColor: charts.ColorRGB(90, 96, 105)}
	text := func(s string, x, y int, f charts.FontStyle) { p.Text(s, x, y, 0, f) }
	measure := func(s string, f charts.FontStyle) int { return p.MeasureText(s, 0, f).Width() }

	// The legend, in as many lines as it takes.
	const margin, row, sample = 10, 18, 26
	x, y := margin, 16
	for i, l := range c.lines {
		if wide := sample + 6 + measure(l.name, font); x > margin && x+wide > width-margin {
			x, y = margin, y+row
		}
		stroke(p, []charts.Point{{X: x, Y: y - 4}, {X: x + sample, Y: y - 4}}, l.color, i)
		text(l.name, x+sample+6, y, font)
		x += sample + 6 + measure(l.name, font) + 18
	}
	if len(c.shaded) > 0 {
		if x > margin && x+sample+6+measure(c.note, font) > width-margin {
			x, y = margin, y+row
		}
		p.FilledRect(x, y-10, x+sample, y, shade, border, 1)
		text(c.note, x+sample+6, y, font)
	}
	y += row
	text(c.y, margin, y, small)
	top := y + 10
	if len(c.borders) > 0 {
		top += 14
	}

	highest := 0.0
	for _, l := range c.lines {
		for _, v := range l.values {
			if v > highest { // a gap is not
				highest = v
			}
		}
	}
	step := nice(highest, 5)
	count := max(int(math.Ceil(highest/step-1e-9)), 1)
	labels, left := make([]string, count+1), 0
	for i := range labels {
		labels[i] = strconv.FormatFloat(clean(float64(i)*step), 'f', -1, 64)
		left = max(left, measure(labels[i], font))
	}
	left += margin + 8
	right, bottom := width-margin-8, Height-42
	at := func(x float64) int { return left + int(math.Round(x/max(c.end, 1e-9)*float64(right-left))) }
	level := func(v float64) int {
		return bottom - int(math.Round(v/(float64(count)*step)*float64(bottom-top)))
	}

	for _, s := range c.shaded {
		p.FilledRect(at(s.from), top, max(at(s.to), at(s.from)+2), bottom, shade, shade, 0)
	}
	for i, label := range labels {
		v := level(float64(i) * step)
		p.LineStroke([]charts.Point{{X: left, Y: v}, {X: right, Y: v}}, faint, 1)
		text(label, left-8-measure(label, font), v+4, font)
	}
	free := left
	for _, b := range c.borders {
		if b.at > 0 {
			p.DashedLineStroke([]charts.Point{{X: at(b.at), Y: top - 12}, {X: at(b.at), Y: bottom}}, border, 1,
				[]float64{3, 3})
		}
		if x := at(b.at) + 4; x >= free && x+measure(b.text, small) <= right {
			// a name for which there is no room stands in the table
			text(b.text, x, top-4, small)
			free = x + measure(b.text, small) + 6
		}
	}
	p.LineStroke([]charts.Point{{X: left, Y: bottom}, {X: right, Y: bottom}}, border, 1)
	for _, t := range c.ticks {
		p.LineStroke([]charts.Point{{X: at(t.at), Y: bottom}, {X: at(t.at), Y: bottom + 4}}, border, 1)
		text(t.text, min(at(t.at)-measure(t.text, font)/2, width-4-measure(t.text, font)), bottom+18, font)
	}
	text(c.x, max(right-measure(c.x, small), margin), Height-8, small)
	for i := len(c.lines) - 1; i >= 0; i-- {
		for _, part := range parts(c.at, c.lines[i].values, at, level) {
			stroke(p, part, c.lines[i].color, i)
		}
	}
	svg, err := p.Bytes()
	if err != nil {
		return nil, fmt.Errorf("charts: %w", err)
	}
	return svg, nil
}

// parts are the points of a line between its gaps. A lone one has a width.
func parts(at, values []float64, x func(float64) int, y func(float64) int) [][]charts.Point {
	var all [][]charts.Point
	var part []charts.Point
	end := func() {
		if len(part) == 1 {
			part = append(part, charts.Point{X: part[0].X + 3, Y: part[0].Y})
		}
		if len(part) > 0 {
			all = append(all, part)
		}
		part = nil
	}
	for i, v := range values {
		if math.IsNaN(v) {
			end()
			continue
		}
		part = append(part, charts.Point{X: x(at[i]), Y: y(v)})
	}
	end()
	return all
}

// stroke draws a line with the dash of its place among the lines.
func stroke(p *charts.Painter, points []charts.Point, color charts.Color, place int) {
	if dash := dashes[place%len(dashes)]; dash != nil {
		p.DashedLineStroke(points, color, thick, dash)
		return
	}
	p.LineStroke(points, color, thick)
}
