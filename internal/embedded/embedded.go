// Package embedded is the sandbox that montcheck starts itself, as an environment like any other: read from the lines
// that the sandbox prints for montcheck.yaml.
package embedded

import (
	"context"
	"errors"
	"fmt"

	"github.com/montcheck/montcheck/internal/config"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/sandbox"
)

// Start starts a sandbox on a loopback address. Close it.
func Start(ctx context.Context, o sandbox.Options) (*sandbox.Local, *environment.Environment, error) {
	s, err := sandbox.Start(ctx, o)
	if err != nil {
		return nil, nil, err
	}
	env, err := environmentOf(ctx, s)
	if err != nil {
		return nil, nil, errors.Join(err, s.Close())
	}
	return s, env, nil
}

func environmentOf(ctx context.Context, s *sandbox.Local) (*environment.Environment, error) {
	// A fault may serve it in the clear off the loopback interface, which no file may ask for.
	lines, variables, err := s.Configuration(ctx, "http://127.0.0.1")
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	for _, v := range variables {
		values[v[0]] = v[1]
	}
	f, err := config.Parse("the embedded sandbox", []byte(lines))
	if err != nil {
		return nil, fmt.Errorf("the sandbox describes itself wrongly: %w", err)
	}
	env, err := f.Environment("local", func(name string) (string, bool) { v, ok := values[name]; return v, ok })
	if err != nil {
		return nil, fmt.Errorf("the sandbox describes itself wrongly: %w", err)
	}
	for _, u := range env.Addresses() {
		u.Scheme, u.Host = s.Base.Scheme, s.Base.Host
	}
	env.Name, env.Kind, env.File = string(environment.Embedded), environment.Embedded, ""
	env.Limits = environment.DefaultLimits[environment.Embedded]
	return env, nil
}
