package endpoint

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/montcheck/montcheck/internal/verdict"
)

// An answer that comes byte by byte is given up as if nothing came, long
// before the time for a whole one is over.
func TestADrippingAnswerIsGivenUp(t *testing.T) {
	address := raw(t, dripping(150*time.Millisecond))
	limits := short
	limits.Exchange = time.Hour
	target := newTarget(t, address, limits)
	ctx := verdict.With(context.Background(), verdict.NewState("spec", Content, nil, 1))
	_, err := target.Prepare(ctx, target.Content,
		Request{Operation: "One", URL: address + "/One", Method: http.MethodGet}).Send(ctx)
	var limit *TimeLimit
	if !errors.As(err, &limit) || limit.Key != "limits.silence" || !strings.Contains(err.Error(), "bytes a second") {
		t.Fatalf("got %v, want our own limit of silence", err)
	}
}

// dripping answers with a byte at each interval, for ever.
func dripping(interval time.Duration) func(net.Conn) {
	return func(c net.Conn) {
		io.WriteString(c, xmlHeader+"\r\n")
		tick := time.NewTicker(interval)
		defer tick.Stop()
		for range tick.C {
			if _, err := io.WriteString(c, "<"); err != nil {
				return
			}
		}
	}
}

// Who was waited for in vain several times is waited for less, but for the
// answer to an order.
func TestSilentHostIsWaitedForLess(t *testing.T) {
	target := newTarget(t, "http://127.0.0.1:1", Limits{Silence: 45 * time.Second})
	ctx := verdict.With(context.Background(), verdict.NewState("spec", Content, nil, 1))
	question := func(name string, orders bool) (*Call, *host) {
		c := target.Prepare(ctx, target.Content,
			Request{Operation: name, URL: "http://127.0.0.1:1/" + name, Method: http.MethodPost})
		c.unrecorded.orders = orders
		return c, target.hostOf(&c.exchange)
	}
	for i := range hurried {
		c, h := question(fmt.Sprint(i), false)
		if is := h.silence(c); is != target.limits.Silence {
			t.Fatalf("after %d silent answers the next has %s", i, is)
		}
		h.note(c, c.nothingYet(), &TimeLimit{Key: "limits.silence"}, nil)
	}
	c, h := question("next", false)
	if is := h.silence(c); is != 5*time.Second {
		t.Errorf("the next answer has %s, want a ninth", is)
	}
	c, h = question("order", true)
	if is := h.silence(c); is != target.limits.Silence {
		t.Errorf("the answer to an order has %s, want all the time that limits give", is)
	}
}
