package load

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"

	"github.com/montcheck/montcheck/internal/load/measure"
	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/internal/load/schedule"
	"github.com/montcheck/montcheck/internal/load/verify"
	"github.com/montcheck/montcheck/internal/load/wire"
)

// grace is how long requests under way may go on once the user ended the run.
const grace = 2 * time.Second

// errEnded is the cause of a load that came to its end.
var errEnded = errors.New("ended")

// load makes the load, to the schedule's end or an earlier one.
func (r *runner) load(outer context.Context) {
	ctx, end := context.WithCancelCause(outer)
	r.attack.interrupts = end
	r.attack.started = time.Now()
	r.attack.loading.Store(true)
	defer r.attack.loading.Store(false)
	r.attack.pacer = schedule.NewPacer(ctx, r.schedule, r.attack.started, r.profile.Timeout.Std(), r.attack.limit)
	r.options.Observer.Started(result.Plan{
		Profile: r.profile.Name, Metrics: r.measuring.metrics, Target: r.endpoint.about.URL,
		Requests: r.schedule.Requests(),
		Length:   r.schedule.Length(),
		Partners: r.plan.partners(), Shard: r.options.Shard,
	})
	var beside sync.WaitGroup
	monitor := newMonitor(r)
	beside.Go(func() { monitor.watch(ctx) })
	beside.Go(func() { r.steer(ctx) })
	beside.Go(func() { r.checkAgain(ctx) })
	over := make(chan struct{})
	beside.Go(func() { r.attack.cutLate(ctx, over) })

	attacker := vegeta.NewAttacker(vegeta.Client(r.attack.carrier.Client()), vegeta.Workers(uint64(r.profile.Workers)),
		vegeta.MaxWorkers(uint64(r.profile.Workers)), vegeta.MaxBody(0))
	for range attacker.Attack(stand, r.attack.pacer, 0, "") { // its results say nothing that the handler does not know
	}
	r.attack.elapsed = time.Since(r.attack.started)
	close(over)
	r.attack.stop(ctx)
	end(errEnded)
	beside.Wait()
	r.unsent()
	r.judging.verifier.Close()
	monitor.last()
}

// cutLate cuts off what is still under way some time after the run was ended.
func (a *attack) cutLate(ctx context.Context, over <-chan struct{}) {
	select {
	case <-ctx.Done():
		a.halted = a.since(time.Now())
	case <-over:
		return
	}
	timer := time.NewTimer(grace)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
			a.carrier.Cut()
			timer.Reset(grace / 20) // a request may have waited for a worker
		case <-over:
			return
		}
	}
}

// stand is the request that vegeta sees in place of all.
func stand(t *vegeta.Target) error {
	t.Method, t.URL = http.MethodGet, "http://montcheck.invalid/"
	return nil
}

// token is what is known of a request until its answer is verified.
type token struct {
	partner   *partner
	question  *verify.Question
	operation int
	stage     int
	due       time.Duration
	sent      time.Duration
	ended     time.Duration
	slot      int
}

// Ask chooses the request of a number.
func (r *runner) Ask(x *wire.Exchange) {
	due, stage := r.schedule.At(x.Number)
	number := r.schedule.Number(x.Number)
	who, operation := r.plan.at(number)
	t := &token{partner: r.replicas.partners[who], operation: operation, stage: stage, due: due, slot: x.Slot}
	if delta := r.plan.deltas[operation]; delta >= 0 {
		t.question = t.partner.question(delta, r.questions)
	} else {
		fixed := r.questions.fixed[r.plan.operations[operation]]
		t.question = fixed[r.plan.chance(number, 1)%uint64(len(fixed))]
	}
	x.Request, x.Context = t.question.HTTP, t
	r.attack.sent.Add(1)
	r.attack.lastSent.Store(int64(r.attack.since(time.Now())))
}

