package target

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"html"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/montcheck/montcheck/internal/run"
)

// spool keeps bodies: short ones in memory, long ones in a private
// temporary folder, each once. Secrets are taken out before a byte is kept.
type spool struct {
	dir     string
	limit   int64
	secrets []string
	longest int // of the secrets, in bytes
}

func newSpool(limit int64, secrets []string) (*spool, error) {
	dir, err := os.MkdirTemp("", "montcheck-")
	if err != nil {
		return nil, fmt.Errorf("no folder for the bodies of answers: %w", err)
	}
	s := &spool{dir: dir, limit: limit, secrets: secrets}
	for _, secret := range secrets {
		s.longest = max(s.longest, len(secret))
	}
	return s, nil
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

// tooLong is the error of a body that goes on beyond the limit.
type tooLong struct{ limit int64 }

func (e tooLong) Error() string {
	return fmt.Sprintf("the body goes on beyond %d MiB; reading was stopped", e.limit>>20)
}

// writers are what bodies are read with: most of them are short, and many.
var writers = sync.Pool{New: func() any {
	return &spoolWriter{sum: sha256.New(), beginning: make([]byte, 0, run.Inline), chunk: make([]byte, 64<<10)}
}}

// read reads r to its end. What came before an error is kept. It returns the
// body, and as much of it as a Run carries.
func (s *spool) read(r io.Reader) (*body, run.Body, error) {
	w := writers.Get().(*spoolWriter)
	defer writers.Put(w)
	w.reset(s)
	err := w.copy(io.LimitReader(r, s.limit+1))
	b, closing := w.close()
	if err == nil {
		err = closing
	}
	if err == nil && b.size > s.limit {
		err = tooLong{s.limit}
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
	chunk     []byte
	size      int64
	file      *os.File
}

func (w *spoolWriter) reset(s *spool) {
	w.spool, w.size, w.file = s, 0, nil
	w.sum.Reset()
	w.beginning = w.beginning[:0]
	if len(w.chunk) < 2*s.longest {
		w.chunk = make([]byte, 4*s.longest)
	}
}

// copy takes in what r has, without the secrets.
func (w *spoolWriter) copy(r io.Reader) error {
	held := 0 // bytes that may begin a secret, at the chunk's start
	for {
		n, err := r.Read(w.chunk[held:])
		text := w.chunk[:held+n]
		for {
			at, length := w.spool.find(text)
			if at < 0 || err == nil && len(text)-at < w.spool.longest { // it may be a longer one
				break
			}
			if err := errors.Join(w.put(text[:at]), w.put([]byte(redaction))); err != nil {
				return err
			}
			text = text[at+length:]
		}
		held = 0
		if err == nil {
			held = min(len(text), max(0, w.spool.longest-1))
		}
		if err := w.put(text[:len(text)-held]); err != nil {
			return err
		}
		copy(w.chunk, text[len(text)-held:])
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// find returns where the first secret is, and its length; -1 where there is
// none.
func (s *spool) find(text []byte) (at, length int) {
	at = -1
	for _, secret := range s.secrets {
		if i := bytes.Index(text, []byte(secret)); i >= 0 && (at < 0 || i < at || i == at && len(secret) > length) {
			at, length = i, len(secret)
		}
	}
	return at, length
}

func (w *spoolWriter) put(p []byte) (err error) {
	if w.file == nil && w.size+int64(len(p)) > run.Inline {
		if w.file, err = os.CreateTemp(w.spool.dir, "body-"); err != nil {
			return err
		}
		if _, err := w.file.Write(w.beginning); err != nil {
			return err
		}
	}
	if w.file != nil {
		if _, err := w.file.Write(p); err != nil {
			return err
		}
	}
	w.beginning = append(w.beginning, p[:min(run.Inline-len(w.beginning), len(p))]...)
	w.size += int64(len(p))
	w.sum.Write(p)
	return nil
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

const redaction = "[redacted]"

// shortestSecret is the length below which a secret is not looked for in
// bodies: it would be found everywhere.
const shortestSecret = 6

// secretsOf returns the forms in which credentials could come back.
func secretsOf(c Credential) []string {
	forms := []string{
		base64.StdEncoding.EncodeToString([]byte(c.Login + ":" + c.Password)),
		c.Password, html.EscapeString(c.Password), url.QueryEscape(c.Password), url.PathEscape(c.Password),
	}
	slices.Sort(forms)
	return slices.DeleteFunc(slices.Compact(forms), func(s string) bool { return len(s) < shortestSecret })
}

// redact takes the secrets out of a short text.
func (s *spool) redact(text string) string {
	for _, secret := range s.secrets {
		text = strings.ReplaceAll(text, secret, redaction)
	}
	return text
}
