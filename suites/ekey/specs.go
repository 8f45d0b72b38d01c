// Package ekey holds the certification specs of MONT eKey: version 1, one
// product an order (D3, "Сервис MONT eKey"), and version 2, the order with
// lines (D0, D1).
//
// Every order goes through the run's guard: it keeps under the budget and is
// in the ledger before the request leaves. After an exchange that was cut,
// the suite finds out what became of the order before it goes on.
package ekey

import (
	"context"
	"fmt"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
	v1 "github.com/montcheck/montcheck/suites/ekey/v1"
	v2 "github.com/montcheck/montcheck/suites/ekey/v2"
)

// Version1 registers the specs of version 1 against a target.
func Version1(t *endpoint.Target) {
	var other *ordering.Session
	if t.EKey2 != nil {
		other = v2.New(t)
	}
	v1.Specs(t, other)
}

// Version2 registers the specs of version 2 against a target.
func Version2(t *endpoint.Target) {
	var other *ordering.Session
	if t.EKey != nil {
		other = v1.New(t)
	}
	v2.Specs(t, other)
}

// Plan is what the specs of both versions are going to order where every order is accepted that should be, and nothing
// else. It reads the price lists, and orders nothing. The error is the harness's; an endpoint without a price list has
// an empty plan.
func Plan(ctx context.Context, t *endpoint.Target) ([]orders.Planned, error) {
	first, err := v1.Plan(ctx, t)
	if err != nil {
		return nil, err
	}
	second, err := v2.Plan(ctx, t)
	return append(first, second...), err
}

// StateOf asks an endpoint for the state of an order of either version, in a few words. It orders nothing. The error is
// the harness's.
func StateOf(ctx context.Context, t *endpoint.Target, version int, number string) (string, error) {
	switch {
	case version == 1 && t.EKey != nil:
		return v1.New(t).StateOf(ctx, number)
	case version == 2 && t.EKey2 != nil:
		return v2.New(t).StateOf(ctx, number)
	}
	return "this version of eKey is not configured any more", nil
}

// Probes are the calls by which a run finds out beforehand whether the
// service can be certified at all: a broken one is left to the specs.
func Probes(service *endpoint.Service) [][2]string {
	method, version := "CheckMyBalance", 1
	if service.Module == endpoint.EKey2 {
		method, version = "CheckLimits", 2
	}
	unknown := fmt.Sprintf("GetOrder/MC%d-none", version)
	return [][2]string{{method, service.URL.String() + "/" + method},
		{"GetOrder", service.URL.String() + "/" + unknown}}
}
