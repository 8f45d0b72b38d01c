package endpoint

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The waits of a run.
const (
	shortestWait = time.Second     // where the endpoint may be asked again at once
	longestWait  = 5 * time.Minute // for one answer
	allWaits     = 15 * time.Minute
)

// endless is a wait of more seconds than anyone would count.
const endless = 100 * 365 * 24 * time.Hour

var digits = regexp.MustCompile(`^[0-9]+$`)

// RetryAfter is when an answer says to come again: in seconds, or by a date
// (RFC 9110, section 10.2.3), which is held against the answer's own Date, and
// against our clock where a gateway took that away. It is at least a second.
// ok tells whether it says so in a form that can be read.
func RetryAfter(h http.Header, now time.Time) (wait time.Duration, ok bool) {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if digits.MatchString(text) {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n > int64(endless/time.Second) {
			return endless, true
		}
		return max(time.Duration(n)*time.Second, shortestWait), true
	}
	until, err := http.ParseTime(text)
	if err != nil {
		return 0, false
	}
	date, err := http.ParseTime(h.Get("Date"))
	if err == nil {
		now = date
	}
	past := err == nil && until.Before(date)
	return min(max(until.Sub(now), shortestWait), endless), !past
}
