package load

import (
	"context"
	"fmt"
	"time"

	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/loadprofiles"
)

// monitor looks at the run once a slice: it cuts the timeline, says how the run
// stands, finds the generator's own limit, and ends what does only harm.
type monitor struct {
	run        *runner
	cpu        processor
	cpuTotal   time.Duration
	waited     time.Duration // for a processor, since the process began
	held       time.Duration // workers by the verifier, since the start
	ended      time.Duration // when the last slice ended
	limited    time.Duration // requests by the endpoint's limit, since the start
	recent     []moment
	unmade     uint64 // requests, since the start
	thresholds bool
}

// moment is a slice with the requests that this machine was unable to make.
type moment struct {
	result.Slice
	unmade uint64
}

func newMonitor(r *runner) *monitor {
	m := &monitor{run: r, waited: waited()}
	m.cpu.elapsed()
	for _, t := range r.profile.Thresholds {
		m.thresholds = m.thresholds || t.Abort
	}
	return m
}

func (m *monitor) watch(ctx context.Context) {
	tick := time.NewTicker(width(m.run.profile.Duration()))
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			m.look()
		case <-ctx.Done():
			return
		}
	}
}

// look ends a slice.
func (m *monitor) look() {
	s := m.cut()
	m.say(s)
	m.burst(s)
	m.cross()
}

// last ends the last slice, once everything is verified.
func (m *monitor) last() {
	if now := m.run.attack.since(time.Now()); now > m.ended {
		m.cut()
	}
	if m.run.attack.elapsed > 0 {
		m.run.measuring.generator.CPU = min(
			m.cpuTotal.Seconds()/m.run.attack.elapsed.Seconds()/float64(m.run.measuring.generator.Processors), 1)
	}
}

// most is the part of what it has, of its processors or of its workers' time,
// from which on the generator counts as out of breath.
const most = 0.9

// late is how far behind its schedule, in seconds, the generator counts as the
// limit: less than that is the hiccup of a machine.
const late = 0.2

func (m *monitor) cut() result.Slice {
	now := m.run.attack.since(time.Now())
	wide := now - m.ended
	used := m.cpu.elapsed()
	m.cpuTotal += used
	middle := m.ended + wide/2
	s := result.Slice{
		At: m.ended, Length: wide, Stage: m.run.schedule.StageAt(middle),
		Target: m.run.schedule.RateAt(middle) / float64(m.run.plan.shard.Count), InFlight: m.run.attack.carrier.Most(),
		CPU: min(used.Seconds()/wide.Seconds()/float64(m.run.measuring.generator.Processors), 1),
	}
	m.run.measuring.generator.InFlight = max(m.run.measuring.generator.InFlight, s.InFlight)
	breathless := m.breathless(used, wide)
	// Requests that are due and not sent mean that the generator did not keep
	// up, unless all its workers wait for answers.
	due, sent := m.run.schedule.Due(min(now, m.run.schedule.Length())), m.run.attack.sent.Load()
	behind := float64(due) - float64(sent)
	if m.keptBack(wide) && now <= m.run.schedule.Length() && behind > max(5, late*s.Target) {
		m.run.measuring.generator.Limited += wide
		behind = 0
	}
	if now <= m.run.schedule.Length() && behind > max(5, late*s.Target) {
		if s.InFlight >= m.run.profile.Workers && !breathless {
			m.run.measuring.generator.Busy += wide
		} else {
			s.Saturated = true
			m.run.measuring.generator.Saturated += wide
		}
	}
	m.ended = now
	return m.run.measuring.timeline.Cut(s)
}

// breathless tells whether the generator had all that it could do in a slice in
// which it used so much processor time: what it waited for while others had the
// processors counts too, and what its workers waited for its own verifiers.
func (m *monitor) breathless(used, wide time.Duration) bool {
	waited := waited()
	wanted := used + max(waited-m.waited, 0) // threads that ended take theirs along
	_, _, _, held := m.run.judging.verifier.Counts()
	holding := held - m.held
	m.waited, m.held = waited, held
	return wanted >= share(wide, m.run.measuring.generator.Processors) || holding >= share(wide, m.run.profile.Workers)
}

// share is when so many have next to nothing left of a time.
func share(wide time.Duration, of int) time.Duration {
	return time.Duration(most * float64(wide) * float64(of))
}

