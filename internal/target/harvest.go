package target

import (
	"bufio"
	"bytes"
	"io"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// longestGrant bounds an answer with a token: all of it is searched before
// any of it is kept.
const longestGrant = 1 << 20

// harvest makes the access tokens known that an answer of Westcon's brings,
// before any of it is kept.
func (u unrecorded) harvest(stream io.Reader, limit int64) (io.Reader, int64) {
	if u.vault == nil {
		return stream, limit
	}
	reader := bufio.NewReaderSize(stream, longestGrant)
	head, _ := reader.Peek(longestGrant) // an error comes again with the reading
	u.vault.redactor.addSecrets(tokensIn(head)...)
	if u.raw != nil {
		*u.raw = bytes.Clone(head)
		limit = min(limit, longestGrant)
	}
	return reader, limit
}

func (v *vault) harvestHeader(h http.Header) {
	for _, values := range h {
		for _, value := range values {
			v.redactor.addSecrets(tokensIn([]byte(value))...)
		}
	}
}

// What a token looks like: by itself, as a JSON Web Token (RFC 7519), and by
// what stands before it, in JSON or in a form.
var (
	webToken   = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*`)
	namedToken = regexp.MustCompile(`(?i)(?:access|refresh|id)_?token\\?["']?\s*[:=]\s*\\?["']?([^"'&\s,}\\]{16,})`)
	tokenName  = regexp.MustCompile(`(?i)^(?:access|refresh|id)_?token$`)
)

// tokensIn returns all that could be a token in an answer, as it stands there
// and as it reads.
func tokensIn(text []byte) []string {
	var found []string
	for _, m := range webToken.FindAll(text, -1) {
		found = append(found, string(m))
	}
	if lower := bytes.ToLower(text); !bytes.Contains(lower, []byte("token")) && !bytes.Contains(lower, []byte(`\u`)) {
		return found // the search below takes its time
	}
	for _, m := range namedToken.FindAllSubmatch(text, -1) {
		found = append(found, string(m[1]))
		if plain, err := url.QueryUnescape(string(m[1])); err == nil {
			found = append(found, plain)
		}
	}
	for raw := range valuesOfTokens(text) {
		plain, err := jsontext.AppendUnquote(nil, raw)
		if err == nil {
			found = append(found, string(plain))
		}
		found = append(found, strings.Trim(string(raw), `"`))
	}
	return found
}

// valuesOfTokens goes through the strings of a JSON text that a name says to
// be tokens, escapes and all, as far as the text is JSON.
func valuesOfTokens(text []byte) iter.Seq[jsontext.Value] {
	return func(yield func(jsontext.Value) bool) {
		decoder := jsontext.NewDecoder(bytes.NewReader(text), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
		name := false
		for {
			switch kind := decoder.PeekKind(); kind {
			case '"':
				raw, err := decoder.ReadValue()
				if err != nil || name && !yield(raw) {
					return
				}
				container, n := decoder.StackIndex(decoder.StackDepth())
				plain, _ := jsontext.AppendUnquote(nil, raw)
				name = container == '{' && n%2 == 1 && tokenName.Match(plain)
			default:
				if _, err := decoder.ReadToken(); err != nil {
					return
				}
				name = false
			}
		}
	}
}

func keysOf[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }
