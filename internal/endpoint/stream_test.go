package endpoint

import (
	"crypto/tls"
	"io"
	"net"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/shopspring/decimal"
	"golang.org/x/net/http2"

	"github.com/montcheck/montcheck/internal/orders"
)

// TestAnOrderIsNotSentAgainOnAnotherStream meets an endpoint that takes each
// request in and then says, in the way of HTTP/2, that it did nothing with it:
// clients send such a request again by themselves.
func TestAnOrderIsNotSentAgainOnAnotherStream(t *testing.T) {
	certified := httptest.NewTLSServer(nil)
	defer certified.Close()
	listener, err := tls.Listen("tcp", "127.0.0.1:0",
		&tls.Config{Certificates: certified.TLS.Certificates, NextProtos: []string{"h2"}})
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	var whole atomic.Int32
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go refuseStreams(c, &whole)
		}
	}()
	target := newTarget(t, "https://"+listener.Addr().String(), short)
	target.client.(*httpSender).transport.TLSClientConfig = &tls.Config{InsecureSkipVerify: true}
	target.Orders = orders.NewGuard(orders.Limits{All: true}, func() (*orders.Ledger, error) {
		return orders.Create(t.TempDir(), orders.Header{Run: "R"})
	}, target.Now)
	order := &orders.Order{Number: "1", Version: 1, Amount: decimal.NewFromInt(1)}
	if _, err := ask(t, target,
		Request{Operation: AddOrder, Method: "POST", Body: "<order/>", Order: order}); err == nil {
		t.Error("a refused stream is no answer")
	}
	if n := whole.Load(); n != 1 {
		t.Errorf("the order was on the wire %d times", n)
	}
}

// refuseStreams reads whole requests and refuses their streams.
func refuseStreams(c net.Conn, whole *atomic.Int32) {
	defer c.Close()
	preface := make([]byte, len(http2.ClientPreface))
	if _, err := io.ReadFull(c, preface); err != nil {
		return
	}
	frames := http2.NewFramer(c, c)
	if err := frames.WriteSettings(); err != nil {
		return
	}
	for {
		frame, err := frames.ReadFrame()
		if err != nil {
			return
		}
		if data, ok := frame.(*http2.DataFrame); ok && data.StreamEnded() {
			whole.Add(1)
			if err := frames.WriteRSTStream(data.StreamID, http2.ErrCodeRefusedStream); err != nil {
				return
			}
		}
	}
}
