package endpoint

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"

	"github.com/montcheck/montcheck/internal/connect"
)

// diagnoseFailure puts an error of the network into one plain line.
func diagnoseFailure(err error) (reason, mend string) {
	var (
		known   *connect.Failure
		dns     *net.DNSError
		long    Beyond
		timeout net.Error
		limit   *TimeLimit
		away    *Unavailable
		machine *OwnMachine
	)
	switch {
	case errors.As(err, &known):
		return known.Reason, known.Mend
	case errors.As(err, &away):
		if away.Wait > 0 {
			return away.Error(), "Run it again then."
		}
		return Diagnose(away.Answer, nil)
	case errors.As(err, &machine):
		return machine.What, "This says nothing of the endpoint: give this machine more, and run it again."
	case errors.As(err, &limit):
		return fmt.Sprintf("no answer came in time: %s within %s", limit.What, limit.Is),
			"Check that the service is up; a firewall that swallows packets does this too."
	case errors.Is(err, errSlow):
		return "no answer came in time: " + errSlow.Error(),
			"Check that the service is up; a firewall that swallows packets does this too."
	case errors.Is(err, context.Canceled):
		return "the run was interrupted", "Run it again."
	case errors.As(err, &dns):
		return "the name " + dns.Name + " does not resolve", "Check the host in montcheck.yaml, and the name server."
	case errors.Is(err, syscall.ECONNREFUSED):
		return "the connection is refused: nothing listens there",
			"Start the service, or check host and port in montcheck.yaml."
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "the connection was reset before the answer was complete",
			"Try again later; a firewall or a crash of the service does this."
	case errors.As(err, &long):
		return err.Error(), "An answer that never ends is the service's fault: ask its owner."
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "the answer ended before the length that its header announced",
			"Try again; a proxy that cuts answers does this, or a service that lies about the length."
	case errors.Is(err, io.EOF):
		return "the connection was closed without an answer", "Try again later; a crash of the service does this."
	case errors.As(err, &timeout) && timeout.Timeout():
		return "no answer came in time: " + err.Error(),
			"Check that the service is up; a firewall that swallows packets does this too."
	}
	return err.Error(), "Check the service and the network between."
}
