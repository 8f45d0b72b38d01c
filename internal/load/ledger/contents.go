package ledger

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/montcheck/montcheck/internal/load/answer"
	"github.com/montcheck/montcheck/internal/montcontent"
)

// Contents know what lists and single entities said, but for prices, at the
// content version that was current before and after: while it stays, the same
// question is told the same. They are safe for concurrent use.
type Contents struct {
	Versions Tide

	mu      sync.RWMutex
	said    map[string]said // by question
	claims  []wording
	waiting atomic.Int64 // claims
}

// said is what a question was told at a version.
type said struct {
	version int64
	words   uint64
}

// wording is an answer of which a later one has to tell whether its version
// stayed.
type wording struct {
	question *answer.Question
	said
	ended  time.Duration
	report func(answer.Finding)
}

// mostQuestions bounds what is remembered.
const mostQuestions = 20_000

// Saw takes the version that the answer to a question gave, which was sent and
// answered at these moments. What waited for it is judged.
func (c *Contents) Saw(version int64, sent, ended time.Duration) {
	c.Versions.Saw(version, ended)
	if c.waiting.Load() == 0 {
		return
	}
	var wrong []func(answer.Finding)
	var questions []*answer.Question
	c.mu.Lock()
	c.claims = slices.DeleteFunc(c.claims, func(w wording) bool {
		if w.ended > sent {
			return false
		}
		if version <= w.version && !c.agrees(w) {
			wrong, questions = append(wrong, w.report), append(questions, w.question)
		}
		return true
	})
	c.waiting.Store(int64(len(c.claims)))
	c.mu.Unlock()
	for i, report := range wrong {
		report(answer.Finding{
			Requirement: member(questions[i].Operation),
			Summary:     "the same question gets another answer, and the content version is the same",
			Expected:    "what was said before", Got: "something else",
		})
	}
}

// agrees tells whether an answer says what others said at its version, and
// keeps the first.
func (c *Contents) agrees(w wording) bool {
	before, known := c.said[w.question.Path]
	if known && before.version >= w.version {
		return before.version > w.version || before.words == w.words
	}
	if c.said == nil || len(c.said) >= mostQuestions {
		c.said = map[string]said{}
	}
	c.said[w.question.Path] = w.said
	return true
}

// Hold holds an answer against what the same question was told. Where it is
// wrong, report is called, once a later answer tells that the version was the
// same all the time. least is the version that was current when the question
// was sent, at least; known tells that all is right.
func (c *Contents) Hold(q *answer.Question, words uint64, least int64, ended time.Duration,
	report func(answer.Finding)) (known bool) {
	own := said{least, words}
	c.mu.RLock()
	known = c.said[q.Path] == own
	c.mu.RUnlock()
	if known {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.claims) < mostClaims {
		c.claims = append(c.claims, wording{q, own, ended, report})
		c.waiting.Store(int64(len(c.claims)))
	}
	return false
}

// member is the requirement that decides what an operation says.
func member(operation string) string {
	switch operation {
	case montcontent.GetProduct.Name:
		return "CNT-PRD-02"
	case montcontent.GetFamilyGroup.Name:
		return "CNT-FAM-02"
	case montcontent.GetProductPrices.Name:
		return "CNT-PRD-04"
	case montcontent.GetAllProducts.Name, montcontent.GetFamilyGroupProducts.Name:
		return "CNT-PRD-01"
	}
	return "CNT-DELTA-03" // lists are what deltas give
}
