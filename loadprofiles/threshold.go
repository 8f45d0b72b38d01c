package loadprofiles

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/montcheck/montcheck/internal/problem"
)

// Threshold is what must hold of a metric, in k6's manner: p(95)<500ms.
type Threshold struct {
	Metric    Metric   `json:"metric"`
	Operation string   `json:"operation,omitempty"` // empty for all
	Text      string   `json:"text"`                // as it is written
	Aggregate string   `json:"aggregate"`           // p, avg, med, min, max, rate or count
	Percent   float64  `json:"percent,omitempty"`   // of the aggregate p
	Relation  string   `json:"relation"`            // <, <=, >, >=, ==
	Value     float64  `json:"value"`               // nanoseconds, a part of 1, a count, or a rate a second
	Abort     bool     `json:"abort,omitempty"`     // ends the run when it is crossed
	Delay     Duration `json:"delay,omitempty"`     // before which it aborts nothing
}

// Metric is what a threshold is about.
type Metric string

// The metrics.
const (
	Latency     Metric = "latency"     // from the moment at which the request was due to the last byte of its answer
	ServiceTime Metric = "service"     // from the moment at which it was sent
	Errors      Metric = "errors"      // requests without a usable answer
	Conformance Metric = "conformance" // answers that break a requirement
	Staleness   Metric = "staleness"   // age of the oldest change of prices that a partner misses
	Throughput  Metric = "throughput"  // usable answers a second
	Replicas    Metric = "replicas"    // partners whose replica differs from the full price list
)

// metrics are how each may be aggregated, and whether it can be told by operation.
var metrics = map[Metric]struct {
	aggregates  []string
	byOperation bool
}{
	Latency:     {[]string{"p", "avg", "med", "min", "max"}, true},
	ServiceTime: {[]string{"p", "avg", "med", "min", "max"}, true},
	Errors:      {[]string{"rate", "count"}, true},
	Conformance: {[]string{"rate", "count"}, true},
	Staleness:   {[]string{"p", "avg", "med", "min", "max"}, false},
	Throughput:  {[]string{"rate"}, true},
	Replicas:    {[]string{"count"}, false},
}

// metricNames are the metrics in the order of the documentation.
var metricNames = []string{"latency", "service", "errors", "conformance", "staleness", "throughput", "replicas"}

// Subject names what a threshold is about: latency{GetPriceChanges}.
func (t Threshold) Subject() string {
	if t.Operation == "" {
		return string(t.Metric)
	}
	return string(t.Metric) + "{" + t.Operation + "}"
}

func (t Threshold) String() string { return t.Subject() + ": " + t.Text }

var subject = regexp.MustCompile(`^([A-Za-z0-9_]+)(?:\{([A-Za-z]+)\})?$`)

// parseSubject reads latency or latency{GetPriceChanges}.
func parseSubject(text string) (Metric, string, error) {
	parts := subject.FindStringSubmatch(text)
	if parts == nil {
		return "", "", fmt.Errorf("is not of the form metric or metric{Operation}%s",
			problem.DidYouMean(text, metricNames))
	}
	metric, operation := Metric(parts[1]), parts[2]
	about, ok := metrics[metric]
	switch {
	case !ok:
		return "", "", fmt.Errorf("unknown metric%s", problem.DidYouMean(parts[1], metricNames))
	case operation != "" && !about.byOperation:
		return "", "", fmt.Errorf("%s can't be told by operation", metric)
	case operation != "" && !known(operation):
		return "", "", fmt.Errorf("unknown operation%s", problem.DidYouMean(operation, Operations))
	}
	return metric, operation, nil
}

var expression = regexp.MustCompile(`^\s*([a-z]+)(?:\(([^)]*)\))?\s*(<=|>=|==|<|>)\s*(\S+)\s*$`)

// parseThreshold reads an expression such as p(95)<500ms.
func parseThreshold(metric Metric, text string) (Threshold, error) {
	t := Threshold{Metric: metric, Text: strings.TrimSpace(text)}
	parts := expression.FindStringSubmatch(text)
	if parts == nil {
		return t, fmt.Errorf("%q is not of the form p(95)<500ms: an aggregate, one of < <= > >= ==, a value", text)
	}
	t.Aggregate, t.Relation = parts[1], parts[3]
	if allowed := metrics[metric].aggregates; !slices.Contains(allowed, t.Aggregate) {
		return t, fmt.Errorf("%s has no aggregate %q%s", metric, t.Aggregate, problem.DidYouMean(t.Aggregate, allowed))
	}
	if (t.Aggregate == "p") != (parts[2] != "") {
		return t, fmt.Errorf("%q: a percentile, and only that, has a number in brackets: p(95)", text)
	}
	if t.Aggregate == "p" {
		var err error
		if t.Percent, err = strconv.ParseFloat(parts[2], 64); err != nil || !(t.Percent > 0 && t.Percent <= 100) {
			return t, fmt.Errorf("%q: the percentile %s is not above 0 and at most 100", text, parts[2])
		}
	}
	var err error
	if t.Value, err = t.value(parts[4]); err != nil {
		return t, fmt.Errorf("%q: %w", text, err)
	}
	return t, t.possible()
}

// value reads the right side in the unit of the metric.
func (t Threshold) value(text string) (float64, error) {
	switch {
	case slices.Contains([]Metric{Latency, ServiceTime, Staleness}, t.Metric):
		d, err := time.ParseDuration(text)
		if err != nil || d < 0 {
			return 0, fmt.Errorf("%s is not a length of time such as 500ms", text)
		}
		return float64(d), nil
	case t.Aggregate == "count":
		n, err := strconv.ParseUint(text, 10, 53)
		if err != nil {
			return 0, fmt.Errorf("%s is not a number of things", text)
		}
		return float64(n), nil
	case t.Metric == Throughput:
		n, err := strconv.ParseFloat(strings.TrimSuffix(text, "/s"), 64)
		if err != nil || n < 0 || math.IsInf(n, 0) || math.IsNaN(n) {
			return 0, fmt.Errorf("%s is not a number of answers a second", text)
		}
		return n, nil
	}
	p, err := parsePart(text)
	return float64(p), err
}

// possible refuses what nothing or everything would meet.
func (t Threshold) possible() error {
	switch {
	case t.Value == 0 && t.Relation == "<":
		return fmt.Errorf("%q can't be met: nothing is below 0 (==0 says that there is none)", t.Text)
	case t.Value == 0 && t.Relation == ">=":
		return fmt.Errorf("%q is always met", t.Text)
	case t.Aggregate == "rate" && t.Metric != Throughput &&
		(t.Value == 1 && t.Relation == ">" || t.Value == 1 && t.Relation == "<="):
		return fmt.Errorf("%q says nothing: a part is at most 100%%", t.Text)
	}
	return nil
}

// Holds tells whether a value meets the threshold.
func (t Threshold) Holds(value float64) bool {
	switch t.Relation {
	case "<":
		return value < t.Value
	case "<=":
		return value <= t.Value
	case ">":
		return value > t.Value
	case ">=":
		return value >= t.Value
	}
	return value == t.Value
}

// parsePart reads 5%, 0.1% or 0.05.
func parsePart(text string) (Part, error) {
	number, percent := strings.CutSuffix(text, "%")
	n, err := strconv.ParseFloat(number, 64)
	if percent {
		n /= 100
	}
	if err != nil || !(n >= 0 && n <= 1) {
		return 0, fmt.Errorf("%s is not a part from 0%% to 100%%", text)
	}
	return Part(n), nil
}
