package spec

import (
	"context"
	"slices"

	"github.com/montcheck/montcheck/internal/run"
)

// Findings collects what a spec finds wrong before it fails, up to a number
// that people read. The zero value is ready.
type Findings struct {
	all  []run.Finding
	more int
}

const readable = 10

// Add keeps a finding, or counts it: once there are enough, or if it says
// of another exchange what was said already.
func (f *Findings) Add(one run.Finding) {
	again := slices.ContainsFunc(f.all, func(known run.Finding) bool {
		return known.Summary == one.Summary && known.Got == one.Got && path(known) == path(one)
	})
	if again || len(f.all) >= readable {
		f.more++
		return
	}
	f.all = append(f.all, one)
}

func path(f run.Finding) string {
	if f.Place == nil {
		return ""
	}
	return f.Place.Path
}

// Settle ends the spec as failed if anything was found.
func (f *Findings) Settle(ctx context.Context) {
	if len(f.all) == 0 {
		return
	}
	f.all[len(f.all)-1].More = f.more
	Reject(ctx, f.all...)
}
