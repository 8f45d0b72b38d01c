//go:build !unix

package load

import "time"

// processor is not known on this system.
type processor struct{}

func (*processor) elapsed() time.Duration { return 0 }
