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

	"github.com/montcheck/montcheck/sandbox/orders"
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
	special, err := s.Scenarios(ctx)
	if err != nil {
		return err
	}
	announce(out, "http://"+listener.Addr().String(), o.Control, special)

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

// announce tells where the services are, and the lines of montcheck.yaml that certify them.
func announce(out io.Writer, base string, control bool, special orders.Scenarios) {
	fmt.Fprintf(out, `MONT Content is at %[1]s%[2]s
MONT eKey version 1 is at %[1]s%[3]s
MONT eKey version 2 is at %[1]s%[4]s
Their partners: %[5]s with the password %[6]s, %[7]s with %[8]s.

environments:
  local:
    kind: sandbox
    login: "${MONT_LOGIN}"
    password: "${MONT_PASSWORD}"
    content: { url: "%[1]s%[2]s" }
    ekey: { url: "%[1]s%[3]s" }
    ekey2: { url: "%[1]s%[4]s" }
`, base, ContentPath, EKeyPath, EKey2Path, PartnerLogin, PartnerPassword, PartnerTwoLogin, PartnerTwoPassword)
	if control {
		fmt.Fprintf(out, "    control: %s%s\n", base, ControlPath)
	}
	fmt.Fprintln(out, "    scenarios:")
	for _, scenario := range [][2]string{
		{"out_of_stock", special.OutOfStock}, {"finishes_later", special.FinishesLater}, {"finishes_and_fails", special.FinishesAndFails},
		{"vendor_error", special.VendorError}, {"credit_limit", special.CreditLimit},
		{"renewal_key", special.RenewalKey}, {"subscriber", special.Subscriber},
	} {
		if scenario[1] != "" {
			fmt.Fprintf(out, "      %s: %q\n", scenario[0], scenario[1])
		}
	}
	fmt.Fprintf(out, `
The lines above go into montcheck.yaml; then, in another shell:
  MONT_LOGIN=%s MONT_PASSWORD=%s montcheck certify --env local
Ctrl-C ends the sandbox.
`, PartnerLogin, PartnerPassword)
}
