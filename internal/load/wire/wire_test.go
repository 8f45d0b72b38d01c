package wire

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// asker asks one address and keeps what came.
type asker struct {
	address *url.URL
	mu      sync.Mutex
	came    []string
	errs    []error
}

func (a *asker) Ask(x *Exchange) {
	x.Request = &http.Request{Method: http.MethodGet, URL: a.address, Host: a.address.Host,
		Header: http.Header{"Authorization": {"Basic abc"}}}
}

func (a *asker) Answered(x *Exchange) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if x.Err != nil {
		a.errs = append(a.errs, x.Err)
		return
	}
	a.came = append(a.came, string(x.Body.Bytes))
	x.Body.Release()
}

// carrier returns a carrier to a handler's server, and what it asks with.
func carrier(t *testing.T, h http.HandlerFunc, l Limits) (*Carrier, *asker) {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return carrierTo(t, server.URL, l)
}

func carrierTo(t *testing.T, address string, l Limits) (*Carrier, *asker) {
	t.Helper()
	base, err := url.Parse(address + "/path?a=b")
	if err != nil {
		t.Fatal(err)
	}
	if l.Workers == 0 {
		l.Workers = 4
	}
	if l.Timeout == 0 {
		l.Timeout = time.Minute
	}
	if l.Body == 0 {
		l.Body = 1 << 20
	}
	a := &asker{address: base}
	c := NewCarrier(Transport(base, l, nil), a, l)
	t.Cleanup(c.Close)
	return c, a
}

// trip does one exchange as vegeta would ask for it.
func trip(t *testing.T, c *Carrier, number string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, "http://montcheck.invalid/", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set(numbered, number)
	reply, err := c.Client().Do(r)
	if err != nil || reply.StatusCode != 200 {
		t.Fatal(reply, err)
	}
}

func TestExchange(t *testing.T) {
	long := strings.Repeat("x", 100_000)
	for name, c := range map[string]struct {
		serve http.HandlerFunc
		want  string
	}{
		"with a length": {func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, "short ", r.URL.RequestURI(), r.Header.Get("Authorization"))
		}, "short /path?a=bBasic abc"},
		"long": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100000")
			io.WriteString(w, long)
		}, long},
		"of a buffer's length": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "4096")
			io.WriteString(w, long[:4096])
		}, long[:4096]},
		"in chunks": {func(w http.ResponseWriter, _ *http.Request) {
			for range 10 {
				io.WriteString(w, long[:10_000])
				http.NewResponseController(w).Flush()
			}
		}, long},
		"empty": {func(http.ResponseWriter, *http.Request) {}, ""},
		"after early hints": {
			func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(103); io.WriteString(w, "late") }, "late"},
		"closing": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Connection", "close")
			io.WriteString(w, "bye")
		}, "bye"},
		"a redirect: not ours": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}, "<a href=\"/elsewhere\">Temporary Redirect</a>.\n\n"},
	} {
		t.Run(name, func(t *testing.T) {
			var asked atomic.Int64
			carrier, a := carrier(t,
				func(w http.ResponseWriter, r *http.Request) { asked.Add(1); c.serve(w, r) }, Limits{})
			for range 3 {
				trip(t, carrier, "7")
			}
			if len(a.errs) > 0 || len(a.came) != 3 || asked.Load() != 3 {
				t.Fatalf("%v, %d answers, asked %d times", a.errs, len(a.came), asked.Load())
			}
			for _, got := range a.came {
				if got != c.want {
					t.Errorf("%d bytes: %.80q", len(got), got)
				}
			}
		})
	}
}

// Connections are kept and used again.
func TestConnectionsAreKept(t *testing.T) {
	var opened atomic.Int64
	server := httptest.NewUnstartedServer(
		http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "x") }))
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	c, a := carrierTo(t, server.URL, Limits{})
	for range 20 {
		trip(t, c, "0")
	}
	if opened.Load() != 1 || len(a.errs) > 0 {
		t.Errorf("%d connections, %v", opened.Load(), a.errs)
	}
}

// A kept connection that the endpoint closed meanwhile is no error.
func TestClosedConnection(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	closed := make(chan struct{}, 10)
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			if _, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
				io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
			}
			c.Close() // though it did not say so
			closed <- struct{}{}
		}
	}()
	c, a := carrierTo(t, "http://"+listener.Addr().String(), Limits{})
	for range 3 {
		trip(t, c, "0")
		<-closed
	}
	if len(a.errs) > 0 || len(a.came) != 3 {
		t.Errorf("%v, %d answers", a.errs, len(a.came))
	}
}

