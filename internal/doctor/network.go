package doctor

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/montcheck/montcheck/internal/connect"
	"github.com/montcheck/montcheck/internal/endpoint"
)

// network are the steps from a name to a connection that can be trusted.
func (s *subject) network() []step {
	proxy, err := connect.Proxies()(&http.Request{URL: s.url})
	if err != nil {
		return []step{{Connect, func(ctx context.Context) finding {
			return failed(s.diagnose(ctx, err))
		}}}
	}
	near, via := s.url, ""
	if proxy != nil {
		near, via = proxy, " (the proxy that the environment variables name)"
	}
	return []step{
		{Name, func(ctx context.Context) finding { return s.resolve(ctx, near.Hostname(), via) }},
		{Connect, func(ctx context.Context) finding { return s.connect(ctx, connect.Address(near), via) }},
		{TLS, func(ctx context.Context) finding {
			if s.url.Scheme == "http" {
				return ok("plain HTTP, exempt because %s is a loopback address", s.url.Hostname())
			}
			return s.handshake(ctx)
		}},
	}
}

// diagnose says why the host, or the proxy before it, was not reached.
func (s *subject) diagnose(ctx context.Context, err error) (reason, mend string) {
	return endpoint.Diagnose(nil, connect.Explain(ctx, s.tls, s.url, err))
}

func (s *subject) resolve(ctx context.Context, host, via string) finding {
	if _, err := netip.ParseAddr(host); err == nil {
		return ok("%s is an address%s", host, via)
	}
	addresses, err := s.resolver.LookupHost(ctx, host)
	if err != nil {
		return failed(s.diagnose(ctx, err))
	}
	return ok("%s is %s%s", host, strings.Join(addresses, ", "), via)
}

func (s *subject) connect(ctx context.Context, address, via string) finding {
	dialer := net.Dialer{Resolver: s.resolver}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return failed(s.diagnose(ctx, err))
	}
	defer conn.Close()
	return ok("connected to %s%s", conn.RemoteAddr(), via)
}

// handshake verifies the certificate against the system's roots and those of
// the configuration, as every exchange of certify does.
func (s *subject) handshake(ctx context.Context) finding {
	c := s.tls.Config()
	c.Time = s.now
	state, err := connect.Handshake(ctx, c, s.url)
	if err != nil {
		return failed(s.diagnose(ctx, err))
	}
	leaf := state.PeerCertificates[0]
	return ok("%s; the certificate of %s by %s verifies and is valid until %s",
		tls.VersionName(state.Version), connect.Hosts(leaf), connect.Issuer(leaf),
		leaf.NotAfter.UTC().Format(time.DateOnly))
}
