package endpoint

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/secrets"
)

// spool keeps bodies: short ones in memory, long ones in a private
// temporary folder, each once. Secrets are taken out before a byte is kept.
type spool struct {
	dir      string
	limit    int64
	redactor *secrets.Redactor
}

func newSpool(limit int64, r *secrets.Redactor) (*spool, error) {
	dir, err := os.MkdirTemp("", "montcheck-")
	if err != nil {
		return nil, fmt.Errorf("no folder for the bodies of answers: %w", err)
	}
	return &spool{dir: dir, limit: limit, redactor: r}, nil
}

// Close removes the folder.
func (s *spool) Close() error { return os.RemoveAll(s.dir) }

// body is a body that was read to its end, or as far as it came.
type body struct {
	size int64
	sum  string
	text string // of a short one
	file string // holds all bytes of a long one
}

// writers are what bodies are read with: most of them are short, and many.
var writers = sync.Pool{New: func() any {
	return &spoolWriter{sum: sha256.New(), beginning: make([]byte, 0, run.Inline)}
}}

// read reads r to its end, leaving secrets out. What came before an error is
// kept. It returns the body, and as much of it as a Run carries.
func (s *spool) read(r io.Reader, limit int64, without *secrets.Remover) (*body, run.Body, error) {
	w := writers.Get().(*spoolWriter)
	defer writers.Put(w)
	w.reset(s)
	err := without.Copy(w, io.LimitReader(r, limit+1))
	b, closing := w.close()
	if err == nil {
		err = closing
	}
	if err == nil && b.size > limit {
		err = bodyBeyond(limit)
	}
	carried := run.Body{Size: b.size, SHA256: b.sum}
	carried.Put(w.beginning)
	carried.Binary = bytes.Clone(carried.Binary)
	if b.file == "" {
		b.text = string(w.beginning)
		if b.text == carried.Text { // one memory will do
			b.text = carried.Text
		}
	}
	return b, carried, err
}

// spoolWriter takes a body in.
type spoolWriter struct {
	spool     *spool
	sum       hash.Hash
	beginning []byte // up to run.Inline bytes
	size      int64
	file      *os.File
}

func (w *spoolWriter) reset(s *spool) {
	w.spool, w.size, w.file = s, 0, nil
	w.sum.Reset()
	w.beginning = w.beginning[:0]
}

func (w *spoolWriter) Write(p []byte) (_ int, err error) {
	if w.file == nil && w.size+int64(len(p)) > run.Inline {
		if w.file, err = os.CreateTemp(w.spool.dir, "body-"); err != nil {
			return 0, err
		}
		if _, err := w.file.Write(w.beginning); err != nil {
			return 0, err
		}
	}
	if w.file != nil {
		if _, err := w.file.Write(p); err != nil {
			return 0, err
		}
	}
	w.beginning = append(w.beginning, p[:min(run.Inline-len(w.beginning), len(p))]...)
	w.size += int64(len(p))
	w.sum.Write(p)
	return len(p), nil
}

// close gives a file the name of its contents, so that what came several
// times is kept once.
func (w *spoolWriter) close() (*body, error) {
	b := &body{size: w.size, sum: hex.EncodeToString(w.sum.Sum(nil))}
	if w.file == nil {
		return b, nil
	}
	b.file = filepath.Join(w.spool.dir, b.sum)
	return b, errors.Join(w.file.Close(), os.Rename(w.file.Name(), b.file))
}

// open opens the body from its start; many readers may be at it at once.
func (b *body) open() (io.ReadCloser, error) {
	if b.file == "" {
		return io.NopCloser(strings.NewReader(b.text)), nil
	}
	return os.Open(b.file)
}

// part returns up to n bytes from offset.
func (b *body) part(offset int64, n int64) ([]byte, error) {
	r, err := b.open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if _, err := io.CopyN(io.Discard, r, offset); err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(r, n))
}
