// Package kept keeps whole answers, so that each is composed once however many ask for it: short ones in memory, long
// ones in temporary files that have no name. Both are bounded in bytes, and the least recently used go first.
package kept

import (
	"container/list"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"sync"
)

// Limits bound what is kept, in bytes.
type Limits struct {
	Memory int64 // of all short answers
	Short  int64 // of one answer; a longer one goes to a file
	Files  int64 // of all long answers, those that are being composed included
	Long   int64 // of one answer: what is taken of Files when it gets long, until its length is known
}

// ErrNotKept says that an answer was too long for memory and that there is no room, or no file, for it.
var ErrNotKept = errors.New("kept: no room for the answer")

// Answers are the answers that are kept, by what they answer. They are safe for concurrent use.
type Answers[K comparable] struct {
	limits    Limits
	composing sync.WaitGroup

	mu          sync.Mutex
	all         map[K]*Answer[K]
	short, long shelf
	noFiles     bool // closed, or a file has failed
	closed      bool
}

// shelf holds whole answers, the last used first.
type shelf struct {
	answers list.List
	bytes   int64 // of files: all that are open, and what is set aside
}

// New returns an empty set of answers.
func New[K comparable](limits Limits) *Answers[K] {
	return &Answers[K]{limits: limits, all: map[K]*Answer[K]{}}
}

// Get returns the answer to key, which must be released. Where there is none yet, compose writes it, in a goroutine of
// its own that ends with the last of those who wait for it. Get returns when the answer is whole, or so long that it
// is sent while it grows. Its errors are compose's, ctx's and ErrNotKept.
func (s *Answers[K]) Get(ctx context.Context, key K,
	compose func(context.Context, io.Writer) error) (*Answer[K], error) {
	a, err := s.find(key, compose)
	if err != nil {
		return nil, err
	}
	select {
	case <-a.ready:
	case <-ctx.Done():
		a.Release()
		return nil, ctx.Err()
	}
	if a.file == nil && a.err != nil { // what has a file fails while it is sent
		a.Release()
		return nil, a.err
	}
	return a, nil
}

// find returns the answer to key with one more reader.
func (s *Answers[K]) find(key K, compose func(context.Context, io.Writer) error) (*Answer[K], error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, ErrNotKept
	}
	a, ok := s.all[key]
	switch {
	case !ok:
		ctx, cancel := context.WithCancel(context.Background())
		a = newAnswer(s, key, cancel)
		s.all[key] = a
		s.composing.Go(func() {
			defer cancel()
			a.end(composed(ctx, a, compose))
		})
	case a.place != nil:
		s.shelfOf(a).answers.MoveToFront(a.place)
	}
	a.readers++
	return a, nil
}

// composed composes an answer. A panic in this goroutine would end the process, where in a handler's it ends a request.
func composed(ctx context.Context, w io.Writer, compose func(context.Context, io.Writer) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("kept: composing an answer panicked: %v\n%s", p, debug.Stack())
		}
	}()
	return compose(ctx, w)
}

// Forget drops the answers whose keys are old. Those that are being sent are sent to their end.
func (s *Answers[K]) Forget(old func(K) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, a := range s.all {
		if old(key) {
			s.drop(a)
		}
	}
}

// Close drops all answers, stops those that are being composed and waits for that. What is asked for later is not kept.
func (s *Answers[K]) Close() {
	s.mu.Lock()
	s.closed, s.noFiles = true, true
	for _, a := range s.all {
		s.drop(a)
		a.cancel()
	}
	s.mu.Unlock()
	s.composing.Wait()
}

// setAside takes the room of a long answer and tells whether there was as much.
func (s *Answers[K]) setAside() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.noFiles {
		return false
	}
	s.makeRoom(&s.long, s.limits.Files-s.limits.Long)
	if s.long.bytes+s.limits.Long > s.limits.Files {
		return false // those that are composed or sent have it
	}
	s.long.bytes += s.limits.Long
	return true
}

// takeBack undoes setAside.
func (s *Answers[K]) takeBack() {
	s.mu.Lock()
	s.long.bytes -= s.limits.Long
	s.mu.Unlock()
}

// giveUpFiles ends the use of files, after one has failed: what it cuts short it shall cut once.
func (s *Answers[K]) giveUpFiles() {
	s.mu.Lock()
	s.noFiles = true
	s.mu.Unlock()
}

// shelve keeps a whole answer, in place of those that were not used for longest.
func (s *Answers[K]) shelve(a *Answer[K]) {
	on, limit := s.shelfOf(a), s.limits.Files
	if a.file == nil {
		limit = s.limits.Memory
		on.bytes += a.weight()
	}
	a.place = on.answers.PushFront(a)
	s.makeRoom(on, limit)
}

// makeRoom drops the last of a shelf until the rest keeps to limit.
func (s *Answers[K]) makeRoom(on *shelf, limit int64) {
	for on.bytes > limit && on.answers.Len() > 0 {
		s.drop(on.answers.Back().Value.(*Answer[K]))
	}
}

// drop makes the answer one that nobody finds.
func (s *Answers[K]) drop(a *Answer[K]) {
	if s.all[a.key] == a {
		delete(s.all, a.key)
	}
	if a.place != nil {
		on := s.shelfOf(a)
		on.answers.Remove(a.place)
		a.place = nil
		if a.file == nil {
			on.bytes -= a.weight()
		}
	}
	s.closeUnused(a)
}

// closeUnused closes the file that nobody finds, reads or writes any more.
func (s *Answers[K]) closeUnused(a *Answer[K]) {
	if a.ended && a.file != nil && a.place == nil && a.readers == 0 {
		a.file.close()
		s.long.bytes -= a.size
	}
}

func (s *Answers[K]) shelfOf(a *Answer[K]) *shelf {
	if a.file != nil {
		return &s.long
	}
	return &s.short
}
