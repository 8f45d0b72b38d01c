package schedule

import (
	"context"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/montcheck/montcheck/loadprofiles"
)

func stage(from, to float64, steps int, d time.Duration) loadprofiles.Stage {
	return loadprofiles.Stage{Rate: loadprofiles.Rate{From: from, To: to, Steps: steps},
		Duration: loadprofiles.Duration(d)}
}

func TestConstantRate(t *testing.T) {
	s := New([]loadprofiles.Stage{stage(100, 100, 0, time.Second)}, 0, 1)
	if s.Requests() != 100 {
		t.Errorf("%d requests", s.Requests())
	}
	for n := range uint64(100) {
		if at, _ := s.At(n); (at - time.Duration(n)*10*time.Millisecond).Abs() > time.Microsecond {
			t.Fatalf("request %d is due at %s", n, at)
		}
	}
}

func TestCourses(t *testing.T) {
	for name, c := range map[string]struct {
		stages   []loadprofiles.Stage
		requests uint64
		at       map[uint64]time.Duration
	}{
		"a rise from nothing": {[]loadprofiles.Stage{stage(0, 10, 0, 10*time.Second)}, 50,
			map[uint64]time.Duration{0: 0, 8: 4 * time.Second, 32: 8 * time.Second}},
		"a fall to nothing": {[]loadprofiles.Stage{stage(10, 0, 0, 10*time.Second)}, 50,
			map[uint64]time.Duration{0: 0, 18: 2 * time.Second, 48: 8 * time.Second}},
		"steps": {[]loadprofiles.Stage{stage(1, 3, 3, 3*time.Second)}, 6,
			map[uint64]time.Duration{0: 0, 1: time.Second, 2: 1500 * time.Millisecond, 3: 2 * time.Second}},
		"a pause": {
			[]loadprofiles.Stage{stage(2, 2, 0, time.Second), stage(0, 0, 0, time.Minute), stage(1, 1, 0, time.Second)},
			3, map[uint64]time.Duration{1: 500 * time.Millisecond, 2: 61 * time.Second}},
		"a pause first": {[]loadprofiles.Stage{stage(0, 0, 0, time.Minute), stage(1, 1, 0, time.Second)}, 1,
			map[uint64]time.Duration{0: time.Minute}},
	} {
		s := New(c.stages, 0, 1)
		if s.Requests() != c.requests {
			t.Errorf("%s: %d requests", name, s.Requests())
		}
		for n, want := range c.at {
			if at, _ := s.At(n); (at - want).Abs() > time.Microsecond {
				t.Errorf("%s: request %d is due at %s, not %s", name, n, at, want)
			}
		}
	}
}

func stages(t *rapid.T) []loadprofiles.Stage {
	all := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) loadprofiles.Stage {
		r := func(label string) float64 { return float64(rapid.IntRange(0, 200).Draw(t, label)) }
		steps := rapid.SampledFrom([]int{0, 0, 2, 7}).Draw(t, "steps")
		return stage(r("from"), r("to"), steps,
			time.Duration(rapid.IntRange(100, 20_000).Draw(t, "ms"))*time.Millisecond)
	}), 1, 5).Draw(t, "stages")
	return append(all, stage(1, 1, 0, time.Second))
}

// At is the exact inverse of the number of requests that are due.
func TestInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := New(stages(t), 0, 1)
		last := time.Duration(-1)
		for n := range s.Requests() {
			at, stage := s.At(n)
			if at < last || at > s.Length() {
				t.Fatalf("request %d is due at %s, the one before it at %s, the end at %s", n, at, last, s.Length())
			}
			last = at
			i := 0
			for i < len(s.pieces)-1 && s.pieces[i].start+s.pieces[i].length < at.Seconds()-1e-7 {
				i++
			}
			due := s.pieces[i].before + s.pieces[i].due(at.Seconds()-s.pieces[i].start)
			if math.Abs(due-float64(n)) > 1e-3 {
				t.Fatalf("request %d is due when %f are (%s)", n, due, at)
			}
			if now := s.StageAt(at + time.Microsecond); now < stage {
				t.Fatalf("request %d is of stage %d, at a time of stage %d", n, stage, now)
			}
		}
	})
}

// The shards of a run send what the run sends, each request once and at its time.
func TestShards(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stages := stages(t)
		count := rapid.IntRange(1, 9).Draw(t, "shards")
		whole := New(stages, 0, 1)
		seen := map[uint64]bool{}
		for index := range count {
			shard := New(stages, index, count)
			for n := range shard.Requests() {
				number := shard.Number(n)
				at, _ := shard.At(n)
				if want, _ := whole.At(number); at != want || seen[number] {
					t.Fatalf("request %d of shard %d is due at %s, not %s", n, index, at, want)
				}
				seen[number] = true
			}
		}
		if uint64(len(seen)) != whole.Requests() {
			t.Fatalf("%d requests of %d", len(seen), whole.Requests())
		}
	})
}