// What an endpoint does to hold a generator up, or to fill it, ends as an error.
func TestHostileAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		serve  func(net.Conn)
		limits Limits
		want   string
	}{
		"silence": {func(net.Conn) {}, Limits{Timeout: 50 * time.Millisecond}, "no whole answer within 50ms"},
		"half a body": {
			func(c net.Conn) { io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf") },
			Limits{Timeout: 50 * time.Millisecond}, "no whole answer within 50ms"},
		"a cut body": {
			func(c net.Conn) { io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"); c.Close() },
			Limits{}, "unexpected EOF"},
		"a hang-up": {func(c net.Conn) { c.Close() }, Limits{}, ""},
		"a body too long": {
			func(c net.Conn) { io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n") },
			Limits{Body: 1000}, "a body of more than 1000 bytes"},
		"an endless body": {func(c net.Conn) { endless(c, "HTTP/1.1 200 OK\r\n\r\n", "x") }, Limits{Body: 1000},
			"a body of more than 1000 bytes"},
		"an endless header": {func(c net.Conn) { endless(c, "HTTP/1.1 200 OK\r\n", "A: b\r\n") }, Limits{},
			"a header of more than"},
		"endless hints": {func(c net.Conn) { endless(c, "", "HTTP/1.1 103 Early Hints\r\n\r\n") }, Limits{},
			"more 1xx answers"},
		"switched protocols": {func(c net.Conn) { io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\n\r\n") },
			Limits{}, "switched protocols"},
		"no HTTP": {func(c net.Conn) { io.WriteString(c, "SSH-2.0-OpenSSH\r\n\r\n") }, Limits{}, "malformed"},
	} {
		t.Run(name, func(t *testing.T) {
			address := accepting(t, func(conn net.Conn) {
				if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
					c.serve(conn)
				}
			})
			carrier, a := carrierTo(t, address, c.limits)
			trip(t, carrier, "0")
			if len(a.errs) != 1 || !strings.Contains(a.errs[0].Error(), c.want) {
				t.Errorf("%v, want %s", a.errs, c.want)
			}
			if carrier.InFlight() != 0 {
				t.Error("the exchange does not end")
			}
		})
	}
}

func endless(c net.Conn, before, again string) {
	part := strings.Repeat(again, 1000)
	_, err := io.WriteString(c, before)
	for err == nil {
		_, err = io.WriteString(c, part)
	}
}

// Cut ends what is under way, and says that it was us.
func TestCut(t *testing.T) {
	began := make(chan struct{})
	c, a := carrier(t, func(w http.ResponseWriter, r *http.Request) { close(began); <-r.Context().Done() }, Limits{})
	var group sync.WaitGroup
	group.Go(func() { trip(t, c, "0") })
	<-began
	if c.InFlight() != 1 || c.Most() != 1 {
		t.Errorf("%d in flight", c.InFlight())
	}
	c.Cut()
	group.Wait()
	if len(a.errs) != 1 || !errors.Is(a.errs[0], ErrCut) {
		t.Error(a.errs)
	}
}

// Exchanges beside the load have their own context.
func TestDo(t *testing.T) {
	c, a := carrier(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "beside") }, Limits{})
	var x Exchange
	a.Ask(&x)
	got := c.Do(context.Background(), x.Request)
	if got.Err != nil || string(got.Body.Bytes) != "beside" || got.Ended.Before(got.Sent) {
		t.Errorf("%+v", got)
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if got := c.Do(ended, x.Request); got.Err == nil {
		t.Error("an ended context asks")
	}
}

// Equal bodies have equal hashes, in one process.
func TestHash(t *testing.T) {
	body := "a"
	c, a := carrier(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, body) }, Limits{})
	var x Exchange
	a.Ask(&x)
	one, same := c.Do(t.Context(), x.Request), c.Do(t.Context(), x.Request)
	body = "b"
	if other := c.Do(t.Context(), x.Request); one.Hash != same.Hash || one.Hash == other.Hash {
		t.Error(one.Hash, same.Hash, other.Hash)
	}
}

// Over TLS the certificate must verify.
func TestTLS(t *testing.T) {
	server := httptest.NewTLSServer(
		http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "safe") }))
	t.Cleanup(server.Close)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	c, a := carrierTo(t, server.URL, Limits{})
	trip(t, c, "0")
	if len(a.errs) != 1 || !strings.Contains(a.errs[0].Error(), "certificate") {
		t.Errorf("%v", a.errs)
	}
	c.transport.(*direct).tls.RootCAs = server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	trip(t, c, "1")
	trip(t, c, "2")
	if len(a.errs) != 1 || len(a.came) != 2 || a.came[0] != "safe" {
		t.Errorf("%v %v", a.errs, a.came)
	}
}

