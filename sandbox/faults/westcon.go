package faults

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	book "github.com/montcheck/montcheck/sandbox/westcon"
)

// Westcon is what deviations know of the sandbox's Westcon.
type Westcon struct {
	Path, Tokens   string // of the gateway, and below it of the token authority
	Resource       string // that tokens are asked for
	Partner, Other WestconPartner
	Special        book.Scenarios // of Partner
}

// WestconPartner is access to Westcon.
type WestconPartner struct{ ClientID, Secret, SubscriptionKey, PartnerKey string }

// westcon are the faults of WST: of access tokens, of the gateway, and of the status of orders.
func westcon() []Fault {
	return faultsOf("westcon", "westcon", westconService, slices.Concat(
		westconReached(), westconTokens(), westconTokenRefusals(), westconKeys(), westconBearers(), westconPartners(),
		westconRequests(), westconEdges(), westconForms(), westconDates(), westconNumbers(), westconLines(), westconUnions(),
		westconStates(), westconParents(), westconTwice(), westconSecrets(), westconMute(), westconProxies()))
}

const (
	keyHeader = "Ocp-Apim-Subscription-Key"
	noLine    = "000000" // parentERPLine of a line that has no parent
	notOwn    = "NAO"    // the status of a line that hides another partner's order
	errorHTML = "<!DOCTYPE html><html><body><h1>Server Error</h1></body></html>"
)

func (c *call) partner() WestconPartner { return c.proxy.host.Westcon.Partner }

func (c *call) special() book.Scenarios { return c.proxy.host.Westcon.Special }

// toAuthority tells whether a token is asked for, rather than the gateway.
func (c *call) toAuthority() bool { return c.URL.Path == c.proxy.host.Westcon.Tokens }

// granted tells whether the answer gives a token.
func (c *call) granted() bool { return c.toAuthority() && c.status == http.StatusOK }

// refusedToken tells whether the answer gives none.
func (c *call) refusedToken() bool { return c.toAuthority() && c.status >= 400 }

// refusedKey tells whether the gateway refused the subscription key.
func (c *call) refusedKey() bool {
	return !c.toAuthority() && c.status == http.StatusUnauthorized && has(c.body, "subscription")
}

// refusedBearer tells whether the gateway refused the token, and not the key.
func (c *call) refusedBearer() bool {
	return !c.toAuthority() && c.status == http.StatusUnauthorized && !has(c.body, "subscription")
}

// freshToken gets a partner a token that works.
func (c *call) freshToken(who WestconPartner) string {
	w := c.proxy.host.Westcon
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {who.ClientID}, "client_secret": {who.Secret}, "resource": {w.Resource}}
	r, err := http.NewRequest(http.MethodPost, w.Tokens, strings.NewReader(form.Encode()))
	if err != nil {
		return ""
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	var answer struct {
		Token string `json:"access_token"`
	}
	_ = json.Unmarshal(c.proxy.serve(r).body.Bytes(), &answer) // a refusal has none
	return answer.Token
}

// as asks again with a partner's credentials, whatever the client sent.
func (c *call) as(who WestconPartner) {
	c.Header.Set("Authorization", "Bearer "+c.freshToken(who))
	c.Header.Set(keyHeader, who.SubscriptionKey)
	c.requery(func(q map[string]any) { q["partnerKey"] = who.PartnerKey })
	c.forward()
}

// bearer is the token of the request.
func (c *call) bearer() string {
	_, token, _ := strings.Cut(c.Header.Get("Authorization"), " ")
	return token
}

// jwt is a part of the request's token: 0 its header, 1 its claims.
func (c *call) jwt(part int) map[string]any {
	var m map[string]any
	if parts := strings.Split(c.bearer(), "."); len(parts) == 3 {
		if text, err := base64.RawURLEncoding.DecodeString(parts[part]); err == nil {
			_ = json.Unmarshal(text, &m) // no JSON, no claims
		}
	}
	return m
}

// signature is the last part of the request's token.
func (c *call) signature() string {
	parts := strings.Split(c.bearer(), ".")
	return parts[len(parts)-1]
}

// remaining is how many seconds the request's token still lives; ok is false where it does not say.
func (c *call) remaining() (seconds float64, ok bool) {
	end, ok := c.jwt(1)["exp"].(float64)
	return end - float64(c.proxy.host.Now().Unix()), ok
}

// query is the request for orders without its wrapper; nil where it is none.
func (c *call) query() map[string]any {
	var body map[string]map[string]any
	if c.toAuthority() || json.Unmarshal(c.sent, &body) != nil {
		return nil
	}
	return body["mT_OrderStatus_API_REQ"]
}

// requery changes the request for orders.
func (c *call) requery(f func(map[string]any)) {
	if q := c.query(); q != nil {
		f(q)
		c.sent = toJSON(map[string]any{"mT_OrderStatus_API_REQ": q})
	}
}

// numbers are the orders asked for, where they are texts.
func (c *call) numbers() []string {
	var all []string
	list, _ := c.query()["order"].([]any)
	for _, n := range list {
		if text, ok := n.(string); ok {
			all = append(all, text)
		}
	}
	return all
}

// firstNumber is the first of them; empty where there is none.
func (c *call) firstNumber() string {
	if all := c.numbers(); len(all) > 0 {
		return all[0]
	}
	return ""
}

// by is the sort of number that orders are asked for by: W or C.
func (c *call) by() string { by, _ := c.query()["orderType"].(string); return by }

// orderLine is a line of an order's status.
type orderLine = map[string]any

// lines are the lines of the answer; ok is false where it has none.
func (c *call) lines() (lines []orderLine, ok bool) {
	var body map[string][]orderLine
	if c.toAuthority() || c.status != http.StatusOK || json.Unmarshal(c.body, &body) != nil {
		return nil, false
	}
	lines, ok = body["MT_OrderStatus_Response"]
	return lines, ok
}

func (c *call) setLines(lines []orderLine) {
	c.body = toJSON(map[string]any{"MT_OrderStatus_Response": lines})
}

func toJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // it came out of JSON
	}
	return b
}
