package sandbox_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/montcheck/montcheck/sandbox"
)

func TestRateLimit(t *testing.T) {
	s := startWestcon(t, sandbox.Options{})
	if got := s.control("GET", "/gateway", ""); got.body != "{\"calls\":1000000,\"seconds\":10}\n" {
		t.Errorf("the default is %s", got.body)
	}
	one, two := s.one(), s.two()
	if got := s.control("POST", "/gateway", `{"calls":3,"seconds":60}`); got.status != 200 ||
		got.body != "{\"calls\":3,\"seconds\":60}\n" {
		t.Fatalf("%+v", got)
	}
	for range 3 {
		if got := one.ask("W", s.scenarios.Orders); got.status != 200 {
			t.Fatalf("%+v", got)
		}
	}
	got := one.ask("W", s.scenarios.Orders)
	wait := number(t, got.header.Get("Retry-After"))
	refusedBy(t, "one too many", got, 429,
		"Rate limit is exceeded. Try again in "+got.header.Get("Retry-After")+" seconds.")
	if wait < 1 || wait > 60 {
		t.Errorf("wait %d s", wait)
	}
	// Calls are counted before the token is looked at; another subscription's are its own; an unknown key is no call.
	refusedBy(t, "with a bad token", s.do("POST", orderStatus, "", headers("bad")), 429, "Rate limit")
	refusedBy(t, "with a bad key", s.do("POST", orderStatus, "", nil), 401, "missing")
	if got := two.ask("W", []string{s.scenarios.ForeignOrder}); got.status != 200 {
		t.Errorf("the other partner: %+v", got)
	}
	s.advance(time.Duration(wait) * time.Second)
	for range 3 {
		if got := one.ask("W", s.scenarios.Orders); got.status != 200 {
			t.Errorf("after the wait: %+v", got)
		}
	}
	refusedBy(t, "one too many again", one.ask("W", s.scenarios.Orders), 429, "Rate limit")
	if got := s.control("POST", "/gateway", `{"calls":1,"seconds":60}`); got.status != 200 {
		t.Fatalf("%+v", got)
	}
	if got := one.ask("W", s.scenarios.Orders); got.status != 200 {
		t.Errorf("a new limit counts afresh: %+v", got)
	}
}

// TestRateLimitIsExact sends calls at one moment: as many pass as may.
func TestRateLimitIsExact(t *testing.T) {
	s := startWestcon(t, sandbox.Options{})
	p := s.one()
	body, h := question(p.key, "W", s.scenarios.Orders), headers(p.token)
	s.control("POST", "/gateway", `{"calls":7,"seconds":86400}`)
	var calls sync.WaitGroup
	statuses := make([]int, 40)
	for i := range statuses {
		calls.Go(func() {
			r, err := http.NewRequestWithContext(t.Context(), "POST", s.url+orderStatus, strings.NewReader(body))
			if err != nil {
				return
			}
			for name, value := range h {
				r.Header.Set(name, value)
			}
			if answer, err := http.DefaultClient.Do(r); err == nil {
				statuses[i] = answer.StatusCode
				answer.Body.Close()
			}
		})
	}
	calls.Wait()
	count := map[int]int{}
	for _, status := range statuses {
		count[status]++
	}
	if count[200] != 7 || count[429] != 33 {
		t.Errorf("%v", count)
	}
}
