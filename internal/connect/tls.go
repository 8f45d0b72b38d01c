// Package connect is how an endpoint is reached: what TLS is spoken with it,
// through which proxy of the environment, and what it means when that fails.
package connect

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// TLS is what is spoken with the services of an environment. A nil TLS suits
// any server of today: version 1.2 or later, the system's authorities, no
// certificate of our own.
type TLS struct {
	config func() *tls.Config // behind a function, since no verb of fmt follows one to a private key
}

// NewTLS returns what the configuration says.
func NewTLS(c *tls.Config) *TLS { return &TLS{func() *tls.Config { return c.Clone() }} }

// Config returns a new configuration for crypto/tls.
func (t *TLS) Config() *tls.Config {
	if t == nil {
		return &tls.Config{MinVersion: tls.VersionTLS12}
	}
	return t.config()
}

// OldCiphers are the cipher suites of crypto/tls with those that it leaves out
// since they protect less: key exchange by RSA, and 3DES. Servers such as
// Windows Server 2008 R2 and 2012 may have no others. RC4 is not among them.
func OldCiphers() []uint16 {
	var ids []uint16
	for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		if !strings.Contains(suite.Name, "RC4") {
			ids = append(ids, suite.ID)
		}
	}
	return ids
}

// Transport returns a transport that speaks TLS so, through the proxies of the
// environment variables.
func Transport(t *TLS) *http.Transport {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.Proxy = Proxies()
	transport.OnProxyConnectResponse = refusedByProxy
	transport.TLSClientConfig = t.Config()
	return transport
}

// Handshake connects to the host of a URL, through a proxy where there is one,
// and sends nothing. It returns what TLS was agreed on.
func Handshake(ctx context.Context, c *tls.Config, u *url.URL) (state tls.ConnectionState, err error) {
	c.VerifyConnection = func(s tls.ConnectionState) error { state = s; return nil } // a proxy's comes first
	transport := Transport(nil)
	transport.TLSClientConfig = c
	conn, err := transport.NewClientConn(ctx, "https", Address(u))
	if err != nil {
		return state, err
	}
	return state, conn.Close()
}

// Address is host and port of a URL.
func Address(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443", "socks5": "1080", "socks5h": "1080"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}
