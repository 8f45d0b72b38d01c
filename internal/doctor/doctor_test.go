package doctor

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/montcheck/montcheck/internal/environment"
)

const password = "hunter2-secret"

// environment is one with MONT Content at an address.
func anEnvironment(t *testing.T, address string) *environment.Environment {
	return &environment.Environment{
		Name: "test", Kind: environment.Sandbox,
		Login:    environment.NewSecret("MONT_LOGIN", "partner"),
		Password: environment.NewSecret("MONT_PASSWORD", password),
		Content:  service(t, address),
	}
}

func service(t *testing.T, address string) *environment.Service {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return &environment.Service{URL: u}
}

// serve starts a server and returns its address. With a certificate it
// speaks TLS.
func serve(t *testing.T, handler http.HandlerFunc, certificate ...tls.Certificate) string {
	t.Helper()
	s := httptest.NewUnstartedServer(handler)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	if len(certificate) == 0 {
		s.Start()
	} else {
		s.TLS = &tls.Config{Certificates: certificate}
		s.StartTLS()
	}
	t.Cleanup(s.Close)
	return s.URL
}

// sound answers as a service does, to the right login only.
func sound(w http.ResponseWriter, r *http.Request) {
	if login, given, _ := r.BasicAuth(); login != "partner" || given != password {
		w.Header().Set("WWW-Authenticate", `Basic realm="test"`)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	io.WriteString(w, "<TestConnectionResponse/>")
}

// assert checks how each of a report's checks ended, and that the one named
// tells of want.
func assert(t *testing.T, r Report, statuses, name, want string) {
	t.Helper()
	var got []string
	for _, c := range r.Checks {
		got = append(got, string(c.Status))
		if c.Name == name && !strings.Contains(c.Detail, want) {
			t.Errorf("%s tells %q, want %q", name, c.Detail, want)
		}
		if (c.Status == Failed) != (c.Mend != "") {
			t.Errorf("%s is %s, and to mend there is %q", c.Name, c.Status, c.Mend)
		}
	}
	if strings.Join(got, " ") != statuses {
		t.Errorf("the checks ended %v, want %s: %+v", got, statuses, r.Checks)
	}
	if r.OK() == strings.Contains(statuses, "failed") {
		t.Errorf("OK is %v", r.OK())
	}
	var text strings.Builder
	if err := Write(&text, r, false); err != nil {
		t.Error(err)
	}
	if !strings.Contains(text.String(), want) {
		t.Errorf("what is printed lacks %q:\n%s", want, text.String())
	}
	if strings.Contains(text.String(), password) {
		t.Errorf("the password is printed:\n%s", text.String())
	}
	if i := strings.IndexFunc(text.String(), func(r rune) bool { return r < ' ' && r != '\n' }); i >= 0 {
		t.Errorf("a control character is printed: %q", text.String())
	}
}

const (
	allOK      = "ok ok ok ok ok ok"
	connectBad = "ok failed skipped skipped skipped skipped"
	tlsBad     = "ok ok failed skipped skipped skipped"
	httpBad    = "ok ok ok failed skipped skipped"
	loginBad   = "ok ok ok ok failed skipped"
	serviceBad = "ok ok ok ok ok failed"
)

func TestSoundService(t *testing.T) {
	plain := serve(t, sound)
	assert(t, Examine(t.Context(), anEnvironment(t, plain), Options{}), allOK, TLS, "plain HTTP, exempt")
	secure := serve(t, sound, trusted.issue(current, "127.0.0.1"))
	assert(t, Examine(t.Context(), anEnvironment(t, secure), Options{}), allOK, TLS,
		"the certificate of 127.0.0.1 by Trusted Authority verifies")
	assert(t, Examine(t.Context(), anEnvironment(t, secure), Options{}), allOK, Login,
		"the login of MONT_LOGIN is accepted")
}

func TestRefusedPort(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + l.Addr().String()
	l.Close()
	assert(t, Examine(t.Context(), anEnvironment(t, address), Options{}), connectBad, Connect,
		"the connection is refused")
}

func TestUnresolvableName(t *testing.T) {
	e := newExaminer(Options{})
	e.resolver = knowsNoName(t)
	r := e.examine(t.Context(), anEnvironment(t, "https://content.montcheck.invalid/svc"))
	assert(t, r, "failed skipped skipped skipped skipped skipped", Name,
		"the name content.montcheck.invalid does not resolve")
}

// knowsNoName is a resolver whose name server, on loopback, denies every name.
func knowsNoName(t *testing.T) *net.Resolver {
	t.Helper()
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	go func() {
		packet := make([]byte, 512)
		for {
			n, from, err := server.ReadFrom(packet)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(packet[:n]) != nil {
				continue
			}
			m.Response, m.RCode, m.Additionals = true, dnsmessage.RCodeNameError, nil
			if answer, err := m.Pack(); err == nil {
				server.WriteTo(answer, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", server.LocalAddr().String())
	}}
}

func TestCertificates(t *testing.T) {
	past := term{time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2002, 3, 4, 0, 0, 0, 0, time.UTC)}
	future := term{time.Date(2099, 5, 6, 0, 0, 0, 0, time.UTC), time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)}
	for name, c := range map[string]struct {
		certificate tls.Certificate
		want        string
	}{
		"self-signed": {(*authority)(nil).issue(current, "127.0.0.1"),
			"the certificate of 127.0.0.1 is self-signed"},
		"unknown authority": {newAuthority("Stranger").issue(current, "127.0.0.1"), "does not trust: Stranger"},
		"terminal escapes":  {newAuthority("\x1b[31mStranger").issue(current, "127.0.0.1"), `trust: \x1b[31mStranger`},
		"expired":           {trusted.issue(past, "127.0.0.1"), "expired on 2002-03-04"},
		"not valid yet":     {trusted.issue(future, "127.0.0.1"), "is not valid before 2099-05-06"},
		"another host": {trusted.issue(current, "content.example"),
			"the certificate is for content.example, not for 127.0.0.1"},
		"many other hosts": {trusted.issue(current, "a.example", "b.example", "c.example", "d.example"),
			"a.example, b.example, c.example, others"},
		"no host": {trusted.issue(current), "the certificate is for no host"},
	} {
		t.Run(name, func(t *testing.T) {
			asked := false
			address := serve(t, func(http.ResponseWriter, *http.Request) { asked = true }, c.certificate)
			assert(t, Examine(t.Context(), anEnvironment(t, address), Options{}), tlsBad, TLS, c.want)
			if asked {
				t.Error("a request was sent to a server that can't be trusted")
			}
		})
	}
}

func TestNoTLS(t *testing.T) {
	address := strings.Replace(serve(t, sound), "http:", "https:", 1)
	assert(t, Examine(t.Context(), anEnvironment(t, address), Options{}), tlsBad, TLS, "does not speak TLS")
}

// A server that takes connections and says nothing is given up.
func TestHangingServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	impatient := Options{Timeout: 250 * time.Millisecond}
	plain := anEnvironment(t, "http://"+l.Addr().String())
	assert(t, Examine(t.Context(), plain, impatient), httpBad, HTTP, "no answer came in time")
	secure := anEnvironment(t, "https://"+l.Addr().String())
	assert(t, Examine(t.Context(), secure, impatient), tlsBad, TLS, "no answer came in time")
}

