package endpoint

import (
	"testing"
	"time"
)

// Calls that wait at the same time for a host that is away use up its patience once, and those that wait one after the
// other each.
func TestWaitsAtTheSameTimeCountOnce(t *testing.T) {
	now := time.Now()
	h := &host{limits: Limits{Patience: time.Minute}, now: func() time.Time { return now }}
	mayWait := func() bool { return h.mayWait(&Call{}, now, away, time.Minute) }
	for i := range 5 * mostPatience {
		if !mayWait() {
			t.Fatalf("call %d is not waited for with the others", i+1)
		}
	}
	rounds := 1
	for ; rounds < 5*mostPatience; rounds++ {
		if now = now.Add(time.Minute); !mayWait() {
			break
		}
	}
	if rounds != mostPatience {
		t.Errorf("waited %d times, one after the other; want %d", rounds, mostPatience)
	}
}
