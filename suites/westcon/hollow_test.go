package westcon_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/internal/run"
)

// What a gateway may prove that answers every request for orders alike. Each
// of these is decided by what came, and not by what did not.
var (
	// the address, and that answers come
	reached = []string{"WST-TLS-01", "WST-AVL-01"}
	// the authority is a sound one
	granted = []string{"WST-TOK-01", "WST-TOK-02", "WST-TOK-04", "WST-TOK-05", "WST-TOK-06", "WST-TOK-07", "WST-TOK-08"}
	typed   = []string{"WST-SCH-02"} // the answers' type
	refuses = []string{"WST-ERR-01"} // the refusals' form
	strange = []string{"WST-ORD-08"} // no clean answer is none
	// D2's request is answered with a root
	answers = []string{"WST-REQ-01"}
)

// TestHollowEndpoints certifies gateways that show nothing, or the same to
// everyone: nothing passes that they do not prove.
func TestHollowEndpoints(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes many runs")
	}
	refusal := func(status int) answering {
		return always(status,
			fmt.Sprintf(`{"statusCode":%d,"message":"Access denied due to missing subscription key."}`, status))
	}
	var same []byte
	for name, c := range map[string]struct {
		gateway answering
		proves  [][]string
	}{
		"everything is 401": {refusal(401), [][]string{reached, granted, refuses, strange}},
		"everything is 403": {refusal(403), [][]string{reached, granted, refuses, strange}},
		"everything is 404": {refusal(404), [][]string{reached, granted, refuses, strange}},
		"everything is 500": {refusal(500), [][]string{reached, granted}},
		"everything is an empty list": {always(200, `{"MT_OrderStatus_Response":[]}`),
			[][]string{reached, granted, typed, strange, answers}},
		"everything is an empty object": {always(200, `{}`), [][]string{reached, granted, typed, strange}},
		"everything is null": {always(200, `{"MT_OrderStatus_Response":null}`),
			[][]string{reached, granted, typed, answers, strange}},
		"everything is somebody else's": {
			always(200, `{"MT_OrderStatus_Response":[{"eRPOrderNumber":"1","lineStatusCode":"NAO"}]}`),
			[][]string{reached, granted, typed, answers, strange}},
		"everything is the first answer": {rewritten(func(_ int32, status int, body string) (int, string) {
			if same == nil && status == http.StatusOK {
				same = []byte(body)
			}
			if same != nil {
				return http.StatusOK, string(same)
			}
			return status, body
		}), [][]string{reached, granted, typed, answers, {"WST-ORD-04", "WST-ORD-05", "WST-ORD-09", "WST-ORD-10",
			"WST-ORD-11", "WST-ORD-12", "WST-ORD-13", "WST-ORD-14", "WST-ORD-16", "WST-ORD-06", "WST-SCH-01"}}},
	} {
		t.Run(name, func(t *testing.T) {
			same = nil
			allowed := slices.Concat(c.proves...)
			for _, q := range certify(t, c.gateway).Requirements {
				if q.Verdict == run.Pass && !slices.Contains(allowed, q.ID) {
					t.Errorf("%s passes", q.ID)
				}
			}
		})
	}
}

// TestHiddenByA401 is a gateway that tells a valid token to be none where
// another partner's order is asked for: that is no proof that it is hidden.
func TestHiddenByA401(t *testing.T) {
	r := certify(t, func(_ int32, service http.Handler, w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		service.ServeHTTP(answer, r)
		if strings.Contains(answer.Body.String(), `"NAO"`) {
			always(401, `{"statusCode":401,"message":"no"}`)(0, service, w, r)
			return
		}
		maps.Copy(w.Header(), answer.Header())
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	})
	if q := verdictOf(t, r, "WST-ORD-07"); q.Verdict != run.NotExercised ||
		!strings.Contains(q.Reason, "says nothing of the order") {
		t.Errorf("WST-ORD-07 is %s: %s", q.Verdict, q.Reason)
	}
}

// TestShutInTheMiddle is a gateway that lets no one in any more from some call
// on, wherever that falls: nothing fails for it but what is not answered, and
// no refusal after it is proof.
func TestShutInTheMiddle(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes many runs")
	}
	for after := int32(1); after < 60; after += 8 {
		r := certify(t, rewritten(func(call int32, status int, body string) (int, string) {
			if call > after {
				return 401, `{"statusCode":401,"message":"no"}`
			}
			return status, body
		}))
		if q := verdictOf(t, r, "WST-ORD-07"); q.Verdict == run.Pass {
			t.Errorf("after %d calls: WST-ORD-07 passes", after)
		}
		if after > 3 {
			continue
		}
		for _, id := range []string{"WST-SUB-01", "WST-SUB-02", "WST-AUTH-01", "WST-AUTH-02", "WST-AUTH-04",
			"WST-AUTH-06"} {
			if q := verdictOf(t, r, id); q.Verdict == run.Pass {
				t.Errorf("after %d calls: %s passes", after, id)
			}
		}
	}
}

// TestOrdersGrow adds a line to an order, once, wherever: no alarm on an
// endpoint that lives its own life.
func TestOrdersGrow(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes many runs")
	}
	for after := int32(5); after < 125; after += 24 {
		grown := ""
		r := certify(t, rewritten(func(call int32, status int, body string) (int, string) {
			const number = `{"eRPOrderNumber":"`
			first := strings.Index(body, number+grown)
			if first < 0 || strings.Contains(body, `"NAO"`) {
				return status, body
			}
			if grown = body[first+len(number):][:10]; call <= after {
				return status, body
			}
			line := body[first : first+strings.Index(body[first:], "}")+1]
			from := strings.Index(line, `"eRPOrderLineNumber":"`) + len(`"eRPOrderLineNumber":"`)
			return status, body[:first] + line[:from] + "000900" + line[from+6:] + "," + body[first:]
		}))
		for _, id := range []string{"WST-ORD-14", "WST-ORD-15", "WST-REQ-02"} {
			if q := verdictOf(t, r, id); q.Verdict != run.Pass {
				t.Errorf("after %d calls: %s is %s: %s", after, id, q.Verdict, q.Reason)
			}
		}
	}
}

func verdictOf(t *testing.T, r *run.Run, id string) run.RequirementResult {
	t.Helper()
	i := slices.IndexFunc(r.Requirements, func(q run.RequirementResult) bool { return q.ID == id })
	if i < 0 {
		t.Fatalf("%s was not decided", id)
	}
	return r.Requirements[i]
}

// always answers every call alike.
func always(status int, body string) answering {
	return func(_ int32, _ http.Handler, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body)) // a client that hung up fails by itself
	}
}

// rewritten changes the service's answers.
func rewritten(change func(call int32, status int, body string) (int, string)) answering {
	return func(call int32, service http.Handler, w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		service.ServeHTTP(answer, r)
		maps.Copy(w.Header(), answer.Header())
		w.Header().Del("Content-Length")
		status, body := change(call, answer.Code, answer.Body.String())
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body)) // a client that hung up fails by itself
	}
}