// raw serves connections: answer is given each request's number, of its
// connection and of all, and the connection; where it says so, it is closed.
func raw(t *testing.T,
	answer func(c net.Conn, ofConnection, ofAll int) (closes bool)) (address string, asked *atomic.Int64) {
	t.Helper()
	asked = &atomic.Int64{}
	return accepting(t, func(c net.Conn) {
		defer c.Close()
		in := bufio.NewReader(c)
		for n := 1; ; n++ {
			if _, err := http.ReadRequest(in); err != nil {
				return
			}
			if answer(c, n, int(asked.Add(1))) {
				return
			}
		}
	}), asked
}

// accepting serves each connection to its address.
func accepting(t testing.TB, serve func(net.Conn)) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go serve(c)
		}
	}()
	return "http://" + listener.Addr().String()
}

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

// A service that drops requests on connections in use does not get them again:
// each is an error.
func TestDroppedRequests(t *testing.T) {
	address, asked := raw(t, func(c net.Conn, n, _ int) bool {
		if n == 1 {
			io.WriteString(c, ok)
		}
		return n == 2
	})
	c, a := carrierTo(t, address, Limits{})
	for range 20 {
		trip(t, c, "0")
	}
	if asked.Load() != 20 || len(a.errs) != 10 || c.Resent() != 0 {
		t.Errorf("asked %d times, %d errors, %d sent again", asked.Load(), len(a.errs), c.Resent())
	}
}

// What was sent on a connection that was idle is sent once more, within the
// rate, and on a new connection.
func TestResent(t *testing.T) {
	for name, c := range map[string]struct {
		drops func(ofConnection, ofAll int) bool
		errs  int
	}{
		"closed while idle":    {func(n, _ int) bool { return n == 2 }, 0},
		"closed, again and so": {func(_, all int) bool { return all > 4 }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			address, asked := raw(t, func(conn net.Conn, n, all int) bool {
				if c.drops(n, all) {
					return true
				}
				if all <= 4 { // all four at once
					time.Sleep(50 * time.Millisecond)
				}
				io.WriteString(conn, ok)
				return false
			})
			waited := atomic.Int64{}
			carrier, a := carrierTo(t, address,
				Limits{Again: func(context.Context) error { waited.Add(1); return nil }})
			var group sync.WaitGroup
			for range 4 {
				group.Go(func() { trip(t, carrier, "0") })
			}
			group.Wait()
			time.Sleep(patience + 10*time.Millisecond)
			trip(t, carrier, "1")
			if asked.Load() != 6 || waited.Load() != 1 || carrier.Resent() != 1 || len(a.errs) != c.errs {
				t.Errorf("asked %d times, waited %d times, sent %d again, %v", asked.Load(), waited.Load(),
					carrier.Resent(), a.errs)
			}
		})
	}
}

// Behind a proxy requests that are sent again are counted and keep to the rate.
func TestResentByProxy(t *testing.T) {
	address, asked := raw(t, func(c net.Conn, n, _ int) bool {
		if n == 1 {
			io.WriteString(c, ok)
		}
		return n == 2
	})
	waited := atomic.Int64{}
	p := &proxied{Transport: &http.Transport{},
		limits: Limits{Again: func(context.Context) error { waited.Add(1); return nil }}}
	t.Cleanup(p.CloseIdleConnections)
	for range 4 {
		r, err := http.NewRequest(http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		reply, err := p.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, reply.Body)
		reply.Body.Close()
	}
	if again := int64(p.Resent()); again == 0 || waited.Load() != again || asked.Load() != 4+again {
		t.Errorf("asked %d times, waited %d times, sent %d again", asked.Load(), waited.Load(), again)
	}
}

