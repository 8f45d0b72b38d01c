package target

import (
	"fmt"
	"mime"
	"net/url"
	"regexp"
	"strings"
	"sync"
)

// vault holds the secrets of Westcon. Requests carry placeholders such as
// ${WESTCON_PARTNER_KEY}, which are filled in when the request leaves: what
// is recorded never had the secret.
type vault struct {
	redactor *redactor

	mu     sync.Mutex
	values map[string]hidden[string] // by placeholder
	tokens int
}

// TokenVariable is the name of an access token in reports and repeatable
// commands.
const TokenVariable = "WESTCON_TOKEN"

// hold puts a secret into the vault and returns its placeholder.
func (v *vault) hold(s Secret) string {
	placeholder := "${" + s.Variable + "}"
	v.redactor.addSecrets(s.reveal())
	v.mu.Lock()
	defer v.mu.Unlock()
	v.values[placeholder] = s.value
	return placeholder
}

// holdToken is hold for an access token: many go by one name.
func (v *vault) holdToken(value, note string) *Token {
	v.redactor.addSecrets(value)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.tokens++
	placeholder := fmt.Sprintf("${%s#%d%s}", TokenVariable, v.tokens, note)
	v.values[placeholder] = hide(value)
	return &Token{vault: v, placeholder: placeholder}
}

// placeholders are the marks of the vault in a text.
var placeholders = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*)(#\d+([^}]*))?\}`)

// fill puts the secrets into a text, each in the encoding of its place.
func (v *vault) fill(text string, encode func(string) string) string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return placeholders.ReplaceAllStringFunc(text, func(mark string) string {
		if value, ok := v.values[mark]; ok {
			return encode(value.reveal())
		}
		return mark
	})
}

// public is a text as reports show it: tokens go by the name of a variable,
// altered ones by what was done to them.
func (v *vault) public(text string) string {
	return placeholders.ReplaceAllStringFunc(text, func(mark string) string {
		parts := placeholders.FindStringSubmatch(mark)
		switch {
		case parts[2] == "":
			return mark
		case parts[3] != "":
			return "[" + strings.TrimSpace(parts[3]) + "]"
		}
		return "${" + parts[1] + "}"
	})
}

// variables are the names of the placeholders in recorded texts, each once.
func (v *vault) variables(texts ...string) []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	var names []string
	seen := map[string]bool{}
	for _, text := range texts {
		for _, parts := range placeholders.FindAllStringSubmatch(text, -1) {
			_, held := v.values[parts[0]]
			if name := parts[1]; !seen[name] && (held || name == TokenVariable) {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	return names
}

// encodingOf is how a secret stands in a body of that type.
func encodingOf(contentType string) func(string) string {
	media, _, _ := mime.ParseMediaType(contentType)
	switch {
	case media == "application/x-www-form-urlencoded":
		return url.QueryEscape
	case strings.HasSuffix(media, "json"):
		return inJSON
	}
	return asItIs
}

func asItIs(s string) string { return s }