// The pacer lets each request go when it is due, and ends with the schedule.
func TestPacer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New([]loadprofiles.Stage{stage(10, 10, 0, time.Second), stage(0, 20, 0, 2*time.Second)}, 0, 1)
		began := time.Now()
		p := NewPacer(t.Context(), s, began, 0, nil)
		sent := uint64(0)
		for {
			wait, stop := p.Pace(time.Since(began), sent)
			if stop {
				break
			}
			at, _ := s.At(sent)
			if now := time.Since(began); wait != 0 || now != at {
				t.Fatalf("request %d goes at %s, not %s", sent, now, at)
			}
			sent++
		}
		if sent != s.Requests() {
			t.Errorf("%d of %d were sent", sent, s.Requests())
		}
	})
}

// What is late goes at once; what is late at the end goes within the grace.
func TestLateRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New([]loadprofiles.Stage{stage(10, 10, 0, 2*time.Second)}, 0, 1)
		p := NewPacer(t.Context(), s, time.Now(), time.Second, nil)
		time.Sleep(time.Second)
		for sent := range uint64(10) {
			if wait, stop := p.Pace(0, sent); wait != 0 || stop {
				t.Fatalf("request %d waits", sent)
			}
		}
		time.Sleep(1500 * time.Millisecond)
		if _, stop := p.Pace(0, 10); stop {
			t.Error("a late request does not go within the grace")
		}
		time.Sleep(500 * time.Millisecond)
		if _, stop := p.Pace(0, 11); !stop {
			t.Error("a request goes after the grace")
		}
	})
}

// Also what is late keeps to the endpoint's limit, whichever second is looked at,
// and says for how long it waited.
func TestLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New([]loadprofiles.Stage{stage(100, 100, 0, 10*time.Second)}, 0, 1)
		began := time.Now()
		p := NewPacer(t.Context(), s, began, 0, NewLimit(100))
		time.Sleep(5 * time.Second) // 500 are late
		var sent []time.Time
		for n := range uint64(400) {
			p.Pace(0, n)
			sent = append(sent, time.Now())
		}
		within(t, sent, 100)
		if took := sent[399].Sub(sent[0]); took > 4*time.Second || p.Held() < took-time.Millisecond {
			t.Errorf("400 late requests took %s at 100 a second, of which the limit held them %s", took, p.Held())
		}
	})
}

// within expects no more than so many in any second.
func within(t *testing.T, sent []time.Time, most int) {
	t.Helper()
	for i := most; i < len(sent); i++ {
		if sent[i].Sub(sent[i-most]) < time.Second {
			t.Fatalf("%d requests went within %s", most+1, sent[i].Sub(sent[i-most]))
		}
	}
}

// At the very rate that the endpoint allows a hiccup now and then is caught up,
// and no second has more requests than that.
func TestHiccups(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n, hiccup = 50, 80 * time.Millisecond
		s := New([]loadprofiles.Stage{stage(n, n, 0, time.Minute)}, 0, 1)
		began := time.Now()
		p := NewPacer(t.Context(), s, began, 0, NewLimit(n))
		var sent []time.Time
		for i := range s.Requests() {
			if i%130 == 129 {
				time.Sleep(hiccup)
			}
			p.Pace(0, i)
			sent = append(sent, time.Now())
			due, _ := s.At(i)
			if late := time.Since(began) - due; late > 2*hiccup {
				t.Fatalf("request %d is %s late", i, late)
			}
		}
		within(t, sent, n)
	})
}

// What was asked before the load takes nothing of it.
func TestSettled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimit(5)
		for range 5 {
			l.Wait(t.Context())
		}
		l.Settle(t.Context())
		p := NewPacer(t.Context(), New([]loadprofiles.Stage{stage(5, 5, 0, 10*time.Second)}, 0, 1), time.Now(), 0, l)
		for n := range uint64(50) {
			p.Pace(0, n)
		}
		if p.Held() > time.Millisecond {
			t.Errorf("the limit held requests for %s", p.Held())
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if l.Wait(ctx) == nil || l.Settle(ctx) == nil {
			t.Error("it waits for what was ended")
		}
	})
}

func TestEndedPacer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		p := NewPacer(ctx, New([]loadprofiles.Stage{stage(1, 1, 0, time.Hour)}, 0, 1), time.Now(), 0, nil)
		time.AfterFunc(time.Millisecond, cancel)
		if _, stop := p.Pace(0, 3000); !stop {
			t.Error("it went on")
		}
	})
}

func TestRateOfShard(t *testing.T) {
	s := New([]loadprofiles.Stage{stage(0, 100, 0, 10*time.Second)}, 1, 4)
	if r := NewPacer(t.Context(), s, time.Now(), 0, nil).Rate(4 * time.Second); r != 10 {
		t.Error(r)
	}
	if s.RateAt(time.Minute) != 0 || s.StageAt(time.Minute) != 0 {
		t.Error("there is a rate after the end")
	}
}
