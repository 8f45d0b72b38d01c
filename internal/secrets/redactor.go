// Package secrets keeps secrets out of what is kept: it finds them in every form in which they could come back, takes
// them out of texts and streams, and leaves of an answer that may hold a token its shape.
package secrets

import (
	"cmp"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"slices"
	"strings"
	"sync"
)

const Redaction = "[redacted]"

// shortestSecret is the length below which a secret is not looked for in
// bodies: it would be found everywhere.
const shortestSecret = 6

// Redactor takes secrets out of whatever a run keeps. Secrets may be added
// while it works, as access tokens are.
type Redactor struct {
	mu    sync.RWMutex
	forms Hidden[[]string] // the longest first, so that none leaves a part of another
	ready Hidden[*Remover] // of the forms
}

// Add makes forms of secrets known.
func (r *Redactor) Add(forms ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := slices.DeleteFunc(slices.Concat(r.forms.Reveal(), forms),
		func(s string) bool { return len(s) < shortestSecret })
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), strings.Compare(a, b)) })
	all = slices.Compact(all)
	r.forms, r.ready = Hide(all), Hide(newRemover(all))
}

// AddSecrets makes secrets known in every form in which they could come back.
func (r *Redactor) AddSecrets(secrets ...string) {
	var forms []string
	for _, secret := range secrets {
		forms = append(forms, formsOf(secret)...)
	}
	if len(forms) > 0 {
		r.Add(forms...)
	}
}

// Remover removes what is known by now.
func (r *Redactor) Remover() *Remover {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if ready := r.ready.Reveal(); ready != nil {
		return ready
	}
	return newRemover(nil)
}

// Redact takes all secrets out of a short text.
func (r *Redactor) Redact(text string) string { return r.Remover().Text(text) }

// formsOf returns a secret as it stands in texts, URLs, forms, XML, JSON and
// Base64, and each but the last within another once more.
func formsOf(secret string) []string {
	if len(secret) < shortestSecret {
		return nil
	}
	forms := unique(encodings(secret))
	if len(secret) <= longestTwice {
		for _, once := range forms {
			forms = append(forms, encodings(once)...)
		}
	}
	return unique(slices.Concat(forms, inBase64(secret), withinBase64(secret), letterByLetter(secret)))
}

// longestTwice is the length above which a secret is not looked for in an
// encoding within another, in bytes: no header carries a token so long.
const longestTwice = 8 << 10

func unique(forms []string) []string {
	slices.Sort(forms)
	return slices.Compact(forms)
}

func encodings(text string) []string {
	query := url.QueryEscape(text)
	return []string{
		text, html.EscapeString(text), query, url.PathEscape(text), strings.ReplaceAll(query, "+", "%20"),
		lowerEscapes(query),
		InJSON(text), strings.ReplaceAll(InJSON(text), "/", `\/`), escapedForHTML(text),
	}
}

// letterByLetter is a text in hexadecimal digits, in numbered character
// references of XML, and turned round.
func letterByLetter(text string) []string {
	var decimal, lower, upper strings.Builder
	letters := []rune(text)
	for _, r := range letters {
		fmt.Fprintf(&decimal, "&#%d;", r)
		fmt.Fprintf(&lower, "&#x%x;", r)
		fmt.Fprintf(&upper, "&#x%X;", r)
	}
	slices.Reverse(letters)
	digits := hex.EncodeToString([]byte(text))
	return []string{digits, strings.ToUpper(digits), decimal.String(), lower.String(), upper.String(), string(letters)}
}

// inBase64 is a text in the alphabets of Base64, without what pads it.
func inBase64(text string) []string {
	return []string{base64.RawStdEncoding.EncodeToString([]byte(text)),
		base64.RawURLEncoding.EncodeToString([]byte(text))}
}

// withinBase64 is what is always the same of a secret somewhere in a longer
// Text in Base64, at each of the three places where it can begin: all but a
// few letters at its ends.
func withinBase64(secret string) []string {
	const enough = 12
	var forms []string
	for shift := range 3 {
		for _, whole := range inBase64(strings.Repeat("x", shift) + secret) {
			first, last := (shift*4+2)/3, len(whole)-(len(secret)+shift)%3
			if shift > 0 {
				first = 4
			}
			if last-first >= enough {
				forms = append(forms, whole[first:last/4*4])
			}
		}
	}
	return forms
}

// InJSON is a text as it stands between the quotes of JSON.
func InJSON(text string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.Encode(text) // of a string it can't fail
	return strings.TrimSuffix(strings.TrimPrefix(b.String(), `"`), "\"\n")
}

// escapedForHTML is InJSON with < > & escaped, as Go's and .NET's encoders do.
func escapedForHTML(text string) string {
	b, _ := json.Marshal(text) // of a string it can't fail
	return strings.Trim(string(b), `"`)
}

// lowerEscapes writes the escapes of a URL in lower case, as some do.
func lowerEscapes(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			b.WriteString(strings.ToLower(s[i : i+3]))
			i += 2
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// Pair are a login and password together, as Basic sends them: plain, and as
// OAuth has it (RFC 6749, section 2.3.1).
func Pair(login, password string) []string {
	return append(inBase64(login+":"+password), inBase64(url.QueryEscape(login)+":"+url.QueryEscape(password))...)
}

// OfLogin returns the forms in which a login and its password could come back.
func OfLogin(login, password string) []string {
	forms := append(formsOf(password), Pair(login, password)...)
	if start := login + ":"; len(start) > 2 { // of Basic with whatever password
		forms = append(forms, base64.RawStdEncoding.EncodeToString([]byte(start[:len(start)-len(start)%3])))
	}
	if distinctive(login) {
		forms = append(forms, formsOf(login)...)
	}
	return forms
}

// distinctive tells whether a login can be told from the words of a text: a
// plain word would be found everywhere, and taking it out would change what
// is judged.
func distinctive(login string) bool {
	return strings.Trim(login, "abcdefghijklmnopqrstuvwxyz") != "" || len(login) > 24
}
