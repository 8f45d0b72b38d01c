// Package result is the model of a finished load run: a pure record, from which
// every report is made and by which the thresholds are judged. docs/load.md
// describes its form as JSON.
package result

import (
	"time"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/loadprofiles"
)

// Format names the version of the JSON form. It changes when a reader of the
// old form could misread the new one.
const Format = "montcheck.load/1"

// Result is one finished run, one shard of a run, or a run whose shards were merged.
type Result struct {
	Format      string               `json:"format"`
	Tool        run.Tool             `json:"tool"`
	ID          string               `json:"id"`
	Environment Environment          `json:"environment"`
	Profile     loadprofiles.Profile `json:"profile"` // as it was run, with what flags changed
	Digest      string               `json:"digest"`  // of the profile
	Seed        int64                `json:"seed"`
	Asked       Asked                `json:"asked"`
	Shard       *Shard               `json:"shard,omitempty"`   // nil for a whole run
	Merged      int                  `json:"merged,omitempty"`  // shards that this was made of
	StartAt     *time.Time           `json:"startAt,omitempty"` // the start that all shards were given
	Started     time.Time            `json:"started"`           // of the load, after the preparations
	Elapsed     time.Duration        `json:"elapsed"`           // from the start to the last answer
	Scheduled   uint64               `json:"scheduled"`         // requests of the schedule
	Sent        uint64               `json:"sent"`
	// sent once more, because the connection was closed while idle
	Resent  uint64   `json:"resent,omitempty"`
	Stopped *Stopped `json:"stopped,omitempty"` // nil where the schedule came to its end

	Total        Measure      `json:"total"`
	Operations   []Measure    `json:"operations"` // in alphabetical order
	Stages       []Measure    `json:"stages"`     // in the order of the profile
	Timeline     Timeline     `json:"timeline"`
	Verification Verification `json:"verification"`
	// answers that break a requirement, to what was asked beside the load
	Beside     uint64      `json:"beside,omitempty"`
	Violations []Violation `json:"violations"` // the most frequent first
	Failures   []Failure   `json:"failures"`   // the most frequent first
	// age of the oldest change of prices that a partner missed, at each poll; empty where nothing could be missed
	Staleness Distribution `json:"staleness"`
	Changes   Changes      `json:"changes"`
	Replicas  Replicas     `json:"replicas"`
	Generator Generator    `json:"generator"`

	Judgements []Judgement `json:"judgements"` // empty in a shard
	Conclusion Conclusion  `json:"conclusion"`
}

// Asked is what the command line said of the profile, so that the command can
// be repeated.
type Asked struct {
	Profile  string        `json:"profile,omitempty"`  // name or path
	Rate     float64       `json:"rate,omitempty"`     // highest, in requests a second; 0 for the profile's own
	Duration time.Duration `json:"duration,omitempty"` // 0 for the profile's own
}

// Environment is what was loaded.
type Environment struct {
	Name       string   `json:"name"`
	Kind       string   `json:"kind"`
	URL        string   `json:"url"`
	Products   int      `json:"products,omitempty"` // of the embedded sandbox
	Faults     []string `json:"faults,omitempty"`
	Variations []string `json:"variations,omitempty"`
	MaxRate    int      `json:"maxRate,omitempty"`  // requests a second that it allows; 0 where it sets no limit
	Login      string   `json:"login,omitempty"`    // name of the variable that holds it
	Password   string   `json:"password,omitempty"` // likewise
}

// Shard is a slice of a run: the requests whose number leaves Index when
// divided by Count.
type Shard struct {
	Index int `json:"index"`
	Count int `json:"count"`
}

// Stopped says why a run ended before its schedule.
type Stopped struct {
	Cause  Cause         `json:"cause"`
	Reason string        `json:"reason"`
	At     time.Duration `json:"at"`
}

// Cause is a sort of early end.
type Cause string

