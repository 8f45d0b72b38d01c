package endpoint

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"

	"github.com/montcheck/montcheck/internal/secrets"
)

const (
	// longestGrant bounds an answer with a token: all of it is searched before
	// any of it is kept.
	longestGrant = 1 << 20
	// longestReply bounds any other answer of Westcon's: the status of a
	// thousand orders is short.
	longestReply = 16 << 20
)

// learn makes the access tokens known that an answer of Westcon's brings,
// before any of it is kept, and returns what may be kept: of an answer to a
// token request, its shape.
func (u unrecorded) learn(stream io.Reader, limit int64) (io.Reader, int64) {
	if u.vault == nil {
		return stream, limit
	}
	limit = min(limit, longestReply)
	if !u.grants {
		reader := bufio.NewReaderSize(stream, longestGrant)
		head, _ := reader.Peek(longestGrant) // an error comes again with the reading
		u.vault.redactor.AddSecrets(secrets.TokensIn(head)...)
		return reader, limit
	}
	text, err := io.ReadAll(io.LimitReader(stream, longestGrant+1))
	if err == nil && len(text) > longestGrant {
		if text = text[:longestGrant]; u.raw != nil { // a client would read on
			err = bodyBeyond(longestGrant)
		}
	}
	shape, left := secrets.ShapeOf(text)
	u.vault.redactor.AddSecrets(append(secrets.TokensIn(text), left...)...)
	if u.raw != nil {
		*u.raw = text
	}
	kept := io.Reader(bytes.NewReader(shape))
	if err != nil {
		kept = io.MultiReader(kept, failing{err})
	}
	return kept, limit
}

// failing is a reader that fails.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func (v *vault) learnHeader(h http.Header) {
	for _, values := range h {
		for _, value := range values {
			v.redactor.AddSecrets(secrets.TokensIn([]byte(value))...)
		}
	}
}

// shownHeader leaves of a header what a report may show.
func (u unrecorded) shownHeader(h http.Header) http.Header {
	if u.vault == nil || !u.grants {
		return h
	}
	shape, others, left := secrets.ShapeOfHeader(h)
	if others > 0 {
		shape[CutHeader] = []string{fmt.Sprintf("%d more fields came, not kept: they may hold a token", others)}
	}
	u.vault.redactor.AddSecrets(left...)
	return shape
}
