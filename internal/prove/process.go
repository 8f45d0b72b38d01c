package prove

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"al.essio.dev/pkg/shellescape"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/printable"
	"github.com/montcheck/montcheck/reports/runjson"
)

// command is how a user says it.
func command(args []string) string { return "montcheck " + shellescape.QuoteCommand(args) }

// certify runs `montcheck certify` in a process of its own, whose files are
// in dir and gone afterwards. The process ends with ctx, and at the latest
// after the timeout.
func certify(ctx context.Context, o Options, flags []string, dir string) (*run.Run, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	within, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()

	var stdout bytes.Buffer
	stderr := tail{keep: 2000}
	cmd := exec.CommandContext(within, o.Program,
		slices.Concat(flags, []string{"--json", "-", "--only", "--output-dir", filepath.Join(dir, "out"), "--yes"})...)
	cmd.Args[0] = "montcheck" // whatever the file is called
	cmd.Dir, cmd.Env = dir, environ(dir)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	// A group of its own: a terminal's Ctrl-C is for this process, which then
	// ends the group.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second

	err := cmd.Run()
	if within.Err() != nil {
		return nil, fmt.Errorf("the run was not over after %s", o.Timeout)
	}
	if ended := new(exec.ExitError); err != nil && !errors.As(err, &ended) {
		return nil, err
	}
	if stdout.Len() == 0 {
		return nil, fmt.Errorf("certify ended with %s and without a run: %s", cmd.ProcessState, stderr.last())
	}
	r, err := runjson.Read(&stdout)
	if err != nil {
		return nil, err
	}
	if code := cmd.ProcessState.ExitCode(); code != r.ExitCode() {
		return nil, fmt.Errorf("certify ended with %s, and its run calls for exit code %d: %s", cmd.ProcessState,
			r.ExitCode(), stderr.last())
	}
	return r, nil
}

// environ is the environment of this process without what would set flags of
// certify, with a folder of its own for temporary files.
func environ(dir string) []string {
	all := slices.DeleteFunc(os.Environ(), func(s string) bool { return strings.HasPrefix(s, "MONTCHECK_") })
	return append(all, "TMPDIR="+dir, "CI=true", "GOGC=400") // a short life has no use for much collecting
}

// tail keeps the last bytes of what is written to it.
type tail struct {
	keep int
	b    []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.b = append(t.b, p...)
	t.b = t.b[max(0, len(t.b)-t.keep):]
	return len(p), nil
}

// last gives the last lines in one.
func (t *tail) last() string {
	lines := strings.FieldsFunc(string(t.b), func(r rune) bool { return r == '\n' })
	return printable.Line(strings.Join(lines[max(0, len(lines)-3):], " | "))
}
