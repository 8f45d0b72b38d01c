package terminal

import (
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/vbauerster/mpb/v8"

	"github.com/montcheck/montcheck/reports/printable"
)

var style = mpb.BarStyle().Lbound(" ").Filler("━").Tip("━").Padding("─").Rbound(" ")

// canvas is a terminal with bars on it.
type canvas struct {
	out       io.Writer
	container *mpb.Progress
	width     int
	close     sync.Once
}

// draw begins to draw on w. A width of 0 is that of a terminal that does not
// tell its own.
func draw(w io.Writer, width int) canvas {
	if width <= 0 {
		width = 80
	}
	return canvas{out: w, width: width,
		container: mpb.New(mpb.WithOutput(w), mpb.WithWidth(width), mpb.WithAutoRefresh())}
}

// Close draws the bars a last time and leaves the cursor below them.
func (d *canvas) Close() error {
	d.close.Do(func() {
		if f, ok := d.out.(*os.File); ok {
			// An interrupt's "^C" stands before the cursor, and drawing
			// moves the cursor up only.
			io.WriteString(f, "\r")
		}
		d.container.Shutdown()
	})
	return nil
}

// beside is what stands beside a bar: how much is wrong, and what is at work.
func beside(c palette, wrong int, atWork string, room int) string {
	count := ""
	if wrong > 0 {
		count = c.bad(fmt.Sprintf("  ✗ %d", wrong))
	}
	return count + "  " + c.muted(printable.Line(printable.Cut(atWork, room)))
}
