package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/montcheck/montcheck/reports/runjson"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && strings.HasSuffix(os.Args[0], ".test") && !strings.HasPrefix(os.Args[1], "-") {
		panic("run as a command, the tests would run themselves without end: " + os.Args[1])
	}
	testscript.Main(m, map[string]func(){"montcheck": main, "misproving": misproving})
}

// TestScripts drives the command line as users do.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				return err
			}
			env.Setenv("ADDR", listener.Addr().String())
			env.Setenv("CI", "true")
			return listener.Close()
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"await": await, "verdicts": verdicts, "exits": exits, "expand": expand,
		},
	})
}

// await ADDR waits until something listens.
func await(ts *testscript.TestScript, _ bool, args []string) {
	for range 200 {
		if r, err := http.Get("http://" + args[0]); err == nil {
			r.Body.Close()
			return
		}
		<-time.After(50 * time.Millisecond)
	}
	ts.Fatalf("nothing listens on %s", args[0])
}

// verdicts RUN.json FILE writes the requirements and their verdicts to FILE.
func verdicts(ts *testscript.TestScript, _ bool, args []string) {
	f, err := os.Open(ts.MkAbs(args[0]))
	ts.Check(err)
	defer f.Close()
	r, err := runjson.Read(f)
	ts.Check(err)
	var b strings.Builder
	for _, q := range r.Requirements {
		fmt.Fprintf(&b, "%s %s\n", q.ID, q.Verdict)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(b.String()), 0o644))
}

// expand FILE puts the address of the script's server into a file.
func expand(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	text := strings.ReplaceAll(ts.ReadFile(args[0]), "ADDR", ts.Getenv("ADDR"))
	ts.Check(os.WriteFile(path, []byte(text), 0o644))
}

// exits CODE COMMAND... expects an exit code; the output is in the files
// stdout and stderr.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	cmd := exec.Command(args[1], args[2:]...)
	cmd.Dir = ts.MkAbs(".")
	for _, name := range []string{
		"PATH", "HOME", "CI", "TMPDIR", "MONT_LOGIN", "MONT_PASSWORD", "MONTCHECK_LANG",
		"WESTCON_CLIENT_ID", "WESTCON_CLIENT_SECRET", "WESTCON_RESOURCE", "WESTCON_SUBSCRIPTION_KEY",
		"WESTCON_PARTNER_KEY",
	} {
		if v := ts.Getenv(name); v != "" {
			cmd.Env = append(cmd.Env, name+"="+v)
		}
	}
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if code := fmt.Sprint(cmd.ProcessState.ExitCode()); code != args[0] {
		ts.Fatalf("exit code %s (%v), want %s\n%s%s", code, err, args[0], stdout.String(), stderr.String())
	}
	ts.Check(os.WriteFile(ts.MkAbs("stdout"), []byte(stdout.String()), 0o644))
	ts.Check(os.WriteFile(ts.MkAbs("stderr"), []byte(stderr.String()), 0o644))
}
