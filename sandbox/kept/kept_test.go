package kept

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

var small = Limits{Memory: 8 << 10, Short: 4 << 10, Files: 256 << 10, Long: 64 << 10}

// writes composes size bytes by pieces.
func writes(size int) func(context.Context, io.Writer) error {
	return func(_ context.Context, w io.Writer) error {
		for rest := text(size); len(rest) > 0; {
			n, err := w.Write(rest[:min(1000, len(rest))])
			if err != nil {
				return err
			}
			rest = rest[n:]
		}
		return nil
	}
}

func text(size int) []byte { return bytes.Repeat([]byte("0123456789абв "), size/17+1)[:size] }

// failing composes size bytes and then an error.
func failing(size int, err error) func(context.Context, io.Writer) error {
	return func(ctx context.Context, w io.Writer) error {
		return errors.Join(writes(size)(ctx, w), err)
	}
}

func read(t *testing.T, s *Answers[int], key int, compose func(context.Context, io.Writer) error) ([]byte, error) {
	t.Helper()
	a, err := s.Get(t.Context(), key, compose)
	if err != nil {
		return nil, err
	}
	defer a.Release()
	w := httptest.NewRecorder()
	err = a.Send(t.Context(), w)
	return w.Body.Bytes(), err
}

// held is what the shelves count, in bytes.
func (s *Answers[K]) held() (memory, files int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.short.bytes, s.long.bytes
}

func TestComposedOnceForAll(t *testing.T) {
	for _, size := range []int{0, 1, 4 << 10, 4<<10 + 1, 60_000} {
		s := New[int](small)
		var composed atomic.Int32
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			a, err := s.Get(r.Context(), 1, func(ctx context.Context, w io.Writer) error {
				composed.Add(1)
				return writes(size)(ctx, w)
			})
			if err != nil {
				t.Error(err)
				return
			}
			defer a.Release()
			if err := a.Send(r.Context(), w); err != nil {
				t.Error(err)
			}
		}))
		ask := func() (length int64) {
			reply, err := server.Client().Get(server.URL)
			if err != nil {
				t.Error(err)
				return 0
			}
			defer reply.Body.Close()
			if body, err := io.ReadAll(reply.Body); err != nil || !bytes.Equal(body, text(size)) {
				t.Errorf("%d bytes: got %d, %v", size, len(body), err)
			}
			return reply.ContentLength
		}
		var asking sync.WaitGroup
		for range 16 {
			asking.Go(func() { ask() })
		}
		asking.Wait()
		if n := ask(); n != int64(size) {
			t.Errorf("%d bytes: Content-Length %d", size, n)
		}
		server.Close()
		s.Close()
		if n := composed.Load(); n != 1 {
			t.Errorf("%d bytes: composed %d times", size, n)
		}
		if memory, files := s.held(); memory != 0 || files != 0 {
			t.Errorf("closed, it holds %d bytes in memory and %d in files", memory, files)
		}
	}
}

func TestBoundsHold(t *testing.T) {
	for _, size := range []int{3000, 50_000} {
		s := New[int](small)
		for key := range 40 {
			if _, err := read(t, s, 0, failing(1, errors.New("the one in use was dropped"))); err != nil && key > 0 {
				t.Fatal(err)
			}
			if body, err := read(t, s, key, writes(size)); err != nil || len(body) != size {
				t.Fatal(len(body), err)
			}
			if memory, files := s.held(); memory > small.Memory || files > small.Files {
				t.Fatalf("%d bytes in memory, %d in files", memory, files)
			}
		}
		if n := len(s.all); n < 2 || n > 5 {
			t.Errorf("%d answers of %d bytes are kept", n, size)
		}
		s.Close()
	}
}

func TestNoRoom(t *testing.T) {
	s := New[int](Limits{Memory: 8 << 10, Short: 4 << 10, Files: 128 << 10, Long: 64 << 10})
	defer s.Close()
	var busy []*Answer[int]
	for key := range 2 { // being sent, they can't make room
		a, err := s.Get(t.Context(), key, writes(60_000))
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Send(t.Context(), httptest.NewRecorder()); err != nil {
			t.Fatal(err)
		}
		busy = append(busy, a)
	}
	if _, err := read(t, s, 3, writes(60_000)); !errors.Is(err, ErrNotKept) {
		t.Errorf("without room: %v", err)
	}
	for _, a := range busy { // forgotten as they are, they are sent
		w := httptest.NewRecorder()
		if err := a.Send(t.Context(), w); err != nil || !bytes.Equal(w.Body.Bytes(), text(60_000)) {
			t.Errorf("%d bytes, %v", w.Body.Len(), err)
		}
		a.Release()
	}
	if _, err := read(t, s, 3, writes(60_000)); err != nil {
		t.Errorf("with room again: %v", err)
	}
	// Longer than any should be: it ends early, and there are no more files.
	if _, err := read(t, s, 4, writes(70_000)); err == nil {
		t.Error("an answer was longer than its room")
	}
	if _, err := read(t, s, 5, writes(60_000)); !errors.Is(err, ErrNotKept) {
		t.Errorf("after a failed file: %v", err)
	}
	if body, err := read(t, s, 6, writes(100)); err != nil || len(body) != 100 {
		t.Errorf("a short answer: %v", err)
	}
}

