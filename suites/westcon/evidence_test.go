package westcon_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/internal/run"
)

// TestNoEvidence runs the suite against services whose answers prove nothing:
// what expects a refusal, or compares, must not pass.
func TestNoEvidence(t *testing.T) {
	negative := "SUB-01 SUB-02 SUB-03 AUTH-01 AUTH-02 AUTH-04 AUTH-06 AUTH-07 ERR-02 ORD-07"
	foreign := func(r rewrite) rewrite {
		return api(when(func(c *call) bool {
			_, s := shared()
			return slices.ContainsFunc(c.numbers(), func(n string) bool { return padded(strings.TrimSpace(n)) == s.foreign })
		}, r))
	}
	for _, c := range []struct {
		name   string
		answer rewrite
		open   string // may not pass
	}{
		{"no one is let in", api(func(c *call) {
			c.put(401, "application/json", `{"statusCode":401,"message":"Access denied due to missing subscription key."}`)
			c.header.Set("WWW-Authenticate", "AzureApiManagementKey name=\"Ocp-Apim-Subscription-Key\"")
		}), negative + " TOK-03 AUTH-05"},
		{"there is nothing", api(func(c *call) { c.put(404, "application/json", `{"statusCode":404,"message":"no"}`) }), negative},
		{"every order is someone else's", api(func(c *call) {
			if lines, ok := c.lines(); ok {
				for _, l := range lines {
					l["lineStatusCode"], l["lineStatusDescription"] = "NAO", "Not your order"
				}
				c.setLines(lines)
			}
		}), negative + " ORD-03 ORD-14 ORD-15 REQ-02 REQ-03 ORD-09"},
		{"an answer that is no order status", api(when(status(200), func(c *call) { c.put(200, "application/json", `{}`) })), negative + " REQ-01 ORD-03 ORD-14 REQ-02 REQ-03"},
		{"a byte order mark", api(when(status(200), func(c *call) { c.body = append([]byte("\ufeff"), c.body...) })), negative + " REQ-01"},
		{"quantities are no texts", every(func(l line) { l["lineQuantity"] = 2 }), "ORD-09 ORD-16"},
		{"another partner's order breaks the service", foreign(func(c *call) { c.put(500, "application/json", `{"statusCode":500,"message":"no"}`) }), "ORD-07"},
		{"another partner's order breaks the JSON", foreign(func(c *call) { c.put(200, "application/json", `{"MT_OrderStatus_Response":[{"eRPOrderNumber"`) }), "ORD-07"},
		{"another partner's order is in the refusal", foreign(func(c *call) {
			c.put(http.StatusForbidden, "application/json", `{"statusCode":403,"message":"not yours: {\"eRPProductNumber\":\"T1\"}"}`)
		}), "ORD-07"},
		{"no token is given", tokens(func(c *call) { c.put(400, "application/json", `{"error":"invalid_client","error_description":"no"}`) }), negative + " TOK-04 TOK-05 TOK-06 TOK-07"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := certify(t, nil, c.answer, true)
			for _, q := range r.Requirements {
				short := strings.TrimPrefix(q.ID, "WST-")
				if slices.Contains(strings.Fields(c.open), short) && q.Verdict == run.Pass {
					t.Errorf("%s passes", q.ID)
				}
				if q.Verdict == run.Error {
					t.Errorf("%s: %s", q.ID, q.Reason)
				}
				if q.Verdict == run.NotExercised && !strings.Contains(q.Reason, "WST-") && !strings.Contains(q.Reason, "HTTP 500") {
					t.Logf("%s names no requirement: %s", q.ID, q.Reason)
				}
			}
		})
	}
}

// TestLinesMoveOn lets a line change between two questions, once, wherever:
// no alarm.
func TestLinesMoveOn(t *testing.T) {
	moved := every(func(l line) { l["statusDate"] = "20260102" })
	for after := 10; after < 90; after += 4 {
		r := certify(t, nil, api(func(c *call) {
			if c.proxy.state["calls"]++; c.proxy.state["calls"] > after {
				moved(c)
			}
		}), false)
		for _, q := range r.Requirements {
			if q.Verdict == run.Fail || q.Verdict == run.Warn || q.Verdict == run.Error {
				t.Errorf("after %d calls: %s is %s: %s", after, q.ID, q.Verdict, q.Reason)
			}
		}
	}
}

// TestPutsTheLimitBack finds the gateway's limit as it was.
func TestPutsTheLimitBack(t *testing.T) {
	p, _ := shared()
	limit := func(method, body string) string {
		r, err := http.NewRequest(method, p.server.URL+"/_control/gateway", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		a, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer a.Body.Close()
		text := make([]byte, 200)
		n, _ := a.Body.Read(text)
		return string(text[:n])
	}
	former := limit("GET", "")
	defer limit("POST", former)
	own := limit("POST", `{"calls":987654,"seconds":11}`)
	certify(t, nil, nil, true)
	if got := limit("GET", ""); got != own {
		t.Errorf("the limit was %s and is %s", own, got)
	}
}
