package repeat

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/internal/run"
)

// Load is the command that makes the load of r again: the whole one, where r
// is merged. The start of a shard is a shell variable, for that of the run is
// past.
func Load(r *result.Result) string {
	args := []string{"montcheck", "load"}
	profile := r.Asked.Profile
	if profile == "" {
		profile = r.Profile.Name
	}
	if profile != "" {
		args = append(args, "--profile", profile)
	}
	if s := loadSandbox(r); s != nil {
		args = append(args, sandbox(s)...)
	} else if r.Environment.Name != "" {
		args = append(args, "--env", r.Environment.Name)
	}
	args = append(args, "--seed", strconv.FormatInt(r.Seed, 10))
	if r.Asked.Rate > 0 {
		args = append(args, "--rate", strconv.FormatFloat(r.Asked.Rate, 'f', -1, 64))
	}
	if r.Asked.Duration > 0 {
		args = append(args, "--duration", r.Asked.Duration.String())
	}
	if r.Shard == nil {
		return command(args)
	}
	return command(append(args, "--shard", fmt.Sprintf("%d/%d", r.Shard.Index, r.Shard.Count))) + ` --start-at "$START"`
}

// LoadCurl is the command that asks a question of a load run again. The path
// is below the service's address.
func LoadCurl(r *result.Result, path string) string {
	x := run.Exchange{Request: run.Request{Method: "GET", URL: LoadURL(r, path), Credentials: &run.Credentials{
		Scheme: "Basic", Login: r.Environment.Login, Password: r.Environment.Password,
	}}}
	return Curl(loadRun(r), x)
}

// LoadURL is the address that a path of a load run is below.
func LoadURL(r *result.Result, path string) string {
	return strings.TrimRight(r.Environment.URL, "/") + "/" + path
}

// LoadSandbox is the command that starts the embedded sandbox of a load run
// again, at Address; empty where the run used none.
func LoadSandbox(r *result.Result) string { return Sandbox(loadRun(r)) }

// loadRun is what the commands of a certification need to know of a load run.
func loadRun(r *result.Result) *run.Run {
	return &run.Run{
		Environment: run.Environment{Name: r.Environment.Name, Kind: r.Environment.Kind, Sandbox: loadSandbox(r)}}
}

func loadSandbox(r *result.Result) *run.Sandbox {
	e := r.Environment
	if e.Kind != "embedded" {
		return nil
	}
	s := &run.Sandbox{Products: e.Products, Seed: uint64(r.Seed), Faults: e.Faults, Variations: e.Variations}
	if u, err := url.Parse(e.URL); err == nil && u.Host != "" {
		s.Base = u.Scheme + "://" + u.Host
	}
	return s
}
