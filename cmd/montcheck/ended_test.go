package main

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/runjson"
)

// program returns a link to this binary by the name at which TestMain makes
// the command of it, and a folder to run it in.
func program(t *testing.T) (link, dir string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	link = filepath.Join(dir, "montcheck")
	if err := os.Symlink(self, link); err != nil {
		t.Fatal(err)
	}
	return link, dir
}

// ended runs a command in dir, does something when a line says the words, and
// gives the exit code and the run of out/run.json; nil where there is none.
func ended(t *testing.T, cmd *exec.Cmd, dir, words string, then func(*os.Process, fs.File)) (int, *run.Run) {
	t.Helper()
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "CI=true")
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	cmd.Stdout = in
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	in.Close()
	said := false
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if !said && strings.Contains(lines.Text(), words) {
			said = true
			then(cmd.Process, out)
		}
	}
	_ = cmd.Wait() // the exit code says it
	if !said {
		t.Fatalf("it never said %q: %s", words, stderr.String())
	}
	f, err := os.Open(filepath.Join(dir, "out", "run.json"))
	if err != nil {
		t.Log(stderr.String())
		return cmd.ProcessState.ExitCode(), nil
	}
	defer f.Close()
	r, err := runjson.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), r
}

func send(t *testing.T, signals ...os.Signal) func(*os.Process, fs.File) {
	return func(p *os.Process, _ fs.File) {
		for _, s := range signals {
			if err := p.Signal(s); err != nil {
				t.Error(err)
			}
		}
	}
}

// However a run is ended from outside, its reports are written and say so.
func TestEndedFromOutside(t *testing.T) {
	for name, signals := range map[string][]os.Signal{
		"Ctrl-C": {os.Interrupt}, "SIGTERM": {syscall.SIGTERM}, "the terminal closes": {syscall.SIGHUP},
	} {
		t.Run(name, func(t *testing.T) {
			if signals[0] == syscall.SIGHUP && signal.Ignored(syscall.SIGHUP) {
				t.Skip("SIGHUP is ignored where the tests run, as by nohup, and so by what they start")
			}
			link, dir := program(t)
			cmd := exec.Command(link, "certify", "--products", "2000", "--module", "content", "--output-dir", "out")
			code, r := ended(t, cmd, dir, "CNT-VEN-01", send(t, signals...))
			if code != run.ExitIncomplete || r == nil || r.Stopped == nil ||
				r.Stopped.Reason != "interrupted by the user" || len(r.Specs) == 0 {
				t.Fatalf("exit code %d, a run: %v, not stopped or without specs", code, r != nil)
			}
			for _, report := range []string{"report.html", "junit.xml", "exchanges.har"} {
				if _, err := os.Stat(filepath.Join(dir, "out", report)); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// nohup is obeyed.
func TestTerminalClosesUnderNohup(t *testing.T) {
	link, dir := program(t)
	cmd := exec.Command("sh", "-c", `trap "" HUP; exec "$0" "$@"`, link, "certify", "--products", "20", "--module",
		"content", "--output-dir", "out")
	code, r := ended(t, cmd, dir, "CNT-VEN-01", send(t, syscall.SIGHUP, syscall.SIGHUP, syscall.SIGHUP, syscall.SIGHUP))
	if code != run.ExitConformant || r == nil || r.Stopped != nil {
		t.Errorf("exit code %d, run %+v", code, r)
	}
}

// Who reads goes away: the run goes on, and its reports are written.
func TestReaderGoesAway(t *testing.T) {
	link, dir := program(t)
	cmd := exec.Command(link, "certify", "--products", "20", "--module", "content", "--output-dir", "out")
	code, r := ended(t, cmd, dir, "checks", func(_ *os.Process, out fs.File) { out.Close() })
	if code != run.ExitConformant || r == nil || r.Stopped != nil {
		t.Errorf("exit code %d, run %+v", code, r)
	}
}

// Where nothing can be printed, the reports are written, and the exit code is
// that of the run. Where it is a report that can't be written, it is not.
func TestOutputIsFull(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("no /dev/full here")
	} else if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	for _, c := range []struct {
		args []string
		code int
	}{{nil, run.ExitConformant}, {[]string{"--har", "-"}, run.ExitUnfinished},
		{[]string{"--har", "/dev/full"}, run.ExitUnfinished}} {
		link, dir := program(t)
		cmd := exec.Command(link,
			append([]string{"certify", "--products", "20", "--module", "content", "--output-dir", "out"}, c.args...)...)
		var stderr strings.Builder
		cmd.Dir, cmd.Stdout, cmd.Stderr = dir, full, &stderr
		_ = cmd.Run()
		if code := cmd.ProcessState.ExitCode(); code != c.code || !strings.Contains(stderr.String(), "no space left") {
			t.Errorf("%v: exit code %d, %s", c.args, code, stderr.String())
		}
		if _, err := os.Stat(filepath.Join(dir, "out", "run.json")); err != nil {
			t.Errorf("%v: %v", c.args, err)
		}
	}
}
