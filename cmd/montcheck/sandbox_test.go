package main

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/montcheck/montcheck/internal/certify"
	"github.com/montcheck/montcheck/internal/config"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/sandbox"
)

// until keeps what is written, and calls then once certain words were.
type until struct {
	bytes.Buffer
	words string
	then  func()
}

func (u *until) Write(p []byte) (int, error) {
	n, err := u.Buffer.Write(p)
	if strings.Contains(u.String(), u.words) {
		u.then()
	}
	return n, err
}

// printed does what the sandbox tells its user to do: it puts the printed lines into montcheck.yaml and has a shell set
// the printed variables.
func printed(t *testing.T, out string) *environment.Environment {
	t.Helper()
	_, rest, _ := strings.Cut(out, "environments:\n")
	lines, rest, ok := strings.Cut(rest, "\n\n")
	_, exports, _ := strings.Cut(rest, "in another shell:\n")
	exports, _, found := strings.Cut(exports, "  montcheck certify")
	if !ok || !found {
		t.Fatalf("the sandbox says %s", out)
	}
	set, err := exec.CommandContext(t.Context(), "sh", "-c", exports+"env").Output()
	if err != nil {
		t.Fatal(err)
	}
	variables := map[string]string{}
	for line := range strings.Lines(string(set)) {
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		variables[name] = value
	}
	path := filepath.Join(t.TempDir(), "montcheck.yaml")
	if err := os.WriteFile(path, []byte("environments:\n"+lines+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := config.Load(path, "")
	if err != nil {
		t.Fatal(err)
	}
	env, err := file.Environment("local",
		func(name string) (string, bool) { value, ok := variables[name]; return value, ok })
	if err != nil {
		t.Fatal(err)
	}
	return env
}

// TestTheSameVerdicts certifies a sandbox by the configuration that it prints: the verdicts are those of the embedded
// one. What the run set there for its checks it puts back.
func TestTheSameVerdicts(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	ready, served := make(chan struct{}), make(chan error, 1)
	out := &until{words: "Ctrl-C", then: sync.OnceFunc(func() { close(ready) })}
	go func() {
		served <- sandbox.Serve(ctx, "127.0.0.1:0", sandbox.Options{Products: 100, Control: true}, out)
	}()
	select {
	case <-ready:
	case err := <-served:
		t.Fatal(err)
	}
	verdicts := func(o certify.Options) map[string]run.Verdict {
		o.Seed, o.Dir = 1, t.TempDir()
		r, _, err := certify.Run(ctx, o)
		if err != nil {
			t.Fatal(err)
		}
		all := map[string]run.Verdict{}
		for _, q := range r.Requirements {
			all[q.ID] = q.Verdict
		}
		return all
	}
	env := printed(t, out.String())
	limit := env.Control.JoinPath("gateway").String()
	before := ask(t, http.MethodPost, limit, `{"calls":987654,"seconds":11}`)
	local := verdicts(certify.Options{Environment: env})
	if after := ask(t, http.MethodGet, limit, ""); after != before {
		t.Errorf("the gateway's limit was %s and is %s", before, after)
	}
	embedded := verdicts(certify.Options{Sandbox: sandbox.Options{Products: 100, Seed: 1}})
	if !maps.Equal(local, embedded) {
		t.Errorf("by its configuration: %v\nembedded: %v", local, embedded)
	}
	cancel()
	if err := <-served; err != nil {
		t.Error(err)
	}
}

// ask returns what a control door answers.
func ask(t *testing.T, method, address, body string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %s %s %v", method, address, answer.Status, text, err)
	}
	return string(text)
}

func TestPrintedConfiguration(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out := &until{words: "Ctrl-C", then: cancel}
	if err := sandbox.Serve(ctx, "127.0.0.1:0", sandbox.Options{Products: 60, Control: true}, out); err != nil {
		t.Fatal(err)
	}
	env := printed(t, out.String())
	for want, got := range map[string]string{
		sandbox.PartnerLogin: env.Login.Reveal(), sandbox.PartnerPassword: env.Password.Reveal(),
		sandbox.WestconClientID:        env.Westcon.ClientID.Reveal(),
		sandbox.WestconClientSecret:    env.Westcon.ClientSecret.Reveal(),
		sandbox.WestconResource:        env.Westcon.Resource.Reveal(),
		sandbox.WestconSubscriptionKey: env.Westcon.SubscriptionKey.Reveal(),
		sandbox.WestconPartnerKey:      env.Westcon.PartnerKey.Reveal(),
		sandbox.ContentPath:            env.Content.URL.Path, sandbox.EKeyPath: env.EKey.URL.Path,
		sandbox.EKey2Path:   env.EKey2.URL.Path,
		sandbox.WestconPath: env.Westcon.URL.Path, sandbox.WestconTokenPath: env.Westcon.TokenURL.Path,
		sandbox.ControlPath: env.Control.Path,
	} {
		if got != want {
			t.Errorf("%q is %q", want, got)
		}
	}
	if !env.Load.Allowed || env.Load.MaxRate == 0 {
		t.Error("a sandbox on loopback, with its control door open, does not allow load")
	}
	if s := env.Scenarios; len(s.All(environment.WestconOrders)) < 3 ||
		len(s.All(environment.WestconCustomerOrders)) < 2 ||
		s.One(environment.WestconForeignOrder) == "" || s.One(environment.WestconForeignCustomerOrder) == "" ||
		s.One(environment.OutOfStock) == "" || s.One(environment.Subscriber) == "" {
		t.Errorf("the scenarios are %+v", s)
	}
}
