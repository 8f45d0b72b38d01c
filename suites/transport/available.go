package transport

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/verdict"
)

// Available decides whether a service can be had whenever it is asked: what was right at a later try is a warning with
// its count, what stayed so a failure. That the service has too many requests is no failure of it, nor is a limit of
// this machine.
func Available(ctx context.Context, t *endpoint.Target, module string) {
	verdict.Unable(ctx, t.Gone())
	var found verdict.Findings
	causes := map[string]int{}
	asked, again := 0, 0
	var first *run.Exchange
	for _, a := range t.Recorder.Answers() {
		x := &a.Exchange
		if x.Module != module {
			continue
		}
		asked++
		before := troubles(a, causes)
		if before > 0 && first == nil {
			first = x
		}
		again += min(before, 1)
		if stays(a) {
			found.Add(verdict.About(ctx, x.Key).Finding(x.Operation+" can't be had: the service stays "+
				"unavailable for it, and answers others",
				"an answer", fmt.Sprintf("%s, %d times within %s", a.Away, len(x.Retries)+1, lasted(x))))
		}
	}
	if asked == 0 {
		verdict.NotExercised(ctx, "nothing was asked")
	}
	if again > 0 {
		verdict.Warn(ctx, verdict.About(ctx, first.Key).Finding(
			fmt.Sprintf("%d of %d requests came at a bad time, and were made again or given up", again, asked),
			"an answer at the first try", counted(causes)))
	}
	found.Settle(ctx)
	verdict.Note(ctx, "%d requests", asked)
}

// troubles counts by their cause the tries of an exchange that came at a bad time, this machine's limits left out, and
// returns their number.
func troubles(a *endpoint.Answer, causes map[string]int) (n int) {
	for _, r := range a.Exchange.Retries {
		if !r.Own {
			causes[r.Cause]++
			n++
		}
	}
	if a.Away != "" {
		causes[a.Away]++
		n++
	}
	return n
}

// stays tells whether an exchange failed at every try, and not for a limit that the service sets.
func stays(a *endpoint.Answer) bool {
	x := &a.Exchange
	limited := x.Response != nil &&
		(x.Response.Status == http.StatusTooManyRequests ||
			x.Response.Header.Get("Retry-After") != "" && len(x.Retries) == 0)
	return a.Away != "" && len(x.Retries) > 0 && !limited
}

func lasted(x *run.Exchange) time.Duration {
	return x.Started.Sub(x.Retries[0].Started).Round(100 * time.Millisecond)
}

func counted(causes map[string]int) string {
	var all []string
	for _, cause := range slices.Sorted(maps.Keys(causes)) {
		all = append(all, fmt.Sprintf("%s (%d)", cause, causes[cause]))
	}
	return strings.Join(all, ", ")
}
