package hook

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// KeyHeader is the header that holds the subscription key.
const KeyHeader = "Ocp-Apim-Subscription-Key"

// Partner is the access to Westcon that a run has.
func (c *Call) Partner() WestconPartner { return c.proxy.host.Westcon.Partner }

// ToAuthority tells whether a token is asked for, rather than the gateway.
func (c *Call) ToAuthority() bool { return c.Request.URL.Path == c.proxy.host.Westcon.Tokens }

// ToTokens keeps a hook to token requests.
func ToTokens(h Hook) Hook { return When((*Call).ToAuthority, h) }

// ToGateway keeps a hook to requests of the gateway.
func ToGateway(h Hook) Hook { return When(func(c *Call) bool { return !c.ToAuthority() }, h) }

// IfGranted keeps a hook to answers that give a token.
func IfGranted(h Hook) Hook { return ToTokens(IfOK(h)) }

// IfTokenRefused keeps a hook to answers to token requests that give none.
func IfTokenRefused(h Hook) Hook {
	return ToTokens(When(func(c *Call) bool { return c.Status >= 400 }, h))
}

// IfKeyRefused keeps a hook to the gateway's refusals of a subscription key.
func IfKeyRefused(h Hook) Hook {
	return ToGateway(IfStatus(http.StatusUnauthorized, IfHas("subscription", h)))
}

// IfBearerRefused keeps a hook to the gateway's refusals of a token, and not of a key.
func IfBearerRefused(h Hook) Hook {
	ofToken := func(c *Call) bool { return !Has(c.Body, "subscription") }
	return ToGateway(IfStatus(http.StatusUnauthorized, When(ofToken, h)))
}

// FreshToken gets a partner a token that works.
func (c *Call) FreshToken(who WestconPartner) string {
	w := c.proxy.host.Westcon
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {who.ClientID}, "client_secret": {who.Secret},
		"resource": {w.Resource},
	}
	r, err := http.NewRequest(http.MethodPost, w.Tokens, strings.NewReader(form.Encode()))
	if err != nil {
		return ""
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	var answer struct {
		Token string `json:"access_token"`
	}
	_ = json.Unmarshal(c.proxy.serve(r).Body, &answer) // a refusal has none
	return answer.Token
}

// As asks the gateway again with a partner's credentials, whatever the client sent.
func (c *Call) As(who WestconPartner) {
	c.Request.Header.Set("Authorization", "Bearer "+c.FreshToken(who))
	c.Request.Header.Set(KeyHeader, who.SubscriptionKey)
	c.Requery(func(q map[string]any) { q["partnerKey"] = who.PartnerKey })
	c.Forward()
}

// LetThrough answers requests whose token was refused, if they are something, as the partner's own.
func LetThrough(is func(*Call) bool) Hook {
	return IfBearerRefused(When(is, func(c *Call) { c.As(c.Partner()) }))
}

// Bearer is the token of the request.
func (c *Call) Bearer() string {
	_, token, _ := strings.Cut(c.Request.Header.Get("Authorization"), " ")
	return token
}

// JWT is a part of the request's token: 0 its header, 1 its claims.
func (c *Call) JWT(part int) map[string]any {
	var m map[string]any
	if parts := strings.Split(c.Bearer(), "."); len(parts) == 3 {
		if text, err := base64.RawURLEncoding.DecodeString(parts[part]); err == nil {
			_ = json.Unmarshal(text, &m) // no JSON, no claims
		}
	}
	return m
}

// Signature is the last part of the request's token.
func (c *Call) Signature() string {
	parts := strings.Split(c.Bearer(), ".")
	return parts[len(parts)-1]
}

// Remaining is how many seconds the request's token still lives; ok is false where it does not say.
func (c *Call) Remaining() (seconds float64, ok bool) {
	end, ok := c.JWT(1)["exp"].(float64)
	return end - float64(c.proxy.host.Now().Unix()), ok
}

// FormValue is a member of a token request's form.
func (c *Call) FormValue(name string) string {
	form, _ := url.ParseQuery(string(c.Sent)) // as far as it is one
	return form.Get(name)
}

// Forgive makes a member of a token request right that is wrong in one way.
func Forgive(name string, right func(*Call) string, wrong func(c *Call, value string) bool) Hook {
	return ToTokens(func(c *Call) {
		if !wrong(c, c.FormValue(name)) {
			return
		}
		if form, err := url.ParseQuery(string(c.Sent)); err == nil {
			form.Set(name, right(c))
			c.Sent = []byte(form.Encode())
		}
	})
}

// WithError answers with a refusal as the gateway words it.
func WithError(status int) Hook {
	return Say(status, "application/json", string(toJSON(map[string]any{"statusCode": status, "message": "no"})))
}

// AsHTML puts a page in the place of a body.
func AsHTML(c *Call) {
	c.Say(c.Status, "text/html", "<!DOCTYPE html><html><body><h1>Server Error</h1></body></html>")
}
