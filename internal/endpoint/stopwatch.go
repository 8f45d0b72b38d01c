package endpoint

import (
	"crypto/tls"
	"errors"
	"net/http/httptrace"
	"net/textproto"
	"sync"
	"time"

	"github.com/montcheck/montcheck/internal/run"
)

// stopwatch takes the phases of an exchange. The hooks of its trace come
// from several goroutines, some of them after the exchange is over.
type stopwatch struct {
	now   func() time.Time
	wrote func() // called when the request was sent; may be nil

	mu                                 sync.Mutex
	t                                  run.Timings
	dns, connect, tls, got, sent, came time.Time
	early                              int
	left                               bool // something of the request left this machine, or may have
	streams                            bool // the connection is one of HTTP/2
}

// onStream tells whether the request went out on a stream of HTTP/2.
func (s *stopwatch) onStream() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.streams
}

// began tells whether anything of the request may have left this machine.
func (s *stopwatch) began() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.left
}

func (s *stopwatch) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		DNSStart:          func(httptrace.DNSStartInfo) { s.mark(&s.dns) },
		DNSDone:           func(httptrace.DNSDoneInfo) { s.since(&s.t.DNS, &s.dns) },
		ConnectStart:      func(_, _ string) { s.mark(&s.connect) },
		ConnectDone:       func(_, _ string, _ error) { s.since(&s.t.Connect, &s.connect) },
		TLSHandshakeStart: func() { s.mark(&s.tls) },
		TLSHandshakeDone:  func(tls.ConnectionState, error) { s.since(&s.t.TLS, &s.tls) },
		GotConn: func(info httptrace.GotConnInfo) {
			s.mark(&s.got)
			c, secured := info.Conn.(*tls.Conn)
			s.mu.Lock()
			defer s.mu.Unlock()
			s.left = true
			s.streams = secured && c.ConnectionState().NegotiatedProtocol == "h2"
		},
		WroteRequest: func(httptrace.WroteRequestInfo) {
			s.mark(&s.sent)
			s.since(&s.t.Send, &s.got)
			if s.wrote != nil {
				s.wrote()
			}
		},
		GotFirstResponseByte: func() { s.mark(&s.came); s.since(&s.t.Wait, &s.sent) },
		Got1xxResponse: func(int, textproto.MIMEHeader) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			if s.early++; s.early > informational {
				return errors.New("the endpoint sends one 1xx answer after another")
			}
			return nil
		},
	}
}

func (s *stopwatch) mark(at *time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*at = s.now()
}

func (s *stopwatch) since(phase *time.Duration, at *time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !at.IsZero() {
		*phase = s.now().Sub(*at)
	}
}

// stop returns what was taken of an exchange that began at started.
func (s *stopwatch) stop(started time.Time) run.Timings {
	s.mu.Lock()
	defer s.mu.Unlock()
	end := s.now()
	if !s.came.IsZero() {
		s.t.Receive = end.Sub(s.came)
	}
	s.t.Total = end.Sub(started)
	return s.t
}
