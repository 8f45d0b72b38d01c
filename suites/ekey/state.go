package ekey

import (
	"context"

	"github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/internal/target"
)

// StateOf asks an endpoint for the state of an order of either version, in a
// few words. It orders nothing. The error is the harness's.
func StateOf(ctx context.Context, t *target.Target, version int, number string) (string, error) {
	service := t.EKey
	if version == 2 {
		service = t.EKey2
	}
	if service == nil {
		return "this version of eKey is not configured any more", nil
	}
	s := newSession(t, service, version, "")
	a, err := s.send(spec.With(ctx, spec.NewState("orders", service.Module, nil, 0)), s.getRequest(number))
	if err != nil {
		return "", err
	}
	return a.says(), nil
}
