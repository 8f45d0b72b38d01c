package target

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash"
	"html"
	"io"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/icholy/replace"
	"golang.org/x/text/transform"

	"github.com/montcheck/montcheck/internal/run"
)

// spool keeps bodies: short ones in memory, long ones in a private
// temporary folder. Secrets are taken out before a byte is kept.
type spool struct {
	dir     string
	limit   int64
	secrets []string
}

func newSpool(limit int64, secrets []string) (*spool, error) {
	dir, err := os.MkdirTemp("", "montcheck-")
	if err != nil {
		return nil, fmt.Errorf("no folder for the bodies of answers: %w", err)
	}
	return &spool{dir: dir, limit: limit, secrets: secrets}, nil
}

// Close removes the folder.
func (s *spool) Close() error { return os.RemoveAll(s.dir) }

// body is a body that was read to its end, or as far as it came.
type body struct {
	size   int64
	sum    string
	memory []byte // the first run.Inline bytes
	file   string // holds all bytes, where there are more
}

// tooLong is the error of a body that goes on beyond the limit.
type tooLong struct{ limit int64 }

func (e tooLong) Error() string {
	return fmt.Sprintf("the body goes on beyond %d MiB; reading was stopped", e.limit>>20)
}

// read reads r to its end. What came before an error is kept.
func (s *spool) read(r io.Reader) (*body, error) {
	b := &body{}
	w := &spoolWriter{dir: s.dir, body: b, sum: sha256.New()}
	_, err := io.Copy(w, s.redacted(io.LimitReader(r, s.limit+1)))
	if closing := w.close(); err == nil {
		err = closing
	}
	if err == nil && b.size > s.limit {
		err = tooLong{s.limit}
	}
	return b, err
}

// redacted returns r without the secrets.
func (s *spool) redacted(r io.Reader) io.Reader {
	var chain []transform.Transformer
	for _, secret := range s.secrets {
		chain = append(chain, replace.String(secret, redaction))
	}
	return replace.Chain(r, chain...)
}

// spoolWriter fills a body.
type spoolWriter struct {
	dir  string
	body *body
	sum  hash.Hash
	file *os.File
}

func (w *spoolWriter) Write(p []byte) (int, error) {
	b := w.body
	if w.file == nil && b.size+int64(len(p)) > run.Inline {
		f, err := os.CreateTemp(w.dir, "body-")
		if err != nil {
			return 0, err
		}
		w.file, b.file = f, f.Name()
		if _, err := f.Write(b.memory); err != nil {
			return 0, err
		}
	}
	if w.file != nil {
		if _, err := w.file.Write(p); err != nil {
			return 0, err
		}
	}
	b.memory = append(b.memory, p[:min(run.Inline-len(b.memory), len(p))]...)
	b.size += int64(len(p))
	w.sum.Write(p)
	return len(p), nil
}

func (w *spoolWriter) close() error {
	w.body.sum = hex.EncodeToString(w.sum.Sum(nil))
	if w.file == nil {
		return nil
	}
	return w.file.Close()
}

// open opens the body from its start; many readers may be at it at once.
func (b *body) open() (io.ReadCloser, error) {
	if b.file == "" {
		return io.NopCloser(bytes.NewReader(b.memory)), nil
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
