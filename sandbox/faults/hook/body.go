package hook

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"regexp"
	"strings"
	"sync"
)

// Replace replaces a text in the body.
func Replace(old, new string) Hook {
	return func(c *Call) { *c.text() = []byte(strings.ReplaceAll(string(*c.text()), old, new)) }
}

// ReplacePattern puts another text, which may name groups, for what matches in answers of XML.
func ReplacePattern(pattern, with string) Hook {
	r := sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
	return IfXML(func(c *Call) { c.Body = r().ReplaceAll(c.Body, []byte(with)) })
}

// MapLetters puts for each letter of an answer with status 200 what f makes of it; below 0 it is left out.
func MapLetters(f func(rune) rune) Hook {
	return IfOK(func(c *Call) { c.Body = []byte(strings.Map(f, string(c.Body))) })
}

// Prepend puts a text in front of an answer with status 200.
func Prepend(text string) Hook {
	return IfOK(func(c *Call) { c.Body = append([]byte(text), c.Body...) })
}

// Append puts a text behind an answer.
func Append(text string) Hook { return func(c *Call) { c.Body = append(c.Body, text...) } }

// CutShort takes bytes off the end of an answer.
func CutShort(bytes int) Hook { return func(c *Call) { c.Body = c.Body[:len(c.Body)-bytes] } }

// CutInHalf takes the second half of an answer away.
func CutInHalf(c *Call) { c.Body = c.Body[:len(c.Body)/2] }

// SetBody gives an answer another body.
func SetBody(text string) Hook { return func(c *Call) { c.Body = []byte(text) } }

// DropBody takes the body of an answer away.
func DropBody(c *Call) { c.Body = nil }

// EncodeTwice takes each byte of an answer for a letter, and encodes that as UTF-8 again.
func EncodeTwice(c *Call) {
	var b strings.Builder
	for _, letter := range c.Body {
		b.WriteRune(rune(letter))
	}
	c.Body = []byte(b.String())
}

// Compress compresses an answer with gzip, and calls the coding by a name.
func Compress(name string) Hook {
	return func(c *Call) {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		_, _ = w.Write(c.Body) // into memory
		_ = w.Close()
		c.Body = b.Bytes()
		c.Header.Set("Content-Encoding", name)
	}
}

// Status gives an answer another status.
func Status(code int) Hook { return func(c *Call) { c.Status = code } }

// Bare answers with a status and no body.
func Bare(code int) Hook { return func(c *Call) { c.Status, c.Body = code, nil } }

// Header sets a header of the answer.
func Header(name, value string) Hook { return func(c *Call) { c.Header.Set(name, value) } }

// DropHeader takes a header off the answer.
func DropHeader(name string) Hook { return func(c *Call) { c.Header.Del(name) } }

// NoType takes the Content-Type off the answer.
func NoType(c *Call) { c.Header["Content-Type"] = nil }

// Say answers with something else.
func Say(status int, contentType, body string) Hook {
	return func(c *Call) { c.Say(status, contentType, body) }
}

// Page answers with status 500 and a page of HTML.
func Page(text string) Hook {
	return Say(http.StatusInternalServerError, "text/html", "<html><body>"+text+"</body></html>")
}

// ErrorPage is how ASP.NET says that a program failed.
const ErrorPage = "<h1>Server Error in '/' Application.</h1>"

// Instead answers with what the service says to something else, which may name facts, where the status is 200.
func Instead(of string) Hook {
	return IfOK(AnswerTo(of))
}

// AnswerTo answers with what the service says to something else, which may name facts, whatever the status.
func AnswerTo(of string) Hook { return func(c *Call) { c.Instead(c.Expand(of)) } }

// HangUp closes the connection without an answer.
func HangUp(c *Call) {
	c.WriteWith(func(http.ResponseWriter) { panic(http.ErrAbortHandler) })
}

// LetIn answers as to the partner what was refused with status 401.
func LetIn(which func(*Call) bool) Hook {
	return IfUnauthorized(which, func(c *Call) { c.Instead(c.Question()) })
}

// IfUnauthorized keeps a hook to calls of some that were refused with status 401.
func IfUnauthorized(which func(*Call) bool, h Hook) Hook {
	return IfStatus(http.StatusUnauthorized, When(which, h))
}

// Anonymous tells whether a call has no credentials.
func Anonymous(c *Call) bool { return c.Request.Header.Get("Authorization") == "" }

// Partner tells whether the call has the partner's login, and so a password that is wrong where it is refused.
func Partner(c *Call) bool {
	user, _, ok := c.Request.BasicAuth()
	return ok && user == c.proxy.host.Login
}

// Stranger tells whether the call has a login that is not the partner's.
func Stranger(c *Call) bool {
	user, _, ok := c.Request.BasicAuth()
	return ok && user != c.proxy.host.Login
}

// Declaration is the XML declaration of UTF-8.
const Declaration = `<?xml version="1.0" encoding="utf-8"?>`
