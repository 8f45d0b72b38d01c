package wire

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"

	"github.com/montcheck/montcheck/internal/bound"
)

// Why an exchange came to nothing, beside the errors of the network.
var (
	errTimeout = errors.New("the answer took too long")
	errTooLong = errors.New("the body is too long")
	errSwitch  = errors.New("the endpoint switched protocols (101), which nobody asked for")
)

// explain says for people why an exchange came to nothing: a bound.Exceeded
// where the answer is longer than is read. cause is why it was given up; nil
// where it was not.
func explain(err, cause error, l Limits) error {
	var op *net.OpError
	switch {
	case cause == ErrCut:
		return ErrCut
	case late(err) || cause == errTimeout:
		if errors.As(err, &op) && op.Op == "dial" {
			return fmt.Errorf("no connection within %s", l.Timeout)
		}
		return fmt.Errorf("no whole answer within %s", l.Timeout)
	case errors.Is(err, errTooLong):
		return bound.Exceeded{What: fmt.Sprintf("the answer has a body of more than %d bytes, "+
			"which montcheck does not read", l.Body)}
	case errors.Is(err, errHeader) || strings.Contains(err.Error(), "server response headers exceeded"):
		// as net/http says
		return bound.Exceeded{What: fmt.Sprintf("the answer has a header of more than %d bytes, "+
			"which montcheck does not read", headerBytes)}
	}
	return Brief(err)
}

// late tells whether a deadline passed.
func late(err error) bool {
	return errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded)
}

// Brief is an error of the network without addresses: the port of our side
// would make each its own sort.
func Brief(err error) error {
	var lookup *net.DNSError
	var op *net.OpError
	switch {
	case errors.As(err, &lookup):
		why := "the name servers fail"
		if lookup.IsNotFound {
			why = "no such host"
		}
		return &brief{fmt.Sprintf("lookup of %s: %s", lookup.Name, why), err}
	case errors.As(err, &op):
		inner := op.Err
		for errors.Unwrap(inner) != nil {
			inner = errors.Unwrap(inner)
		}
		return &brief{fmt.Sprintf("%s: %s", op.Op, inner), err}
	}
	return err
}

// brief is an error with a text that is the same for all of its sort.
type brief struct {
	text  string
	cause error
}

func (b *brief) Error() string { return b.text }
func (b *brief) Unwrap() error { return b.cause }
