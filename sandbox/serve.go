package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// Server returns a server of the sandbox's services, with bounds on what a
// client can hold up. A client that does not read is waited for.
func (s *Sandbox) Server() *http.Server {
	return &http.Server{
		Handler: s.Handler(), ErrorLog: log.New(io.Discard, "", 0),
		ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
	}
}

// Serve serves a sandbox on addr until ctx is done. It writes to out where
// the services are and how to certify them.
func Serve(ctx context.Context, addr string, o Options, out io.Writer) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	s, err := New(ctx, o)
	if err != nil {
		return err
	}
	defer s.Close()
	base := "http://" + listener.Addr().String()
	fmt.Fprintf(out, `MONT Content is at %s%s
Its partners: %s with the password %s, %s with %s.

environments:
  local:
    kind: sandbox
    login: "${MONT_LOGIN}"
    password: "${MONT_PASSWORD}"
    content: { url: "%s%s" }
`, base, ContentPath, PartnerLogin, PartnerPassword, PartnerTwoLogin, PartnerTwoPassword, base, ContentPath)
	if o.Control {
		fmt.Fprintf(out, "    control: %s%s\n", base, ControlPath)
	}
	fmt.Fprintf(out, `
The lines above go into montcheck.yaml; then, in another shell:
  MONT_LOGIN=%s MONT_PASSWORD=%s montcheck certify --env local
Ctrl-C ends the sandbox.
`, PartnerLogin, PartnerPassword)

	server := s.Server()
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := server.Shutdown(bounded); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return server.Close()
}
