package terminal

import (
	"github.com/fatih/color"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/messages"
	"github.com/montcheck/montcheck/reports/plain"
)

type sprint func(a ...any) string

// palette is what colours mean. Without colour every function leaves its
// text as it is.
type palette struct{ good, bad, caution, muted, strong sprint }

func colors(on bool) palette {
	paint := func(attributes ...color.Attribute) sprint {
		c := color.New(attributes...)
		c.DisableColor()
		if on {
			c.EnableColor()
		}
		return c.SprintFunc()
	}
	return palette{
		good:    paint(color.FgGreen),
		bad:     paint(color.FgRed, color.Bold),
		caution: paint(color.FgYellow),
		muted:   paint(color.Faint),
		strong:  paint(color.Bold),
	}
}

func (p palette) paint() plain.Paint {
	return plain.Paint{Strong: p.strong, Dim: p.muted, Mark: p.bad}
}

func (p palette) verdict(v run.Verdict) sprint {
	switch v {
	case run.Pass:
		return p.good
	case run.Fail, run.Error:
		return p.bad
	case run.Warn, run.NotExercised:
		return p.caution
	}
	return p.muted
}

func (p palette) conclusion(c run.Conclusion) sprint {
	switch c {
	case run.Conformant:
		return p.good
	case run.NonConformant:
		return p.bad
	}
	return p.caution
}

// tag is a verdict in four columns.
func (p palette) tag(m *messages.Messages, v run.Verdict) string {
	return p.verdict(v)(pad(m.Tag(v), 4))
}

func pad(s string, width int) string {
	for n := len([]rune(s)); n < width; n++ {
		s += " "
	}
	return s
}
