package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/montcheck/montcheck/internal/output"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/printable"
	"github.com/montcheck/montcheck/reports/terminal"
)

// screen is how the user sees what is printed.
type screen struct {
	tty     bool
	options terminal.Options
}

func screenOf(w io.Writer, lang string) screen {
	s := screen{options: terminal.Options{Lang: lang}}
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) || os.Getenv("TERM") == "dumb" {
		return s
	}
	s.options.Width, _, _ = term.GetSize(int(f.Fd()))
	s.options.Color = os.Getenv("NO_COLOR") == ""
	s.tty = os.Getenv("CI") == ""
	return s
}

// shown is how a command that writes reports shows people what it does.
type shown struct {
	screen
	people *people
	stderr io.Writer
}

// showOn shows on standard output, or on standard error where a report goes
// to the other. From here on the end of a pipe is an error, and not the end of
// the program.
func showOn(cmd *cobra.Command, outputs *output.Outputs, lang string) shown {
	out := cmd.OutOrStdout()
	if outputs.OnStdout() {
		out = cmd.ErrOrStderr()
	}
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	return shown{screen: screenOf(out, lang), people: &people{w: out, log: printable.Log(out)},
		stderr: cmd.ErrOrStderr()}
}

// live is where progress is shown: the terminal itself, where it is one.
func (s shown) live() io.Writer {
	if s.tty {
		return s.people.w
	}
	return s.people
}

// end tells where the reports are, and gives the exit code of the command: that
// of the run, unless a report was not written. What people could not be shown
// changes nothing.
func (s shown) end(code int, paths []string, err error) error {
	for _, path := range paths {
		fmt.Fprintln(s.people, "  "+path)
	}
	s.people.complain(s.stderr)
	if err != nil {
		return exit{run.ExitUnfinished, err}
	}
	return exit{code: code}
}

// people is what is written for people to read, beside the reports. Where it
// can't be written any more, since who read it went away or a disk is full,
// the rest is dropped: a run goes on, and its reports are written.
type people struct {
	mu  sync.Mutex
	w   io.Writer
	log io.Writer // to w
	err error
}

// Write implements io.Writer. It never fails.
func (p *people) Write(text []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err == nil {
		_, p.err = p.log.Write(text)
	}
	return len(text), nil
}

// complain says on another writer why something could not be printed, unless
// it is that the reader went away.
func (p *people) complain(stderr io.Writer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err != nil && !errors.Is(p.err, syscall.EPIPE) && p.w != stderr {
		fmt.Fprintln(stderr, "montcheck: not all could be printed:", p.err)
	}
}