func TestNoDirectoryForFiles(t *testing.T) {
	t.Setenv("TMPDIR", "/nonexistent")
	s := New[int](small)
	defer s.Close()
	if _, err := read(t, s, 1, writes(60_000)); !errors.Is(err, ErrNotKept) {
		t.Error(err)
	}
	if _, files := s.held(); files != 0 {
		t.Errorf("%d bytes of files", files)
	}
}

func TestFailuresAreNotKept(t *testing.T) {
	s := New[int](small)
	defer s.Close()
	trouble := errors.New("trouble")
	for _, size := range []int{0, 3000, 50_000} {
		if body, err := read(t, s, 1, failing(size, trouble)); !errors.Is(err, trouble) || len(body) > size {
			t.Errorf("%d bytes: %d, %v", size, len(body), err)
		}
		if body, err := read(t, s, 1, writes(size)); err != nil || len(body) != size {
			t.Errorf("%d bytes again: %d, %v", size, len(body), err)
		}
		s.Forget(func(int) bool { return true })
	}
	if memory, files := s.held(); memory != 0 || files != 0 {
		t.Errorf("%d bytes in memory, %d in files", memory, files)
	}
}

// TestLastReaderStopsTheComposer: one of two leaves, and then the other.
func TestLastReaderStopsTheComposer(t *testing.T) {
	s := New[int](small)
	defer s.Close()
	begun, stopped := make(chan struct{}), make(chan struct{})
	stuck := func(ctx context.Context, w io.Writer) error {
		err := writes(50_000)(ctx, w)
		close(begun)
		<-ctx.Done()
		close(stopped)
		return errors.Join(err, ctx.Err())
	}
	one, err := s.Get(t.Context(), 1, stuck)
	if err != nil {
		t.Fatal(err)
	}
	two, err := s.Get(t.Context(), 1, stuck)
	if err != nil {
		t.Fatal(err)
	}
	<-begun
	one.Release()
	select {
	case <-stopped:
		t.Error("stopped with a reader left")
	default:
	}
	two.Release()
	<-stopped
	if body, err := read(t, s, 1, writes(10)); err != nil || len(body) != 10 {
		t.Errorf("the next gets %d bytes, %v", len(body), err)
	}

	// One who waits can leave too.
	ctx, cancel := context.WithCancel(t.Context())
	_, err = s.Get(ctx, 2, func(ctx context.Context, _ io.Writer) error {
		cancel()
		<-ctx.Done()
		return ctx.Err()
	})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestManyAtOnce mixes all that can happen, for the race detector; every answer must be its key's own.
func TestManyAtOnce(t *testing.T) {
	s := New[int](small)
	var asking sync.WaitGroup
	for g := range 8 {
		asking.Go(func() {
			for i := range 150 {
				key := (g*7 + i*3) % 12
				size := key * 4000
				body, err := read(t, s, key, func(ctx context.Context, w io.Writer) error {
					_, err := fmt.Fprintf(w, "%06d", key)
					return errors.Join(err, writes(size)(ctx, w))
				})
				if errors.Is(err, ErrNotKept) {
					continue
				}
				if want := append(fmt.Appendf(nil, "%06d", key), text(size)...); err != nil ||
					!bytes.Equal(body, want) {
					t.Errorf("%d: %d bytes, %v", key, len(body), err)
				}
				if i%20 == g {
					s.Forget(func(k int) bool { return k%2 == 0 })
				}
			}
		})
	}
	asking.Wait()
	s.Close()
	if memory, files := s.held(); memory != 0 || files != 0 || len(s.all) != 0 {
		t.Errorf("closed, it holds %d bytes in memory and %d in files", memory, files)
	}
	if _, err := read(t, s, 1, writes(1)); !errors.Is(err, ErrNotKept) {
		t.Errorf("after Close: %v", err)
	}
}

// A composer that panics fails its answer, not the process.
func TestComposerPanics(t *testing.T) {
	for _, size := range []int{10, 20_000} {
		s := New[int](small)
		_, err := read(t, s, 1, func(ctx context.Context, w io.Writer) error {
			_ = writes(size)(ctx, w)
			panic("no such thing")
		})
		if err == nil || !strings.Contains(err.Error(), "no such thing") {
			t.Errorf("after %d bytes: %v", size, err)
		}
		if body, err := read(t, s, 1, writes(size)); err != nil || len(body) != size {
			t.Errorf("the next one: %d bytes, %v", len(body), err)
		}
		s.Close()
	}
}
