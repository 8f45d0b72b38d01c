package wcf

import (
	"io"
	"net/http"
	"strconv"
	"sync"
)

// bodyLimit is how much of an answer is held back: one that fits gets a Content-Length, a longer one is streamed.
const bodyLimit = 32 << 10

var bodies = sync.Pool{New: func() any { return &Body{buf: make([]byte, 0, bodyLimit)} }}

// Body writes an answer of any size with bounded memory. After an error it writes nothing more, and Err tells.
type Body struct {
	w       io.Writer
	header  http.Header // nil where the length is told by another
	buf     []byte
	started bool
	err     error
}

// NewBody returns a body of status 200 and the content type. Release it when done.
func NewBody(w http.ResponseWriter, contentType string) *Body {
	w.Header().Set("Content-Type", contentType)
	b := NewPart(w)
	b.header = w.Header()
	return b
}

// NewPart returns a body that is written to w in large pieces and sets no header. Release it when done.
func NewPart(w io.Writer) *Body {
	b := bodies.Get().(*Body)
	*b = Body{w: w, buf: b.buf[:0]}
	return b
}

// Write writes p and gives the error of writing, which ends an encoder's work.
func (b *Body) Write(p []byte) (int, error) {
	b.Bytes(p)
	return len(p), b.err
}

// Bytes writes p.
func (b *Body) Bytes(p []byte) {
	for len(p) > cap(b.buf)-len(b.buf) {
		n := copy(b.buf[len(b.buf):cap(b.buf)], p)
		b.buf, p = b.buf[:len(b.buf)+n], p[n:]
		b.flush()
	}
	b.buf = append(b.buf, p...)
}

// String writes s.
func (b *Body) String(s string) {
	for len(s) > cap(b.buf)-len(b.buf) {
		n := copy(b.buf[len(b.buf):cap(b.buf)], s)
		b.buf, s = b.buf[:len(b.buf)+n], s[n:]
		b.flush()
	}
	b.buf = append(b.buf, s...)
}

// Int writes n in decimal.
func (b *Body) Int(n int64) {
	var digits [20]byte
	b.Bytes(strconv.AppendInt(digits[:0], n, 10))
}

// Err is the first error of writing to the client.
func (b *Body) Err() error { return b.err }

// Started tells whether a part of the answer has left, so that its status can't change any more.
func (b *Body) Started() bool { return b.started }

// Finish sends what is held back.
func (b *Body) Finish() {
	if !b.started && b.header != nil {
		b.header.Set("Content-Length", strconv.Itoa(len(b.buf)))
	}
	b.flush()
}

// Release gives the body's memory back. The body must not be used after it.
func (b *Body) Release() {
	b.w, b.header = nil, nil
	bodies.Put(b)
}

func (b *Body) flush() {
	b.started = true
	if b.err == nil {
		_, b.err = b.w.Write(b.buf)
	}
	b.buf = b.buf[:0]
}