// The causes of an early end.
const (
	Interrupted Cause = "interrupted" // by the user
	Burst       Cause = "burst"       // of errors
	Crossed     Cause = "threshold"   // one that aborts
	Machine     Cause = "machine"     // of the generator, which was unable to make most requests
)

// Measure is what was measured of the whole, of an operation or of a stage.
type Measure struct {
	Name       string `json:"name"`     // all for the whole
	Requests   uint64 `json:"requests"` // that ended
	Errors     uint64 `json:"errors"`   // of them, without a usable answer
	Violations uint64 `json:"violations"`
	Bytes      uint64 `json:"bytes"` // of bodies
	// in which requests were sent, at least that of the schedule; of a stage, its own; less where the run was ended
	// early
	Duration time.Duration `json:"duration"`
	Latency  Distribution  `json:"latency"` // from when the request was due to the last byte of its answer
	Service  Distribution  `json:"service"` // from when it was sent
}

// Timeline is the run in slices.
type Timeline struct {
	Width  time.Duration `json:"width"` // that slices should have
	Slices []Slice       `json:"slices"`
}

// Slice is what ended in a part of the run.
type Slice struct {
	At         time.Duration `json:"at"`     // since the start
	Length     time.Duration `json:"length"` // how long it was
	Stage      int           `json:"stage"`
	Requests   uint64        `json:"requests"`
	Errors     uint64        `json:"errors"`
	Violations uint64        `json:"violations"`
	Bytes      uint64        `json:"bytes"`
	Target     float64       `json:"target"`   // requests a second of the schedule, in its middle
	InFlight   int           `json:"inFlight"` // most
	Lag        time.Duration `json:"lag"`      // most, from when a request was due to its sending
	CPU        float64       `json:"cpu"`      // of the generator's process: the part of its processors
	Saturated  bool          `json:"saturated,omitempty"`
	Latency    Distribution  `json:"latency"`
}

// Verification counts answers by the way in which each was verified.
type Verification struct {
	Answers    uint64 `json:"answers"`          // all that came
	Full       uint64 `json:"full"`             // against schema and semantics
	Known      uint64 `json:"known"`            // the same bytes, to the same question, as one verified in full
	Refused    uint64 `json:"refused"`          // an error by its status: counted among the errors
	Unverified uint64 `json:"unverified"`       // the rest
	Beyond     uint64 `json:"beyond,omitempty"` // of the rest, longer in one way or another than montcheck reads
	Bound      string `json:"bound,omitempty"`  // which bound of montcheck's own the first of them passes
	Held       uint64 `json:"held"`             // times that the generator waited for the verification
	// summed over workers: longer than the run where many waited at once
	HeldFor time.Duration `json:"heldFor"`
}

// All tells whether every answer was verified.
func (v Verification) All() bool {
	return v.Unverified == 0 && v.Full+v.Known+v.Refused == v.Answers
}

// Violation is a requirement that answers broke, with the first such answer.
type Violation struct {
	Requirement string        `json:"requirement"`
	Operation   string        `json:"operation"`
	Summary     string        `json:"summary"`
	Expected    string        `json:"expected,omitempty"`
	Got         string        `json:"got,omitempty"`
	Path        string        `json:"path,omitempty"`
	Line        int           `json:"line,omitempty"`
	Column      int           `json:"column,omitempty"`
	Asked       string        `json:"asked"` // below the service's address
	Body        string        `json:"body"`  // its SHA-256
	Excerpt     string        `json:"excerpt,omitempty"`
	Count       uint64        `json:"count"` // answers
	At          time.Duration `json:"at"`    // of the first, since the start
}

// Failure is a way in which requests came to no usable answer.
type Failure struct {
	Operation string        `json:"operation"`
	Summary   string        `json:"summary"`
	Status    int           `json:"status,omitempty"`
	Count     uint64        `json:"count"`
	At        time.Duration `json:"at"` // of the first, since the start
}