// Answered takes what came, and passes it on to be verified.
func (r *runner) Answered(x *wire.Exchange) {
	t := x.Context.(*token)
	if errors.Is(x.Err, wire.ErrCut) { // by us: it is no error of the endpoint
		r.cutOff(t, x)
		return
	}
	if r.judging.own.machine(x.Err) {
		return
	}
	sent := r.attack.since(x.Sent)
	t.sent, t.ended = sent, r.attack.since(x.Ended)
	long := r.judging.own.long(x.Err)
	failed := !long && (x.Err != nil || x.Status != http.StatusOK)
	sample := measure.Sample{Operation: t.operation, Stage: t.stage, Due: t.due, Sent: sent, Ended: t.ended - x.Held,
		Failed: failed}
	if x.Body != nil {
		sample.Bytes = int64(len(x.Body.Bytes))
	}
	if x.Others < r.profile.Workers-1 {
		r.measuring.recorder.Lag(x.Slot, sent-t.due)
	}
	r.measuring.recorder.Record(x.Slot, &sample)
	if t.question.Priced() {
		r.measuring.recorder.Stale(x.Slot, r.replicas.published.age(t.partner.version(), t.ended))
	}
	switch {
	case long:
		r.attack.answers.Add(1)
	case x.Err != nil:
		r.judging.findings.failure(t.question.Operation, x.Err.Error(), 0, t.ended)
	case x.Status != http.StatusOK:
		r.attack.answers.Add(1)
		r.attack.refused.Add(1)
		r.judging.findings.failure(t.question.Operation, fmt.Sprintf("HTTP status %d", x.Status), x.Status, t.ended)
		x.Body.Release()
	default:
		r.attack.answers.Add(1)
		r.judging.verifier.Answer(t.question, x, t)
	}
}

// cutOff takes a request that was cut off with the run: it would have taken
// longer than until then.
func (r *runner) cutOff(t *token, x *wire.Exchange) {
	ended := r.attack.since(x.Ended)
	r.measuring.recorder.Cut(t.operation, t.stage, ended-t.due, x.Ended.Sub(x.Sent))
	r.attack.cut.Add(1)
}

// verified takes the verdict on an answer.
func (r *runner) verified(v *verify.Verdict, context any) {
	t := context.(*token)
	r.judging.own.passes(v.Beyond)
	if v.Failed() {
		r.measuring.recorder.Failed(t.operation, t.stage)
		r.judging.findings.failure(t.question.Operation, "the answer says Error=true: "+v.Reading.Reason, 0, t.ended)
	}
	r.judge(t.question, v, t.sent, t.ended, func() { r.measuring.recorder.Violated(t.operation, t.stage) })
	if t.question.Delta() && v.Reading != nil {
		if t.question.Priced() && v.Reading.HasPrice && !v.Reading.Failed {
			r.replicas.published.seen(v.Reading.Price, t.ended)
		}
		t.partner.take(t.question, v, r.replicas.book)
	}
}

// stop notes why the load ended before its schedule.
func (a *attack) stop(ctx context.Context) {
	if ctx.Err() == nil {
		return
	}
	a.stopped = &result.Stopped{Cause: result.Interrupted, Reason: "interrupted", At: a.elapsed}
	var early *early
	if errors.As(context.Cause(ctx), &early) {
		a.stopped.Cause, a.stopped.Reason = early.cause, early.reason
	}
}

// early is why the run ends itself.
type early struct {
	cause  result.Cause
	reason string
}

func (e *early) Error() string { return e.reason }

// unsent takes requests that were due and never sent: they would have waited
// at least until the end. A run that was ended leaves out what was due later.
func (r *runner) unsent() {
	last := r.schedule.Length()
	if r.attack.stopped != nil {
		last = cmp.Or(r.attack.halted, r.attack.elapsed)
	}
	for n := r.attack.sent.Load(); n < r.schedule.Requests(); n++ {
		due, stage := r.schedule.At(n)
		if due > last {
			return
		}
		_, operation := r.plan.at(r.schedule.Number(n))
		r.measuring.recorder.Unsent(operation, stage, max(r.attack.elapsed-due, 0))
		r.measuring.generator.Unsent++
	}
}
