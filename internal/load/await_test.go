package load_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/montcheck/montcheck/internal/load"
	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/sandbox"
)

// interrupter interrupts the run while it waits for its start.
type interrupter struct {
	scraper
	interrupt context.CancelFunc
}

func (i *interrupter) Prepared(what string) {
	if what == "await" {
		i.interrupt()
	}
}

func (*interrupter) Progress(result.Progress) {}

// A run that is interrupted before its start is so by the user, not by trouble.
func TestInterruptedBeforeTheStart(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	_, err := load.Run(ctx, load.Options{
		Profile: profile(t, "stages: [{ rate: 40, duration: 1s }]\nmix: { GetPriceChanges: 1 }"), Seed: 1,
		Sandbox:  sandbox.Options{Products: 60},
		Observer: &interrupter{interrupt: interrupt}, StartAt: time.Now().Add(time.Minute),
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
