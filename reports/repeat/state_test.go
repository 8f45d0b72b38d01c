package repeat

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/montcheck/montcheck/internal/run"
)

// changed is a run in which the endpoint was changed n times before, and once
// after the second exchange that it returns.
func changed(n int) (*run.Run, run.Exchange) {
	begun := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	r := &run.Run{Environment: run.Environment{Sandbox: &run.Sandbox{Base: "http://127.0.0.1:5"}}}
	add := func(at int, module, operation, body string) run.Exchange {
		q := run.Request{Method: "GET", URL: "http://127.0.0.1:5/" + operation}
		if body != "" {
			q = run.Request{Method: "POST", URL: "http://127.0.0.1:5/" + operation, Body: body,
				Header: run.Header{"Content-Type": {"a/b"}}}
		}
		x := run.Exchange{Key: run.Key{Spec: "s", Ordinal: len(r.Exchanges) + 1}, Module: module, Operation: operation,
			Request: q, Started: begun.Add(time.Duration(at) * time.Second)}
		r.Exchanges = append(r.Exchanges, x)
		return x
	}
	add(n+5, control, "control: late", "{}")
	x := add(n+2, "content", "GetPriceChanges", "")
	for i := n; i > 0; i-- { // recorded in another order than they were sent
		add(i, control, "control: prices", fmt.Sprintf("{%d}", i))
	}
	add(0, control, "control: clock", "") // only asked
	return r, x
}

func TestStateOfTheMoment(t *testing.T) {
	r, x := changed(2)
	lines := strings.Split(Curl(r, x), "\n")
	if len(lines) != 4 || !strings.HasPrefix(lines[0], "# The run had changed the sandbox by then (prices)") ||
		!strings.Contains(lines[1], "'{1}'") || !strings.Contains(lines[2], "'{2}'") ||
		!strings.HasSuffix(lines[3], Address+"/GetPriceChanges") {
		t.Errorf("%q", lines)
	}
	r, x = changed(mostChanges + 1)
	if got := Curl(r, x); strings.Count(got, "\n") != 1 ||
		!strings.HasPrefix(got, "# The run had changed the sandbox 9 times") {
		t.Error(got)
	}
	r, x = changed(0)
	if got := Curl(r, x); !strings.HasPrefix(got, "curl ") {
		t.Error(got)
	}
	r.Environment.Sandbox = nil
	if got := Curl(r, x); !strings.HasPrefix(got, "# The run changed the endpoint by its control door after this") {
		t.Error(got)
	}
}

// A command that would order something that lasts is not sent by mistake.
func TestOrdersAreComments(t *testing.T) {
	x := run.Exchange{Operation: addOrder,
		Request: run.Request{Method: "POST", URL: "https://h/AddOrder", Body: "<a>\n#\x00</a>",
			Header: run.Header{"Content-Type": {"text/xml"}}}}
	if got := Curl(&run.Run{}, x); strings.Count(got, "\n") != 1 || strings.Count("\n"+got, "\n#") != 2 ||
		!strings.Contains(got, "PLACES AN ORDER") {
		t.Error(got)
	}
	if got := Curl(&run.Run{Environment: run.Environment{Sandbox: &run.Sandbox{}}}, x); strings.HasPrefix(got, "#") {
		t.Error(got)
	}
}
