package verdict

import (
	"context"
	"slices"

	"github.com/montcheck/montcheck/internal/run"
)

// Findings collects what a spec finds wrong before it fails, up to a number
// that people read. The zero value is ready.
type Findings struct {
	all    []run.Finding
	more   int
	slight []run.Finding
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

// Slight keeps a finding that is no failure, the first of its summary.
func (f *Findings) Slight(one run.Finding) {
	if !slices.ContainsFunc(f.slight, func(known run.Finding) bool { return known.Summary == one.Summary }) &&
		len(f.slight) < readable {
		f.slight = append(f.slight, one)
	}
}

func path(f run.Finding) string {
	if f.Place == nil {
		return ""
	}
	return f.Place.Path
}

// Settle ends the spec as failed if anything was found but what is slight.
func (f *Findings) Settle(ctx context.Context) {
	for _, one := range f.slight {
		Warn(ctx, one)
	}
	f.slight = nil
	if len(f.all) == 0 {
		return
	}
	f.all[len(f.all)-1].More = f.more
	Reject(ctx, f.all...)
}
