//go:build linux

package main

import "slices"

// interleave runs every contender once a round, so that what else the machine does falls on all alike; every other
// round begins at the other end. It returns the samples of each contender, round by round.
func interleave[T any](rounds int, contenders ...func() (T, error)) ([][]T, error) {
	samples := make([][]T, len(contenders))
	for round := range rounds {
		for i := range contenders {
			if round%2 == 1 {
				i = len(contenders) - 1 - i
			}
			sample, err := contenders[i]()
			if err != nil {
				return nil, err
			}
			samples[i] = append(samples[i], sample)
		}
	}
	return samples, nil
}

// median takes a figure of each sample.
func median[T any](samples []T, figure func(T) float64) float64 {
	var figures []float64
	for _, s := range samples {
		figures = append(figures, figure(s))
	}
	slices.Sort(figures)
	middle := len(figures) / 2
	if len(figures)%2 == 1 {
		return figures[middle]
	}
	return (figures[middle-1] + figures[middle]) / 2
}

// ratio is one contender's figure to another's in the same round: its median, least and greatest.
type ratio struct{ median, least, greatest float64 }

func ratioOf[T any](of, to []T, figure func(T) float64) ratio {
	var each []float64
	for i := range of {
		each = append(each, figure(of[i])/figure(to[i]))
	}
	return ratio{median(each, func(f float64) float64 { return f }), slices.Min(each), slices.Max(each)}
}
