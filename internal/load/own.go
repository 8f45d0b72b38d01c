package load

import (
	"errors"
	"sync"

	"github.com/montcheck/montcheck/internal/bound"
	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/load/result"
)

// own counts what limits of montcheck's own, and of the machine that it runs
// on, kept from being asked or read: no error of the endpoint.
type own struct {
	mu             sync.Mutex
	unmade, beside uint64 // requests of the load, and those beside it
	lack           string // of the machine, at the first of them
	unread         uint64 // answers of the load that the carrier did not read to their end
	bound          string // that the first answer passed
}

// machine tells whether this machine was unable to make a request of the load,
// and counts it.
func (o *own) machine(err error) bool { return o.lacks(err, &o.unmade) }

// aside is the same for a request beside the load.
func (o *own) aside(err error) bool { return o.lacks(err, &o.beside) }

func (o *own) lacks(err error, count *uint64) bool {
	what := endpoint.OwnLimit(err)
	if what == "" {
		return false
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	*count++
	if o.lack == "" {
		o.lack = what
	}
	return true
}

// long tells whether an answer was too long for the carrier, and counts it.
func (o *own) long(err error) bool {
	var beyond bound.Exceeded
	if !errors.As(err, &beyond) {
		return false
	}
	o.passes(beyond.What)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.unread++
	return true
}

// passes notes which bound an answer passed; empty for none.
func (o *own) passes(which string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.bound == "" {
		o.bound = which
	}
}

// failed is how many requests of the load could not be made.
func (o *own) failed() uint64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.unmade
}

// lacking says what the machine lacks.
func (o *own) lacking() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.lack
}

// tell tells of it in a result.
func (o *own) tell(out *result.Result, unverified uint64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	out.Sent -= min(o.unmade, out.Sent)
	out.Generator.Unmade, out.Generator.Lack = o.unmade+o.beside, o.lack
	out.Verification.Beyond, out.Verification.Bound = unverified+o.unread, o.bound
}
