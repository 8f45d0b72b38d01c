package secrets

import (
	"io"
	"slices"
	"sync"
)

// Remover puts the Redaction in the place of every known secret of a stream,
// in one pass. At a place where several begin, the longest counts.
type Remover struct {
	*known
	webTokens bool // takes what has the form of a JSON Web Token, too
}

// known are the secrets that a remover looks for.
type known struct {
	begins  [1 << 16]bool       // by two bytes: whether a secret begins with them
	byStart map[uint16][]string // the secrets by their first two bytes, the longest first
	longest int
}

// newRemover returns a remover of the given forms, which are sorted with the
// longest first and none of them shorter than shortestSecret.
func newRemover(forms []string) *Remover {
	r := &known{byStart: map[uint16][]string{}}
	for _, form := range forms {
		start := uint16(form[0])<<8 | uint16(form[1])
		r.begins[start] = true
		r.byStart[start] = append(r.byStart[start], form)
		r.longest = max(r.longest, len(form))
	}
	return &Remover{known: r}
}

// WithWebTokens is the remover that takes JSON Web Tokens too, whosever they
// are.
func (r *Remover) WithWebTokens() *Remover { return &Remover{r.known, true} }

// reach is how far the remover looks ahead, in bytes.
func (r *Remover) reach() int {
	if r.webTokens {
		return max(r.longest, longestWebToken)
	}
	return r.longest
}

// mayBegin tells whether something to remove may begin with two bytes.
func (r *Remover) mayBegin(a, b byte) bool {
	return r.begins[uint16(a)<<8|uint16(b)] || r.webTokens && a == 'e' && b == 'y'
}

// chunk is how much is read at a time, in bytes.
const chunk = 32 << 10

// Text removes the secrets of a short text.
func (r *Remover) Text(s string) string {
	out, _ := r.remove(nil, []byte(s), true)
	return string(out)
}

// buffers are for copy: bodies are many, and most of them short.
var buffers = sync.Pool{New: func() any { return new([2][]byte) }}

// Copy copies from a reader without the secrets. What came before an error is
// written.
func (r *Remover) Copy(to io.Writer, from io.Reader) error {
	kept := buffers.Get().(*[2][]byte)
	defer buffers.Put(kept)
	for i := range kept {
		kept[i] = slices.Grow(kept[i][:0], chunk+r.reach())
	}
	in, out := kept[0], kept[1]
	for {
		n, err := from.Read(in[len(in):cap(in)])
		in = in[:len(in)+n]
		var used int
		out, used = r.remove(out[:0], in, err != nil)
		if _, failed := to.Write(out); failed != nil {
			return failed
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		in = append(in[:0], in[used:]...)
	}
}

// remove appends what is left of src to out. Unless it is the end, a rest
// that could begin a secret stays unused.
func (r *Remover) remove(out, src []byte, end bool) (left []byte, used int) {
	noToken := 0 // no JSON Web Token begins before it
	for used < len(src) {
		plain := used
		for plain+1 < len(src) && !r.mayBegin(src[plain], src[plain+1]) {
			plain++
		}
		out = append(out, src[used:plain]...)
		used = plain
		if !end && len(src)-used < r.reach() {
			break
		}
		n := r.secretAt(src[used:])
		if n == 0 && r.webTokens && used >= noToken {
			var looked int
			n, looked = webTokenAt(src[used:])
			noToken = used + looked
		}
		if n > 0 {
			out = append(out, Redaction...)
			used += n
		} else {
			out = append(out, src[used])
			used++
		}
	}
	return out, used
}

// secretAt is the length of the secret that a text begins with; 0 for none.
func (r *Remover) secretAt(text []byte) int {
	if len(text) < 2 {
		return 0
	}
	for _, form := range r.byStart[uint16(text[0])<<8|uint16(text[1])] {
		if len(text) >= len(form) && string(text[:len(form)]) == form {
			return len(form)
		}
	}
	return 0
}
