package load_test

import (
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/montcheck/montcheck/internal/load"
	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/internal/run"
)

// polls is a load of one operation, by thresholds that a lack of answers crosses.
const polls = `
stages: [{ rate: 100, duration: 2s }]
mix: { GetPriceChanges: 1 }
population: { partners: 4, behind: 3 }
abort: { errors: 100% }
thresholds: { errors: ["count==0"], throughput: ["rate>90"], staleness: ["max<1ms"], replicas: ["count==0"] }
`

// without is a transport to the endpoint of a machine that lacks something for
// what lacks says.
type without struct {
	http.RoundTripper
	lacks func(*http.Request) bool
}

func (w without) RoundTrip(r *http.Request) (*http.Response, error) {
	if w.lacks(r) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.EADDRNOTAVAIL)}
	}
	return w.RoundTripper.RoundTrip(r)
}

// What the generator's own machine is unable to do is no error of the endpoint,
// and neither is what follows from it.
func TestOwnMachine(t *testing.T) {
	env := refusing(t, func(http.ResponseWriter, *http.Request) bool { return false })
	for name, c := range map[string]struct {
		text  string
		every int64 // of the load's requests is made, and none for 0
		cause result.Cause
	}{
		"now and then": {polls, 3, ""},
		"most": {strings.Replace(polls, "errors: 100% }", "errors: 50%, within: 1s, least: 20 }", 1), 0,
			result.Machine},
	} {
		t.Run(name, func(t *testing.T) {
			s := &steps{}
			var n atomic.Int64
			o := load.Options{Environment: env, Profile: profile(t, c.text), Seed: 1, Observer: s}
			o.Through(func(next http.RoundTripper) http.RoundTripper {
				return without{next,
					func(*http.Request) bool { return s.loading() && (c.every == 0 || n.Add(1)%c.every != 0) }}
			})
			r, err := load.Run(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			if r.Conclusion != result.Incomplete || r.ExitCode() != run.ExitIncomplete || r.Total.Errors != 0 ||
				r.Generator.Unmade == 0 ||
				!strings.Contains(r.Generator.Lack, "no local port") || len(r.Failures) > 0 {
				explain(t, r)
				t.Errorf("%s, %d errors, %+v", r.Conclusion, r.Total.Errors, r.Generator)
			}
			if r.Sent+r.Generator.Unmade < r.Total.Requests || r.Total.Requests > r.Sent {
				t.Errorf("%d sent, %d not made, %d ended", r.Sent, r.Generator.Unmade, r.Total.Requests)
			}
			if c.cause == "" && r.Stopped != nil || c.cause != "" && (r.Stopped == nil || r.Stopped.Cause != c.cause) {
				t.Errorf("stopped: %+v", r.Stopped)
			}
			for _, j := range r.Judgements {
				if !j.Held && !j.Unknown {
					t.Errorf("%s %s is crossed by %v", j.Subject, j.Text, j.Observed)
				}
			}
		})
	}
}

// What is longer than montcheck reads is not verified, and breaks nothing.
func TestBeyondOwnBounds(t *testing.T) {
	const mix = "stages: [{ rate: 20, duration: 500ms }]\nmix: { GetAllVendors: 1, TestConnection: 1 }\n" +
		"thresholds: { errors: [\"count==0\"] }"
	for name, c := range map[string]struct {
		answer func(http.ResponseWriter)
		says   string
	}{
		"a text": {func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "application/xml; charset=utf-8")
			_, _ = io.WriteString(w, "<VendorListResponse>"+strings.Repeat("a", 5<<20)+"</VendorListResponse>")
		}, "a text longer than 4 MiB"},
		"a header": {func(w http.ResponseWriter) {
			w.Header()["X-Field"] = slices.Repeat([]string{strings.Repeat("a", 50)}, 10_000)
		}, "a header of more than"},
		"a body": {func(w http.ResponseWriter) { w.Header().Set("Content-Length", "1000000000") },
			"a body of more than"},
	} {
		t.Run(name, func(t *testing.T) {
			env := refusing(t, func(w http.ResponseWriter, r *http.Request) bool {
				if !strings.HasSuffix(r.URL.Path, "/GetAllVendors") {
					return false
				}
				c.answer(w)
				return true
			})
			r := loaded(t.Context(), t, env, &steps{}, mix)
			v := r.Verification
			if r.Conclusion != result.Incomplete || r.Total.Errors+r.Total.Violations > 0 || v.Beyond == 0 ||
				v.Beyond != v.Unverified ||
				!strings.Contains(v.Bound, c.says) {
				explain(t, r)
				t.Errorf("%s, %+v", r.Conclusion, v)
			}
		})
	}
}
