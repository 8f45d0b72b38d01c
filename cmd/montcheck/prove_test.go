package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/internal/prove"
)

// misproving is montcheck with the opinion that every fault breaks CNT-VEN-01,
// and nothing else.
func misproving() {
	choose = func(globs, variations []string) (prove.Choice, error) {
		c, err := prove.Choose(globs, variations)
		for i := range c.Faults {
			c.Faults[i].Breaks, c.Faults[i].May = []string{"CNT-VEN-01"}, nil
		}
		return c, err
	}
	main()
}

// TestInterruptedProof presses Ctrl-C while processes are at work: none of
// them goes on, and none of their files stays.
func TestInterruptedProof(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	link := filepath.Join(dir, "montcheck") // the name by which TestMain knows the command
	if err := os.Symlink(self, link); err != nil {
		t.Fatal(err)
	}
	temp := t.TempDir()
	cmd := exec.Command(link, "prove", "--fault", "ekey/*", "--jobs", "2", "--json", filepath.Join(dir, "proof.json"))
	cmd.Env = append(os.Environ(), "CI=true", "TMPDIR="+temp)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	var said strings.Builder
	sent := false
	for lines := bufio.NewScanner(out); lines.Scan(); {
		fmt.Fprintln(&said, lines.Text())
		if strings.HasPrefix(lines.Text(), "caught") && !sent { // one is over, others are at work
			sent = true
			if err := cmd.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
		}
	}
	cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); !sent || code != 4 {
		t.Errorf("interrupted %v, exit code %d, want 4\n%s", sent, code, said.String())
	}
	if !strings.Contains(said.String(), "INTERRUPTED") || !strings.Contains(said.String(), "not made") {
		t.Errorf("the interruption is not told:\n%s", said.String())
	}
	if _, err := os.Stat(filepath.Join(dir, "proof.json")); err != nil {
		t.Error("what was proved is lost: ", err)
	}
	if left, _ := filepath.Glob(filepath.Join(temp, "*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if running := processes(t, temp); len(running) > 0 {
		t.Errorf("still at work: %v", running)
	}
}

// processes are those whose command lines name a folder.
func processes(t *testing.T, folder string) []string {
	t.Helper()
	if runtime.GOOS != "linux" {
		return nil
	}
	files, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, file := range files {
		if line, err := os.ReadFile(file); err == nil && strings.Contains(string(line), folder) {
			all = append(all, strings.ReplaceAll(string(line), "\x00", " "))
		}
	}
	return all
}
