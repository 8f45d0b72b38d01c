// Package gateway stands before Westcon's order status as Azure API Management does: it knows its operations, asks for
// the subscription's key, then counts the calls, then asks for the token, and tells errors by a status code and a
// message.
package gateway

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/montcheck/montcheck/sandbox/westcon"
)

// Orders are the orders behind the gateway.
type Orders interface {
	Lines(ctx context.Context, partnerKey string, whose westcon.Whose, numbers []string) ([][]westcon.Line, error)
}

// Config says what a gateway leads to, and who may pass.
type Config struct {
	Orders        Orders
	Subscriptions []string                                      // their keys
	Partners      map[string]string                             // partner keys, by client id
	Verify        func(token string) (client string, err error) // the client that a token was given to
	Now           func() time.Time
	Logger        *slog.Logger
}

// Gateway is a gateway. It is safe for concurrent use.
type Gateway struct {
	Config
	calls counter
}

// New returns a gateway with DefaultLimit.
func New(c Config) *Gateway {
	return &Gateway{Config: c, calls: counter{limit: DefaultLimit, windows: map[string]window{}}}
}

// The headers and names of API Management.
const (
	keyHeader = "Ocp-Apim-Subscription-Key"
	keyQuery  = "subscription-key"
)

// operation is the only one.
const operation = "Orders/orderStatus"

// refusal is an error of the gateway's or of what is behind it.
type refusal struct {
	Status  int    `json:"statusCode"`
	Message string `json:"message"`
}

// Serve answers at path, which is relative to the gateway. Paths are matched without regard to case.
func (g *Gateway) Serve(w http.ResponseWriter, r *http.Request, path string) {
	if r.Method != http.MethodPost || !strings.EqualFold(path, operation) {
		reply(w, refusal{http.StatusNotFound, "Resource not found"})
		return
	}
	client, refused := g.admit(w, r)
	if refused != nil {
		reply(w, *refused)
		return
	}
	answer, refused := g.orderStatus(w, r, g.Partners[client])
	if refused != nil {
		reply(w, *refused)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(answer) // a client that hung up needs no answer
}

// admit returns the client whose request may pass.
func (g *Gateway) admit(w http.ResponseWriter, r *http.Request) (client string, refused *refusal) {
	given := r.Header.Get(keyHeader)
	if given == "" {
		given = r.URL.Query().Get(keyQuery)
	}
	if given == "" {
		g.challenge(w, r)
		return "", &refusal{http.StatusUnauthorized,
			"Access denied due to missing subscription key. Send it in the header " + keyHeader + "."}
	}
	subscription, known := g.subscription(given)
	if !known {
		g.challenge(w, r)
		return "", &refusal{http.StatusUnauthorized,
			"Access denied due to invalid subscription key. Send the key of an active subscription."}
	}
	if wait := g.calls.count(subscription, g.Now()); wait > 0 {
		seconds := int64((wait + time.Second - 1) / time.Second)
		w.Header().Set("Retry-After", strconv.FormatInt(seconds, 10))
		return "", &refusal{http.StatusTooManyRequests,
			fmt.Sprintf("Rate limit is exceeded. Try again in %d seconds.", seconds)}
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		w.Header().Set("WWW-Authenticate", "Bearer")
		return "", &refusal{http.StatusUnauthorized, "Access denied: the request has no bearer token."}
	}
	client, err := g.Verify(strings.TrimSpace(token))
	if err != nil || g.Partners[client] == "" {
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
		return "", &refusal{http.StatusUnauthorized,
			"Access denied: the bearer token is not valid here, or not any more."}
	}
	return client, nil
}

// challenge says which header the key goes into. Hosts can hold no quotation mark: the server refuses those that do.
func (g *Gateway) challenge(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("WWW-Authenticate",
		`AzureApiManagementKey realm="`+r.Host+`/Orders",name="`+keyHeader+`",type="header"`)
}

func reply(w http.ResponseWriter, e refusal) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(e.Status)
	_ = json.NewEncoder(w).Encode(e) // a client that hung up needs no answer
}
