package connect

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// Failure is a connection that came to nothing for a reason that its error
// does not tell by itself, and what to do about it.
type Failure struct {
	Reason, Mend string
	cause        error
}

func (f *Failure) Error() string { return f.Reason + ". " + f.Mend }

// Unwrap gives the error of the network.
func (f *Failure) Unwrap() error { return f.cause }

// Explain makes a *Failure of the error of a connection to the host of a URL
// where the proxy, or TLS, is the reason, and returns any other error as it
// is. Since servers rarely say why they end a handshake, others are tried, in
// which nothing is sent.
func Explain(ctx context.Context, t *TLS, u *url.URL, err error) error {
	if err == nil || ctx.Err() != nil || errors.As(err, new(*Failure)) {
		return err
	}
	proxy, _ := Proxies()(&http.Request{URL: u})
	reason, mend := ofProxy(proxy, err)
	if reason == "" {
		reason, mend = ofCertificate(u.Hostname(), proxy, err)
	}
	if reason == "" {
		reason, mend = ofScheme(u, err)
	}
	if reason == "" && u.Scheme == "https" && inHandshake(err) {
		reason, mend = tried(ctx, t, u, err)
	}
	if reason == "" {
		return err
	}
	return &Failure{reason, mend, err}
}

// ofProxy explains what went wrong before the endpoint was reached.
func ofProxy(proxy *url.URL, err error) (reason, mend string) {
	var malformed *ProxyError
	var refusal *proxyRefusal
	var op *net.OpError
	var name *net.DNSError
	switch {
	case errors.As(err, &malformed):
		return malformed.Error(), "Correct the variable " + malformed.Variable + ", or unset it."
	case errors.As(err, &refusal):
		return refusal.explain()
	case proxy == nil:
		return "", ""
	case errors.As(err, &name) && strings.EqualFold(name.Name, proxy.Hostname()):
		return "the name of the proxy, " + proxy.Hostname() + ", does not resolve",
			"Check the variable that names the proxy, and the name server."
	case errors.As(err, &op) && (op.Op == "proxyconnect" || strings.HasPrefix(op.Op, "socks")):
		return fmt.Sprintf("the proxy %s can't be used: %v", Address(proxy), innermost(op)),
			"Check the variable that names the proxy, and that the proxy is up. The endpoint was not asked."
	case strings.Contains(err.Error(), "malformed HTTP"):
		return "the proxy " + Address(proxy) + " does not answer as a proxy does",
			"Check host and port in the variable that names the proxy."
	}
	return "", ""
}

func innermost(err error) error {
	for errors.Unwrap(err) != nil {
		err = errors.Unwrap(err)
	}
	return err
}

// ofScheme explains a port that speaks HTTP where TLS was meant, or TLS where
// HTTP was.
func ofScheme(u *url.URL, err error) (reason, mend string) {
	var record tls.RecordHeaderError
	plain := errors.As(err, &record) || strings.Contains(err.Error(), "server gave HTTP response to HTTPS client")
	switch {
	case plain && u.Scheme == "https":
		return "the port " + portOf(u) + " of " + u.Hostname() + " does not speak TLS, which https:// stands for",
			"Check scheme and port in montcheck.yaml: plain HTTP may listen there."
	case u.Scheme == "http" && strings.Contains(err.Error(), `"\x15\x03`): // a record of TLS: an alert
		return "the port " + portOf(u) + " of " + u.Hostname() + " speaks TLS, and was asked in plain HTTP",
			"Write https:// in montcheck.yaml."
	}
	return "", ""
}

func portOf(u *url.URL) string {
	_, port, _ := net.SplitHostPort(Address(u))
	return port
}

// inHandshake tells whether an error can be of a handshake: an alert, what
// crypto/tls itself refuses, or a connection that was closed.
func inHandshake(err error) bool {
	return strings.Contains(err.Error(), "tls: ") || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// patience is how long a handshake may take that is only tried.
const patience = 5 * time.Second

// errAsked ends a handshake in which the server asks for a certificate.
var errAsked = errors.New("the server asks for a certificate")

// try handshakes with a changed configuration. The certificate of the server
// is not looked at, since nothing is sent to it.
func try(ctx context.Context, t *TLS, u *url.URL, change func(*tls.Config)) (tls.ConnectionState, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c := t.Config()
	c.InsecureSkipVerify = true
	c.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return nil, errAsked }
	change(c)
	return Handshake(ctx, c, u)
}

// tried finds out by handshakes why one failed.
func tried(ctx context.Context, t *TLS, u *url.URL, err error) (reason, mend string) {
	ours := t.Config()
	_, again := try(ctx, t, u, func(*tls.Config) {})
	switch asked := errors.Is(again, errAsked); {
	case asked && len(ours.Certificates) == 0:
		return "the server demands a certificate of the client (mutual TLS), and none is set",
			"Set client_certificate and client_key under tls of this environment."
	case asked && strings.Contains(err.Error(), "tls: "):
		return "the server does not take the certificate of the client: " + innermost(err).Error(),
			"Check client_certificate under tls of this environment: its issuer, its end, and what it may be used for."
	case again == nil:
		return ofAlert(u, err)
	}
	state, old := try(ctx, t, u, func(c *tls.Config) {
		c.MinVersion, c.CipherSuites = tls.VersionTLS10, nil
		for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
			c.CipherSuites = append(c.CipherSuites, suite.ID)
		}
	})
	switch {
	case old != nil && !errors.Is(old, errAsked):
		return ofAlert(u, err)
	case state.Version < ours.MinVersion:
		return fmt.Sprintf("the server speaks %s at most, and montcheck asks for %s or later",
				tls.VersionName(state.Version), tls.VersionName(ours.MinVersion)),
			fmt.Sprintf("Ask its owner for a later version; to reach it nevertheless, set min_version: %q "+
				"under tls of this environment.",
				strings.TrimPrefix(tls.VersionName(state.Version), "TLS "))
	}
	return "the server shares no cipher suite with montcheck but old ones, such as " +
			tls.CipherSuiteName(state.CipherSuite) + aboutExchange(state.CipherSuite),
		"Ask its owner to enable ECDHE key exchange; to reach it nevertheless, set old_ciphers: true " +
			"under tls of this environment."
}

func aboutExchange(suite uint16) string {
	if strings.HasPrefix(tls.CipherSuiteName(suite), "TLS_RSA_") {
		return " (RSA key exchange, which has no forward secrecy)"
	}
	return ""
}

// ofAlert explains what a server says when it ends a handshake.
func ofAlert(u *url.URL, err error) (reason, mend string) {
	text := innermost(err).Error()
	switch {
	case strings.Contains(text, "unrecognized name"):
		return "the server knows no host " + u.Hostname() + " (TLS alert: unrecognized name)",
			"Check the host in montcheck.yaml."
	case strings.Contains(text, "protocol version"):
		return "the server and montcheck share no version of TLS: " + text,
			"Ask its owner which versions it speaks; min_version under tls of this environment allows older ones."
	case strings.Contains(text, "handshake failure"), strings.Contains(text, "insufficient security"):
		return "the server ended the TLS handshake: " + text,
			"No version, cipher or key exchange is shared with it, or it wants a certificate of the client: see " +
				"tls in docs/configuration.md."
	case strings.Contains(text, "certificate required"), strings.Contains(text, "bad certificate"):
		return "the server demands a certificate of the client (mutual TLS): " + text,
			"Set client_certificate and client_key under tls of this environment."
	}
	return "", ""
}
