// Package authority gives access tokens as version 1 of Azure AD's token endpoint does for a client's own credentials:
// its parameters (with resource in place of scope), its answers, its errors with their codes, its signed JWTs.
package authority

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// Lifetime is how long a token is good for.
const Lifetime = 3599 * time.Second

// maxForm bounds a token request, in bytes.
const maxForm = 64 << 10

// Config says whom an authority serves.
type Config struct {
	Tenant   string            // its directory
	Resource string            // the application whose tokens Verify takes
	Others   []string          // other applications of the directory, which any client gets tokens for
	Clients  map[string]string // secrets, by client id
	Now      func() time.Time
	Logger   *slog.Logger
}

// Authority is a token authority. It is safe for concurrent use.
type Authority struct {
	Config
	signing func() (*keys, error)
	texts   atomic.Bool
}

// New returns an authority with a key of its own, which it makes when the first needs it.
func New(c Config) *Authority { return &Authority{Config: c, signing: newKeys()} }

// Texts tells whether answers have every value as text, with expires_on, not_before and resource, as version 1 has
// them. Else they are as D2 prints them, with numbers.
func (a *Authority) Texts() bool { return a.texts.Load() }

// SetTexts sets what Texts tells.
func (a *Authority) SetTexts(texts bool) { a.texts.Store(texts) }

// Serves tells whether an endpoint, such as "oauth2/token", is one of the authority's.
func Serves(endpoint string) bool {
	return strings.EqualFold(endpoint, tokenEndpoint) || strings.EqualFold(endpoint, keysEndpoint)
}

// The endpoints of a tenant.
const (
	tokenEndpoint = "oauth2/token"
	keysEndpoint  = "discovery/keys"
)

// Serve answers at an endpoint of a tenant.
func (a *Authority) Serve(w http.ResponseWriter, r *http.Request, tenant, endpoint string) {
	w.Header().Set("Cache-Control", "no-store, no-cache")
	w.Header().Set("Pragma", "no-cache")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	answer, err := any(nil), error(nil)
	switch {
	case !strings.EqualFold(tenant, a.Tenant):
		err = unknownTenant(tenant)
	case strings.EqualFold(endpoint, keysEndpoint):
		answer, err = a.publicKeys()
	default:
		answer, err = a.grant(w, r)
	}
	status := http.StatusOK
	if refused := (*refusal)(nil); errors.As(err, &refused) {
		status, answer = refused.status, refused.object(w, r, a.Now())
	} else if err != nil {
		a.Logger.Error("authority", "endpoint", endpoint, "error", err)
		status, answer = http.StatusServiceUnavailable, unavailable.object(w, r, a.Now())
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer) // a client that hung up needs no answer
}

// numbers is the answer as D2 prints it.
type numbers struct {
	TokenType    string `json:"token_type"`
	ExpiresIn    int64  `json:"expires_in"`
	ExtExpiresIn int64  `json:"ext_expires_in"`
	AccessToken  string `json:"access_token"`
}

// texts is the answer as version 1 gives it.
type texts struct {
	TokenType    string `json:"token_type"`
	ExpiresIn    string `json:"expires_in"`
	ExtExpiresIn string `json:"ext_expires_in"`
	ExpiresOn    string `json:"expires_on"`
	NotBefore    string `json:"not_before"`
	Resource     string `json:"resource"`
	AccessToken  string `json:"access_token"`
}

func (a *Authority) grant(w http.ResponseWriter, r *http.Request) (any, error) {
	if r.Method != http.MethodPost {
		return nil, onlyPost(r.Method)
	}
	form, err := readForm(w, r)
	if err != nil {
		return nil, err
	}
	client, err := a.authenticate(r, form)
	if err != nil {
		return nil, err
	}
	resource, err := a.resource(form.Get("resource"))
	if err != nil {
		return nil, err
	}
	token, from, until, err := a.issue(client, resource)
	if err != nil {
		return nil, err
	}
	lifetime := int64(Lifetime.Seconds())
	if !a.Texts() {
		return numbers{"Bearer", lifetime, lifetime, token}, nil
	}
	text := func(n int64) string { return strconv.FormatInt(n, 10) }
	return texts{"Bearer", text(lifetime), text(lifetime), text(until.Unix()), text(from.Unix()), resource, token}, nil
}

// resource returns the application that a name stands for.
func (a *Authority) resource(name string) (string, error) {
	if name == "" {
		return "", missing("resource")
	}
	for _, known := range append([]string{a.Resource}, a.Others...) {
		if strings.EqualFold(name, known) {
			return known, nil
		}
	}
	return "", unknownResource(name, a.Tenant)
}

// readForm reads the body where it is a form, each parameter once. Any other body has no parameters.
func readForm(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil ||
		kind != "application/x-www-form-urlencoded" {
		return url.Values{}, nil
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return nil, malformed
	}
	for name, values := range r.PostForm {
		if len(values) > 1 {
			return nil, duplicated(name)
		}
	}
	return r.PostForm, nil
}

// authenticate returns the client whose credentials came, in the form or by Basic.
func (a *Authority) authenticate(r *http.Request, form url.Values) (string, error) {
	switch grant := form.Get("grant_type"); grant {
	case "client_credentials":
	case "":
		return "", missing("grant_type")
	default:
		return "", unsupportedGrant(grant)
	}
	id, password, basic := r.BasicAuth()
	if basic {
		id = unescaped(id) // RFC 6749, section 2.3.1
	}
	if named := form.Get("client_id"); named != "" {
		if basic && !strings.EqualFold(named, id) {
			return "", malformed
		}
		id = named
	}
	if id == "" {
		return "", missing("client_id")
	}
	id = strings.ToLower(id)
	secret, known := a.Clients[id]
	if !known {
		return "", unknownClient(id, a.Tenant)
	}
	given := form.Get("client_secret")
	switch {
	case given != "":
		if !same(given, secret) {
			return "", wrongSecret(id)
		}
	case password != "":
		// Some clients escape the secret, as RFC 6749 says, and some don't.
		if !same(password, secret) && !same(unescaped(password), secret) {
			return "", wrongSecret(id)
		}
	default:
		return "", noSecret
	}
	return id, nil
}

func unescaped(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

// same compares in constant time, whatever the lengths.
func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}
