package connect

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// issued returns a certificate for 127.0.0.1 that its own key signed, and the
// pool that trusts it.
func issued(t *testing.T, change func(*x509.Certificate)) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	change(template)
	raw, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key, Leaf: leaf}, pool
}

// asked asks the server once, as an exchange does, and explains its error.
func asked(t *testing.T, own *tls.Config, address string) error {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	secure := NewTLS(own)
	transport := Transport(secure)
	defer transport.CloseIdleConnections()
	reply, err := transport.RoundTrip(&http.Request{Method: http.MethodGet, URL: u, Header: http.Header{}})
	if err == nil {
		reply.Body.Close()
	}
	return Explain(t.Context(), secure, u, err)
}

// What a server refuses is told with the key that lets it be reached, and with
// that key it is.
func TestRefusalsOfTLS(t *testing.T) {
	certificate, trusted := issued(t, func(*x509.Certificate) {})
	demands := func(c *tls.Config) { c.ClientAuth, c.ClientCAs = tls.RequireAndVerifyClientCert, trusted }
	shows := func(c *tls.Config) { c.Certificates = []tls.Certificate{certificate} }
	stranger, _ := issued(t, func(c *x509.Certificate) { c.Subject.CommonName = "stranger" })
	for name, c := range map[string]struct {
		server       func(*tls.Config)
		client       func(*tls.Config)
		reason, mend string
		remedy       func(*tls.Config)
	}{
		"TLS 1.0": {func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS10 }, nil,
			"TLS 1.0 at most", `min_version: "1.0"`, func(c *tls.Config) { c.MinVersion = tls.VersionTLS10 }},
		"TLS 1.1": {func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 }, nil,
			"TLS 1.1 at most", `min_version: "1.1"`, func(c *tls.Config) { c.MinVersion = tls.VersionTLS11 }},
		"a version asked for": {func(c *tls.Config) { c.MaxVersion = tls.VersionTLS12 },
			func(c *tls.Config) { c.MinVersion = tls.VersionTLS13 }, "TLS 1.2 at most", `min_version: "1.2"`,
			func(c *tls.Config) { c.MinVersion = tls.VersionTLS12 }},
		"RSA key exchange": {rsaOnly(tls.TLS_RSA_WITH_AES_128_CBC_SHA), nil, "RSA key exchange",
			"old_ciphers: true", func(c *tls.Config) { c.CipherSuites = OldCiphers() }},
		"3DES": {rsaOnly(tls.TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA), nil, "3DES", "old_ciphers: true",
			func(c *tls.Config) { c.CipherSuites = OldCiphers() }},
		"a certificate, TLS 1.3": {demands, nil, "demands a certificate of the client",
			"client_certificate and client_key", shows},
		"a certificate, TLS 1.2": {func(c *tls.Config) { demands(c); c.MaxVersion = tls.VersionTLS12 }, nil,
			"demands a certificate of the client", "client_certificate and client_key", shows},
		"a stranger's": {demands, func(c *tls.Config) { c.Certificates = []tls.Certificate{stranger} },
			"does not take the certificate of the client", "client_certificate", shows},
		"a stranger's, TLS 1.2": {func(c *tls.Config) { demands(c); c.MaxVersion = tls.VersionTLS12 },
			func(c *tls.Config) { c.Certificates = []tls.Certificate{stranger} },
			"does not take the certificate of the client", "client_certificate", shows},
	} {
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
		c.server(server.TLS)
		server.StartTLS()
		own := &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: trusted}
		if c.client != nil {
			c.client(own)
		}
		var f *Failure
		if err := asked(t, own, server.URL); !errors.As(err, &f) || !strings.Contains(f.Reason, c.reason) ||
			!strings.Contains(f.Mend, c.mend) {
			t.Errorf("%s: %v", name, err)
		}
		c.remedy(own)
		if err := asked(t, own, server.URL); err != nil {
			t.Errorf("%s, as the remedy says: %v", name, err)
		}
		server.Close()
	}
}

func rsaOnly(suite uint16) func(*tls.Config) {
	return func(c *tls.Config) { c.MaxVersion, c.CipherSuites = tls.VersionTLS12, []uint16{suite} }
}

func TestCertificatesThatDoNotVerify(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*x509.Certificate)
		trust  bool
		want   string
	}{
		"self-signed": {func(*x509.Certificate) {}, false, "is self-signed. If it is the right one, set it as ca_file"},
		"expired":     {func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Minute) }, true, "expired on"},
		"not yet valid": {func(c *x509.Certificate) { c.NotBefore = time.Now().Add(time.Minute) }, true,
			"is not valid before"},
		"for another host": {func(c *x509.Certificate) { c.IPAddresses, c.DNSNames = nil, []string{"other.test"} },
			true, "is for other.test, not for 127.0.0.1"},
	} {
		certificate, pool := issued(t, c.change)
		server := httptest.NewUnstartedServer(http.NotFoundHandler())
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
		server.StartTLS()
		own := &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: x509.NewCertPool()}
		if c.trust {
			own.RootCAs = pool
		}
		if err := asked(t, own, server.URL); err == nil || !strings.Contains(err.Error(), c.want) || !Distrusted(err) {
			t.Errorf("%s: %v", name, err)
		}
		server.Close()
	}
}

func TestWrongSchemes(t *testing.T) {
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	own := &tls.Config{MinVersion: tls.VersionTLS12}
	if err := asked(t, own, strings.Replace(plain.URL, "http:", "https:", 1)); err == nil ||
		!strings.Contains(err.Error(), "does not speak TLS") {
		t.Errorf("HTTPS asked for on a port of HTTP: %v", err)
	}
	alert, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer alert.Close()
	go func() { // as a server does that was sent no handshake
		for conn, err := alert.Accept(); err == nil; conn, err = alert.Accept() {
			conn.Read(make([]byte, 1))
			conn.Write([]byte("\x15\x03\x01\x00\x02\x02\x46\r\n"))
			conn.Close()
		}
	}()
	if err := asked(t, own, "http://"+alert.Addr().String()); err == nil ||
		!strings.Contains(err.Error(), "speaks TLS") {
		t.Errorf("HTTP asked for on a port of TLS: %v", err)
	}
}

// Other errors stay what they are, and an ended context tries nothing.
func TestWhatIsNoRefusal(t *testing.T) {
	closing, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer closing.Close()
	go func() {
		for conn, err := closing.Accept(); err == nil; conn, err = closing.Accept() {
			conn.Close()
		}
	}()
	u := &url.URL{Scheme: "https", Host: closing.Addr().String()}
	for _, given := range []error{io.EOF, errors.New("something else")} {
		if err := Explain(t.Context(), nil, u, given); err != given {
			t.Errorf("%v becomes %v", given, err)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Explain(ended, nil, u, io.EOF); err != io.EOF {
		t.Errorf("after the end of the context: %v", err)
	}
}
