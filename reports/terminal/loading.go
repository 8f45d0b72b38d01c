package terminal

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/reports/messages"
	"github.com/montcheck/montcheck/reports/plain"
	"github.com/montcheck/montcheck/reports/printable"
)

// Loading shows a load run while it goes on. Close ends it, however the run
// did; it may be called more than once.
type Loading interface {
	result.Observer
	io.Closer
}

// betweenLines is the time between two lines of a log.
const betweenLines = 5 * time.Second

// NewLoading shows the progress of a load run on w: redrawn where tty says that
// w is a terminal, a line every few seconds elsewhere.
func NewLoading(w io.Writer, tty bool, o Options) (Loading, error) {
	m, err := o.messages()
	if err != nil {
		return nil, err
	}
	l := loadLines{w: w, m: m, color: colors(o.Color), next: betweenLines}
	if !tty {
		return &l, nil
	}
	if o.Width <= 0 {
		o.Width = 80
	}
	b := &loadBar{out: w, width: o.Width,
		container: mpb.New(mpb.WithOutput(w), mpb.WithWidth(o.Width), mpb.WithAutoRefresh())}
	l.w = b.container
	b.loadLines = l
	return b, nil
}

// loadLines is the progress of a log.
type loadLines struct {
	w     io.Writer
	m     *messages.Messages
	color palette
	next  time.Duration   // when the next line is due
	last  result.Progress // what was told last
	told  bool            // whether a line tells it

	checked time.Time // when a check of the replicas was told of
}

func (l *loadLines) Prepared(what string) {
	if what == "check" && l.last.Elapsed > 0 && !l.told { // the load is over: this is how it ended
		l.line()
	}
	text := map[string]string{"prepare": l.m.T("load.prepare"), "await": l.m.T("load.await"),
		"check": l.m.T("load.check")}[what]
	fmt.Fprintf(l.w, "%s\n", l.color.muted(text))
}

func (l *loadLines) Started(p result.Plan) {
	fmt.Fprintf(l.w, "%s\n",
		l.m.N("load.planned", int(p.Requests), l.color.strong(printable.Line(p.Profile)), plain.Duration(l.m, p.Length),
			l.m.N("load.by", p.Partners)))
}

func (l *loadLines) Progress(p result.Progress) {
	l.last, l.told = p, false
	if p.Elapsed < l.next {
		return
	}
	for l.next <= p.Elapsed {
		l.next += betweenLines
	}
	l.line()
}

func (l *loadLines) line() {
	p := l.last
	l.told = true
	fmt.Fprintf(l.w, "%s  %s  %s\n", l.color.muted(pad(plain.Duration(l.m, p.Elapsed), 7)), printable.Line(p.Stage),
		l.numbers(p))
}

// Checking tells how the check of the replicas stands, as seldom as the load.
func (l *loadLines) Checking(done, of int) {
	if now := time.Now(); now.Sub(l.checked) >= betweenLines {
		if !l.checked.IsZero() {
			fmt.Fprintf(l.w, "%s\n", l.color.muted(l.m.T("load.checking", done, of)))
		}
		l.checked = now
	}
}

func (l *loadLines) Finished(*result.Result) {}

func (l *loadLines) Close() error { return nil }

// numbers is how a run stands.
func (l *loadLines) numbers(p result.Progress) string {
	text := l.m.T("load.progress", plain.Rate(p.Rate), plain.Rate(p.Target), p.InFlight, l.latency(p.P50),
		l.latency(p.P95), l.latency(p.P99), p.Errors, p.Violations)
	if p.Target == 0 && p.Elapsed > p.Length {
		text = l.m.T("load.draining", p.InFlight, p.Errors, p.Violations)
	}
	if p.Errors+p.Violations > 0 || p.Diverged > 0 {
		text = l.color.bad(text)
	}
	if p.Saturated {
		text += "  " + l.color.caution(l.m.T("load.progress.limit"))
	}
	return text
}

// latency is a percentile of the last slice; a dot where nothing ended in it.
func (l *loadLines) latency(d time.Duration) string {
	if d == 0 {
		return "·"
	}
	return plain.Duration(l.m, d)
}

// loadBar is the progress of a terminal: a bar of the time, and a line of
// numbers.
type loadBar struct {
	loadLines
	out       io.Writer
	container *mpb.Progress
	width     int
	over      bool // the load, not yet the run
	bar, line *mpb.Bar
	close     sync.Once

	mu    sync.Mutex
	stage string
	text  string
}

func (b *loadBar) Started(p result.Plan) {
	b.loadLines.Started(p)
	room := max(10, b.width-45)
	b.bar, _ = b.container.Add(int64(p.Length), style.Build(), mpb.BarWidth(30), mpb.AppendDecorators(
		decor.Any(func(decor.Statistics) string {
			b.mu.Lock()
			defer b.mu.Unlock()
			return printable.Cut(b.stage, room)
		})))
	b.line, _ = b.container.Add(0, mpb.NopStyle().Build(), mpb.PrependDecorators(
		decor.Any(func(decor.Statistics) string {
			b.mu.Lock()
			defer b.mu.Unlock()
			return b.text
		})))
}

// Prepared tells in place of the numbers what goes on once the load is over.
func (b *loadBar) Prepared(what string) {
	if b.bar == nil || what != "check" {
		b.loadLines.Prepared(what)
		return
	}
	b.over = true
	b.show("", b.color.muted(b.m.T("load.check")))
}

// Checking tells how the check of the replicas stands.
func (b *loadBar) Checking(done, of int) {
	if b.over {
		b.show("", b.color.muted(b.m.T("load.checking", done, of)))
	}
}

func (b *loadBar) show(stage, text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stage, b.text = stage, text
}

func (b *loadBar) numbersOf(p result.Progress) {
	b.show(plain.Duration(b.m, p.Elapsed)+"  "+printable.Line(p.Stage), b.numbers(p))
}

func (b *loadBar) Progress(p result.Progress) {
	b.last = p
	b.numbersOf(p)
	if b.bar != nil {
		b.bar.SetCurrent(min(int64(p.Elapsed), int64(p.Length)))
	}
}

// Finished leaves how the load ended on the screen.
func (b *loadBar) Finished(*result.Result) {
	if b.bar != nil {
		b.numbersOf(b.last)
	}
	b.Close()
}

// Close draws a last time and leaves the cursor below.
func (b *loadBar) Close() error {
	b.close.Do(func() {
		if f, ok := b.out.(*os.File); ok {
			io.WriteString(f, "\r") // an interrupt's "^C" stands before the cursor
		}
		b.container.Shutdown()
	})
	return nil
}
