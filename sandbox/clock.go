package sandbox

import (
	"sync/atomic"
	"time"
)

// Clock is the sandbox's time: the machine's, moved forward by what was asked for. It is safe for concurrent use.
type Clock struct{ offset atomic.Int64 }

// Now returns the sandbox's time.
func (c *Clock) Now() time.Time { return time.Now().Add(time.Duration(c.offset.Load())) }

// Advance moves the clock forward by d.
func (c *Clock) Advance(d time.Duration) { c.offset.Add(int64(d)) }
