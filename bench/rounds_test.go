//go:build linux

package main

import (
	"errors"
	"slices"
	"testing"
)

func TestInterleaveTurnsEveryOtherRound(t *testing.T) {
	var order string
	contender := func(name string) func() (int, error) {
		return func() (int, error) { order += name; return len(order), nil }
	}
	samples, err := interleave(3, contender("a"), contender("b"), contender("c"))
	if err != nil || order != "abccbaabc" {
		t.Errorf("%s, %v", order, err)
	}
	if !slices.Equal(samples[0], []int{1, 6, 7}) || !slices.Equal(samples[2], []int{3, 4, 9}) {
		t.Errorf("samples went to the wrong contender: %v", samples)
	}
	broken := errors.New("broken")
	if _, err := interleave(3, contender("a"), func() (int, error) { return 0, broken }); err != broken {
		t.Errorf("got %v", err)
	}
}

func TestMedianAndRatio(t *testing.T) {
	itself := func(f float64) float64 { return f }
	if m := median([]float64{9, 1, 5}, itself); m != 5 {
		t.Errorf("median %v, want 5", m)
	}
	if m := median([]float64{9, 1, 5, 2}, itself); m != 3.5 {
		t.Errorf("median %v, want 3.5", m)
	}
	// The second round was slow for both: the ratio does not feel it.
	r := ratioOf([]float64{20, 2, 30}, []float64{10, 1, 10}, itself)
	if r != (ratio{2, 2, 3}) {
		t.Errorf("ratio %+v", r)
	}
}
