package load

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// waited is for how long this process's threads were ready and had no
// processor, since they began: others had it.
func waited() (sum time.Duration) {
	threads, err := filepath.Glob("/proc/self/task/*/schedstat")
	if err != nil {
		return 0
	}
	for _, t := range threads {
		text, err := os.ReadFile(t)
		if err != nil { // it ended
			continue
		}
		var ran, ready time.Duration // in nanoseconds
		if _, err := fmt.Sscan(string(text), &ran, &ready); err == nil {
			sum += ready
		}
	}
	return sum
}
