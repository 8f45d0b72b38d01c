package repeat

import (
	"encoding/base64"
	"regexp"
	"slices"
	"strings"

	"github.com/montcheck/montcheck/internal/run"
)

// MaxBody is how many bytes of a request's body a command carries. Systems
// refuse arguments much longer than that.
const MaxBody = 64 << 10

// Wrong stands in for credentials that were wrong on purpose.
const Wrong = "wrong-login:wrong-password"

// Curl is a command for a POSIX shell that sends x again. Credentials are
// shell variables, by the names that x carries; an access token is asked for
// first. A body longer than MaxBody is to be put in the file body.bin
// beforehand, from the run's JSON or HAR. Where x carries a token that none
// but montcheck makes, the command is montcheck's, and says why. What the run
// had changed by then comes first, or a word on it, and an order that would
// last is a comment.
func Curl(r *run.Run, x run.Exchange) string {
	x, resource := forResource(x)
	if made := madeToken(x.Request); made != "" {
		return strings.TrimSpace("# curl can't send this again: it carries " + made + ", which montcheck makes\n" +
			checkAsking(r, x.Key))
	}
	return state(r, x) + token(r, x, resource) + unpaid(r, x, send(r, x))
}

func send(r *run.Run, x run.Exchange) string {
	q := x.Request
	words := []string{"curl", "-sS", "-i"}
	words = append(words, method(q)...)
	words = append(words, credentials(q.Credentials)...)
	words = append(words, headers(q)...)
	before, body := payload(q)
	words = append(words, body...)
	words = append(words, address(r, q.URL)...)
	return before + strings.Join(words, " ")
}

func method(q run.Request) []string {
	natural := "GET"
	if q.Body != "" {
		natural = "POST"
	}
	switch q.Method {
	case natural, "":
		return nil
	case "HEAD":
		return []string{"--head"}
	}
	return []string{"-X", quote(without(q.Method))}
}

var variable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

func credentials(c *run.Credentials) []string {
	switch {
	case c == nil:
		return nil
	case c.Wrong && variable.MatchString(c.Login): // a login that exists, with a password that is not its own
		return []string{"-u", `"$` + c.Login + `:wrong-password"`}
	case c.Wrong:
		return []string{"-u", Wrong}
	}
	login, password := "MONT_LOGIN", "MONT_PASSWORD"
	if variable.MatchString(c.Login) && variable.MatchString(c.Password) {
		login, password = c.Login, c.Password
	}
	return []string{"-u", `"$` + login + ":$" + password + `"`}
}

// ours are the headers that curl writes by itself, or by another option.
var ours = []string{"Authorization", "Host", "Content-Length", "User-Agent", "Accept-Encoding", "Connection"}

var fieldName = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")

func headers(q run.Request) []string {
	var words []string
	if len(q.Header["Accept-Encoding"]) > 0 {
		words = append(words, "--compressed")
	}
	var names []string
	for name := range q.Header {
		if fieldName.MatchString(name) &&
			!slices.ContainsFunc(ours, func(o string) bool { return strings.EqualFold(o, name) }) ||
			name == "Authorization" && bearer(q) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range q.Header[name] {
			header := name + ": " + value
			if value == "" {
				header = name + ";" // with a colon, curl would drop the header
			}
			words = append(words, "-H", quoteFilled(without(header), q.Variables))
		}
	}
	if q.Body != "" && len(q.Header["Content-Type"]) == 0 {
		words = append(words, "-H", "Content-Type:") // drops curl's own
	}
	return words
}

// payload gives what a command needs before curl and in its arguments to send
// the body byte for byte.
func payload(q run.Request) (before string, words []string) {
	body := q.Body
	switch {
	case body == "":
		return "", nil
	case len(q.Variables) > 0 && isForm(q):
		return "", form(q)
	case len(body) > MaxBody:
		return "", []string{"--data-binary", "@body.bin"}
	case strings.Contains(body, "\x00"): // no argument can hold it
		encoded := base64.StdEncoding.EncodeToString([]byte(body))
		return "printf %s " + encoded + " | base64 -d | ", []string{"--data-binary", "@-"}
	}
	return "", []string{"--data-raw", quoteFilled(body, q.Variables)}
}

func address(r *run.Run, url string) []string {
	if s := r.Environment.Sandbox; s != nil && s.Base != "" {
		if rest, ok := strings.CutPrefix(url, s.Base); ok {
			url = Address + rest
		}
	}
	var words []string
	if strings.ContainsAny(url, "[]{}") {
		words = append(words, "--globoff")
	}
	if strings.Contains(url, "/.") {
		words = append(words, "--path-as-is")
	}
	if strings.HasPrefix(url, "-") {
		words = append(words, "--url")
	}
	return append(words, quote(without(url)))
}

// without leaves out NUL, which no argument can hold and no URL or header may.
func without(s string) string { return strings.ReplaceAll(s, "\x00", "") }
