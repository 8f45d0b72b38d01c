package terminal

import (
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/messages"
	"github.com/montcheck/montcheck/reports/plain"
	"github.com/montcheck/montcheck/reports/printable"
)

// Progress shows a run while it goes on. Close ends it, however the run did;
// it may be called more than once, and from a signal's goroutine.
type Progress interface {
	run.Observer
	io.Closer
}

// NewProgress shows progress on w: bars where tty says that w is a terminal,
// a line a spec elsewhere.
func NewProgress(w io.Writer, tty bool, o Options) (Progress, error) {
	m, err := o.messages()
	if err != nil {
		return nil, err
	}
	l := lines{w: w, m: m, color: colors(o.Color)}
	if !tty {
		return &l, nil
	}
	b := &bars{canvas: draw(w, o.Width), modules: map[string]*bar{}}
	l.w = b.container
	b.lines = l
	return b, nil
}

// lines is the progress of a log.
type lines struct {
	w     io.Writer
	m     *messages.Messages
	color palette
}

func (l *lines) Planned(plan []run.ModulePlan) {
	total := 0
	for _, p := range plan {
		total += p.Specs
	}
	fmt.Fprintf(l.w, "%s\n", l.m.N("progress.planned", total))
}

func (l *lines) Started(run.Spec) {}

func (l *lines) Ended(s run.Spec) { io.WriteString(l.w, l.spec(s)) }

func (l *lines) Finished(*run.Run) {}

func (l *lines) Close() error { return nil }

// spec tells a spec that ended in a line, and below it why it did not pass.
func (l *lines) spec(s run.Spec) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s  %s  %s\n", l.color.tag(l.m, s.Verdict),
		printable.Line(strings.Join(s.Requirements, " ")), printable.Line(s.Text),
		l.color.muted(plain.Duration(l.m, s.Duration)))
	told := map[string]bool{}
	for _, f := range s.Findings {
		if f.Verdict != run.Pass && !told[f.Summary] { // it may break several requirements
			fmt.Fprintf(&b, "     %s\n", printable.Line(printable.Cut(f.Summary, 300)))
			told[f.Summary] = true
		}
	}
	if len(told) == 0 && s.Verdict != run.Pass && s.Reason != "" {
		fmt.Fprintf(&b, "     %s\n", printable.Line(printable.Cut(s.Reason, 300)))
	}
	return b.String()
}

// bars is the progress of a terminal: a bar a module, with the spec at work,
// and what fails above them.
type bars struct {
	lines
	canvas
	modules map[string]*bar
}

// bar is one module's bar. Its text is read by the goroutine that draws.
type bar struct {
	*mpb.Bar
	mu     sync.Mutex
	spec   string
	failed int
}

func (b *bars) Planned(plan []run.ModulePlan) {
	widest := 0
	for _, p := range plan {
		widest = max(widest, len([]rune(b.m.Module(p.Module))))
	}
	room := max(0, b.width-widest-40)
	for _, p := range plan {
		one := &bar{}
		made, err := b.container.Add(int64(p.Specs), style.Build(), mpb.BarWidth(20),
			mpb.PrependDecorators(decor.Name(pad(b.m.Module(p.Module), widest))),
			mpb.AppendDecorators(
				decor.CountersNoUnit("%d/%d", decor.WC{W: 8}),
				decor.Any(func(decor.Statistics) string { return one.text(b.color, room) }),
			))
		if err != nil { // closed before it began
			return
		}
		one.Bar = made
		b.modules[p.Module] = one
	}
}

func (b *bars) Started(s run.Spec) {
	if one := b.modules[s.Module]; one != nil {
		one.mu.Lock()
		defer one.mu.Unlock()
		one.spec = s.Text
	}
}

func (b *bars) Ended(s run.Spec) {
	if s.Verdict == run.Fail || s.Verdict == run.Error {
		io.WriteString(b.container, b.lines.spec(s))
	}
	one := b.modules[s.Module]
	if one == nil {
		return
	}
	one.mu.Lock()
	one.spec = ""
	if s.Verdict == run.Fail || s.Verdict == run.Error {
		one.failed++
	}
	one.mu.Unlock()
	one.Increment()
}

func (b *bars) Finished(*run.Run) { b.Close() }

func (b *bars) Close() error { return b.canvas.Close() }

func (o *bar) text(c palette, room int) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return beside(c, o.failed, o.spec, room)
}
