//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// slowPace is what a slow reader takes, in bytes a second.
const slowPace = 20e6

// memoryResult is the sandbox's resident memory, in bytes, before and while readers take the full answer slowly.
type memoryResult struct {
	readers      int
	took         time.Duration
	size         int64
	before, peak int64
}

func slowReaders(ctx context.Context, s *sandboxServer, full answer) (results []memoryResult, err error) {
	for _, readers := range []int{1, 8} {
		if err := forgetPeak(s.pid); err != nil {
			return nil, err
		}
		before, err := memoryOf(s.pid)
		if err != nil {
			return nil, err
		}
		begun := time.Now()
		if err := readSlowly(ctx, s, full, readers); err != nil {
			return nil, err
		}
		after, err := memoryOf(s.pid)
		if err != nil {
			return nil, err
		}
		results = append(results, memoryResult{readers, time.Since(begun), full.size, before.now, after.peak})
	}
	return results, nil
}

func readSlowly(ctx context.Context, s *sandboxServer, full answer, readers int) error {
	errs := make([]error, readers)
	var reading sync.WaitGroup
	for i := range readers {
		reading.Go(func() {
			size, sum, err := fetch(ctx, s.content+full.call, s.user, &slow{ctx, rate.NewLimiter(slowPace, 64<<10)})
			if err == nil && (size != full.size || sum != full.sum) {
				err = fmt.Errorf("a slow reader got %d other bytes", size)
			}
			errs[i] = err
		})
	}
	reading.Wait()
	return errors.Join(errs...)
}

// slow takes what is written at a pace.
type slow struct {
	ctx   context.Context
	limit *rate.Limiter
}

func (s *slow) Write(p []byte) (int, error) {
	return len(p), s.limit.WaitN(s.ctx, len(p)) // io.Copy writes 32 KB at a time
}
