package load

import (
	"context"
	"net/http"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/oklog/ulid/v2"
	"golang.org/x/time/rate"

	"github.com/montcheck/montcheck/internal/load/ledger"
	"github.com/montcheck/montcheck/internal/load/measure"
	"github.com/montcheck/montcheck/internal/load/replica"
	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/internal/load/schedule"
	"github.com/montcheck/montcheck/internal/load/verify"
	"github.com/montcheck/montcheck/internal/load/wire"
	"github.com/montcheck/montcheck/loadprofiles"
)

// runner is one run.
type runner struct {
	options    Options
	profile    *loadprofiles.Profile
	endpoint   *loaded
	plan       *plan
	schedule   *schedule.Schedule
	limit      *schedule.Limit // nil where the endpoint sets none
	aside      *rate.Limiter   // of what is asked beside the load while it goes on; nil where there is no limit
	pacer      *schedule.Pacer
	carrier    *wire.Carrier
	steering   *http.Client // of the control door
	verifier   *verify.Verifier
	recorder   *measure.Recorder
	timeline   *measure.Timeline
	questions  *questions
	partners   []*partner
	book       *replica.Book
	published  published
	ledger     *ledger.Ledger
	contents   ledger.Contents
	words      ledger.Words
	findings   *findings
	own        own
	started    time.Time
	elapsed    time.Duration
	halted     time.Duration // when it was told to end early
	sent       atomic.Uint64
	lastSent   atomic.Int64  // nanoseconds since the start
	cut        atomic.Uint64 // requests that were cut off with the run
	loading    atomic.Bool
	answers    atomic.Uint64 // with any status
	refused    atomic.Uint64 // with another than 200
	steered    bool
	clock      result.Clock
	metrics    string // address at which metrics are served; empty for none
	checked    checking
	generator  result.Generator
	stopped    *result.Stopped
	interrupts context.CancelCauseFunc // ends the load
	latest     atomic.Pointer[result.Progress]
}

// asidePart is the part of an endpoint's highest rate that questions beside the
// load may take while it goes on.
const asidePart = 0.05

// Bounds that no profile sets.
const (
	mostBody  = 256 << 20 // bytes of a body
	bodies    = 64 << 20  // bytes of bodies in memory, and one more
	knownSize = 32 << 20  // bytes of verdicts that are remembered, about
)

func newRunner(o Options, e *loaded) *runner {
	shard := result.Shard{Count: 1}
	if o.Shard != nil {
		shard = *o.Shard
	}
	p := o.Profile
	r := &runner{
		options: o, profile: p, endpoint: e,
		plan:     newPlan(p, o.Seed, shard),
		schedule: schedule.New(p.Stages, shard.Index, shard.Count),
		book:     replica.NewBook(),
		ledger:   ledger.New(),
		questions: &questions{endpoint: e, deltas: map[versions]*verify.Question{},
			fixed: map[string][]*verify.Question{}},
		findings: newFindings(e.redact),
	}
	if e.about.MaxRate > 0 {
		own := e.about.MaxRate / shard.Count
		r.limit = schedule.NewLimit(own)
		r.aside = rate.NewLimiter(rate.Limit(float64(own)*asidePart), 1)
	}
	r.recorder = measure.NewRecorder(len(r.plan.operations), len(p.Stages))
	r.timeline = measure.NewTimeline(r.recorder, width(p.Duration()))
	room := wire.NewRoom(bodies)
	r.verifier = verify.New(
		verify.Options{Verifiers: max(runtime.GOMAXPROCS(0)-1, 1), Room: room, Known: knownSize, Body: mostBody,
			Redact: e.redact}, r.verified)
	limits := wire.Limits{Workers: p.Workers, Timeout: p.Timeout.Std(), Body: mostBody, Room: room}
	if r.limit != nil {
		limits.Again = r.limit.Wait
	}
	transport := wire.Transport(e.base, limits, e.tls)
	if o.through != nil {
		transport = o.through(transport)
	}
	r.carrier = wire.NewCarrier(transport, r, limits)
	r.steering = steering(e.tls)
	r.checked.replicas = result.Replicas{Partners: r.plan.partners(), Checks: []result.Check{},
		Divergences: []result.Divergence{}}
	r.generator = result.Generator{Processors: runtime.GOMAXPROCS(0), Workers: p.Workers,
		Shared: e.about.Kind == "embedded"}
	return r
}

// width is how long a slice of the timeline is: a second, and less in short runs.
func width(d time.Duration) time.Duration {
	return min(max(d/40, 100*time.Millisecond), time.Second)
}

// close ends what is at work, also where the run came to no load.
func (r *runner) close() {
	r.carrier.Close()
	r.verifier.Close()
}

// since is a moment as a time since the start.
func (r *runner) since(t time.Time) time.Duration { return t.Sub(r.started) }

// measures are the numbers of a load of that length; those of the stages have
// no name nor length yet.
func (r *runner) measures(length time.Duration) (total result.Measure, operations, stages []result.Measure) {
	total, operations, stages = r.recorder.Measures()
	total.Name, total.Duration = "all", length
	for i := range operations {
		operations[i].Name, operations[i].Duration = r.plan.operations[i], length
	}
	return total, operations, stages
}

// result is what the run came to, judged.
func (r *runner) result() *result.Result {
	// What was late goes after the schedule's end; that answers come later is no
	// lack of throughput.
	length := max(r.schedule.Length(), time.Duration(r.lastSent.Load()))
	if r.stopped != nil {
		length = min(length, r.elapsed)
	}
	total, operations, stages := r.measures(length)
	begun := time.Duration(0)
	for i, s := range r.profile.Stages { // an early end cuts them short
		stages[i].Name, stages[i].Duration = s.Name, min(max(r.elapsed-begun, 0), s.Duration.Std())
		begun += s.Duration.Std()
	}
	full, known, held, heldFor := r.verifier.Counts()
	v := result.Verification{Answers: r.answers.Load(), Full: full, Known: known, Refused: r.refused.Load(), Held: held,
		HeldFor: heldFor}
	v.Unverified = v.Answers - min(v.Full+v.Known+v.Refused, v.Answers)
	r.generator.Lag, r.generator.Cut = r.recorder.Lags(), r.cut.Load()
	r.checked.replicas.Lists = append([]result.List{}, r.checked.lists...)
	staleness := r.recorder.Staleness()
	if !r.published.told() {
		staleness = result.Distribution{}
	}
	out := &result.Result{
		Format: result.Format, Tool: r.options.Tool, ID: ulid.Make().String(), Environment: r.endpoint.about,
		Profile: *r.profile, Digest: r.profile.Digest(),
		Seed: r.options.Seed, Asked: r.options.Asked, Shard: r.options.Shard, Started: r.started, Elapsed: r.elapsed,
		Scheduled: r.schedule.Requests(), Sent: r.sent.Load(), Resent: r.carrier.Resent(), Stopped: r.stopped,
		Total: total, Operations: operations, Stages: stages, Timeline: r.timeline.Result(), Verification: v,
		Beside:     r.findings.beside.Load(),
		Violations: r.findings.violated(), Failures: r.findings.failed(), Staleness: staleness,
		Changes:  result.Changes{Steered: r.steered, Versions: r.published.versions(), Clock: r.clock},
		Replicas: r.checked.replicas, Generator: r.generator, Judgements: []result.Judgement{},
	}
	if !r.options.StartAt.IsZero() {
		at := r.options.StartAt.UTC()
		out.StartAt = &at
	}
	r.own.tell(out, r.verifier.Beyond())
	out.Judge()
	return out
}
