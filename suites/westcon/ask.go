package westcon

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/verdict"
)

// The headers of a request to the API.
const (
	keyHeader   = "Ocp-Apim-Subscription-Key"
	tokenHeader = "Authorization"
)

// orderType says by whose number an order is asked for.
const (
	byWestcon  = "W"
	byCustomer = "C"
)

// toJSON writes a value as JSON, placeholders as they stand.
func toJSON(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // of texts and lists it can't fail
	}
	return strings.TrimSpace(b.String())
}

// body is the body of a request for orders: D2's wrapper. The order is what
// the member of that name holds.
func (s *session) body(by string, order any) string {
	return s.bodyOf(s.t.Access.PartnerKey, by, order)
}

func (s *session) bodyOf(partnerKey any, by string, order any) string {
	type wrapped struct {
		PartnerKey any    `json:"partnerKey,omitempty"`
		OrderType  string `json:"orderType"`
		Language   string `json:"language"`
		Order      any    `json:"order"`
	}
	return toJSON(map[string]any{"mT_OrderStatus_API_REQ": wrapped{partnerKey, by, "EN", order}})
}

// request is a request to the API with that body and token, and the
// subscription key.
func (s *session) request(body string, bearer string) endpoint.Request {
	h := http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json"},
		keyHeader: {s.t.Access.SubscriptionKey}}
	if bearer != "" {
		h.Set(tokenHeader, bearer)
	}
	return endpoint.Request{Operation: "orderStatus", Method: http.MethodPost,
		URL: s.t.Westcon.URL.String() + "/Orders/orderStatus", Header: h, Body: body}
}

// Probe makes the request that shows whether a token and the configured keys
// are let in: for an order that the environment names; nil where it names none.
func Probe(t *endpoint.Target) func(bearer string) *endpoint.Request {
	return func(bearer string) *endpoint.Request {
		if len(t.Scenarios.All(environment.WestconOrders)) == 0 {
			return nil
		}
		s := &session{t: t}
		r := s.plainRequest(bearer)
		r.Reads, r.Login = true, endpoint.Anonymous
		return &r
	}
}

// status asks for orders as D2 says.
func (s *session) status(ctx context.Context, by string, numbers ...string) *answer {
	a := s.statusAs(ctx, s.bearer(ctx), by, numbers...)
	if a.Status() == http.StatusUnauthorized {
		// the token may have come to its end: how long it lives is for WST-TOK-03 to say
		s.mu.Lock()
		s.token = nil
		s.mu.Unlock()
		a = s.statusAs(ctx, s.bearer(ctx), by, numbers...)
	}
	return a
}

// statusAs asks so with a token of the caller's choice.
func (s *session) statusAs(ctx context.Context, bearer, by string, numbers ...string) *answer {
	return s.ask(ctx, question{documented, by, numbers}, s.request(s.body(by, numbers), bearer))
}

// single asks for one order, once a run.
func (s *session) single(ctx context.Context, by, number string) *answer {
	key := by + " " + number
	s.mu.Lock()
	a := s.asked[key]
	s.mu.Unlock()
	if a == nil {
		var err error
		r := s.request(s.body(by, []string{number}), s.bearer(ctx))
		a, err = s.send(s.shared(ctx, key), s.t.Westcon, question{documented, by, []string{number}}, r)
		verdict.Unable(ctx, err)
		s.mu.Lock()
		s.asked[key] = a
		s.mu.Unlock()
	}
	verdict.From(ctx).Use(a.Key())
	return a
}

// shared is the context of an exchange that many specs look at.
func (s *session) shared(ctx context.Context, name string) context.Context {
	return verdict.With(ctx, verdict.NewState("shared / "+endpoint.Westcon+" / "+name, endpoint.Westcon, nil, s.t.Seed))
}

// lines returns what an answer to a documented question shows. It ends the
// spec where the answer can't be read, and names the requirement that says so.
func (a *answer) lines(ctx context.Context) []*line {
	if a.Status() != http.StatusOK {
		verdict.NotExercised(ctx, "the order status is not answered (%s): see WST-REQ-01", a.says())
	}
	if a.status == nil {
		verdict.NotExercised(ctx, "the order status can't be read: see WST-SCH-01")
	}
	return a.status.own()
}

// own returns the partner's orders that the environment names.
func (s *session) own(ctx context.Context) []string {
	if len(s.t.Scenarios.All(environment.WestconOrders)) == 0 {
		verdict.NotExercised(ctx, "this takes orders of the partner: configure %s", environment.WestconOrders)
	}
	return some(ctx, s.t.Scenarios.All(environment.WestconOrders))
}

