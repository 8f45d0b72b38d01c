package kept

import (
	"bytes"
	"container/list"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
)

// Answer is one answer, whole or growing. Whether it is in memory or in a file is settled when it is ready.
type Answer[K comparable] struct {
	of     *Answers[K]
	key    K
	cancel context.CancelFunc
	ready  chan struct{} // closed when the answer can be sent

	memory []byte
	file   *file // of a long answer

	growing sync.Mutex // for what follows, while a file grows
	grew    *sync.Cond
	size    int64
	done    bool
	err     error // why it ended early

	// With of.mu.
	readers int
	ended   bool          // nothing writes to it any more
	place   *list.Element // on its shelf
}

func newAnswer[K comparable](of *Answers[K], key K, cancel context.CancelFunc) *Answer[K] {
	a := &Answer[K]{of: of, key: key, cancel: cancel, ready: make(chan struct{})}
	a.grew = sync.NewCond(&a.growing)
	return a
}

// Release gives the answer back. The last reader of an answer that is being composed stops that.
func (a *Answer[K]) Release() {
	s := a.of
	s.mu.Lock()
	defer s.mu.Unlock()
	a.readers--
	if a.readers == 0 && !a.ended {
		s.drop(a)
		a.cancel()
		return
	}
	s.closeUnused(a)
}

// Send writes the body to w: with its length where it is whole, else as it grows. An error says that w has a part of it
// only, though its client is there. The answer's status and the other headers are the caller's.
func (a *Answer[K]) Send(ctx context.Context, w http.ResponseWriter) error {
	if a.file == nil {
		w.Header().Set("Content-Length", strconv.Itoa(len(a.memory)))
		_, _ = w.Write(a.memory) // a client that hung up needs no answer
		return nil
	}
	a.growing.Lock()
	size, whole := a.size, a.done && a.err == nil
	a.growing.Unlock()
	if whole {
		w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
		a.file.send(w, size) // the server cuts off what is shorter than its length
		return nil
	}
	return a.follow(ctx, w)
}

var buffers = sync.Pool{New: func() any { return new([64 << 10]byte) }}

// follow sends a file that still grows.
func (a *Answer[K]) follow(ctx context.Context, w io.Writer) error {
	buffer := buffers.Get().(*[64 << 10]byte)
	defer buffers.Put(buffer)
	for from := int64(0); ; {
		size, more, err := a.beyond(from)
		if !more {
			return err
		}
		part := buffer[:min(int64(len(buffer)), size-from)]
		if _, err := a.file.ReadAt(part, from); err != nil {
			return err
		}
		if _, err := w.Write(part); err != nil {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		from += int64(len(part))
	}
}

// beyond waits until there is more than from, or there will be no more.
func (a *Answer[K]) beyond(from int64) (size int64, more bool, err error) {
	a.growing.Lock()
	defer a.growing.Unlock()
	for a.size == from && !a.done {
		a.grew.Wait()
	}
	return a.size, a.size > from, a.err
}

// Write is the composer's.
func (a *Answer[K]) Write(p []byte) (int, error) {
	if a.file == nil && int64(len(a.memory)+len(p)) <= a.of.limits.Short {
		a.memory = append(a.memory, p...)
		return len(p), nil
	}
	spilling := a.file == nil
	if spilling {
		if err := a.spill(); err != nil {
			return 0, err
		}
	}
	if a.size+int64(len(p)) > a.of.limits.Long {
		a.of.giveUpFiles()
		return 0, fmt.Errorf("kept: an answer has more than %d bytes", a.of.limits.Long)
	}
	n, err := a.file.Write(p)
	if err != nil {
		a.of.giveUpFiles()
	}
	a.growing.Lock()
	a.size += int64(n)
	a.growing.Unlock()
	a.grew.Broadcast()
	if spilling {
		close(a.ready)
	}
	return n, err
}

// spill moves what there is to a file.
func (a *Answer[K]) spill() error {
	if !a.of.setAside() {
		return ErrNotKept
	}
	f, err := newFile(a.memory)
	if err != nil {
		a.of.giveUpFiles()
		a.of.takeBack()
		return fmt.Errorf("%w: %w", ErrNotKept, err)
	}
	a.file, a.size, a.memory = f, int64(len(a.memory)), nil
	return nil
}

// end is the composer's last step.
func (a *Answer[K]) end(err error) {
	a.memory = bytes.Clone(a.memory) // no longer than it need be
	a.settle(err == nil)             // first, or a quick reader would find it unfinished and give it up
	a.growing.Lock()
	a.done, a.err = true, err
	a.growing.Unlock()
	a.grew.Broadcast()
	if a.file == nil {
		close(a.ready)
	}
}

// settle keeps the answer if it is sound and still wanted.
func (a *Answer[K]) settle(sound bool) {
	s := a.of
	s.mu.Lock()
	defer s.mu.Unlock()
	a.ended = true
	if a.file != nil {
		s.long.bytes += a.size - s.limits.Long // which was set aside
	}
	if sound && s.all[a.key] == a {
		s.shelve(a)
	} else {
		s.drop(a)
	}
}

// weight is what a short answer counts, in bytes; the rest of it is not nought.
func (a *Answer[K]) weight() int64 { return int64(len(a.memory)) + 512 }
