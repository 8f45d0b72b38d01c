package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/montcheck/montcheck/internal/config"
	"github.com/montcheck/montcheck/internal/target"
)

// network are the steps from a name to a connection that can be trusted.
func (s *subject) network() []step {
	proxy, err := s.proxy(&http.Request{URL: s.url})
	if err != nil {
		return []step{{Connect, func(context.Context) finding {
			return failed("the proxy of the environment variables is no URL", "Check HTTPS_PROXY and HTTP_PROXY.")
		}}}
	}
	near, via := s.url, ""
	if proxy != nil {
		near, via = proxy, " (the proxy that the environment variables name)"
	}
	return []step{
		{Name, func(ctx context.Context) finding { return s.resolve(ctx, near.Hostname(), via) }},
		{Connect, func(ctx context.Context) finding { return s.connect(ctx, address(near), via) }},
		{TLS, func(ctx context.Context) finding {
			switch {
			case s.url.Scheme == "http":
				return ok("plain HTTP, exempt because %s is a loopback address", s.url.Hostname())
			case proxy != nil:
				return skipped("not looked at through a proxy; the HTTP answer needs it to be sound")
			}
			return s.handshake(ctx)
		}},
	}
}

// address is host and port of a URL.
func address(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443", "socks5": "1080", "socks5h": "1080"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}

func (s *subject) resolve(ctx context.Context, host, via string) finding {
	if _, err := netip.ParseAddr(host); err == nil {
		return ok("%s is an address%s", host, via)
	}
	addresses, err := s.resolver.LookupHost(ctx, host)
	if err != nil {
		return failed(target.Diagnose(nil, err))
	}
	return ok("%s is %s%s", host, strings.Join(addresses, ", "), via)
}

func (s *subject) connect(ctx context.Context, address, via string) finding {
	dialer := net.Dialer{Resolver: s.resolver}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return failed(target.Diagnose(nil, err))
	}
	defer conn.Close()
	return ok("connected to %s%s", conn.RemoteAddr(), via)
}

// handshake verifies the certificate against the system's roots, as every
// exchange of certify does.
func (s *subject) handshake(ctx context.Context) finding {
	dialer := tls.Dialer{
		NetDialer: &net.Dialer{Resolver: s.resolver},
		Config:    &tls.Config{ServerName: s.url.Hostname(), Time: s.now},
	}
	conn, err := dialer.DialContext(ctx, "tcp", address(s.url))
	if err != nil {
		return failed(s.distrust(err))
	}
	defer conn.Close()
	state := conn.(*tls.Conn).ConnectionState()
	leaf := state.PeerCertificates[0]
	return ok("%s; the certificate of %s by %s verifies and is valid until %s",
		tls.VersionName(state.Version), names(leaf), issuer(leaf), day(leaf.NotAfter))
}

// distrust says why a handshake failed.
func (s *subject) distrust(err error) (reason, mend string) {
	var verification *tls.CertificateVerificationError
	if !errors.As(err, &verification) || len(verification.UnverifiedCertificates) == 0 {
		return target.Diagnose(nil, err)
	}
	leaf := verification.UnverifiedCertificates[0]
	var (
		invalid   x509.CertificateInvalidError
		name      x509.HostnameError
		authority x509.UnknownAuthorityError
	)
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired && s.now().Before(invalid.Cert.NotBefore):
		return "the certificate of " + names(invalid.Cert) + " is not valid before " + day(invalid.Cert.NotBefore),
			"Check this machine's clock; else the service's owner has to replace the certificate."
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "the certificate of " + names(invalid.Cert) + " expired on " + day(invalid.Cert.NotAfter),
			"The service's owner has to renew the certificate; check this machine's clock too."
	case errors.As(err, &name):
		return "the certificate is for " + names(leaf) + ", not for " + s.url.Hostname(),
			"Use a host that the certificate names, or check the service's url in " + config.FileName + "."
	case errors.As(err, &authority) && leaf.Issuer.String() == leaf.Subject.String():
		return "the certificate of " + names(leaf) + " is self-signed",
			"Install it as a trusted authority if it is the right one, or ask the service's owner for a certificate of a known authority."
	case errors.As(err, &authority):
		return "the certificate of " + names(leaf) + " is signed by an authority that this machine does not trust: " + issuer(leaf),
			"Install that authority's certificate, or ask the service's owner to send the intermediate certificates."
	}
	return target.Diagnose(nil, err)
}

// names are the hosts that a certificate is for.
func names(c *x509.Certificate) string {
	all := append([]string(nil), c.DNSNames...)
	for _, ip := range c.IPAddresses {
		all = append(all, ip.String())
	}
	switch {
	case len(all) == 0:
		return "no host (" + c.Subject.String() + ")"
	case len(all) > 3:
		all = append(all[:3], "others")
	}
	return strings.Join(all, ", ")
}

func issuer(c *x509.Certificate) string {
	if c.Issuer.CommonName != "" {
		return c.Issuer.CommonName
	}
	return c.Issuer.String()
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }
