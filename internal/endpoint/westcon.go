package endpoint

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"math"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/net/http/httpguts"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/secrets"
)

// Access are the placeholders by which a spec puts Westcon's credentials into
// a header, a form or JSON. The target fills them in when a request leaves,
// in the encoding of the place.
type Access struct{ ClientID, ClientSecret, Resource, SubscriptionKey, PartnerKey string }

// hold keeps what Westcon's tokens are got with (D2's client_id, client_secret and resource), and what its requests
// carry.
func (t *Target) hold(c environment.Westcon) {
	t.vault = newVault(t.redactor)
	t.redactor.Add(secrets.Pair(c.ClientID.Reveal(), c.ClientSecret.Reveal())...)
	t.Access = Access{
		ClientID: t.vault.hold(c.ClientID), ClientSecret: t.vault.hold(c.ClientSecret),
		Resource:        t.vault.hold(c.Resource),
		SubscriptionKey: t.vault.hold(c.SubscriptionKey), PartnerKey: t.vault.hold(c.PartnerKey),
	}
}

// fill is header and body as they are sent, with the secrets of the vault.
func (u unrecorded) fill() (http.Header, string) {
	header := u.header.Clone()
	if u.vault == nil {
		return header, u.text
	}
	text := u.vault.fill(u.text, encodingOf(header.Get("Content-Type")))
	for _, values := range header {
		for i := range values {
			values[i] = u.vault.fill(values[i], asItIs)
		}
	}
	return header, text
}

// publicRequest is a request as reports show it.
func (v *vault) publicRequest(q run.Request) run.Request {
	texts := []string{q.Body}
	header := run.Header{}
	for _, name := range slices.Sorted(maps.Keys(q.Header)) {
		for _, value := range q.Header[name] {
			texts = append(texts, value)
			header[name] = append(header[name], v.public(value))
		}
	}
	q.URL, q.Header, q.Body, q.Variables = v.public(q.URL), header, v.public(q.Body), v.variables(texts...)
	return q
}

// Grant is the answer to a token request.
type Grant struct {
	*Answer
	Token   *Token // nil where the client got none
	Trouble string // why not, in the client's words
}

// AskToken asks Westcon's authority for an access token with the ordinary
// OAuth client: D2, POST .../oauth2/token. The resource is a placeholder or
// one that is no secret. The error is the harness's.
func (t *Target) AskToken(ctx context.Context, resource string) (*Grant, error) {
	transport := &tokenTransport{target: t}
	config := clientcredentials.Config{
		ClientID: t.vault.fill(t.Access.ClientID, asItIs), ClientSecret: t.vault.fill(t.Access.ClientSecret, asItIs),
		TokenURL: t.Tokens.URL.String(), AuthStyle: oauth2.AuthStyleInParams,
		EndpointParams: url.Values{"resource": {t.vault.fill(resource, asItIs)}},
	}
	client := &http.Client{
		Transport: transport,
		// the secret stays with the authority
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	token, err := config.Token(context.WithValue(ctx, oauth2.HTTPClient, client))
	switch {
	case transport.err != nil:
		return nil, transport.err
	case transport.answer == nil:
		return nil, fmt.Errorf("no token was asked for: %s", t.Redact(err.Error()))
	case err != nil:
		return &Grant{Answer: transport.answer, Trouble: troubleWith(err, transport.answer)}, nil
	}
	if !httpguts.ValidHeaderFieldValue(token.AccessToken) {
		return &Grant{Answer: transport.answer, Trouble: "the token holds characters that no header can carry"}, nil
	}
	note := ""
	if resource != t.Access.Resource {
		note = "an access token for " + resource
	}
	return &Grant{Answer: transport.answer, Token: t.vault.holdToken(token.AccessToken, note)}, nil
}

// tokenTransport carries the requests of the OAuth client through the
// target, so that they are recorded as a spec's own.
type tokenTransport struct {
	target *Target
	answer *Answer
	err    error // of the harness
}

// RoundTrip sends a token request and returns the answer as it came.
func (c *tokenTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body.Close()
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, err
	}
	var raw []byte
	call := c.target.Prepare(r.Context(), c.target.Tokens, Request{
		Operation: TokenOperation, Method: r.Method, URL: r.URL.String(), Header: r.Header,
		Body: c.target.placeheld(form), Reads: true,
	})
	call.unrecorded.raw = &raw
	if c.answer, c.err = call.Send(r.Context()); c.err != nil {
		return nil, c.err
	}
	header := c.answer.Header().Clone()
	header.Del("Content-Encoding")                                        // undone already
	if start := bytes.TrimSpace(raw); len(start) > 0 && start[0] == '{' { // the client takes a text/plain for a form
		header.Set("Content-Type", "application/json")
		raw = withPlainLife(raw)
	}
	return &http.Response{
		Status:     fmt.Sprintf("%d %s", c.answer.Status(), http.StatusText(c.answer.Status())),
		StatusCode: c.answer.Status(),
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: header, ContentLength: int64(len(raw)), Body: io.NopCloser(bytes.NewReader(raw)), Request: r,
	}, nil
}