// keptBack tells whether the endpoint's limit kept requests back for most of a
// slice.
func (m *monitor) keptBack(wide time.Duration) bool {
	held := m.run.attack.pacer.Held()
	since := held - m.limited
	m.limited = held
	return since > wide/2
}

func (m *monitor) say(s result.Slice) {
	total := m.totals()
	p := result.Progress{
		Elapsed: m.ended, Length: m.run.schedule.Length(),
		Stage:  m.run.profile.Stages[m.run.schedule.StageAt(m.ended)].Name,
		Target: s.Target,
		Rate:   float64(s.Requests) / (m.ended - s.At).Seconds(), InFlight: m.run.attack.carrier.InFlight(),
		Scheduled: m.run.schedule.Requests(), Sent: m.run.attack.sent.Load(),
		P50: s.Latency.Percentile(50), P95: s.Latency.Percentile(95), P99: s.Latency.Percentile(99),
		Errors: total.errors, Violations: total.violations, Diverged: m.run.replicas.divergedSoFar(),
		Saturated: s.Saturated,
	}
	p.Full, p.Known, _, _ = m.run.judging.verifier.Counts()
	m.run.measuring.latest.Store(&p)
	m.run.options.Observer.Progress(p)
}

// totals are the counts so far.
type totals struct{ requests, errors, violations uint64 }

func (m *monitor) totals() totals {
	requests, errors, violations := m.run.measuring.recorder.Counts()
	return totals{requests, errors, violations + m.run.judging.findings.beside.Load()}
}

// fewest is of how many requests a part can be told. Where fewer ended within
// the time that is looked at, it is these that are.
const fewest = 10

// burst ends a run of which too much fails. At a low rate fewer requests than
// the profile says are enough: half of those that are due in the time.
func (m *monitor) burst(s result.Slice) {
	unmade := m.run.judging.own.failed()
	m.recent = append(m.recent, moment{s, unmade - m.unmade})
	m.unmade, unmade = unmade, 0
	within := m.run.profile.Abort.Within.Std()
	requests, errors := uint64(0), uint64(0)
	for _, one := range m.recent {
		requests += one.Requests
		errors += one.Errors
		unmade += one.unmade
	}
	for len(m.recent) > 1 && m.recent[0].At < m.ended-within {
		first := m.recent[0]
		if requests+unmade-first.Requests-first.unmade < fewest {
			break
		}
		requests, errors, unmade = requests-first.Requests, errors-first.Errors, unmade-first.unmade
		m.recent = m.recent[1:]
	}
	least := min(uint64(m.run.profile.Abort.Least),
		max(fewest, (m.run.schedule.Due(m.ended)-m.run.schedule.Due(max(m.ended-within, 0)))/2))
	looked := (m.ended - m.recent[0].At).Round(100 * time.Millisecond)
	burst := func(n, of uint64) bool {
		return of >= least && float64(n) > float64(m.run.profile.Abort.Errors)*float64(of)
	}
	switch all := requests + unmade; {
	case burst(errors, requests):
		m.run.attack.interrupts(
			&early{result.Burst, fmt.Sprintf("%d of %d requests failed within %s", errors, requests, looked)})
	case burst(unmade, all):
		m.run.attack.interrupts(
			&early{result.Machine,
				fmt.Sprintf("%d of %d requests could not be made within %s: %s", unmade, all, looked,
					m.run.judging.own.lacking())})
	}
}

// cross ends a run that crossed a threshold which says so.
func (m *monitor) cross() {
	if !m.thresholds {
		return
	}
	now := &result.Result{Staleness: m.run.measuring.recorder.Staleness(), Beside: m.run.judging.findings.beside.Load(),
		Replicas: result.Replicas{Diverged: m.run.replicas.divergedSoFar()}}
	now.Total, now.Operations, _ = m.run.measures(m.ended)
	m.run.judging.own.tell(now, m.run.judging.verifier.Beyond())
	for _, t := range m.run.profile.Thresholds {
		if !t.Abort || m.ended < t.Delay.Std() || t.Metric == loadprofiles.Throughput {
			continue
		}
		if j := now.Observe(t); !j.Held && !j.Unknown {
			m.run.attack.interrupts(&early{result.Crossed, fmt.Sprintf("%s is crossed, which ends the run", t)})
			return
		}
	}
}
