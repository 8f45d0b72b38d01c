//go:build unix

package wire

import "syscall"

// lookAt returns a look at a connection's descriptor that tells whether it is
// quiet: open, and nothing unread. What there is may be lost to it, for then
// the connection is of no use.
func lookAt(quiet *bool) func(uintptr) bool {
	var one [1]byte
	return func(descriptor uintptr) bool {
		for {
			_, err := syscall.Read(int(descriptor), one[:]) // sockets of Go's don't block
			if err == syscall.EINTR {
				continue
			}
			*quiet = err == syscall.EAGAIN
			return true
		}
	}
}
