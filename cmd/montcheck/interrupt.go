package main

import (
	"context"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/montcheck/montcheck/internal/run"
)

// reporting is true from when a command begins to write its reports.
var reporting atomic.Bool

// grace is how long reports may still take when the user wants to leave.
const grace = 10 * time.Second

// atThird is the number of the interrupt that ends the process at once. The
// second one is for those who work: they leave out what tidies up.
const atThird = 3

// interruptible returns a context that ends at the first interrupt: Ctrl-C,
// SIGTERM, or a terminal that closes, unless that is to be ignored (nohup).
// Once reports are being written, an interrupt only bounds the time for them.
func interruptible() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, atThird)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) {
		signal.Notify(signals, syscall.SIGHUP)
	}
	go func() {
		for n := 1; ; {
			s := <-signals
			if s == syscall.SIGHUP { // all parts of the program know SIGTERM
				_ = syscall.Kill(os.Getpid(), syscall.SIGTERM)
				continue
			}
			cancel()
			if reporting.Load() {
				time.AfterFunc(grace, func() { os.Exit(run.ExitUnfinished) })
			} else if n == atThird {
				os.Exit(128 + int(s.(syscall.Signal)))
			}
			n++
		}
	}()
	return ctx
}
