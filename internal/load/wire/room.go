package wire

import (
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

// Room bounds the memory of bodies: each has its share from before it is read
// until it is released, and where there is none who reads it waits. A body
// whose length is not told takes more as it grows; one at a time may then go
// beyond the bound, or those that grow would wait for each other for ever. A
// nil Room has no bound. It is safe for concurrent use.
type Room struct {
	size   int64
	free   *semaphore.Weighted
	beyond *semaphore.Weighted // of the one body

	mu    sync.Mutex
	began time.Time
	holds uint64
	now   int           // holds under way
	held  time.Duration // of those that ended, less when those under way began
}

// NewRoom returns room for so many bytes.
func NewRoom(size int64) *Room {
	size = max(size, 1<<smallest)
	return &Room{size: size, free: semaphore.NewWeighted(size), beyond: semaphore.NewWeighted(1), began: time.Now()}
}

// Bodies is how many bodies there is room for, be they small.
func (r *Room) Bodies() int {
	if r == nil {
		return 1 << 16
	}
	return int(r.size>>smallest) + 1
}

// Held is how often and how long someone waited for room, and how many do so
// now; their time counts while it runs.
func (r *Room) Held() (times uint64, now int, lasted time.Duration) {
	if r == nil {
		return 0, 0, 0
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.holds, r.now, r.held + time.Duration(r.now)*time.Since(r.began)
}

// wait waits for n of a semaphore, and notes it.
func (r *Room) wait(s *slot, on *semaphore.Weighted, n int64) error {
	if on.TryAcquire(n) {
		return nil
	}
	defer s.hold()()
	r.note(1)
	defer r.note(-1)
	return on.Acquire(s.ctx, n)
}

// note notes a hold that begins or ends.
func (r *Room) note(change int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now += change
	r.held -= time.Duration(change) * time.Since(r.began)
	if change > 0 {
		r.holds++
	}
}

// share is what a body has of a room.
type share struct {
	room   *Room // nil for no bound
	bytes  int64
	beyond bool
}

// take takes the first share. The error is that of the slot's context.
func (s *share) take(by *slot, bytes int64) error {
	if s.room == nil {
		return nil
	}
	first := min(bytes, s.room.size)
	if err := s.room.wait(by, s.room.free, first); err != nil {
		return err
	}
	s.bytes = first
	return s.grow(by, bytes)
}

// grow makes the share as large as bytes, or goes beyond the room.
func (s *share) grow(by *slot, bytes int64) error {
	more := bytes - s.bytes
	if s.room == nil || s.beyond || more <= 0 {
		return nil
	}
	if s.room.free.TryAcquire(more) {
		s.bytes = bytes
		return nil
	}
	if err := s.room.wait(by, s.room.beyond, 1); err != nil {
		return err
	}
	s.beyond = true
	return nil
}

func (s *share) release() {
	if s.room == nil {
		return
	}
	s.room.free.Release(s.bytes)
	if s.beyond {
		s.room.beyond.Release(1)
	}
}
