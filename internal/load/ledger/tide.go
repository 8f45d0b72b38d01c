package ledger

import (
	"sort"
	"sync"
	"time"
)

// Tide is the highest version that answers gave, by time: who asks later may be
// told no lower one. It is safe for concurrent use.
type Tide struct {
	mu    sync.RWMutex
	marks []mark // rising in version and in time
}

type mark struct {
	version int64
	at      time.Duration // when the answer had come
}

// mostMarks bounds what is remembered: what was asked before the oldest is held
// against nothing.
const mostMarks = 20_000

// Saw takes a version whose answer had come at a moment.
func (t *Tide) Saw(version int64, at time.Duration) {
	t.mu.RLock()
	known := len(t.marks) > 0 && t.marks[len(t.marks)-1].version >= version
	t.mu.RUnlock()
	if known {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if last := len(t.marks) - 1; last >= 0 {
		if t.marks[last].version >= version {
			return
		}
		at = max(at, t.marks[last].at) // later than it was: it binds fewer
	}
	t.marks = append(t.marks, mark{version, at})
	if len(t.marks) > mostMarks {
		t.marks = append([]mark(nil), t.marks[mostMarks/2:]...)
	}
}

// At is the highest version that had been given by a moment, and whether there
// is one.
func (t *Tide) At(moment time.Duration) (int64, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if last := len(t.marks) - 1; last >= 0 && t.marks[last].at <= moment {
		return t.marks[last].version, true
	}
	i := sort.Search(len(t.marks), func(i int) bool { return t.marks[i].at > moment })
	if i == 0 {
		return 0, false
	}
	return t.marks[i-1].version, true
}
