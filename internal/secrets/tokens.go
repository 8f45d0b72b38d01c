package secrets

import (
	"bytes"
	"iter"
	"net/url"
	"regexp"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// What a token looks like by what stands before it, in JSON or in a form. By
// itself, see webTokenAt.
var (
	namedToken = regexp.MustCompile(`(?i)(?:access|refresh|id)_?token\\?["']?\s*[:=]\s*\\?["']?([^"'&\s,}\\]{16,})`)
	tokenName  = regexp.MustCompile(`(?i)^(?:access|refresh|id)_?token$`)
)

const (
	// mostTokens bounds what one answer can make known: beyond it, only what
	// has the form of a JSON Web Token is taken out, and only there.
	mostTokens = 16
	// shortestToken is the length below which a text is no token because an
	// answer calls it one: else an endpoint could choose what is taken out of
	// all further answers.
	shortestToken = 16
)

// TokensIn returns what could be a token in an answer, as it stands there and
// as it reads.
func TokensIn(text []byte) []string {
	found := map[string]bool{}
	var all []string
	add := func(s string) (room bool) {
		if len(s) >= shortestToken && !found[s] && len(all) < 2*mostTokens {
			found[s] = true
			all = append(all, s)
		}
		return len(all) < 2*mostTokens // each may be written in two ways
	}
	if lower := bytes.ToLower(text); bytes.Contains(lower, []byte("token")) || bytes.Contains(lower, []byte(`\u`)) {
		// the search takes its time
		for raw := range valuesOfTokens(text) {
			if plain, err := jsontext.AppendUnquote(nil, raw); err == nil {
				add(string(plain))
			}
			if !add(strings.Trim(string(raw), `"`)) {
				break
			}
		}
		for _, m := range namedToken.FindAllSubmatch(text, mostTokens) {
			add(string(m[1]))
			if plain, err := url.QueryUnescape(string(m[1])); err == nil {
				add(plain)
			}
		}
	}
	for at, left := 0, mostTokens; left > 0; {
		next := bytes.Index(text[at:], []byte(webTokenStart))
		if next < 0 {
			break
		}
		n, looked := webTokenAt(text[at+next:])
		if n > 0 {
			add(string(text[at+next:][:n]))
			left--
		}
		at += next + max(n, looked)
	}
	return all
}

// longestWebToken is how much of a JSON Web Token is looked at where it is
// known by its form alone, in bytes: more than any header carries.
const longestWebToken = 16 << 10

// webTokenStart is how a JSON object begins in Base64.
const webTokenStart = "eyJ"

// webTokenAt is the length of the JSON Web Token that a text begins with; 0
// for none. Up to looked, none begins.
func webTokenAt(text []byte) (n, looked int) {
	text = text[:min(len(text), longestWebToken)]
	if !bytes.HasPrefix(text, []byte(webTokenStart)) {
		return 0, 1
	}
	header := word(text)
	if header < len(webTokenStart)+8 || header == len(text) || text[header] != '.' {
		return 0, header
	}
	claims := word(text[header+1:])
	end := header + 1 + claims
	if claims == 0 || end == len(text) || text[end] != '.' {
		return 0, header
	}
	return end + 1 + word(text[end+1:]), 0
}

// word is how many characters of Base64 for URLs a text begins with.
func word(text []byte) int {
	for i, c := range text {
		if (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return i
		}
	}
	return len(text)
}

// valuesOfTokens goes through the texts and numbers of a JSON text that a
// name says to be tokens, or parts of one, escapes and all, as far as the
// Text is JSON.
func valuesOfTokens(text []byte) iter.Seq[jsontext.Value] {
	return func(yield func(jsontext.Value) bool) {
		decoder := jsontext.NewDecoder(bytes.NewReader(text), jsontext.AllowDuplicateNames(true),
			jsontext.AllowInvalidUTF8(true))
		name, within := false, 0 // within a token that is no text: its depth
		for {
			switch kind := decoder.PeekKind(); kind {
			case '"', '0':
				raw, err := decoder.ReadValue()
				if err != nil || (name || within > 0) && !yield(raw) {
					return
				}
				container, n := decoder.StackIndex(decoder.StackDepth())
				plain, _ := jsontext.AppendUnquote(nil, raw)
				name = container == '{' && n%2 == 1 && tokenName.Match(plain)
			default:
				if _, err := decoder.ReadToken(); err != nil {
					return
				}
				switch depth := decoder.StackDepth(); {
				case name && (kind == '{' || kind == '['):
					within = depth
				case depth < within:
					within = 0
				}
				name = false
			}
		}
	}
}
