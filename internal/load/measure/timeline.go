package measure

import (
	"time"

	hdr "github.com/HdrHistogram/hdrhistogram-go"

	"github.com/montcheck/montcheck/internal/load/result"
)

// mostSlices bounds a timeline: with more, each two neighbours become one.
const mostSlices = 300

// Timeline is a run slice by slice. It is not safe for concurrent use.
type Timeline struct {
	recorder *Recorder
	width    time.Duration // of a slice as it is taken
	merge    int           // so many become one
	pending  []result.Slice
	slices   []result.Slice
}

// NewTimeline returns a timeline of slices of that width.
func NewTimeline(r *Recorder, width time.Duration) *Timeline {
	return &Timeline{recorder: r, width: width, merge: 1}
}

// Cut ends a slice: the numbers of what ended since the last cut go into it.
// It returns the slice itself.
func (t *Timeline) Cut(s result.Slice) result.Slice {
	all := result.NewHistogram(result.Coarse)
	for i := range t.recorder.stripes {
		from := &t.recorder.stripes[i]
		from.mu.Lock()
		s.Requests += from.slice.requests
		s.Errors += from.slice.errors
		s.Bytes += from.slice.bytes
		s.Lag = max(s.Lag, from.slice.lag)
		all.Merge(from.slice.latency)
		from.slice.latency.Reset()
		from.slice = slice{latency: from.slice.latency}
		from.mu.Unlock()
	}
	s.Violations = t.recorder.inSlice.Swap(0)
	s.Errors += t.recorder.failed.Swap(0)
	s.Latency = result.Of(compact(all))
	t.pending = append(t.pending, s)
	if len(t.pending) == t.merge {
		t.flush()
	}
	return s
}

func (t *Timeline) flush() {
	if len(t.pending) == 0 {
		return
	}
	t.slices = append(t.slices, join(t.pending))
	t.pending = nil
	if len(t.slices) == mostSlices { // an even number: no half is left over
		t.slices = halve(t.slices)
		t.merge *= 2
	}
}

// Result is the timeline so far.
func (t *Timeline) Result() result.Timeline {
	t.flush()
	return result.Timeline{Width: t.width * time.Duration(t.merge), Slices: t.slices}
}

// halve joins each two neighbours.
func halve(all []result.Slice) []result.Slice {
	var half []result.Slice
	for i := 0; i < len(all); i += 2 {
		half = append(half, join(all[i:min(i+2, len(all))]))
	}
	return half
}

// join makes one slice of several that follow one another.
func join(all []result.Slice) result.Slice {
	one := all[0]
	for _, s := range all[1:] {
		one.Before(s)
	}
	return one
}

// compact is a histogram without the memory of its empty ranges beyond the
// greatest value.
func compact(h *hdr.Histogram) *hdr.Histogram {
	most := max(h.Max(), int64(time.Millisecond))
	small := hdr.New(int64(time.Microsecond), 2*most, result.Coarse)
	small.Merge(h)
	return small
}
