package result

import "time"

// Observer is told of a run while it goes on. Calls come one at a time.
type Observer interface {
	Prepared(what string) // a step before the load, or after it
	Started(Plan)
	Progress(Progress)
	Finished(*Result)
}

// Checker is an Observer that wants to know how a check of the replicas stands.
type Checker interface {
	Checking(done, of int) // different price lists
}

// Plan is what is going to happen.
type Plan struct {
	Profile  string
	Target   string
	Requests uint64
	Length   time.Duration
	Partners int
	Shard    *Shard
	Metrics  string // address at which Prometheus metrics are served; empty for none
}

// Progress is how a run stands. Latencies are of the last slice.
type Progress struct {
	Elapsed, Length time.Duration
	Stage           string
	Target, Rate    float64 // requests a second
	InFlight        int
	Scheduled, Sent uint64
	P50, P95, P99   time.Duration
	Errors          uint64 // so far, as the others below
	Violations      uint64
	Full, Known     uint64 // answers by the way in which they were verified
	Diverged        int
	Saturated       bool // the generator is the limit just now
}
