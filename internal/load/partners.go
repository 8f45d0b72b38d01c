package load

import (
	"sync"

	"github.com/montcheck/montcheck/internal/load/answer"
	"github.com/montcheck/montcheck/internal/load/replica"
	"github.com/montcheck/montcheck/internal/load/verify"
	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/loadprofiles"
)

// partner is a virtual one: it holds a price list and polls from its versions.
type partner struct {
	mu      sync.Mutex
	state   *replica.State
	content int64
	asks    [3]ask // by loadprofiles.Deltas
	asked   bool   // for prices
	began   bool   // with a usable answer to that
}

// ask is a partner's next question, and the versions that it is from.
type ask struct {
	content, price int64
	question       *verify.Question
}

// question is what the partner asks next by one of the operations on deltas.
func (p *partner) question(delta int, book *questions) *verify.Question {
	p.mu.Lock()
	defer p.mu.Unlock()
	next := &p.asks[delta]
	p.asked = p.asked || loadprofiles.Deltas[delta] != montcontent.GetContentChanges.Name
	if next.question == nil || next.price != p.state.Version || next.content != p.content {
		*next = ask{p.content, p.state.Version, book.delta(loadprofiles.Deltas[delta], p.content, p.state.Version)}
	}
	return next.question
}

// version is the price version that the partner holds.
func (p *partner) version() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state.Version
}

// holds is the partner's price list; nil before it was answered.
func (p *partner) holds() *replica.State {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.began {
		return nil
	}
	return p.state
}

// stands tells whether the partner asked for prices, and was ever answered.
func (p *partner) stands() (asked, began bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked, p.began
}

// take takes an answer in.
func (p *partner) take(q *verify.Question, v *verify.Verdict, book *replica.Book) {
	r := v.Reading
	if r == nil || r.Failed {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.began = p.began || q.Priced() && r.HasPrice
	p.state = book.Apply(p.state, &q.Question, v)
	if r.HasContent && q.Described() {
		p.content = max(p.content, r.Content)
	}
}

// questions are those that many partners ask.
type questions struct {
	endpoint *loaded
	mu       sync.RWMutex
	deltas   map[versions]*verify.Question
	fixed    map[string][]*verify.Question // of the other operations
}

type versions struct {
	operation      string
	content, price int64
}

// mostQuestions bounds what is remembered.
const mostQuestions = 4_000

// delta returns the question for what changed since the versions.
func (b *questions) delta(operation string, content, price int64) *verify.Question {
	switch operation { // what is not asked for must not tell questions apart
	case montcontent.GetPriceChanges.Name:
		content = 0
	case montcontent.GetContentChanges.Name:
		price = 0
	}
	k := versions{operation, content, price}
	b.mu.RLock()
	q := b.deltas[k]
	b.mu.RUnlock()
	if q != nil {
		return q
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if q := b.deltas[k]; q != nil {
		return q
	}
	if len(b.deltas) >= mostQuestions {
		clear(b.deltas)
	}
	q, err := b.endpoint.question(answer.Question{Operation: operation, Content: content, Price: price})
	if err != nil {
		panic(err) // the same form was expanded before the load
	}
	b.deltas[k] = q
	return q
}
