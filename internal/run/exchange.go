package run

import (
	"strings"
	"time"
	"unicode/utf8"
)

// Header is the header of a request or an answer. It is net/http's, without
// the network that comes with that package.
type Header map[string][]string

// Get returns the first value of a field, whose name may be in any case.
func (h Header) Get(name string) string {
	for field, values := range h {
		if strings.EqualFold(field, name) && len(values) > 0 {
			return values[0]
		}
	}
	return ""
}

// Values returns all values of a field, whose name may be in any case.
func (h Header) Values(name string) []string {
	var all []string
	for field, values := range h {
		if strings.EqualFold(field, name) {
			all = append(all, values...)
		}
	}
	return all
}

// Key identifies an exchange by the spec that asked for it and the place of
// the request among that spec's own. The order of arrival plays no part, so
// that concurrent exchanges keep their identity when a run is played back.
type Key struct {
	Spec    string `json:"spec"`
	Ordinal int    `json:"ordinal"` // from 1
}

// Exchange is one HTTP request and what came of it. Secrets were redacted
// when it was recorded.
type Exchange struct {
	Key       Key       `json:"key"`
	Module    string    `json:"module"`
	Operation string    `json:"operation"` // the service's method, as documented
	Request   Request   `json:"request"`
	Response  *Response `json:"response,omitempty"` // nil when no answer came
	Error     string    `json:"error,omitempty"`    // why no answer came, or not all of it
	Started   time.Time `json:"started"`
	Timings   Timings   `json:"timings"`
	TLS       *TLS      `json:"tls,omitempty"`
	Retries   []Retry   `json:"retries,omitempty"` // tries before this one, which came at a bad time
}

// Retry is a try of an exchange that was sent again.
type Retry struct {
	Started    time.Time `json:"started"`
	Cause      string    `json:"cause"`                // what came, in words
	Status     int       `json:"status,omitempty"`     // of HTTP; 0 where no answer came
	RetryAfter string    `json:"retryAfter,omitempty"` // as the answer has it
	Own        bool      `json:"own,omitempty"`        // it was this machine's limit, and not the endpoint's
}

// Request is what was sent.
type Request struct {
	Method      string       `json:"method"`
	URL         string       `json:"url"`
	Header      Header       `json:"header"`
	Body        string       `json:"body,omitempty"`
	Credentials *Credentials `json:"credentials,omitempty"` // nil when none were sent
	// names that stand in header and body, as ${NAME}, for what was sent
	Variables []string `json:"variables,omitempty"`
}

// Credentials names the variables that held the credentials of a request.
type Credentials struct {
	Scheme   string `json:"scheme"` // Basic
	Login    string `json:"login"`
	Password string `json:"password"`
	Wrong    bool   `json:"wrong,omitempty"` // deliberately not the configured ones
}

// Response is what came.
type Response struct {
	Proto  string `json:"proto"`
	Status int    `json:"status"`
	Header Header `json:"header"`
	Body   Body   `json:"body"`
}

// Inline is how many bytes of a body a Run carries at most, besides the
// windows around places that findings name.
const Inline = 64 << 10

// Body is a body as far as a Run carries it: whole up to Inline bytes,
// else its beginning and windows around the places that findings name.
type Body struct {
	Size    int64    `json:"size"` // bytes that came
	SHA256  string   `json:"sha256,omitempty"`
	Text    string   `json:"text,omitempty"` // UTF-8
	Binary  []byte   `json:"binary,omitempty"`
	Windows []Window `json:"windows,omitempty"`
}

// Window is a part of a body.
type Window struct {
	Offset int64  `json:"offset"`
	Text   string `json:"text"`
}

// Whole tells whether the body is carried to its last byte.
func (b Body) Whole() bool { return b.Size == int64(len(b.Text)+len(b.Binary)) }

// Put sets the carried beginning of the body, as text where it is UTF-8. A
// rune that the cut split is left to the next byte's side.
func (b *Body) Put(beginning []byte) {
	for cut := 0; cut < utf8.UTFMax && cut <= len(beginning); cut++ {
		if utf8.Valid(beginning[:len(beginning)-cut]) {
			if cut == 0 || int64(len(beginning)) < b.Size {
				b.Text = string(beginning[:len(beginning)-cut])
				return
			}
		}
	}
	b.Binary = beginning
}

// Timings are the phases of an exchange; zero where a phase did not occur.
type Timings struct {
	DNS     time.Duration `json:"dns"`
	Connect time.Duration `json:"connect"`
	TLS     time.Duration `json:"tls"`
	Send    time.Duration `json:"send"`
	Wait    time.Duration `json:"wait"`
	Receive time.Duration `json:"receive"`
	Total   time.Duration `json:"total"`
}

// TLS is what was seen of the connection's TLS.
type TLS struct {
	Version string    `json:"version"`
	Cipher  string    `json:"cipher"`
	Subject string    `json:"subject"`
	Issuer  string    `json:"issuer"`
	Expires time.Time `json:"expires"`
}

// Trim cuts the carried beginning of the body to n bytes.
func (b *Body) Trim(n int) {
	if len(b.Text) > n {
		b.Put([]byte(b.Text[:n]))
	}
	if len(b.Binary) > n {
		b.Binary = b.Binary[:n]
	}
}
