package load

import (
	"fmt"
	"slices"
	"time"

	"github.com/montcheck/montcheck/internal/load/answer"
	"github.com/montcheck/montcheck/internal/load/ledger"
	"github.com/montcheck/montcheck/internal/load/verify"
)

// judge keeps what is wrong with an answer: by itself, and with what others
// said, once the load has begun. It is counted once, however much that is.
func (r *runner) judge(q *verify.Question, v *verify.Verdict, sent, ended time.Duration, count func()) {
	violated := slices.Clip(v.Violations) // who else is given the verdict has these alone
	if r.attack.started.IsZero() {
		ended = 0
	} else {
		for _, f := range r.judging.contradictions(q, v, sent, ended, func(f answer.Finding) {
			if len(v.Violations) == 0 {
				count()
			}
			r.judging.findings.violation(q, v, violation(f), ended)
		}) {
			violated = append(violated, violation(f)...)
		}
	}
	if len(violated) > 0 {
		count()
		r.judging.findings.violation(q, v, violated, ended)
	}
}

// contradictions hold an answer against what others said, and keep what it says
// for those to come. Where only a later answer can tell, late is called then.
func (j *judging) contradictions(q *verify.Question, v *verify.Verdict, sent, ended time.Duration,
	late func(answer.Finding)) (found []answer.Finding) {
	read := v.Reading
	if read == nil || read.Failed {
		return nil
	}
	if !q.Delta() {
		j.reword(q, v, sent, ended, late)
		if f := j.hold(q, v, sent, ended, late); f != nil {
			found = append(found, *f)
		}
		return found
	}
	for _, one := range []struct {
		name    string
		version int64
		given   bool
		tide    *ledger.Tide
	}{
		{"CurrentContentVersion", read.Content, read.HasContent && q.Described(), &j.contents.Versions},
		{"CurrentPriceVersion", read.Price, read.HasPrice && q.Priced(), &j.ledger.Versions},
	} {
		if !one.given {
			continue
		}
		if before, known := one.tide.At(sent); known && one.version < before {
			found = append(found, answer.Finding{
				Requirement: "CNT-DELTA-02",
				Summary:     one.name + " went down: an answer that came before this was asked gave a higher one",
				Expected:    fmt.Sprintf("at least %d", before), Got: fmt.Sprint(one.version),
			})
		}
	}
	if !v.Told.Swap(true) {
		if f := j.words.Hold(&q.Question, read); f != nil {
			found = append(found, *f)
		}
		if q.Priced() && read.HasPrice {
			j.ledger.Took(q.Price, read.Price, read.Products)
		}
	}
	if q.Priced() && read.HasPrice {
		j.ledger.Saw(read.Price, sent, ended)
	}
	if read.HasContent && q.Described() {
		j.contents.Saw(read.Content, sent, ended)
	}
	return found
}

// reword holds what a list or a single entity says, but for prices, against
// what the same question was told.
func (j *judging) reword(q *verify.Question, v *verify.Verdict, sent, ended time.Duration, late func(answer.Finding)) {
	least, known := j.contents.Versions.At(sent)
	if !known || v.Same.Load() == least+1 {
		return
	}
	if j.contents.Hold(&q.Question, v.Reading.Words, least, ended, late) {
		v.Same.Store(least + 1)
	}
}

// hold holds the prices of a list or a single product against those of deltas.
func (j *judging) hold(q *verify.Question, v *verify.Verdict, sent, ended time.Duration,
	late func(answer.Finding)) *answer.Finding {
	least, known := j.ledger.Versions.At(sent)
	facts := v.Facts
	if len(v.Reading.Products) > 0 { // an answer beside the load keeps them
		facts = v.Reading.Facts()
	}
	if !known || len(facts) == 0 && !q.Whole() || v.Right.Load() == least+1 || !j.followsPrices {
		return nil
	}
	f, right := j.ledger.Hold(facts, q.Whole(), least, ended, late)
	if right {
		v.Right.Store(least + 1)
	}
	return f
}

func violation(f answer.Finding) []verify.Violation { return []verify.Violation{{Finding: f}} }
