package load

import (
	"sort"
	"sync"
	"sync/atomic"
	"time"
)

// published knows since when each price version is there: since the control door
// made it or told of it, else since a partner first saw it. What was there
// before the run counts from its start.
type published struct {
	mu     sync.RWMutex
	all    []publication // in the order of versions
	count  uint64
	missed atomic.Bool // whether a partner was ever behind
}

type publication struct {
	version int64
	at      time.Duration // since the start
}

// mostPublished bounds what is remembered. Who misses an older one misses it
// since the oldest of these, at least.
const mostPublished = 100_000

// seen notes that a version is there.
func (p *published) seen(version int64, at time.Duration) {
	p.mu.RLock()
	known := len(p.all) > 0 && p.all[len(p.all)-1].version >= version
	p.mu.RUnlock()
	if known {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.all); n > 0 && p.all[n-1].version >= version {
		return
	}
	p.all = append(p.all, publication{version, at})
	p.count++
	if len(p.all) > mostPublished {
		p.all = append([]publication(nil), p.all[mostPublished/2:]...)
	}
}

// start notes the version that is there before the run.
func (p *published) start(version int64) {
	p.all, p.count = []publication{{version, 0}}, 0
}

// age is for how long, at least, a partner at a version has missed a change of
// prices: the age of the oldest that it misses, 0 where it misses none.
func (p *published) age(version int64, now time.Duration) time.Duration {
	p.mu.RLock()
	defer p.mu.RUnlock()
	n := len(p.all)
	if n == 0 || p.all[n-1].version <= version {
		return 0
	}
	p.missed.Store(true)
	first := sort.Search(n, func(i int) bool { return p.all[i].version > version })
	return max(now-p.all[first].at, 0)
}

// told tells whether ages say anything: where no version ever changed and no
// partner was behind, nothing could be missed.
func (p *published) told() bool { return p.missed.Load() || p.versions() > 0 }

// versions is how many came into being during the run.
func (p *published) versions() uint64 {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.count
}
