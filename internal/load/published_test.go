package load

import (
	"testing"
	"time"
)

func TestAge(t *testing.T) {
	var p published
	if p.age(1, time.Second) != 0 {
		t.Error("something is missed where nothing is known")
	}
	p.start(10)
	p.seen(10, time.Second) // was there before
	if p.age(10, time.Second) != 0 || p.told() {
		t.Error("a partner misses something, and nothing changed")
	}
	if p.age(0, time.Second) != time.Second || !p.told() {
		t.Error("a partner that has nothing misses nothing")
	}
	p.seen(11, 2*time.Second)
	p.seen(13, 4*time.Second)
	p.seen(12, 5*time.Second) // told late: who has 13 has seen more
	for version, want := range map[int64]time.Duration{
		13: 0, 14: 0,
		12: 2 * time.Second, 11: 2 * time.Second,
		10: 4 * time.Second,
		7:  6 * time.Second, // it misses what was there at the start
		0:  6 * time.Second, // has nothing yet
	} {
		if got := p.age(version, 6*time.Second); got != want {
			t.Errorf("who has %d misses a newer price for %s, not %s", version, got, want)
		}
	}
	if p.versions() != 2 {
		t.Errorf("%d versions", p.versions())
	}
}
