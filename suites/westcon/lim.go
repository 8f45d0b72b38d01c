package westcon

import (
	"context"
	"fmt"
	"net/http"
	"time"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/run"
	. "github.com/montcheck/montcheck/internal/verdict"
)

// limits decides what a client that asks too often is told.
func (s *session) limits() {
	It("tells a client that asks too often when to come again", Decides("WST-LIM-01"), func(ctx SpecContext) {
		if s.t.Control != nil {
			s.provokeLimit(ctx)
		}
		seen := s.tooMany()
		if len(seen) == 0 {
			NotExercised(ctx,
				"no answer of this run had the status 429, and none is provoked where the limit can't be set")
		}
		var found Findings
		for _, limited := range seen {
			From(ctx).Use(limited.key)
			if !limited.ok {
				found.Add(About(ctx, limited.key).Finding("a 429 does not say when to come again",
					"Retry-After: a number of seconds, or a date", fmt.Sprintf("Retry-After: %q", limited.retryAfter)))
			}
		}
		found.Settle(ctx)
		Note(ctx, "%d answers with status 429", len(seen))
	})
}

// limited is a try that was answered with 429.
type limited struct {
	key        run.Key
	retryAfter string
	ok         bool // it can be read
}

// tooMany are the tries of the run that were answered with 429.
func (s *session) tooMany() []limited {
	var all []limited
	add := func(key run.Key, header http.Header) {
		_, ok := endpoint.RetryAfter(header, s.t.Now())
		all = append(all, limited{key, header.Get("Retry-After"), ok})
	}
	for _, a := range s.t.Recorder.Answers() {
		if a.Exchange.Module != endpoint.Westcon {
			continue
		}
		for _, r := range a.Exchange.Retries {
			if r.Status == http.StatusTooManyRequests {
				add(a.Key(), http.Header{"Retry-After": {r.RetryAfter}})
			}
		}
		if a.Exchange.Response != nil && a.Status() == http.StatusTooManyRequests {
			add(a.Key(), a.Header())
		}
	}
	return all
}

// provokeLimit sets a limit, goes beyond it, waits as it is told, and expects
// to be answered then. It puts the former limit back.
func (s *session) provokeLimit(ctx context.Context) {
	bearer := s.bearer(ctx)
	former, err := s.t.Inspect(ctx, "gateway")
	if err != nil {
		NotExercised(ctx, "this endpoint's limit can't be read, to put it back: %s", err)
	}
	if _, err := s.t.Steer(ctx, "gateway", tight); err != nil {
		NotExercised(ctx, "this endpoint's limit can't be set: %s", err)
	}
	defer func() {
		_, err := s.t.Steer(ctx, "gateway", former)
		Unable(ctx, err)
	}()
	q := question{documented, byWestcon, []string{"1"}}
	r := s.request(s.body(q.by, q.numbers), bearer)
	r.Once = true // what is looked at here is the refusal
	var limited *answer
	for range 6 {
		a, err := s.send(ctx, s.t.Westcon, q, r)
		Unable(ctx, err)
		if a.Status() == http.StatusTooManyRequests {
			limited = a
			break
		}
	}
	if limited == nil {
		NotExercised(ctx, "a limit of %v calls in %v seconds was not held against 6 calls", tight["calls"],
			tight["seconds"])
	}
	// Whoever shares the limit may have used it up again, so one more refusal
	// decides nothing.
	var wait time.Duration
	for range obeyed {
		var ok bool
		if wait, ok = endpoint.RetryAfter(limited.Header(), s.t.Now()); !ok {
			return // for the spec to judge
		}
		Unable(ctx, s.pause(ctx, wait))
		limited, err = s.send(ctx, s.t.Westcon, q, r)
		Unable(ctx, err)
		if limited.Status() != http.StatusTooManyRequests {
			return
		}
	}
	limited.reject(ctx,
		fmt.Sprintf("%d times after the time that Retry-After names, requests still are too many", obeyed),
		"an answer after "+wait.String(), limited.says())
}

// tight is what the limit is set to, to reach it.
var tight = map[string]any{"calls": 3, "seconds": 20}

// obeyed is how often a refusal is waited out before it counts.
const obeyed = 3
