package verify

import "sync"

// key tells one answer from all others.
type key struct {
	question uint64
	hash     uint64
	length   int
	header   uint64
}

// entry is an answer that was seen.
type entry struct {
	mu      sync.Mutex
	verdict *Verdict // nil while it is being verified
	waiting []any    // tokens of the same answer meanwhile
	first   any
}

// verdictOr returns the verdict, or nil where it is not known yet: then the
// token waits for it.
func (e *entry) verdictOr(token any) *Verdict {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.verdict == nil {
		e.waiting = append(e.waiting, token)
	}
	return e.verdict
}

// settle sets the verdict and returns who waits for it.
func (e *entry) settle(v *Verdict) []any {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.verdict = v
	waiting := e.waiting
	e.waiting = nil
	return waiting
}

// shards is among how many parts the workers share the table.
const shards = 16

// table holds what was seen, within bounds: when the young half is full, it
// becomes the old one, and what is met again moves to the young. What is
// forgotten is verified in full when it comes again.
type table struct {
	parts [shards]part
	bound int64 // of a part's half, in bytes
	large large
}

type part struct {
	mu         sync.RWMutex
	young, old map[key]*entry
	weight     int64
}

// Weights of an entry, in bytes, about.
const (
	entryWeight   = 400
	productWeight = 450  // with the item of a state that follows from it
	pathWeight    = 1150 // of such a state's own way to the item; many items share theirs
	mostPaths     = 1000
	factWeight    = 48
)

func newTable(bytes int64) *table {
	t := &table{bound: max(bytes/shards/2, 16*entryWeight), large: large{bound: bytes}}
	for i := range t.parts {
		t.parts[i].young = map[key]*entry{}
	}
	return t
}

// enter returns the entry of a key, and whether it is new: then the caller has
// it verified.
func (t *table) enter(k key) (e *entry, isNew bool) {
	p := &t.parts[k.hash%shards]
	p.mu.RLock()
	e = p.young[k]
	p.mu.RUnlock()
	if e != nil {
		return e, false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if e = p.young[k]; e != nil {
		return e, false
	}
	if e = p.old[k]; e == nil {
		e, isNew = &entry{}, true
	}
	p.add(k, e, t.bound)
	return e, isNew
}

func (p *part) add(k key, e *entry, bound int64) {
	weight := int64(entryWeight)
	if v := e.verdictKnown(); v != nil && v.weight() <= bound { // else it is among the large
		weight += v.weight()
	}
	if p.weight+weight > bound && len(p.young) > 0 {
		p.rotate()
	}
	p.young[k] = e
	p.weight += weight
}

func (p *part) rotate() { p.old, p.young, p.weight = p.young, map[key]*entry{}, 0 }

func (e *entry) verdictKnown() *Verdict {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.verdict
}

func (v *Verdict) weight() int64 {
	weight := int64(len(v.Violations))*500 + int64(len(v.Facts))*factWeight
	if v.Reading != nil {
		products := len(v.Reading.Products)
		weight += int64(products)*productWeight + int64(min(products, mostPaths))*pathWeight
	}
	return weight
}

// weigh adds what a verdict turned out to weigh.
func (t *table) weigh(k key, v *Verdict) {
	weight := v.weight()
	if weight > t.bound {
		t.large.keep(t, k, weight)
		return
	}
	p := &t.parts[k.hash%shards]
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.weight += weight; p.weight > t.bound {
		p.rotate()
	}
}

// large are the answers that are too large for a part's half, the oldest first.
// All parts together have as many of them as the table may weigh.
type large struct {
	mu     sync.Mutex
	keys   []key
	weight []int64
	sum    int64
	bound  int64
}

// keep takes one more and forgets the oldest that are too many, or forgets the
// one that no table is large enough for.
func (l *large) keep(t *table, k key, weight int64) {
	if weight > l.bound {
		t.forget(k)
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.keys, l.weight, l.sum = append(l.keys, k), append(l.weight, weight), l.sum+weight
	for l.sum > l.bound {
		t.forget(l.keys[0])
		l.sum -= l.weight[0]
		l.keys, l.weight = l.keys[1:], l.weight[1:]
	}
}

func (t *table) forget(k key) {
	p := &t.parts[k.hash%shards]
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.young, k)
	delete(p.old, k)
}
