package sandbox

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
)

// Listen listens on addr in the way that the sandbox's faults say. It returns the address by which clients reach the
// services: scheme and authority.
func (s *Sandbox) Listen(addr string) (net.Listener, *url.URL, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, nil, err
	}
	base := &url.URL{Scheme: "http", Host: l.Addr().String()}
	switch s.listening {
	case deviation.AsAsked:
		return l, base, nil
	case deviation.Exposed:
		// Still reached from this machine only: a client takes the unspecified address for its own.
		_, port, err := net.SplitHostPort(base.Host)
		base.Host = net.JoinHostPort("0.0.0.0", port)
		return l, base, err
	}
	certificate, err := certificateOf(s.listening, l.Addr())
	if err != nil {
		l.Close()
		return nil, nil, err
	}
	base.Scheme = "https"
	return tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}),
		base, nil
}

// certificateOf makes a certificate for addr that signs itself and has the fault asked for.
func certificateOf(fault deviation.Listening, addr net.Addr) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: "montcheck sandbox"},
		NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames: []string{"localhost"},
	}
	if tcp, ok := addr.(*net.TCPAddr); ok {
		template.IPAddresses = []net.IP{tcp.IP}
	}
	switch fault {
	case deviation.Expired:
		template.NotAfter = now.AddDate(0, 0, -1)
	case deviation.AnotherNamed:
		template.DNSNames, template.IPAddresses = []string{"webstore.example.org"}, nil
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}

// Local is a sandbox that serves on a free port of the loopback interface.
type Local struct {
	*Sandbox
	Base   *url.URL // by which clients reach the services: scheme and authority
	server *http.Server
}

// Start makes a sandbox with its control door open, and serves it for as long as a run of this process lasts.
func Start(ctx context.Context, o Options) (*Local, error) {
	o.Control = true
	s, err := New(ctx, o)
	if err != nil {
		return nil, err
	}
	listener, base, err := s.Listen("127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	l := &Local{s, base, s.Server()}
	go l.server.Serve(listener)
	return l, nil
}

// Close ends the answers in progress, and releases what the sandbox holds.
func (l *Local) Close() error { return errors.Join(l.server.Close(), l.Sandbox.Close()) }
