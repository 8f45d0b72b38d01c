package wire

import (
	"io"
	"math/bits"
	"net/http"
	"sync"
)

// Buffer is a body from a pool. Bytes are valid until Release.
type Buffer struct {
	Bytes []byte
	class int
	share share
}

// Buffers have sizes of powers of two, so that one that carried a catalogue is
// not kept for a delta.
const (
	smallest = 12 // 4 KiB
	classes  = 20
)

var pools [classes]sync.Pool

// classOf is the class of buffers for size bytes.
func classOf(size int64) int {
	return max(bits.Len64(uint64(max(size-1, 0)))-smallest, 0)
}

// sizeOf is how large a buffer for size bytes is.
func sizeOf(size int64) int64 { return 1 << (classOf(size) + smallest) }

// buffer returns an empty one for size bytes.
func buffer(size int64) *Buffer {
	class := classOf(size)
	if class >= classes { // never met: bodies are bounded
		return &Buffer{Bytes: make([]byte, 0, size), class: -1}
	}
	if b, ok := pools[class].Get().(*Buffer); ok {
		b.Bytes = b.Bytes[:0]
		return b
	}
	return &Buffer{Bytes: make([]byte, 0, 1<<(class+smallest)), class: class}
}

// Release gives the buffer back. A nil one is left alone.
func (b *Buffer) Release() {
	if b == nil {
		return
	}
	b.share.release()
	b.share = share{}
	if b.class >= 0 {
		pools[b.class].Put(b)
	}
}

// A length is only a claim until the bytes come: it is given so much memory at
// first, and then growth times what came.
const (
	atFirst = 1 << 20 // bytes
	growth  = 8
)

// read reads a whole body into a buffer of the length that its header tells,
// and to its end, so that the connection can be used again. It waits for room
// before it reads what needs it.
func (c *Carrier) read(s *slot, r *http.Response) (*Buffer, error) {
	if r.StatusCode == http.StatusSwitchingProtocols {
		return nil, errSwitch
	}
	if r.ContentLength > c.limits.Body {
		return nil, errTooLong
	}
	s.body = r.Body
	share := share{room: s.room}
	if err := share.take(s, sizeOf(r.ContentLength)); err != nil {
		share.release()
		return nil, err
	}
	b := buffer(min(r.ContentLength, atFirst))
	b.share = share
	for {
		if len(b.Bytes) == cap(b.Bytes) {
			if int64(len(b.Bytes)) == r.ContentLength { // all is here: only the end is left to see
				var beyond [1]byte
				n, err := r.Body.Read(beyond[:])
				if n == 0 && err == io.EOF {
					return b, nil
				}
				if err == nil || err == io.EOF {
					err = errTooLong
				}
				return b, err
			}
			size := 2 * int64(cap(b.Bytes))
			if r.ContentLength >= 0 {
				size = min(growth*int64(cap(b.Bytes)), r.ContentLength)
			}
			if err := b.share.grow(s, sizeOf(size)); err != nil {
				return b, err
			}
			b = b.grow(size)
		}
		n, err := r.Body.Read(b.Bytes[len(b.Bytes):cap(b.Bytes)])
		b.Bytes = b.Bytes[:len(b.Bytes)+n]
		if int64(len(b.Bytes)) > c.limits.Body {
			return b, errTooLong
		}
		if err == io.EOF {
			return b, nil
		}
		if err != nil {
			return b, err
		}
	}
}

// grow returns a buffer for size bytes with what this one holds.
func (b *Buffer) grow(size int64) *Buffer {
	larger := buffer(size)
	larger.Bytes = append(larger.Bytes, b.Bytes...)
	larger.share, b.share = b.share, share{}
	b.Release()
	return larger
}
