package secrets

import (
	"bytes"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// What an answer to a token request holds is unknown until it is proved
// harmless: any of it may be the token, or a part of it. So of such an answer
// its shape is kept: which members there are, of which types, how long.

// knownMembers are the names of members that are kept: those of RFC 6749,
// sections 5.1 and 5.2, and of the authority's (D2, POST .../oauth2/token).
var knownMembers = []string{
	"token_type", "expires_in", "ext_expires_in", "expires_on", "not_before", "resource", "access_token",
	"refresh_token", "id_token",
	"scope", "state", "error", "error_description", "error_codes", "error_uri", "timestamp", "trace_id",
	"correlation_id", "message",
}

// harmless are the forms of values that are kept, by the name of their member.
var harmless = map[string]*regexp.Regexp{
	"token_type":     regexp.MustCompile(`(?i)^(bearer|mac|pop|dpop|basic|jwt|n_a)$`),
	"expires_in":     regexp.MustCompile(`^-?[0-9]{1,10}(\.[0-9]{1,3})?([eE][+-]?[0-9]{1,2})?$`),
	"ext_expires_in": regexp.MustCompile(`^-?[0-9]{1,10}(\.[0-9]{1,3})?([eE][+-]?[0-9]{1,2})?$`),
	"expires_on":     regexp.MustCompile(`^[0-9]{1,10}$`),
	"not_before":     regexp.MustCompile(`^[0-9]{1,10}$`),
	"error_codes":    regexp.MustCompile(`^[0-9]{1,7}$`),
	"timestamp":      regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}Z?$`),
	"error": regexp.MustCompile(
		`^(invalid_(request|client|grant|scope|resource|token)|unauthorized_client|access_denied|` +
			`unsupported_(grant|response)_type|temporarily_unavailable|server_error|interaction_required|none)$`),
}

// authorityCode is how descriptions of the authority's begin: the number of
// the error, which says what is wrong.
var authorityCode = regexp.MustCompile(`^AADSTS[0-9]{4,8}\b`)

// tokenForm is what an access token looks like (RFC 6750, section 2.1).
var tokenForm = regexp.MustCompile(`^[A-Za-z0-9._~+/-]+=*$`)

// masked is what is kept of a text.
func masked(name, text string) string {
	name = strings.ToLower(name)
	switch form := harmless[name]; {
	case text == "", form != nil && form.MatchString(text):
		return text
	case name == "access_token" && tokenForm.MatchString(text):
		return Redaction
	}
	return strings.TrimSpace(authorityCode.FindString(text) +
		fmt.Sprintf(" [redacted: %d characters]", utf8.RuneCountInString(text)))
}

// ShapeOf is what is kept of an answer to a token request: JSON or a form with its values masked; of anything else its
// length. And it returns the texts that it left out, each once.
func ShapeOf(text []byte) (shape []byte, left []string) {
	shape, left = shapeOf(text)
	return shape, bounded(left)
}

func shapeOf(text []byte) (shape []byte, left []string) {
	start := bytes.TrimLeft(text, " \t\r\n\ufeff")
	switch {
	case len(start) == 0:
		return text, nil
	case start[0] == '{' || start[0] == '[' || start[0] == '"':
		s := shaper{text: text, names: []string{""}, joined: []string{""}}
		return s.shape()
	}
	if form, ok := shapeOfForm(string(bytes.TrimSpace(text))); ok {
		return []byte(form), words(string(text))
	}
	page := ""
	for _, begin := range []string{"<!doctype html", "<html", "<?xml"} {
		if len(start) >= len(begin) && strings.EqualFold(string(start[:len(begin)]), begin) {
			page = begin + ">"
		}
	}
	return fmt.Appendf(nil, "%s[%d bytes, not kept: they may hold a token]", page, len(text)), words(string(text))
}

// shaper goes through JSON. What stands between its texts and numbers is
// kept as it is.
type shaper struct {
	text   []byte
	out    []byte
	names  []string // of the member that each open object or array is, or is the value of
	joined []string // the texts in each of them, which together may be a token
	left   []string
	used   int
}

func (s *shaper) shape() ([]byte, []string) {
	d := jsontext.NewDecoder(bytes.NewReader(s.text), jsontext.AllowDuplicateNames(true),
		jsontext.AllowInvalidUTF8(true))
	name := ""
	for {
		kind := d.PeekKind()
		if kind != '"' && kind != '0' {
			t, err := d.ReadToken()
			if err != nil {
				return s.end(), s.left
			}
			s.copy(int(d.InputOffset()))
			switch t.Kind() {
			case '{', '[':
				s.names, s.joined = append(s.names, name), append(s.joined, "")
			case '}', ']':
				s.close()
			}
			name = s.inherited(d)
			continue
		}
		raw, err := d.ReadValue()
		if err != nil {
			return s.end(), s.left
		}
		text := string(raw)
		if kind == '"' {
			plain, _ := jsontext.AppendUnquote(nil, raw)
			text = string(plain)
		}
		end := int(d.InputOffset())
		s.copy(end - len(raw))
		s.used = end
		if container, n := d.StackIndex(d.StackDepth()); container == '{' && n%2 == 1 {
			name = s.member(text)
			continue
		}
		s.value(name, text, raw, kind)
		name = s.inherited(d)
	}
}

// inherited is the name that the next value goes by: in an array, that of the
// array.
func (s *shaper) inherited(d *jsontext.Decoder) string {
	if container, _ := d.StackIndex(d.StackDepth()); container == '[' {
		return s.names[len(s.names)-1]
	}
	return ""
}

func (s *shaper) copy(to int) {
	s.out = append(s.out, s.text[s.used:to]...)
	s.used = to
}

// member keeps a name, where it is known.
func (s *shaper) member(name string) string {
	if !slices.Contains(knownMembers, strings.ToLower(name)) {
		s.leave(name)
		name = fmt.Sprintf("[redacted: a name of %d characters]", utf8.RuneCountInString(name))
	}
	s.out, _ = jsontext.AppendQuote(s.out, name)
	return name
}

func (s *shaper) value(name, text string, raw jsontext.Value, kind jsontext.Kind) {
	kept := masked(name, text)
	if kept == text {
		s.out = append(s.out, raw...)
		return
	}
	s.leave(text)
	if name == "access_token" && len(text) >= shortestSecret && len(text) < shortestToken {
		s.left = append(s.left, text) // it is one, however short
	}
	if kind == '0' {
		s.out = append(s.out, '0')
		return
	}
	s.out, _ = jsontext.AppendQuote(s.out, kept)
}

func (s *shaper) leave(text string) {
	s.left = append(s.left, words(text)...)
	if i := len(s.joined) - 1; len(s.joined[i])+len(text) <= longestWebToken {
		s.joined[i] += text
	}
}

func (s *shaper) close() {
	last := len(s.names) - 1
	if whole := s.joined[last]; last > 1 { // the answer's own members are no pieces of one text
		s.left = append(s.left, words(whole)...)
	}
	s.names, s.joined = s.names[:last], s.joined[:last]
}

// end is the shape of a text that is no JSON from here on, or that ends here.
func (s *shaper) end() []byte {
	rest := s.text[s.used:]
	if blank := len(bytes.Trim(rest, " \t\r\n")) == 0; blank {
		return append(s.out, rest...)
	}
	s.left = append(s.left, words(string(rest))...)
	return fmt.Appendf(s.out, "[%d bytes that are no JSON, not kept: they may hold a token]", len(rest))
}

var formMember = regexp.MustCompile(`^[A-Za-z_]{1,20}=`)

// shapeOfForm masks the values of a form; ok is false for what is none.
func shapeOfForm(text string) (shape string, ok bool) {
	if !formMember.MatchString(text) || strings.ContainsAny(text, " <>{}\"\r\n") {
		return "", false
	}
	var parts []string
	for part := range strings.SplitSeq(text, "&") {
		name, value, _ := strings.Cut(part, "=")
		plain, err := url.QueryUnescape(value)
		if err != nil {
			plain = value
		}
		if !slices.Contains(knownMembers, strings.ToLower(name)) {
			name = "[redacted]"
		}
		if kept := masked(name, plain); kept != plain {
			value = url.QueryEscape(kept)
		}
		parts = append(parts, name+"="+value)
	}
	return strings.Join(parts, "&"), true
}

var secretWord = regexp.MustCompile(`[A-Za-z0-9._~+/%-]{16,}={0,2}`)

// words are what of a text could be a token, should it stand elsewhere:
// letters without a blank between, not all of them small.
func words(text string) []string {
	var all []string
	if len(text) >= shortestToken && len(text) <= longestWebToken && !strings.ContainsAny(text, " \t\r\n") {
		all = append(all, text)
	}
	for _, word := range secretWord.FindAllString(text, mostWords) {
		if word = word[:min(len(word), longestWebToken)]; word != text &&
			strings.Trim(word, "abcdefghijklmnopqrstuvwxyz._-/") != "" {
			all = append(all, word)
		}
	}
	return all
}

// mostWords bounds what one answer to a token request can make known.
const mostWords = 32

// bounded are the texts of an answer that are made known: so many, each once.
func bounded(texts []string) []string {
	slices.Sort(texts)
	texts = slices.Compact(texts)
	return texts[:min(len(texts), 2*mostWords)]
}