// TokenOperation is the operation of a token request.
const TokenOperation = "oauth2/token"

// placeheld is a form with the placeholders of what it holds of the vault.
func (t *Target) placeheld(form url.Values) string {
	known := map[string]string{"client_id": t.Access.ClientID, "client_secret": t.Access.ClientSecret,
		"resource": t.Access.Resource}
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(form)) {
		for _, value := range form[name] {
			text := url.QueryEscape(value)
			if placeholder := known[name]; placeholder != "" && t.vault.fill(placeholder, asItIs) == value {
				text = placeholder
			}
			if b.Len() > 0 {
				b.WriteByte('&')
			}
			b.WriteString(url.QueryEscape(name) + "=" + text)
		}
	}
	return b.String()
}

// withPlainLife writes expires_in with its digits alone, where it is a number
// of JSON that is whole and written otherwise, such as 3599.0: the client
// reads no other, but it means the same.
func withPlainLife(answer []byte) []byte {
	d := jsontext.NewDecoder(bytes.NewReader(answer), jsontext.AllowDuplicateNames(true),
		jsontext.AllowInvalidUTF8(true))
	if _, err := d.ReadToken(); err != nil {
		return answer
	}
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return answer
		}
		isLife := name.String() == "expires_in"
		value, err := d.ReadValue()
		if err != nil {
			return answer
		}
		if !isLife || value.Kind() != '0' {
			continue
		}
		if seconds, err := strconv.ParseFloat(string(value), 64); err == nil && seconds == math.Trunc(seconds) &&
			math.Abs(seconds) < 1<<53 {
			end := int(d.InputOffset())
			return slices.Concat(answer[:end-len(value)], strconv.AppendInt(nil, int64(seconds), 10), answer[end:])
		}
	}
	return answer
}

// wrongType finds in an error of the client which member has the wrong type.
var wrongType = regexp.MustCompile(`cannot unmarshal (array|object|string|number|bool)\b.* into Go (?:struct field ` +
	`tokenJSON\.(\w+)|value) of type`)

// troubleWith says why the client found no token, without a word of the
// answer's: any of it may be the token.
func troubleWith(err error, a *Answer) string {
	text := err.Error()
	switch found := wrongType.FindStringSubmatch(text); {
	case a.Status() != http.StatusOK:
		return fmt.Sprintf("the answer is HTTP status %d%s", a.Status(), oauthError(a))
	case found != nil:
		return fmt.Sprintf("%s can't be of the type %s", cmp.Or(found[2], "the answer"), found[1])
	case strings.Contains(text, "strconv."), strings.Contains(text, "invalid number literal"):
		return "expires_in is no whole number of seconds"
	case strings.Contains(text, "cannot parse json"):
		return "the answer is not JSON"
	case strings.Contains(text, "missing access_token"):
		return "the answer has no access_token, or an empty one"
	}
	return "the answer can't be read as one with a token"
}