// What comes unasked on an idle connection is no answer to the next request.
func TestUnaskedBytes(t *testing.T) {
	for name, unasked := range map[string]string{"an answer": ok,
		"a farewell": "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
		"a byte":     "\n"} {
		t.Run(name, func(t *testing.T) {
			came := make(chan struct{}, 1)
			address, asked := raw(t, func(c net.Conn, _, all int) bool {
				text := fmt.Sprintf("answer %d", all)
				fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(text), text)
				time.Sleep(3 * time.Millisecond)
				io.WriteString(c, unasked)
				came <- struct{}{}
				return false
			})
			c, a := carrierTo(t, address, Limits{})
			for range 5 {
				trip(t, c, "0")
				<-came
			}
			if got := strings.Join(a.came, ", "); got != "answer 1, answer 2, answer 3, answer 4, answer 5" ||
				asked.Load() != 5 || len(a.errs) > 0 {
				t.Errorf("%s; %v", got, a.errs)
			}
		})
	}
}

// The same over TLS, also where it comes together with the answer.
func TestUnaskedBytesOverTLS(t *testing.T) {
	for _, after := range []time.Duration{0, 3 * time.Millisecond} {
		server := httptest.NewTLSServer(nil)
		t.Cleanup(server.Close)
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { listener.Close() })
		came, asked := make(chan struct{}, 1), 0
		go func() {
			for {
				c, err := listener.Accept()
				if err != nil {
					return
				}
				together := &holding{Conn: c}
				c = tls.Server(together, server.TLS)
				go func() {
					in := bufio.NewReader(c)
					for {
						if _, err := http.ReadRequest(in); err != nil {
							return
						}
						asked++
						reply := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n%d", asked)
						together.hold(after == 0)
						io.WriteString(c, reply)
						time.Sleep(after)
						io.WriteString(c, ok)
						together.hold(false)
						came <- struct{}{}
					}
				}()
			}
		}()
		c, a := carrierTo(t, "https://"+listener.Addr().String(), Limits{})
		c.transport.(*direct).tls.RootCAs = server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
		for range 5 {
			trip(t, c, "0")
			<-came
		}
		if got := strings.Join(a.came, ""); got != "12345" || len(a.errs) > 0 {
			t.Errorf("%q; %v", got, a.errs)
		}
	}
}

// holding is a connection that can hold what is written back, to send it in one
// piece.
type holding struct {
	net.Conn
	holds bool
	held  []byte
}

func (h *holding) Write(p []byte) (int, error) {
	h.held = append(h.held, p...)
	if h.holds {
		return len(p), nil
	}
	_, err := h.Conn.Write(h.held)
	h.held = nil
	return len(p), err
}

func (h *holding) hold(on bool) {
	if h.holds = on; !on && len(h.held) > 0 {
		h.Write(nil)
	}
}

// A timeout on a kept connection ends the exchange: nothing is sent again, and
// nobody says that the endpoint was not there.
func TestTimeoutOnKeptConnection(t *testing.T) {
	address, asked := raw(t, func(c net.Conn, _, all int) bool {
		if all <= 4 {
			time.Sleep(50 * time.Millisecond)
			io.WriteString(c, ok)
		}
		return false
	})
	carrier, a := carrierTo(t, address, Limits{Timeout: 300 * time.Millisecond})
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() { trip(t, carrier, "0") })
	}
	group.Wait()
	time.Sleep(patience + 10*time.Millisecond)
	trip(t, carrier, "1")
	if asked.Load() != 5 || len(a.errs) != 1 || a.errs[0].Error() != "no whole answer within 300ms" ||
		len(carrier.transport.(*direct).idle) != 3 {
		t.Errorf("asked %d times, %v, %d connections are left", asked.Load(), a.errs,
			len(carrier.transport.(*direct).idle))
	}
}

// Errors say what happened, without the ports that would make each another.
func TestExplain(t *testing.T) {
	l := Limits{Timeout: time.Second, Body: 5}
	dial := &net.OpError{Op: "dial", Net: "tcp", Addr: &net.TCPAddr{Port: 1}, Err: context.DeadlineExceeded}
	for want, c := range map[string]struct{ err, cause error }{
		"no connection within 1s":   {dial, nil},
		"no whole answer within 1s": {&net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}, nil},
		"no connection within 1s ":  {&net.OpError{Op: "dial", Err: errors.New("operation was canceled")}, errTimeout},
		"dial: connection refused": {
			&url.Error{Op: "Get", URL: "http://x/",
				Err: &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}}, nil},
		"lookup of no.invalid: no such host": {
			&net.OpError{Op: "dial", Err: &net.DNSError{Name: "no.invalid", Server: "1.2.3.4:53", IsNotFound: true}},
			nil},
		"lookup of a.b: the name servers fail": {
			&net.DNSError{Name: "a.b", Err: "read udp 1.2.3.4:5->6.7.8.9:53: broken"}, nil},
		"unexpected EOF": {io.ErrUnexpectedEOF, nil},
		ErrCut.Error():   {errors.New("closed"), ErrCut},
	} {
		if got := explain(c.err, c.cause, l); got.Error() != strings.TrimSpace(want) {
			t.Errorf("%v, want %s", got, want)
		}
	}
}

