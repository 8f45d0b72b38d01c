// Package ledger keeps what the answers of a run said of versions and prices,
// and holds each further answer against it: a price that lists and single
// products give must be the one that deltas gave, at a version that was current
// while the question was under way.
package ledger

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/montcheck/montcheck/internal/load/answer"
)

// Ledger knows the prices of products by version. It is safe for concurrent use.
type Ledger struct {
	Versions Tide // of prices

	mu      sync.RWMutex
	begun   bool
	prices  map[int64]*history
	unsure  map[int64]bool // products of which nothing is known yet
	first   int64          // the version that it starts from
	newest  int64          // at which a product was first known
	seen    []int64        // versions that were met, rising
	claims  []claim
	waiting atomic.Int64 // claims
}

// history is what a product cost.
type history struct {
	since  int64   // the version at which it was first known
	prices []price // the oldest first
}

// price is what a product costs from a version on.
type price struct {
	version int64
	text    string
}

// claim is an answer that says what is not known to be right: it may be newer
// than all that was told, which only an answer to a later question can tell.
type claim struct {
	facts  []answer.Fact
	least  int64 // the version that was current when it was asked, at least
	ended  time.Duration
	report func(answer.Finding)
}

// Bounds of what is remembered. What is beyond them is not held against
// anything.
const (
	mostPrices = 64 // of a product
	mostSeen   = 100_000
	mostClaims = 100_000
	mostFacts  = 20 // of a claim
)

// New returns a ledger that knows nothing.
func New() *Ledger { return &Ledger{prices: map[int64]*history{}, unsure: map[int64]bool{}} }

// Start begins with the full list at a version, of which some products changed
// while it was read.
func (l *Ledger) Start(version int64, products []answer.Product, moved map[int64]bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, p := range products {
		if moved[p.ID] {
			l.unsure[p.ID] = true
			continue
		}
		l.prices[p.ID] = &history{version, []price{{version, p.Text()}}}
	}
	l.begun, l.first, l.newest, l.seen = true, version, version, []int64{version}
	l.Versions.Saw(version, 0)
}

// Took takes a delta of prices that leads from a version to another.
func (l *Ledger) Took(from, version int64, products []answer.Product) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.begun || version <= l.first {
		return
	}
	if at, known := slices.BinarySearch(l.seen, version); !known {
		l.seen = slices.Insert(l.seen, at, version)
		if len(l.seen) > mostSeen {
			l.seen = slices.Clone(l.seen[mostSeen/2:])
		}
	}
	for _, p := range products {
		l.enter(p.ID, from, price{version, p.Text()})
	}
}

func (l *Ledger) enter(id, from int64, p price) {
	delete(l.unsure, id)
	h := l.prices[id]
	if h == nil {
		h = &history{since: p.version}
		l.prices[id], l.newest = h, max(l.newest, p.version)
	}
	h.since = min(h.since, p.version)
	all := h.prices
	at, known := slices.BinarySearchFunc(all, p.version,
		func(p price, version int64) int { return int(min(max(p.version-version, -1), 1)) })
	if known || at > 0 && all[at-1].text == p.text && all[at-1].version > from { // that change is why the delta has it
		return
	}
	all = slices.Insert(all, at, p)
	if len(all) > mostPrices {
		all = slices.Clone(all[mostPrices/4:])
	}
	h.prices = all
}

// Saw takes the version that the answer to a question gave, which was sent and
// answered at these moments. What waited for it is judged.
func (l *Ledger) Saw(version int64, sent, ended time.Duration) {
	l.Versions.Saw(version, ended)
	if l.waiting.Load() == 0 {
		return
	}
	var wrong []func()
	l.mu.Lock()
	l.claims = slices.DeleteFunc(l.claims, func(c claim) bool {
		if c.ended > sent {
			return false
		}
		if f := l.judge(c, max(version, c.least)); f != nil {
			wrong = append(wrong, func() { c.report(*f) })
		}
		return true
	})
	l.waiting.Store(int64(len(l.claims)))
	l.mu.Unlock()
	for _, report := range wrong {
		report()
	}
}

// Hold holds what an answer says of prices against what is known. whole tells
// that it should name every product. Where only a later answer can tell, report
// is called then, if it is wrong. known tells that all is right. least is the
// version that was current when the question was sent, at least.
func (l *Ledger) Hold(facts []answer.Fact, whole bool, least int64, ended time.Duration,
	report func(answer.Finding)) (found *answer.Finding, known bool) {
	l.mu.RLock()
	var unknown []answer.Fact
	here := 0
	for _, f := range facts {
		h := l.prices[f.ID]
		if h != nil && h.since <= least {
			here++
		}
		if !l.unsure[f.ID] && !h.right(f.Price, least) && len(unknown) < mostFacts {
			unknown = append(unknown, f)
		}
	}
	missing := 0
	if whole {
		missing = l.by(least) - here
	}
	l.mu.RUnlock()
	if missing > 0 {
		return &answer.Finding{Requirement: "CNT-PRD-04",
			Summary:  "the list lacks products that were in the price list or a delta before it was asked for",
			Expected: fmt.Sprintf("%d more products", missing), Got: fmt.Sprintf("%d products", len(facts))}, false
	}
	if len(unknown) > 0 {
		l.mu.Lock()
		defer l.mu.Unlock()
		if len(l.claims) < mostClaims {
			l.claims = append(l.claims, claim{unknown, least, ended, report})
			l.waiting.Store(int64(len(l.claims)))
		}
		return nil, false
	}
	return nil, true
}

// by is how many products are known since a version or before it.
func (l *Ledger) by(version int64) (n int) {
	if l.newest <= version {
		return len(l.prices)
	}
	for _, h := range l.prices {
		if h.since <= version {
			n++
		}
	}
	return n
}

// right tells whether a price is one that the product had at a version or later.
func (h *history) right(text string, least int64) bool {
	if h == nil {
		return false
	}
	for _, p := range slices.Backward(h.prices) {
		if p.text == text {
			return true
		}
		if p.version <= least {
			return false
		}
	}
	return h.since <= least // what it was then is forgotten
}

// judge judges a claim, now that the version is known that was current after
// its answer, at most.
func (l *Ledger) judge(c claim, most int64) *answer.Finding {
	for _, f := range c.facts {
		h := l.prices[f.ID]
		if l.unsure[f.ID] || h.right(f.Price, c.least) || l.unmet(h, c.least, most) {
			continue
		}
		return &answer.Finding{
			Requirement: "CNT-PRD-05",
			Summary:     "a price that deltas did not give the product at any version that was current meanwhile",
			Expected:    h.at(c.least), Got: fmt.Sprintf("product %d at %s", f.ID, f.Price),
		}
	}
	return nil
}

// at tells what a product cost at a version.
func (h *history) at(version int64) string {
	text := "no such product"
	if h != nil {
		for _, p := range h.prices {
			if p.version <= version {
				text = fmt.Sprintf("%s, as since version %d", p.text, p.version)
			}
		}
	}
	return text
}

// unmet tells whether a product may have had a price that no partner met: it
// changed between two versions of which neither is the other's next.
func (l *Ledger) unmet(h *history, least, most int64) bool {
	if h == nil {
		return false
	}
	for _, p := range h.prices {
		if p.version <= least || p.version > most {
			continue
		}
		if at, known := slices.BinarySearch(l.seen, p.version); !known || at == 0 || l.seen[at-1] < p.version-1 {
			return true
		}
	}
	return false
}
