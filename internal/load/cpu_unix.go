//go:build unix

package load

import (
	"syscall"
	"time"
)

// processor tells how much of its processors' time this process used.
type processor struct{ used time.Duration }

// elapsed is what was used since it was last asked.
func (p *processor) elapsed() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	now := time.Duration(u.Utime.Nano() + u.Stime.Nano())
	since := now - p.used
	p.used = now
	return since
}
