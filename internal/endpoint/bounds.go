package endpoint

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/montcheck/montcheck/internal/bound"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/secrets"
)

// Beyond is the error of an answer that is longer, in one way or another,
// than montcheck reads: a limit of montcheck's own, which says nothing of
// conformance.
type Beyond = bound.Exceeded

func bodyBeyond(limit int64) Beyond {
	return Beyond{What: fmt.Sprintf("the body goes on beyond %d MiB", limit>>20)}
}

const (
	mostRead      = 1000     // fields of a header that are read
	mostFields    = 100      // of a header, that are kept
	longestFields = 32 << 10 // of all that are kept of a header, in bytes
	// CutHeader is the field that says of a kept header that fields were left out.
	CutHeader = "Montcheck-Left-Out"
)

// quoting are the errors of net/http that show what came in place of a
// header.
var quoting = regexp.MustCompile(`(?s)(malformed [^:"]*|bad Content-Length|unsupported transfer ` +
	`encoding|(?:invalid|multiple|unexpected|too many) [^:"]*)[ :]*"?.*`)

// unquoted is an error of the transport without what the endpoint sent: a
// token could stand there that nobody knows yet.
func unquoted(err error) error {
	text := err.Error()
	if !quoting.MatchString(text) || ofTheNetwork(err) {
		return err
	}
	return errors.New(strings.TrimRight(quoting.ReplaceAllString(text, "$1"), " ") +
		" (what came could hold a secret, and is not shown)")
}

// needed are the fields that are judged. They are kept before others.
var needed = []string{"Content-Type", "Content-Encoding", "Cache-Control", "Retry-After", "Www-Authenticate",
	"Location", "Date"}

// longestOf is how long an answer to an operation can be, in bytes: that about
// one order, or a balance, is short, and is asked for often; Westcon's tell of
// as many orders as were asked for, and JSON takes a hundred times its length.
func longestOf(x *run.Exchange) int64 {
	if x.Module == Westcon || slices.Contains([]string{AddOrder, "GetOrder", "CheckMyBalance"}, x.Operation) {
		return longestShort
	}
	return math.MaxInt64
}

// longestShort is how long an answer can be, in bytes, that isn't a list.
const longestShort = 8 << 20

// tooManyFields is the error of a header that has more fields than are read.
func tooManyFields(h http.Header) error {
	n := 0
	for _, values := range h {
		n += len(values)
	}
	if n <= mostRead {
		return nil
	}
	return Beyond{What: fmt.Sprintf("the answer has %d header fields, and montcheck reads at most %d", n, mostRead)}
}

// keptHeader is as much of a header as is kept, without secrets.
func keptHeader(in http.Header, without *secrets.Remover) run.Header {
	out, fields, bytes, left := run.Header{}, 0, 0, 0
	keep := func(name string) {
		for _, v := range in[name] {
			if fields >= mostFields || bytes+len(name)+len(v) > longestFields {
				left++
				continue
			}
			fields, bytes = fields+1, bytes+len(name)+len(v)
			out[name] = append(out[name], without.Text(v))
		}
	}
	for _, name := range needed {
		keep(name)
	}
	names := make([]string, 0, len(in))
	for name := range in {
		if !slices.Contains(needed, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		keep(name)
	}
	if left > 0 {
		out[CutHeader] = []string{
			fmt.Sprintf("%d more fields came; montcheck keeps %d, and %d KiB of them", left, mostFields,
				longestFields>>10)}
	}
	return out
}