func TestEmbedded(t *testing.T) {
	r := Examine(t.Context(), &environment.Environment{Name: "own", Kind: environment.Embedded}, Options{})
	assert(t, r, "ok", Answers, "montcheck starts it itself")
	if (Report{}).OK() {
		t.Error("a report on nothing is OK")
	}
}

func TestInterruption(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	address := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	env := anEnvironment(t, address)
	env.EKey = service(t, address)
	assert(t, Examine(ctx, env, Options{}),
		"ok ok ok failed skipped skipped failed skipped skipped skipped skipped skipped", "", "interrupted")
}

// Behind a proxy, name and connection are the proxy's, and TLS is the service's.
func TestProxy(t *testing.T) {
	service := anEnvironment(t, serve(t, sound, trusted.issue(current, "content.montcheck.invalid")))
	address := service.Content.URL.Host
	service.Content.URL.Host = "content.montcheck.invalid"
	proxy := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Proxy-Authorization") != "Basic "+base64.StdEncoding.EncodeToString([]byte("corp:"+password)) {
			w.Header().Set("Proxy-Authenticate", `Basic realm="proxy"`)
			w.WriteHeader(http.StatusProxyAuthRequired)
			return
		}
		far, err := net.Dial("tcp", address)
		if err != nil {
			t.Error(err)
			return
		}
		near, buffer, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		io.WriteString(near, "HTTP/1.1 200 OK\r\n\r\n")
		go io.Copy(far, buffer)
		io.Copy(near, far)
		near.Close()
	})
	host := strings.TrimPrefix(proxy, "http://")
	t.Setenv("HTTPS_PROXY", "http://corp:"+password+"@"+host)
	r := Examine(t.Context(), service, Options{})
	assert(t, r, "ok ok ok ok ok ok", Connect, "connected to "+host)
	assert(t, r, "ok ok ok ok ok ok", TLS, "content.montcheck.invalid by Trusted Authority verifies")

	t.Setenv("HTTPS_PROXY", "http://corp:wrong-"+password+"@"+host)
	r = Examine(t.Context(), service, Options{})
	assert(t, r, "ok ok failed skipped skipped skipped", TLS, "the proxy "+host+" refuses its login (407)")

	t.Setenv("HTTPS_PROXY", "http://corp:#"+password+"@"+host)
	r = Examine(t.Context(), service, Options{})
	assert(t, r, "failed skipped skipped skipped", Connect, "the proxy that HTTPS_PROXY names ("+host+") can't be used")
	if strings.Contains(fmt.Sprint(r), password) {
		t.Errorf("the password is told: %v", r)
	}
}

func TestWrite(t *testing.T) {
	r := Report{Environment: "test", Checks: []Check{
		{Service: "MONT Content", Name: Name, Status: OK, Detail: "found", Duration: 1234 * time.Millisecond},
		{Service: "MONT Content", Name: Connect, Status: Failed, Detail: "refused", Mend: "Start it."},
		{Service: "MONT Content", Name: TLS, Status: Skipped, Detail: "not tried"},
	}}
	var plain, colored strings.Builder
	if err := errors.Join(Write(&plain, r, false), Write(&colored, r, true)); err != nil {
		t.Fatal(err)
	}
	want := `
MONT Content
  ok       name resolution  found (1.234s)
  failed   TCP connection   refused
                            Start it.
  skipped  TLS              not tried

test can't be used as it is.
`
	if plain.String() != want {
		t.Errorf("got %s\nwant %s", plain.String(), want)
	}
	if !strings.Contains(colored.String(), "\x1b[31mfailed") {
		t.Errorf("no colour in %q", colored.String())
	}
	if err := Write(full{}, r, false); err == nil {
		t.Error("a full disk went unnoticed")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, fmt.Errorf("no space") }
