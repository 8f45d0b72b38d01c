package control

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/montcheck/montcheck/sandbox/westcon"
	"github.com/montcheck/montcheck/sandbox/westcon/authority"
	"github.com/montcheck/montcheck/sandbox/westcon/gateway"
)

// Westcon is what the door steers, and tells, of Westcon.
type Westcon struct {
	Authority *authority.Authority
	Gateway   *gateway.Gateway
	Scenarios func(context.Context) (westcon.Scenarios, error)
}

// Bounds of the rate limit.
const (
	maxCalls   = 1_000_000_000
	maxSeconds = 24 * 60 * 60
)

// rateLimit is how many calls a subscription may make in how many seconds.
type rateLimit struct {
	Calls   int `json:"calls"`
	Seconds int `json:"seconds"`
}

func (d *Door) limit() rateLimit {
	l := d.westcon.Gateway.Limit()
	return rateLimit{l.Calls, int(l.Period / time.Second)}
}

func (d *Door) setLimit(_ *http.Request, in *rateLimit) (any, error) {
	if in.Calls < 1 || in.Calls > maxCalls || in.Seconds < 1 || in.Seconds > maxSeconds {
		return nil, badRequest{fmt.Errorf(`give "calls" from 1 to %d and "seconds" from 1 to %d`, maxCalls, maxSeconds)}
	}
	d.westcon.Gateway.SetLimit(gateway.Limit{Calls: in.Calls, Period: time.Duration(in.Seconds) * time.Second})
	return d.limit(), nil
}

// tokenForm is the form of the authority's answers: numbers (D2) or text (version 1).
type tokenForm struct {
	Form string `json:"form"`
}

func (d *Door) tokenForm() tokenForm {
	if d.westcon.Authority.Texts() {
		return tokenForm{"text"}
	}
	return tokenForm{"numbers"}
}

func (d *Door) setTokenForm(_ *http.Request, in *tokenForm) (any, error) {
	if in.Form != "text" && in.Form != "numbers" {
		return nil, badRequest{fmt.Errorf(`"form" must be numbers or text: got %q`, in.Form)}
	}
	d.westcon.Authority.SetTexts(in.Form == "text")
	return d.tokenForm(), nil
}