// Resets of many connections are one sort of failure.
func TestResetsAreOneSort(t *testing.T) {
	address, _ := raw(t, func(c net.Conn, _, _ int) bool { c.(*net.TCPConn).SetLinger(0); return true })
	c, a := carrierTo(t, address, Limits{})
	for range 10 {
		trip(t, c, "0")
	}
	for _, err := range a.errs {
		if err.Error() != "read: connection reset by peer" || !errors.Is(err, syscall.ECONNRESET) {
			t.Error(err)
		}
	}
	if len(a.errs) != 10 {
		t.Errorf("%d errors", len(a.errs))
	}
}

// What begins or dials while it is cut is cut, too.
func TestCutMissesNothing(t *testing.T) {
	address, asked := raw(t, func(c net.Conn, _, _ int) bool { io.WriteString(c, ok); return false })
	c, a := carrierTo(t, address, Limits{})
	d := c.transport.(*direct)
	cut, end := context.WithCancel(t.Context())
	end()
	here, there := net.Pipe()
	t.Cleanup(func() { here.Close(); there.Close() })
	dialled := &connection{Conn: here, from: d}
	if err := d.enlist(cut, dialled); err == nil || d.active[dialled] {
		t.Error("what was cut while it dialled goes on")
	}
	trip(t, c, "0")
	if _, err := d.last(cut); err == nil || len(d.idle) != 1 {
		t.Error("what was cut takes a connection")
	}
	c.Cut()
	trip(t, c, "1")
	if len(a.errs) != 1 || !errors.Is(a.errs[0], ErrCut) || asked.Load() != 1 {
		t.Errorf("%v, asked %d times", a.errs, asked.Load())
	}
	var x Exchange
	a.Ask(&x)
	if got := c.Do(t.Context(), x.Request); got.Err != nil {
		t.Errorf("what follows the load is cut: %v", got.Err)
	}
}

// A kept connection on which no deadline can be set gives way to another.
func TestBrokenKeptConnection(t *testing.T) {
	address, _ := raw(t, func(c net.Conn, _, _ int) bool { io.WriteString(c, ok); return false })
	c, a := carrierTo(t, address, Limits{})
	trip(t, c, "0")
	d := c.transport.(*direct)
	d.idle[0].Conn.Close()
	trip(t, c, "1")
	if len(a.errs) > 0 || len(a.came) != 2 || len(d.active) != 0 || len(d.idle) != 1 {
		t.Errorf("%v, %d active, %d idle", a.errs, len(d.active), len(d.idle))
	}
}

