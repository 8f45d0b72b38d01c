package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

func byMontcheck(ctx context.Context, p peers, dir string, c *loadCase, length time.Duration) (generated, error) {
	if err := os.WriteFile(filepath.Join(dir, "montcheck.yaml"),
		[]byte(fmt.Sprintf(loadEnvironment, c.service, loadRate)), 0o600); err != nil {
		return generated{}, err
	}
	profile := filepath.Join(dir, "profile.yaml")
	f, err := os.Create(profile)
	if err != nil {
		return generated{}, err
	}
	err = loadProfile.Execute(f,
		map[string]any{"Rate": loadRate, "Length": length, "Operation": c.operation, "Workers": loadConnections,
			"Grace": loadGrace})
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return generated{}, err
	}
	result := filepath.Join(dir, "result.json")
	run := command(ctx, p.montcheck, "load", "--config", filepath.Join(dir, "montcheck.yaml"), "--env", "nginx",
		"--profile", profile, "--json", result)
	run.Env = append(os.Environ(), "CI=true")
	said, err := run.CombinedOutput()
	if ended := new(exec.ExitError); errors.As(err, &ended) && ended.ExitCode() == exitIncomplete {
		err = nil // not all that was asked for could be sent: that is the point
	}
	if err != nil {
		return generated{}, fmt.Errorf("montcheck load: %w: %s", err, said)
	}
	text, err := os.ReadFile(result)
	if err != nil {
		return generated{}, err
	}
	var r struct {
		Elapsed      time.Duration
		Total        struct{ Requests, Errors, Violations uint64 }
		Verification struct{ Answers, Full, Known, Unverified uint64 }
	}
	if err := json.Unmarshal(text, &r); err != nil {
		return generated{}, err
	}
	if v := r.Verification; v.Unverified != 0 || v.Full+v.Known != v.Answers || r.Total.Violations != 0 {
		return generated{}, fmt.Errorf("montcheck did not verify all: %+v", r)
	}
	return generated{r.Total.Requests, r.Elapsed, r.Total.Errors, r.Verification.Full}, nil
}

// byVegeta runs this program again, so that each generator has a process of
// its own.
func byVegeta(ctx context.Context, address string, length time.Duration) (generated, error) {
	self, err := os.Executable()
	if err != nil {
		return generated{}, err
	}
	said, err := command(ctx, self, vegetaCommand, address, length.String()).Output()
	if err != nil {
		return generated{}, fmt.Errorf("vegeta: %w", err)
	}
	var g generated
	return g, json.Unmarshal(said, &g)
}

// attack is the vegeta library with its default client, and as many connections
// as the others.
func attack(address, length string, out io.Writer) error {
	d, err := time.ParseDuration(length)
	if err != nil {
		return err
	}
	a := vegeta.NewAttacker(vegeta.Workers(loadConnections), vegeta.MaxWorkers(loadConnections),
		vegeta.Connections(loadConnections))
	var g generated
	began := time.Now()
	for r := range a.Attack(vegeta.NewStaticTargeter(vegeta.Target{Method: http.MethodGet, URL: address}),
		vegeta.Rate{}, d, "") {
		g.Requests++
		if r.Error != "" {
			g.Failed++
		}
	}
	g.Elapsed = time.Since(began)
	return json.NewEncoder(out).Encode(g)
}

//go:embed k6.js
var k6Script []byte

func byK6(ctx context.Context, p peers, dir, address string, length time.Duration) (generated, error) {
	script, summary := filepath.Join(dir, "k6.js"), filepath.Join(dir, "k6.json")
	if err := os.WriteFile(script, k6Script, 0o600); err != nil {
		return generated{}, err
	}
	run := command(ctx, p.k6, "run", "--quiet", "--no-usage-report", "--vus", fmt.Sprint(loadConnections), "--duration",
		length.String(), script)
	run.Env = append(os.Environ(), "ADDRESS="+address, "SUMMARY="+summary)
	if said, err := run.CombinedOutput(); err != nil {
		return generated{}, fmt.Errorf("k6: %w: %s", err, said)
	}
	text, err := os.ReadFile(summary)
	if err != nil {
		return generated{}, err
	}
	var g struct{ Requests, Failed, PerSecond float64 }
	if err := json.Unmarshal(text, &g); err != nil {
		return generated{}, err
	}
	return generated{Requests: uint64(g.Requests), Failed: uint64(g.Failed),
		Elapsed: time.Duration(g.Requests / g.PerSecond * float64(time.Second))}, nil
}