// some are as many orders as are asked for one by one.
func some(ctx context.Context, numbers []string) []string {
	if len(numbers) > enough {
		verdict.Note(ctx, "%d of %d orders", enough, len(numbers))
		return numbers[:enough]
	}
	return numbers
}

// customers returns the partner's own numbers of orders: those that the
// environment names, else those that the answers name.
func (s *session) customers(ctx context.Context) []string {
	found := s.known(ctx)
	if len(found) == 0 {
		verdict.NotExercised(ctx, "no number of the partner's own is known: configure %s",
			environment.WestconCustomerOrders)
	}
	return found
}

// known are the same; none where none is known.
func (s *session) known(ctx context.Context) []string {
	if names := s.t.Scenarios.All(environment.WestconCustomerOrders); len(names) > 0 {
		return some(ctx, names)
	}
	var found []string
	for _, number := range s.t.Scenarios.All(environment.WestconOrders) {
		a := s.single(ctx, byWestcon, bare(number))
		if a.status == nil {
			continue
		}
		for _, l := range a.status.own() {
			if c := l.customer(); c != "" && !slices.Contains(found, c) {
				found = append(found, c)
			}
		}
		if len(found) >= enough {
			break
		}
	}
	return found
}

// form writes a form whose values may hold placeholders.
func form(pairs ...[2]string) string {
	var parts []string
	for _, p := range pairs {
		value := p[1]
		if !strings.HasPrefix(value, "${") {
			value = url.QueryEscape(value)
		}
		parts = append(parts, url.QueryEscape(p[0])+"="+value)
	}
	return strings.Join(parts, "&")
}

// bearer is the header with the token that the specs share. A token that is
// about to expire is replaced.
func (s *session) bearer(ctx context.Context) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token == nil || s.now().After(s.until) {
		s.mu.Unlock()
		grant, err := s.askToken(s.shared(ctx, "token"), s.t.Access.Resource)
		s.mu.Lock()
		verdict.Unable(ctx, err)
		if grant.Token == nil {
			verdict.NotExercised(ctx, "there is no access token: see WST-TOK-01")
		}
		s.token, s.tokenBy = grant.Token, grant.Key()
		life := cmp.Or(lifetime(grant.answer), usualLifetime)
		s.until = s.now().Add(max(life-time.Minute, life/2))
	}
	verdict.From(ctx).Use(s.tokenBy)
	return s.token.Bearer()
}

// usualLifetime is what a token lives whose answer does not say: as in D2's
// sample.
const usualLifetime = 3599 * time.Second

// now is the time of the endpoint, as far as this suite moved it on.
func (s *session) now() time.Time { return s.t.Now().Add(s.moved) }

// grant is an answer to a token request.
type grant struct {
	*answer
	Token   *endpoint.Token
	Trouble string
}

// grant asks for a token, ending the spec where no answer comes.
func (s *session) grant(ctx context.Context, resource string) *grant {
	g, err := s.askToken(ctx, resource)
	verdict.Unable(ctx, err)
	return g
}

// askToken asks for a token with the ordinary client. The error is the
// harness's.
func (s *session) askToken(ctx context.Context, resource string) (*grant, error) {
	q := question{sort: token}
	if resource != s.t.Access.Resource {
		q.sort = odd
	}
	got, err := s.t.AskToken(ctx, resource)
	if err != nil {
		return nil, err
	}
	a, err := s.keep(got.Answer, q)
	if err != nil {
		return nil, err
	}
	return &grant{a, got.Token, got.Trouble}, nil
}

// tokenType is the token_type of an answer; empty where it has none.
func tokenType(a *answer) string {
	var answer struct {
		Type string `json:"token_type"`
	}
	if json.Unmarshal([]byte(a.text), &answer) != nil {
		return ""
	}
	return answer.Type
}

// lifetime is how long a token works, as its answer says; 0 where it does not.
func lifetime(a *answer) time.Duration {
	var answer struct {
		ExpiresIn json.RawMessage `json:"expires_in"`
	}
	if json.Unmarshal([]byte(a.text), &answer) != nil {
		return 0
	}
	seconds, err := strconv.ParseFloat(plain(answer.ExpiresIn), 64) // 3599.0 is a JSON number, too
	if err != nil || seconds < 0 || seconds > 1<<32 || seconds != math.Trunc(seconds) {
		return 0
	}
	return time.Duration(seconds) * time.Second
}
