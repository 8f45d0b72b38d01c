package load

import (
	"fmt"
	"math"
	"time"

	"github.com/montcheck/montcheck/internal/load/result"
)

// ParseShard reads a shard such as 0/4; nil where there is none.
func ParseShard(text string) (*result.Shard, error) {
	if text == "" {
		return nil, nil
	}
	var s result.Shard
	var rest string
	if n, _ := fmt.Sscanf(text, "%d/%d%s", &s.Index, &s.Count, &rest); n != 2 || s.Index < 0 || s.Count < 1 ||
		s.Index >= s.Count {
		return nil, fmt.Errorf("a shard is of the form 0/4, counted from 0: %q is not", text)
	}
	return &s, nil
}

// Override gives a profile another highest rate and another length, where they
// are not nil, and notes them.
func (o *Options) Override(rate *float64, duration *string) error {
	p := o.Profile
	if rate != nil {
		if !(*rate > 0) || math.IsInf(*rate, 0) {
			return fmt.Errorf("a rate is above 0, in requests a second: %g is not", *rate)
		}
		o.Asked.Rate = *rate
		p.Scale(*rate / p.Peak())
	}
	if duration != nil {
		d, err := time.ParseDuration(*duration)
		if err != nil || d < 100*time.Millisecond {
			return fmt.Errorf("a duration is such as 30s or 2m, and 100ms at least: %q is not", *duration)
		}
		o.Asked.Duration = d
		p.Stretch(d)
	}
	return p.Validate()
}
