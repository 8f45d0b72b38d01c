package orders

import (
	"slices"
	"sync"

	"github.com/shopspring/decimal"
)

// Part is an order of a run, or a line of one, that was in process.
type Part struct {
	Version      int
	Number, Line string // Line is empty in version 1
	Amount       decimal.Decimal
	Currency     string
	Failed       bool // of one that ended
}

func (p Part) is(q Part) bool {
	return p.Version == q.Version && p.Number == q.Number && p.Line == q.Line
}

// Open knows which orders of a run, of whatever version, are in process: the
// partner's balance may move at their end, whoever looks at it. Its zero value
// is ready, and it is safe for concurrent use.
type Open struct {
	mu    sync.Mutex
	open  []Part
	ended []Part
}

// Began keeps a part that was answered as in process. One that has ended
// stays so.
func (o *Open) Began(p Part) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !slices.ContainsFunc(o.open, p.is) && !slices.ContainsFunc(o.ended, p.is) {
		o.open = append(o.open, p)
	}
}

// Ended notes that a part that was in process has come to its end.
func (o *Open) Ended(p Part) {
	o.mu.Lock()
	defer o.mu.Unlock()
	i := slices.IndexFunc(o.open, p.is)
	if i < 0 {
		return
	}
	o.open[i].Failed = p.Failed
	o.ended = append(o.ended, o.open[i])
	o.open = slices.Delete(o.open, i, i+1)
}

// InProcess returns the parts that are in process, as far as is known.
func (o *Open) InProcess() []Part {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.open)
}

// EndedOf returns those of some parts that have ended.
func (o *Open) EndedOf(parts []Part) []Part {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(o.ended), func(p Part) bool { return !slices.ContainsFunc(parts, p.is) })
}
