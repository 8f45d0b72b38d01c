package terminal

import (
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/montcheck/montcheck/internal/proof"
	"github.com/montcheck/montcheck/reports/messages"
	"github.com/montcheck/montcheck/reports/plain"
	"github.com/montcheck/montcheck/reports/printable"
)

// Proving shows a proof while it goes on. Close ends it, however the proof
// did; it may be called more than once.
type Proving interface {
	proof.Observer
	io.Closer
}

// NewProving shows the progress of a proof on w: a bar where tty says that w
// is a terminal, a line a trial elsewhere.
func NewProving(w io.Writer, tty bool, o Options) (Proving, error) {
	m, err := o.messages()
	if err != nil {
		return nil, err
	}
	l := trialLines{w: w, m: m, color: colors(o.Color)}
	if !tty {
		return &l, nil
	}
	b := &trialBar{canvas: draw(w, o.Width)}
	l.w = b.container
	b.trialLines = l
	return b, nil
}

// trialLines is the progress of a log.
type trialLines struct {
	w     io.Writer
	m     *messages.Messages
	color palette
}

func (l *trialLines) Planned(trials int) {
	fmt.Fprintf(l.w, "%s\n", l.m.N("proof.planned", trials))
}

func (l *trialLines) Started(proof.Trial) {}

func (l *trialLines) Ended(t proof.Trial) { io.WriteString(l.w, l.trial(t)) }

func (l *trialLines) Finished(*proof.Proof) {}

func (l *trialLines) Close() error { return nil }

// trial tells a trial that ended in a line, and below it what is wrong.
func (l *trialLines) trial(t proof.Trial) string {
	var b strings.Builder
	paint := l.color.good
	if !well(t) {
		paint = l.color.bad
	}
	outcome := l.m.Outcome(t.Outcome)
	fmt.Fprintf(&b, "%s  %s  %s\n", paint(pad(outcome, 8)), l.name(t), l.color.muted(plain.Duration(l.m, t.Duration)))
	if t.Reason != "" {
		fmt.Fprintf(&b, "     %s\n", printable.Line(printable.Cut(t.Reason, 300)))
	}
	for i, g := range t.Groups() {
		if i == most {
			fmt.Fprintf(&b, "     %s\n", l.m.N("proof.count.alarms", len(t.Alarms)))
			break
		}
		fmt.Fprintf(&b, "     %s: %s %s: %s\n", l.m.Outcome(proof.Alarmed),
			printable.Line(printable.Cut(strings.Join(g.Requirements, " "), 100)), l.m.Verdict(g.Verdict),
			printable.Line(printable.Cut(g.Reason, 300)))
	}
	return b.String()
}

func (l *trialLines) name(t proof.Trial) string {
	name := printable.Line(t.Name)
	if t.Subject == proof.Sound {
		name = l.m.T("proof.sound")
	}
	return name + "  " + l.m.T("proof.seed", numbers([]int64{t.Seed}))
}

// well tells whether a trial came out as it should.
func well(t proof.Trial) bool {
	return (t.Outcome == proof.Caught || t.Outcome == proof.Quiet) && len(t.Alarms) == 0
}

// trialBar is the progress of a terminal: one bar, with what is at work, and
// above it what went wrong.
type trialBar struct {
	trialLines
	canvas
	bar *mpb.Bar

	mu     sync.Mutex
	latest string
	wrong  int
}

func (b *trialBar) Planned(trials int) {
	room := max(0, b.width-45)
	bar, err := b.container.Add(int64(trials), style.Build(), mpb.BarWidth(20), mpb.AppendDecorators(
		decor.CountersNoUnit("%d/%d", decor.WC{W: 9}),
		decor.Any(func(decor.Statistics) string { return b.text(room) }),
	))
	if err == nil { // else it was closed before it began
		b.bar = bar
	}
}

func (b *trialBar) text(room int) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return beside(b.color, b.wrong, b.latest, room)
}

func (b *trialBar) Started(t proof.Trial) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.latest = b.name(t)
}

func (b *trialBar) Ended(t proof.Trial) {
	if !well(t) {
		io.WriteString(b.container, b.trial(t))
		b.mu.Lock()
		b.wrong++
		b.mu.Unlock()
	}
	if b.bar != nil {
		b.bar.Increment()
	}
}

func (b *trialBar) Finished(*proof.Proof) { b.Close() }

func (b *trialBar) Close() error { return b.canvas.Close() }
