package charts

import (
	"fmt"
	"math"
	"strconv"

	"github.com/go-analyze/charts"
)

// drawing is a chart as it is put on paper: what is drawn with, and where its plot is, in pixels.
type drawing struct {
	*chart
	paper                    *charts.Painter
	width                    int
	left, right, top, bottom int
	step                     float64 // from one line of the grid to the next
	steps                    int
}

const margin = 10

var (
	font  = charts.FontStyle{FontSize: 9, FontColor: ink} // points: 12 pixels
	small = charts.FontStyle{FontSize: 8, FontColor: charts.ColorRGB(90, 96, 105)}
)

// draw draws the chart.
func (c *chart) draw(width int) ([]byte, error) {
	d := &drawing{chart: c, width: width, paper: charts.NewPainter(
		charts.PainterOptions{OutputFormat: charts.ChartOutputSVG, Width: width, Height: Height})}
	d.paper.FilledRect(0, 0, width, Height, charts.ColorWhite, charts.ColorWhite, 0)
	d.top = d.legend()
	if len(c.borders) > 0 {
		d.top += 14
	}
	d.right, d.bottom = width-margin-8, Height-42
	d.grid()
	d.axis()
	for i := len(c.lines) - 1; i >= 0; i-- {
		for _, part := range parts(c.at, c.lines[i].values, d.x, d.y) {
			stroke(d.paper, part, c.lines[i].color, i)
		}
	}
	svg, err := d.paper.Bytes()
	if err != nil {
		return nil, fmt.Errorf("charts: %w", err)
	}
	return svg, nil
}

func (d *drawing) text(s string, x, y int, f charts.FontStyle) { d.paper.Text(s, x, y, 0, f) }

func (d *drawing) widthOf(s string, f charts.FontStyle) int {
	return d.paper.MeasureText(s, 0, f).Width()
}

// x and y are where a value is.
func (d *drawing) x(at float64) int {
	return d.left + int(math.Round(at/max(d.end, 1e-9)*float64(d.right-d.left)))
}

func (d *drawing) y(v float64) int {
	return d.bottom - int(math.Round(v/(float64(d.steps)*d.step)*float64(d.bottom-d.top)))
}

// legend names the lines, in as many rows as it takes, and returns where the plot may begin.
func (d *drawing) legend() int {
	const row, sample = 18, 26
	x, y := margin, 16
	for i, l := range d.lines {
		if wide := sample + 6 + d.widthOf(l.name, font); x > margin && x+wide > d.width-margin {
			x, y = margin, y+row
		}
		stroke(d.paper, []charts.Point{{X: x, Y: y - 4}, {X: x + sample, Y: y - 4}}, l.color, i)
		d.text(l.name, x+sample+6, y, font)
		x += sample + 6 + d.widthOf(l.name, font) + 18
	}
	if len(d.shaded) > 0 {
		if x > margin && x+sample+6+d.widthOf(d.note, font) > d.width-margin {
			x, y = margin, y+row
		}
		d.paper.FilledRect(x, y-10, x+sample, y, shade, border, 1)
		d.text(d.note, x+sample+6, y, font)
	}
	y += row
	d.text(d.chart.y, margin, y, small)
	return y + 10
}

// grid draws what stands behind the lines: spans of time that are shaded, and round values.
func (d *drawing) grid() {
	highest := 0.0
	for _, l := range d.lines {
		for _, v := range l.values {
			if v > highest { // a gap is not
				highest = v
			}
		}
	}
	d.step = nice(highest, 5)
	d.steps = max(int(math.Ceil(highest/d.step-1e-9)), 1)
	labels := make([]string, d.steps+1)
	for i := range labels {
		labels[i] = strconv.FormatFloat(clean(float64(i)*d.step), 'f', -1, 64)
		d.left = max(d.left, d.widthOf(labels[i], font))
	}
	d.left += margin + 8
	for _, s := range d.shaded {
		d.paper.FilledRect(d.x(s.from), d.top, max(d.x(s.to), d.x(s.from)+2), d.bottom, shade, shade, 0)
	}
	for i, label := range labels {
		y := d.y(float64(i) * d.step)
		d.paper.LineStroke([]charts.Point{{X: d.left, Y: y}, {X: d.right, Y: y}}, faint, 1)
		d.text(label, d.left-8-d.widthOf(label, font), y+4, font)
	}
}

// axis draws time, with the borders of stages.
func (d *drawing) axis() {
	free := d.left
	for _, b := range d.borders {
		x := d.x(b.at)
		if b.at > 0 {
			d.paper.DashedLineStroke([]charts.Point{{X: x, Y: d.top - 12}, {X: x, Y: d.bottom}}, border, 1,
				[]float64{3, 3})
		}
		if x += 4; x >= free && x+d.widthOf(b.text, small) <= d.right {
			// a name for which there is no room stands in the table
			d.text(b.text, x, d.top-4, small)
			free = x + d.widthOf(b.text, small) + 6
		}
	}
	d.paper.LineStroke([]charts.Point{{X: d.left, Y: d.bottom}, {X: d.right, Y: d.bottom}}, border, 1)
	for _, t := range d.ticks {
		x, wide := d.x(t.at), d.widthOf(t.text, font)
		d.paper.LineStroke([]charts.Point{{X: x, Y: d.bottom}, {X: x, Y: d.bottom + 4}}, border, 1)
		d.text(t.text, min(x-wide/2, d.width-4-wide), d.bottom+18, font)
	}
	d.text(d.chart.x, max(d.right-d.widthOf(d.chart.x, small), margin), Height-8, small)
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
