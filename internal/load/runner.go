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
	options   Options
	profile   *loadprofiles.Profile
	endpoint  *loaded
	plan      *plan
	schedule  *schedule.Schedule
	questions *questions

	attack    attack
	judging   judging
	replicas  replicas
	door      door
	measuring measuring
}

// attack is what is sent, and how far it came.
type attack struct {
	carrier    *wire.Carrier
	pacer      *schedule.Pacer
	limit      *schedule.Limit // nil where the endpoint sets none
	aside      *rate.Limiter   // of what is asked beside the load while it goes on; nil where there is no limit
	started    time.Time
	elapsed    time.Duration
	halted     time.Duration // when it was told to end early
	sent       atomic.Uint64
	lastSent   atomic.Int64  // nanoseconds since the start
	cut        atomic.Uint64 // requests that were cut off with the run
	loading    atomic.Bool
	answers    atomic.Uint64 // with any status
	refused    atomic.Uint64 // with another than 200
	stopped    *result.Stopped
	interrupts context.CancelCauseFunc // ends the load
}

// judging is what holds the answers against each other while they come.
type judging struct {
	followsPrices bool // partners do, by the profile
	verifier      *verify.Verifier
	ledger        *ledger.Ledger
	contents      ledger.Contents
	words         ledger.Words
	findings      *findings
	own           own
}

// replicas is the price lists of the partners, and their checks.
type replicas struct {
	partners  []*partner
	book      *replica.Book
	published published
	checked   checking
}

// door is the control door, by which the endpoint is changed meanwhile.
type door struct {
	client  *http.Client
	steered bool
	clock   result.Clock
}

// measuring is what the numbers are made of.
type measuring struct {
	recorder  *measure.Recorder
	timeline  *measure.Timeline
	generator result.Generator
	latest    atomic.Pointer[result.Progress]
	metrics   string // address at which metrics are served; empty for none
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
		questions: &questions{endpoint: e, deltas: map[versions]*verify.Question{},
			fixed: map[string][]*verify.Question{}},
		replicas: replicas{book: replica.NewBook()},
		judging: judging{ledger: ledger.New(), findings: newFindings(e.redact),
			followsPrices: p.FollowsPrices()},
	}
	if e.about.MaxRate > 0 {
		own := e.about.MaxRate / shard.Count
		r.attack.limit = schedule.NewLimit(own)
		r.attack.aside = rate.NewLimiter(rate.Limit(float64(own)*asidePart), 1)
	}
	r.measuring.recorder = measure.NewRecorder(len(r.plan.operations), len(p.Stages))
	r.measuring.timeline = measure.NewTimeline(r.measuring.recorder, width(p.Duration()))
	room := wire.NewRoom(bodies)
	r.judging.verifier = verify.New(
		verify.Options{Verifiers: max(runtime.GOMAXPROCS(0)-1, 1), Room: room, Known: knownSize, Body: mostBody,
			Redact: e.redact}, r.verified)
	limits := wire.Limits{Workers: p.Workers, Timeout: p.Timeout.Std(), Body: mostBody, Room: room}
	if r.attack.limit != nil {
		limits.Again = r.attack.limit.Wait
	}
	transport := wire.Transport(e.base, limits, e.tls)
	if o.through != nil {
		transport = o.through(transport)
	}
	r.attack.carrier = wire.NewCarrier(transport, r, limits)
	r.door.client = steering(e.tls)
	r.replicas.checked.replicas = result.Replicas{Partners: r.plan.partners(), Checks: []result.Check{},
		Divergences: []result.Divergence{}}
	r.measuring.generator = result.Generator{Processors: runtime.GOMAXPROCS(0), Workers: p.Workers,
		Shared: e.about.Kind == "embedded"}
	return r
}

// width is how long a slice of the timeline is: a second, and less in short runs.
func width(d time.Duration) time.Duration {
	return min(max(d/40, 100*time.Millisecond), time.Second)
}

// close ends what is at work, also where the run came to no load.
func (r *runner) close() {
	r.attack.carrier.Close()
	r.judging.verifier.Close()
}

// since is a moment as a time since the start.
func (a *attack) since(t time.Time) time.Duration { return t.Sub(a.started) }

// measures are the numbers of a load of that length; those of the stages have
// no name nor length yet.
func (r *runner) measures(length time.Duration) (total result.Measure, operations, stages []result.Measure) {
	total, operations, stages = r.measuring.recorder.Measures()
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
	length := max(r.schedule.Length(), time.Duration(r.attack.lastSent.Load()))
	if r.attack.stopped != nil {
		length = min(length, r.attack.elapsed)
	}
	total, operations, stages := r.measures(length)
	begun := time.Duration(0)
	for i, s := range r.profile.Stages { // an early end cuts them short
		stages[i].Name, stages[i].Duration = s.Name, min(max(r.attack.elapsed-begun, 0), s.Duration.Std())
		begun += s.Duration.Std()
	}
	full, known, held, heldFor := r.judging.verifier.Counts()
	v := result.Verification{Answers: r.attack.answers.Load(), Full: full, Known: known,
		Refused: r.attack.refused.Load(), Held: held,
		HeldFor: heldFor}
	v.Unverified = v.Answers - min(v.Full+v.Known+v.Refused, v.Answers)
	r.measuring.generator.Lag, r.measuring.generator.Cut = r.measuring.recorder.Lags(), r.attack.cut.Load()
	r.replicas.checked.replicas.Lists = append([]result.List{}, r.replicas.checked.lists...)
	staleness := r.measuring.recorder.Staleness()
	if !r.replicas.published.told() {
		staleness = result.Distribution{}
	}
	out := &result.Result{
		Format: result.Format, Tool: r.options.Tool, ID: ulid.Make().String(), Environment: r.endpoint.about,
		Profile: *r.profile, Digest: r.profile.Digest(),
		Seed: r.options.Seed, Asked: r.options.Asked, Shard: r.options.Shard, Started: r.attack.started,
		Elapsed:   r.attack.elapsed,
		Scheduled: r.schedule.Requests(), Sent: r.attack.sent.Load(), Resent: r.attack.carrier.Resent(),
		Stopped: r.attack.stopped,
		Total:   total, Operations: operations, Stages: stages, Timeline: r.measuring.timeline.Result(),
		Verification: v,
		Beside:       r.judging.findings.beside.Load(),
		Violations:   r.judging.findings.violated(), Failures: r.judging.findings.failed(), Staleness: staleness,
		Changes: result.Changes{Steered: r.door.steered, Versions: r.replicas.published.versions(),
			Clock: r.door.clock},
		Replicas: r.replicas.checked.replicas, Generator: r.measuring.generator, Judgements: []result.Judgement{},
	}
	if !r.options.StartAt.IsZero() {
		at := r.options.StartAt.UTC()
		out.StartAt = &at
	}
	r.judging.own.tell(out, r.judging.verifier.Beyond())
	out.Judge()
	return out
}
