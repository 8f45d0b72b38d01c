package catalogue

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/internal/verdict"
)

// against is a Session with an endpoint that answers by a handler.
func against(t *testing.T, limits endpoint.Limits, answer http.HandlerFunc) (*Session, context.Context) {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	base, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	tg, err := endpoint.New(
		endpoint.Options{Content: &endpoint.Service{Module: endpoint.Content, URL: base}, Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tg.Close() })
	ctx := verdict.With(t.Context(), verdict.NewState("test", endpoint.Content, nil, 1))
	return &Session{Target: tg, memory: newMemory(), states: map[string]*verdict.State{}}, ctx
}

// calls are calls for n families, the first with the id 1.
func (s *Session) calls(ctx context.Context, n int) []*Call {
	var all []*Call
	for i := range n {
		all = append(all, s.Prepare(ctx, montcontent.GetFamilyGroup, i+1))
	}
	return all
}

// Calls are under way together, and what came of them, its keys, and what is kept of it for later specs, are in the
// order of the calls, whoever is answered first.
func TestTogether(t *testing.T) {
	const asked = 3 * company
	var mu sync.Mutex
	var waiting []chan struct{}
	s, ctx := against(t, endpoint.Limits{}, func(w http.ResponseWriter, r *http.Request) {
		own := make(chan struct{})
		mu.Lock()
		if waiting = append(waiting, own); len(waiting) == company { // all are there: the last is answered first
			go func(all []chan struct{}) {
				for i := range all {
					close(all[len(all)-1-i])
				}
			}(waiting)
			waiting = nil
		}
		mu.Unlock()
		select {
		case <-own:
		case <-time.After(20 * time.Second):
			t.Error("not enough came at once")
		}
		w.WriteHeader(http.StatusTeapot)
	})
	results := s.together(s.calls(ctx, asked))
	if len(results) != asked || len(s.answers) != asked {
		t.Fatalf("%d results, %d answers kept", len(results), len(s.answers))
	}
	for i, r := range results {
		if r.err != nil || r.Key().Ordinal != i+1 || path.Base(r.Exchange.Request.URL) != strconv.Itoa(i+1) ||
			s.answers[i].Key() != r.Key() {
			t.Errorf("call %d: %v, %v, kept %v", i+1, r.Key(), r.err, s.answers[i].Key())
		}
	}
}

// The limits of the environment hold however many calls there are.
func TestTogetherWithinTheLimits(t *testing.T) {
	var mu sync.Mutex
	now, most := 0, 0
	s, ctx := against(t, endpoint.Limits{Parallel: 2}, func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		now++
		most = max(most, now)
		mu.Unlock()
		w.WriteHeader(http.StatusTeapot)
		mu.Lock()
		now--
		mu.Unlock()
	})
	s.together(s.calls(ctx, 5*company))
	if most > 2 {
		t.Errorf("%d at once", most)
	}
}

// Where an endpoint does not answer, no more is asked of it, and what came before is there.
func TestTogetherEndsAtAFailure(t *testing.T) {
	s, ctx := against(t, endpoint.Limits{Patience: endpoint.Impatient}, func(w http.ResponseWriter, r *http.Request) {
		if path.Base(r.URL.Path) == "1" {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		panic(http.ErrAbortHandler)
	})
	results := s.together(s.calls(ctx, 100))
	if len(results) > 2*company+1 {
		t.Errorf("%d calls were sent", len(results))
	}
	var failed []error
	for i, r := range results {
		if (r.err == nil) != (i == 0) || errors.Is(r.err, errStopped) {
			failed = append(failed, fmt.Errorf("call %d: %w", i+1, r.err))
		}
	}
	if failed != nil {
		t.Error(errors.Join(failed...))
	}
}

// Where an endpoint hangs up on some of what is asked together, the rest is asked all the same, and what came of each
// is in the order of the calls; the questions that tell why take their keys after them.
func TestTogetherGoesOnAfterAHangUp(t *testing.T) {
	const asked = 3 * company
	hangsUp := func(i int) bool { return i%4 == 3 }
	limits := endpoint.Limits{Patience: endpoint.Impatient, Failures: asked}
	s, ctx := against(t, limits, func(w http.ResponseWriter, r *http.Request) {
		if n, err := strconv.Atoi(path.Base(r.URL.Path)); err == nil && hangsUp(n-1) {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(http.StatusTeapot)
	})
	results := s.together(s.calls(ctx, asked))
	if len(results) != asked {
		t.Fatalf("%d results", len(results))
	}
	for i, r := range results {
		if r.err != nil {
			t.Fatalf("call %d: %v", i+1, r.err)
		} else if r.Key().Ordinal != i+1 || (r.Cut != nil) != hangsUp(i) || s.answers[i].Key() != r.Key() {
			t.Errorf("call %d: %v, cut: %v", i+1, r.Key(), r.Cut)
		}
	}
}
