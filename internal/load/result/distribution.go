package result

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	hdr "github.com/HdrHistogram/hdrhistogram-go"
)

// Distribution is a distribution of lengths of time, as an HDR histogram. It
// marshals with the percentiles that people read and with the whole histogram
// (HdrHistogram V2, compressed, Base64), by which distributions are added.
type Distribution struct{ histogram *hdr.Histogram }

// Precision of histograms: significant digits of a run's, and of a slice's.
const (
	Fine   = 3
	Coarse = 2
)

// Longest is the longest time that a histogram tells from longer ones.
const Longest = time.Hour

// NewHistogram returns an empty histogram of nanoseconds, from 1 µs to Longest.
func NewHistogram(digits int) *hdr.Histogram {
	return hdr.New(int64(time.Microsecond), int64(Longest), digits)
}

// Record adds a length of time to a histogram.
func Record(h *hdr.Histogram, d time.Duration) {
	_ = h.RecordValue(int64(min(max(d, 0), Longest))) // within its bounds
}

// Of is the distribution of a histogram, which it keeps.
func Of(h *hdr.Histogram) Distribution { return Distribution{h} }

// Count is the number of values.
func (d Distribution) Count() uint64 {
	if d.histogram == nil {
		return 0
	}
	return uint64(d.histogram.TotalCount())
}

// Percentile is the value that p percent do not exceed; 0 where there are none.
func (d Distribution) Percentile(p float64) time.Duration {
	if d.Count() == 0 {
		return 0
	}
	return min(time.Duration(d.histogram.ValueAtPercentile(p)), d.Max())
}

// Mean is the mean; 0 where there are no values.
func (d Distribution) Mean() time.Duration {
	if d.Count() == 0 {
		return 0
	}
	return time.Duration(d.histogram.Mean())
}

// Min is the least value.
func (d Distribution) Min() time.Duration {
	if d.Count() == 0 {
		return 0
	}
	return time.Duration(d.histogram.Min())
}

// Max is the greatest value.
func (d Distribution) Max() time.Duration {
	if d.Count() == 0 {
		return 0
	}
	return time.Duration(d.histogram.Max())
}

// Bar is a range of values with their number.
type Bar struct {
	From, To time.Duration
	Count    uint64
}

// Bars are the ranges of the histogram that hold values.
func (d Distribution) Bars() []Bar {
	if d.Count() == 0 {
		return nil
	}
	var bars []Bar
	for _, b := range d.histogram.Distribution() {
		if b.Count > 0 {
			bars = append(bars, Bar{time.Duration(b.From), time.Duration(b.To), uint64(b.Count)})
		}
	}
	return bars
}

// Plus returns the distribution of the values of both, as fine as the finer.
func (d Distribution) Plus(other Distribution) Distribution {
	switch {
	case other.Count() == 0:
		return d
	case d.Count() == 0:
		return other
	}
	digits := max(d.histogram.SignificantFigures(), other.histogram.SignificantFigures())
	sum := hdr.New(int64(time.Microsecond),
		max(d.histogram.HighestTrackableValue(), other.histogram.HighestTrackableValue()), int(digits))
	sum.Merge(d.histogram)
	sum.Merge(other.histogram)
	return Distribution{sum}
}

// distribution is the form in JSON.
type distribution struct {
	Count uint64        `json:"count"`
	Min   time.Duration `json:"min"`
	Mean  time.Duration `json:"mean"`
	P50   time.Duration `json:"p50"`
	P75   time.Duration `json:"p75"`
	P90   time.Duration `json:"p90"`
	P95   time.Duration `json:"p95"`
	P99   time.Duration `json:"p99"`
	P999  time.Duration `json:"p99.9"`
	P9999 time.Duration `json:"p99.99"`
	Max   time.Duration `json:"max"`
	HDR   string        `json:"hdr,omitempty"`
}

// MarshalJSON is the form described above.
func (d Distribution) MarshalJSON() ([]byte, error) {
	out := distribution{
		Count: d.Count(), Min: d.Min(), Mean: d.Mean(), P50: d.Percentile(50), P75: d.Percentile(75),
		P90: d.Percentile(90),
		P95: d.Percentile(95), P99: d.Percentile(99), P999: d.Percentile(99.9), P9999: d.Percentile(99.99),
		Max: d.Max(),
	}
	if out.Count > 0 {
		text, err := d.histogram.Encode(hdr.V2CompressedEncodingCookieBase)
		if err != nil {
			return nil, err
		}
		out.HDR = string(text)
	}
	return json.Marshal(out)
}

// UnmarshalJSON takes the histogram; the percentiles beside it follow from it.
func (d *Distribution) UnmarshalJSON(text []byte) error {
	var in distribution
	if err := json.Unmarshal(text, &in); err != nil {
		return err
	}
	d.histogram = nil
	if in.HDR == "" {
		if in.Count > 0 {
			return errors.New("a distribution without its histogram")
		}
		return nil
	}
	h, err := hdr.Decode([]byte(in.HDR))
	if err != nil {
		return fmt.Errorf("a histogram that can't be read: %w", err)
	}
	if uint64(h.TotalCount()) != in.Count {
		return fmt.Errorf("a histogram of %d values that should have %d", h.TotalCount(), in.Count)
	}
	d.histogram = h
	return nil
}
