package endpoint

import (
	"errors"
	"fmt"
	"syscall"
	"time"
)

// machine are errors that tell of this machine, whichever endpoint is asked.
var machine = map[error]string{
	syscall.EADDRNOTAVAIL: "has no local port left",
	syscall.EMFILE:        "allows this process no more open files",
	syscall.ENFILE:        "has no file handle left",
	syscall.ENOMEM:        "has no memory left",
	syscall.ENOBUFS:       "has no network buffer left",
	syscall.ENOSPC:        "has no room left for temporary files",
}

// OwnLimit says which limit of this machine an error tells of; empty where it
// is of no such.
func OwnLimit(err error) string {
	for errno, what := range machine {
		if errors.Is(err, errno) {
			return "this machine " + what
		}
	}
	return ""
}

// OwnMachine is the error of an exchange that this machine was unable to make.
type OwnMachine struct {
	What  string // is the limit
	cause error
}

func (e *OwnMachine) Error() string { return e.What + ": " + e.cause.Error() }

// Unwrap gives the error of the system.
func (e *OwnMachine) Unwrap() error { return e.cause }

// NotExercised gives the reason why a spec that meets it was not tried.
func (e *OwnMachine) NotExercised() string {
	return e.What + ", which says nothing of the endpoint: give it more, and run again"
}

// TimeLimit is the error of an exchange that montcheck itself gave up.
type TimeLimit struct {
	What string // did not come
	Key  string // of the configuration, which raises the limit
	Is   time.Duration
}

func (e *TimeLimit) Error() string {
	return fmt.Sprintf("%s within %s, montcheck's own limit, which %s of this environment raises", e.What, e.Is, e.Key)
}
