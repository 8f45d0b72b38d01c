package certify

import (
	"context"
	"slices"

	"github.com/montcheck/montcheck/internal/embedded"
	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/sandbox"
)

// startEmbedded starts a sandbox for the modules named, or for all where none is, and returns how it is certified.
// Westcon has no catalogue.
func startEmbedded(ctx context.Context, o sandbox.Options, modules []string, limits *environment.Limits) (
	*sandbox.Local, endpoint.Options, error) {
	needed := o
	if o.Data == "" && slices.Equal(modules, []string{endpoint.Westcon}) {
		needed.Products = sandbox.EmptyCatalogue
	}
	s, env, err := embedded.Start(ctx, needed)
	if err != nil {
		return nil, endpoint.Options{}, err
	}
	if limits != nil {
		env.Limits = *limits
	}
	settings := targetOf(env)
	settings.Environment.Sandbox = &run.Sandbox{
		Products: max(o.Products, 0), Seed: o.Seed, Base: s.Base.String(), Faults: o.Faults, Variations: o.Variations,
	}
	return s, settings, nil
}
