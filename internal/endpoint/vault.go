package endpoint

import (
	"crypto/rand"
	"fmt"
	"mime"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/secrets"
)

// vault holds the secrets of Westcon. Requests carry placeholders, which are
// filled in when the request leaves: what is recorded never had the secret.
// A placeholder holds a nonce, so that no text that an endpoint sent is one.
type vault struct {
	redactor *secrets.Redactor
	nonce    string
	marks    *regexp.Regexp // the placeholders in a text: name, and what is said of a token

	mu     sync.Mutex
	values map[string]secrets.Hidden[string] // by placeholder
	tokens int
}

func newVault(r *secrets.Redactor) *vault {
	nonce := rand.Text()
	return &vault{
		redactor: r, nonce: nonce, values: map[string]secrets.Hidden[string]{},
		marks: regexp.MustCompile(`\$\{` + nonce + `:([A-Za-z_][A-Za-z0-9_]*)(?:#\d+ ([^}]*))?\}`),
	}
}

// TokenVariable is the name of an access token in reports and repeatable
// commands.
const TokenVariable = "WESTCON_TOKEN"

// hold puts a secret into the vault and returns its placeholder.
func (v *vault) hold(s environment.Secret) string {
	placeholder := "${" + v.nonce + ":" + s.Variable + "}"
	v.redactor.AddSecrets(s.Reveal())
	v.mu.Lock()
	defer v.mu.Unlock()
	v.values[placeholder] = secrets.Hide(s.Reveal())
	return placeholder
}

// holdToken is hold for an access token: many go by one name. The note is
// what reports say was sent; empty for a token as a client uses it.
func (v *vault) holdToken(value, note string) *Token {
	v.redactor.AddSecrets(value)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.tokens++
	placeholder := fmt.Sprintf("${%s:%s#%d %s}", v.nonce, TokenVariable, v.tokens, strings.ReplaceAll(note, "}", ""))
	v.values[placeholder] = secrets.Hide(value)
	return &Token{vault: v, placeholder: placeholder}
}

// fill puts the secrets into a text, each in the encoding of its place.
func (v *vault) fill(text string, encode func(string) string) string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.marks.ReplaceAllStringFunc(text, func(mark string) string {
		if value, ok := v.values[mark]; ok {
			return encode(value.Reveal())
		}
		return mark
	})
}

// public is a text as reports show it: secrets go by the name of a variable,
// such as ${WESTCON_PARTNER_KEY}, and tokens with a note by that.
func (v *vault) public(text string) string {
	return v.marks.ReplaceAllStringFunc(text, func(mark string) string {
		parts := v.marks.FindStringSubmatch(mark)
		if parts[2] != "" {
			return "[" + parts[2] + "]"
		}
		return "${" + parts[1] + "}"
	})
}

// variables are the names of the placeholders in texts that reports show by
// a name, each once. A name that stands in a text by itself is left out, so
// that no command fills in there what was not sent there.
func (v *vault) variables(texts ...string) []string {
	var names []string
	for _, text := range texts {
		for _, parts := range v.marks.FindAllStringSubmatch(text, -1) {
			if parts[2] == "" && !slices.Contains(names, parts[1]) {
				names = append(names, parts[1])
			}
		}
	}
	return slices.DeleteFunc(names, func(name string) bool {
		return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, "${"+name+"}") })
	})
}

// encodingOf is how a secret stands in a body of that type.
func encodingOf(contentType string) func(string) string {
	media, _, _ := mime.ParseMediaType(contentType)
	switch {
	case media == "application/x-www-form-urlencoded":
		return url.QueryEscape
	case strings.HasSuffix(media, "json"):
		return secrets.InJSON
	}
	return asItIs
}

func asItIs(s string) string { return s }