// Changes are those of the catalogue during the run.
type Changes struct {
	Steered  bool   `json:"steered"`  // this run made them
	Versions uint64 `json:"versions"` // price versions that came into being
	Clock    Clock  `json:"clock"`    // since when a version is there
}

// Clock is since when a price version counts as being there.
type Clock string

// The clocks.
const (
	ByControl  Clock = "control"  // since the control door made it, or said that it was there
	ByPartners Clock = "partners" // since a partner of this run first saw it
	ByEither   Clock = "either"   // of merged shards, some by the one and some by the other
)

// Generator says whether the load was what it should be.
type Generator struct {
	Processors int          `json:"processors"`
	Workers    int          `json:"workers"`
	InFlight   int          `json:"inFlight"` // most at once
	CPU        float64      `json:"cpu"`      // of the process: the part of its processors, on average
	Lag        Distribution `json:"lag"`      // from when a request was due to its sending, while workers were free
	Unsent     uint64       `json:"unsent"`   // due, and not sent before the end
	// requests that its machine was unable to make, those beside the load too: no errors of the endpoint
	Unmade    uint64        `json:"unmade,omitempty"`
	Lack      string        `json:"lack,omitempty"` // what that machine lacked for the first of them
	Cut       uint64        `json:"cut"`            // under way when the run was ended early, and cut off
	Saturated time.Duration `json:"saturated"`      // for how long it was the limit
	// for how long the environment's highest rate held back what was late
	Limited time.Duration `json:"limited"`
	Busy    time.Duration `json:"busy"`   // for how long all workers waited for answers
	Shared  bool          `json:"shared"` // the sandbox ran in the same process
}

// Limit tells whether the generator, not the service, was the limit.
func (g Generator) Limit() bool { return g.Saturated > 0 }

// Judgement is a threshold with what was observed.
type Judgement struct {
	Subject  string  `json:"subject"` // latency{GetPriceChanges}
	Text     string  `json:"text"`    // p(95)<500ms
	Observed float64 `json:"observed"`
	Unit     string  `json:"unit"` // ns, part, count or rate
	Held     bool    `json:"held"`
	Unknown  bool    `json:"unknown,omitempty"` // nothing was measured
}

// Conclusion is what a run comes to.
type Conclusion string

// The conclusions.
const (
	Passed       Conclusion = "PASSED"
	NotPassed    Conclusion = "THRESHOLD CROSSED"
	Incomplete   Conclusion = "INCOMPLETE"
	PartOfShards Conclusion = "SHARD" // judged when it is merged
)

// ExitCode is the exit code of a run: 0, 4, or 99 for a crossed threshold.
func (r *Result) ExitCode() int {
	switch r.Conclusion {
	case NotPassed:
		return run.ExitThreshold
	case Incomplete:
		return run.ExitIncomplete
	}
	return 0
}

// Before joins a slice with the one that follows it.
func (s *Slice) Before(o Slice) {
	if all := s.Length + o.Length; all > 0 {
		part := float64(o.Length) / float64(all)
		s.Target += (o.Target - s.Target) * part
		s.CPU += (o.CPU - s.CPU) * part
	}
	s.Length += o.Length
	s.InFlight = max(s.InFlight, o.InFlight)
	s.add(o)
}

// Beside joins slices of two shards at one time.
func (s *Slice) Beside(o Slice) {
	s.Target += o.Target
	s.CPU = max(s.CPU, o.CPU)
	s.Length = max(s.Length, o.Length)
	s.InFlight += o.InFlight
	s.add(o)
}

func (s *Slice) add(o Slice) {
	s.Requests += o.Requests
	s.Errors += o.Errors
	s.Violations += o.Violations
	s.Bytes += o.Bytes
	s.Lag = max(s.Lag, o.Lag)
	s.Saturated = s.Saturated || o.Saturated
	s.Latency = s.Latency.Plus(o.Latency)
}
