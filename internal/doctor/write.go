package doctor

import (
	"fmt"
	"io"
	"time"

	"github.com/fatih/color"
)

// Write prints a report for people: the checks of each service in a list,
// with what to mend below the one that failed.
func Write(w io.Writer, r Report, colored bool) error {
	p := printer{w: w, colored: colored}
	service := ""
	for _, c := range r.Checks {
		if c.Service != service {
			service = c.Service
			p.line("\n%s", p.paint(service, color.Bold))
		}
		p.line("  %s  %-15s  %s%s", p.status(c.Status), c.Name, c.Detail, p.took(c.Duration))
		if c.Mend != "" {
			p.line("           %-15s  %s", "", p.paint(c.Mend, color.Bold))
		}
	}
	if r.OK() {
		p.line("\n%s", p.paint(r.Environment+" can be reached.", color.FgGreen))
	} else {
		p.line("\n%s", p.paint(r.Environment+" can't be used as it is.", color.FgRed, color.Bold))
	}
	return p.err
}

// printer writes lines until one can't be written.
type printer struct {
	w       io.Writer
	colored bool
	err     error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

func (p *printer) paint(text string, attributes ...color.Attribute) string {
	c := color.New(attributes...)
	c.DisableColor()
	if p.colored {
		c.EnableColor()
	}
	return c.Sprint(text)
}

func (p *printer) status(s Status) string {
	hue := map[Status]color.Attribute{OK: color.FgGreen, Failed: color.FgRed, Skipped: color.FgYellow}[s]
	return p.paint(fmt.Sprintf("%-7s", s), hue)
}

// took is the time that a check needed, where it is worth telling.
func (p *printer) took(d time.Duration) string {
	if d < 10*time.Millisecond {
		return ""
	}
	return p.paint(fmt.Sprintf(" (%s)", d.Round(time.Millisecond)), color.Faint)
}