// An answer with two lengths ends its connection; one in chunks alone does not.
func TestTwoLengths(t *testing.T) {
	for header, connections := range map[string]int64{
		"": 1, "Content-Length: 2\r\n": 3, "content-length: 0\r\n": 3,
		"X-Padding: " + strings.Repeat("x", bufferSize) + "\r\nContent-Length: 2\r\n": 3,
	} {
		opened := atomic.Int64{}
		address, _ := raw(t, func(c net.Conn, n, _ int) bool {
			if n == 1 {
				opened.Add(1)
			}
			io.WriteString(c, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"+header+"\r\n2\r\nok\r\n0\r\n\r\n")
			return false
		})
		c, a := carrierTo(t, address, Limits{})
		for range 3 {
			trip(t, c, "0")
		}
		if opened.Load() != connections || len(a.errs) > 0 || strings.Join(a.came, "") != "okokok" {
			t.Errorf("%.20q: %d connections, %v", header, opened.Load(), a.errs)
		}
	}
}

// A length that is only claimed takes no memory; one that comes true, little more.
func TestClaimedLength(t *testing.T) {
	address, _ := raw(t, func(c net.Conn, _, _ int) bool {
		io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 200000000\r\n\r\nx")
		return false
	})
	var before, after runtime.MemStats
	c, a := carrierTo(t, address, Limits{Body: 256 << 20, Timeout: 100 * time.Millisecond})
	runtime.ReadMemStats(&before)
	trip(t, c, "0")
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 4<<20 || len(a.errs) != 1 {
		t.Errorf("%d bytes, %v", got, a.errs)
	}
}

// keeper keeps bodies for a while, as verification does, and adds up what they
// take.
type keeper struct {
	*asker
	bytes, most, bodies, held atomic.Int64
	kept                      sync.WaitGroup
}

func (k *keeper) Answered(x *Exchange) {
	if x.Err != nil {
		k.asker.Answered(x)
		return
	}
	k.held.Add(int64(x.Held))
	body := x.Body
	size := int64(cap(body.Bytes))
	now := k.bytes.Add(size)
	for most := k.most.Load(); now > most && !k.most.CompareAndSwap(most, now); most = k.most.Load() {
	}
	k.bodies.Add(1)
	k.kept.Go(func() {
		time.Sleep(20 * time.Millisecond)
		k.bytes.Add(-size)
		body.Release()
	})
}

// Bodies take no more memory than there is room for and one more body,
// however many workers there are, whatever they are told of lengths, and
// however large one is. Who waits for it does not time out.
func TestRoom(t *testing.T) {
	const size, room = 600_000, 4 << 20 // a MiB each
	for name, c := range map[string]struct {
		body   int
		told   bool
		bound  int64
		rounds int
	}{
		"told": {size, true, room, 3}, "in chunks": {size, false, room + 1<<20, 3},
		"larger than the room": {6_000_000, true, 8 << 20, 1}, "larger, in chunks": {6_000_000, false, room + 8<<20, 1},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Repeat("x", c.body)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if c.told {
					w.Header().Set("Content-Length", fmt.Sprint(len(text)))
				}
				io.WriteString(w, text)
			}))
			t.Cleanup(server.Close)
			base, err := url.Parse(server.URL)
			if err != nil {
				t.Fatal(err)
			}
			k := &keeper{asker: &asker{address: base}}
			l := Limits{Workers: 16, Timeout: time.Minute, Body: 8 << 20, Room: NewRoom(room)}
			carrier := NewCarrier(Transport(base, l, nil), k, l)
			t.Cleanup(carrier.Close)
			var group sync.WaitGroup
			for range l.Workers {
				group.Go(func() {
					for range c.rounds {
						trip(t, carrier, "0")
					}
				})
			}
			group.Wait()
			k.kept.Wait()
			if k.most.Load() > c.bound || k.bodies.Load() != int64(16*c.rounds) || len(k.errs) > 0 {
				t.Errorf("%d bodies, at most %d bytes of %d; %v", k.bodies.Load(), k.most.Load(), c.bound, k.errs)
			}
			times, now, lasted := l.Room.Held()
			if times == 0 || now != 0 || lasted == 0 || k.held.Load() == 0 || k.held.Load() < int64(lasted) {
				t.Errorf("held %d times, for %s; %d still; %s told", times, lasted, now, time.Duration(k.held.Load()))
			}
			if !l.Room.free.TryAcquire(room) || !l.Room.beyond.TryAcquire(1) {
				t.Error("the room is not all free at the end")
			}
		})
	}
}

// What waits for room longer than the timeout does not time out, and is cut
// when the run ends.
func TestHeldLong(t *testing.T) {
	for name, transport := range map[string]func(*Carrier){
		"direct": func(*Carrier) {},
		"as behind a proxy": func(c *Carrier) {
			c.transport = &proxied{Transport: &http.Transport{}, limits: c.limits}
		},
	} {
		t.Run(name, func(t *testing.T) { heldLong(t, transport) })
	}
}

func heldLong(t *testing.T, transport func(*Carrier)) {
	goOn := make(chan struct{})
	c, a := carrier(t, func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "late ")
		http.NewResponseController(w).Flush()
		<-goOn
		time.Sleep(50 * time.Millisecond)
		io.WriteString(w, "though it was")
	}, Limits{Timeout: 200 * time.Millisecond, Room: NewRoom(4 << 10)})
	transport(c)
	room := c.limits.Room
	room.free.TryAcquire(room.size)
	var group sync.WaitGroup
	group.Go(func() { trip(t, c, "0") })
	time.Sleep(500 * time.Millisecond)
	room.free.Release(room.size)
	close(goOn)
	group.Wait()
	if len(a.errs) > 0 || strings.Join(a.came, "") != "late though it was" {
		t.Errorf("%v %v", a.came, a.errs)
	}
	room.free.TryAcquire(room.size)
	group.Go(func() { trip(t, c, "1") })
	for {
		if _, now, _ := room.Held(); now == 1 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	c.Cut()
	group.Wait()
	if len(a.errs) != 1 || !errors.Is(a.errs[0], ErrCut) {
		t.Errorf("%v", a.errs)
	}
}
