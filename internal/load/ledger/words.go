package ledger

import (
	"hash/maphash"
	"sync"

	"github.com/montcheck/montcheck/internal/load/answer"
)

// Words are what deltas said, by the versions asked and given: whoever asks the
// same is told the same. They are safe for concurrent use.
type Words struct {
	mu   sync.Mutex
	said map[versions]uint64
}

// versions are those that a delta is from and to.
type versions struct {
	operation                    string
	fromContent, fromPrice       int64
	currentContent, currentPrice int64
}

// mostWords bounds what is remembered.
const mostWords = 20_000

var seed = maphash.MakeSeed()

// Hold holds what a delta says against what it said before.
func (w *Words) Hold(q *answer.Question, r *answer.Reading) *answer.Finding {
	v := versions{operation: q.Operation}
	sum := uint64(0)
	if q.Priced() {
		v.fromPrice, v.currentPrice = q.Price, r.Price
		for _, f := range r.Facts() {
			sum += maphash.Comparable(seed, f)
		}
	}
	if q.Described() {
		v.fromContent, v.currentContent = q.Content, r.Content
		sum += r.Words
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.said == nil || len(w.said) >= mostWords {
		w.said = map[versions]uint64{}
	}
	if before, known := w.said[v]; known && before != sum {
		return &answer.Finding{Requirement: "CNT-DELTA-09",
			Summary: "the same question at the same versions gets another answer", Expected: "what was said before",
			Got: "something else"}
	}
	w.said[v] = sum
	return nil
}
