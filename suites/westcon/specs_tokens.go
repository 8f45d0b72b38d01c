package westcon

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/run"
	. "github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/internal/target"
	"github.com/montcheck/montcheck/suites/transport"
)

// reached decides how the services are reached: D2's addresses.
func (s *session) reached() {
	It("is reached by HTTPS with certificates that verify", Decides("WST-TLS-01"), func(ctx SpecContext) {
		asked := s.grant(ctx, s.t.Access.Resource).answer
		api := s.ask(ctx, question{sort: odd},
			target.Request{Operation: "the API's root", URL: s.t.Westcon.URL.String()})
		for _, a := range []*answer{asked, api} {
			u := s.t.Westcon.URL
			if a == asked {
				u = s.t.Tokens.URL
			}
			wrong, note := transport.Protected(u, &a.Exchange)
			if wrong.Summary != "" {
				a.reject(ctx, wrong.Summary, wrong.Expected, wrong.Got)
			}
			Note(ctx, "%s: %s", u.Host, note)
		}
	})
}

// longestLifetime is what tokens of the authority live at most.
const longestLifetime = 28 * time.Hour

// tokens decides who gets an access token: D2, POST .../oauth2/token.
func (s *session) tokens() {
	It("gives the client an access token", Decides("WST-TOK-01"), func(ctx SpecContext) {
		g := s.grant(ctx, s.t.Access.Resource)
		g.about(ctx).Expect(g.Status()).To(Is(200), "the client's credentials get no token")
		var found Findings
		g.problems(ctx, &found, "WST-TOK-01")
		found.Settle(ctx)
		if g.Token == nil {
			g.reject(ctx, "the ordinary OAuth client finds no token in the answer", "a token", g.Trouble)
		}
		if !g.isJSON() {
			Warn(ctx, g.about(ctx).Finding("the token is not declared as JSON, as OAuth has it (RFC 6749, section "+
				"5.1): some clients find none then",
				"Content-Type: application/json", fmt.Sprintf("Content-Type: %q", g.Header().Get("Content-Type"))))
		}
		if sort := tokenType(g.answer); sort != "Bearer" {
			Warn(ctx,
				g.about(ctx).Finding("token_type is written otherwise than D2 has it; OAuth "+
					"leaves the letters' case open", "Bearer", sort))
		}
		life := lifetime(g.answer)
		if life > longestLifetime {
			Warn(ctx,
				g.about(ctx).Finding("the token lives for very long", "about an hour, as D2's sample has it",
					life.String()))
		}
		Note(ctx, "it lives %s", life)
	})

	refuses := func(id, what string, forms ...func() string) {
		It("gives no token "+what, Decides(id), func(ctx SpecContext) {
			var found Findings
			s.whileGranting(ctx, func() {
				for i, f := range forms {
					for n := 0; n == 0 || i == 0 && n < askings; n++ {
						if a := s.askAuthority(ctx, f()); givesToken(a) {
							found.Add(
								a.about(ctx).Finding("a token is given "+what,
									"status 400 or 401, and no token", a.says()))
						}
					}
				}
			})
			found.Settle(ctx)
		})
	}
	with := func(changes ...[2]string) func() string {
		return func() string { return form(s.credentials(changes...)...) }
	}
	refuses("WST-TOK-04", "for a wrong secret",
		with([2]string{"client_secret", "montcheck-wrong-secret"}),
		func() string { return form(s.credentials()...) + "montcheck" }, // the last member is the secret
		with([2]string{"client_secret", ""}), with([2]string{"client_secret", absent}))
	refuses("WST-TOK-05", "to an unknown client", with([2]string{"client_id", unknownID}))
	refuses("WST-TOK-06", "without grant_type or client_id",
		with([2]string{"grant_type", absent}), with([2]string{"grant_type", "montcheck"}),
		with([2]string{"client_id", absent}))
	refuses("WST-TOK-07", "for an unknown resource", with([2]string{"resource", unknownID}))
}

// unknownID is an id that no client and no resource has.
const unknownID = "6d6f6e74-6368-4e63-8b00-000000000000"

// absent marks a member of a form that is left out.
const absent = "\x00"

// credentials are the members of a token request, some changed or absent. The
// secret is the last.
func (s *session) credentials(changes ...[2]string) [][2]string {
	all := [][2]string{{"grant_type", "client_credentials"}, {"client_id", s.t.Access.ClientID},
		{"resource", s.t.Access.Resource}, {"client_secret", s.t.Access.ClientSecret}}
	var left [][2]string
	for _, member := range all {
		for _, c := range changes {
			if c[0] == member[0] {
				member[1] = c[1]
			}
		}
		if member[1] != absent {
			left = append(left, member)
		}
	}
	return left
}

// askAuthority sends a token request that must be refused.
func (s *session) askAuthority(ctx context.Context, body string) *answer {
	a, err := s.send(ctx, s.t.Tokens, question{sort: badToken}, s.tokenRequest(body))
	Unable(ctx, err)
	return a
}

// tokenRequest is a request to the authority with a form.
func (s *session) tokenRequest(body string) target.Request {
	return target.Request{
		Operation: target.TokenOperation, Method: http.MethodPost, URL: s.t.Tokens.URL.String(),
		Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, Body: body,
	}
}

// givesToken tells whether an answer carries a token: as JSON, at whatever
// depth, or as the form that some client might read.
func givesToken(a *answer) bool {
	var whole any
	if json.Unmarshal([]byte(a.text), &whole) == nil {
		return holdsToken(whole)
	}
	form, err := url.ParseQuery(strings.TrimSpace(a.text))
	return err == nil && form.Get("access_token") != ""
}

// holdsToken tells whether a value of JSON has a member access_token that
// holds something.
func holdsToken(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			if strings.EqualFold(name, "access_token") && value != nil && value != "" || holdsToken(value) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, holdsToken)
	}
	return false
}

// tooOld is how long after its end a token must be refused at the latest:
// gateways allow clocks to differ by five minutes.
const tooOld = 5*time.Minute + time.Second

// farthest is how far a clock is moved on: a token that claims to live longer
// is not to be believed.
const farthest = 365 * 24 * time.Hour

// shortLife is a life of a token that a run can wait for.
const shortLife = 2 * time.Minute

// expiry decides how long a token works.
func (s *session) expiry() {
	It("answers with a token until it expires, and not after", Decides("WST-TOK-03"), func(ctx SpecContext) {
		s.expire(ctx)
		switch s.beforeEnd.Status() {
		case 200:
		case 401, 403:
			s.beforeEnd.reject(ctx, "a token does not work although its time is not over", "HTTP 200",
				s.beforeEnd.says())
		default:
			NotExercised(ctx, "the order status is not answered (%s): see WST-REQ-01", s.beforeEnd.says())
		}
		if s.afterEnd.Status() == 200 {
			s.afterEnd.reject(ctx, "a token works although its time is over", "status 401", s.afterEnd.says())
		}
		if !s.afterEnd.refuses() {
			NotExercised(ctx, "an answer that is neither an order status nor a refusal proves nothing: %s",
				s.afterEnd.says())
		}
		Note(ctx, "%s", s.expiredNote)
	})
	It("refuses an expired token", Decides("WST-AUTH-05"), func(ctx SpecContext) {
		s.expire(ctx)
		s.refused(ctx, s.afterEnd, "with an expired token")
	})
}

// expire lets the time of a token run out, once a run, and asks with it
// shortly before its end and well after.
func (s *session) expire(ctx context.Context) {
	if s.expired == nil && s.expiredCause == "" {
		var err error
		s.expiredCause, err = s.letExpire(s.shared(ctx, "expiry"))
		Unable(ctx, err)
	}
	if s.expiredCause != "" {
		NotExercised(ctx, "%s", s.expiredCause)
	}
	for _, a := range []*answer{s.beforeEnd, s.afterEnd} {
		From(ctx).Use(a.Key())
	}
}

// letExpire returns why no token can be let expire; the error is the
// harness's.
func (s *session) letExpire(ctx context.Context) (cause string, err error) {
	if len(s.t.Scenarios.WestconOrders) == 0 {
		return "this takes orders of the partner: configure scenarios.westcon_orders", nil
	}
	g, err := s.askToken(ctx, s.t.Access.Resource)
	if err != nil {
		return "", err
	}
	if life := lifetime(g.answer); s.t.Control != nil && life < farthest {
		// one that the authority gave before must be told as old as it is
		if err := s.pause(ctx, life/2); err != nil {
			return "", err
		}
		if g, err = s.askToken(ctx, s.t.Access.Resource); err != nil {
			return "", err
		}
	}
	life := lifetime(g.answer)
	switch {
	case g.Token == nil:
		return "there is no access token: see WST-TOK-01", nil
	case s.t.Control == nil && life > shortLife:
		return fmt.Sprintf("a token lives %s, and this endpoint's clock can't be moved on (control)", life), nil
	case life <= 0:
		return "the answer does not say how long the token lives: see WST-TOK-01", nil
	}
	life = min(life, farthest)
	ask := func(token *target.Token, after time.Duration, sort sort) (*answer, error) {
		if err := s.pause(ctx, after); err != nil {
			return nil, err
		}
		q := question{sort, byWestcon, []string{bare(s.t.Scenarios.WestconOrders[0])}}
		return s.send(ctx, s.t.Westcon, q, s.request(s.body(q.by, q.numbers), token.Bearer()))
	}
	cause = ""
	fresh := func(token *target.Token) error {
		a, err := ask(token, 0, odd)
		if err == nil && (a.Status() != http.StatusOK || a.status == nil || len(a.status.own()) == 0) {
			cause = fmt.Sprintf("no order is shown with a fresh token either (%s): see WST-REQ-01 and WST-ORD-13",
				a.says())
		}
		return err
	}
	if err := fresh(g.Token); err != nil || cause != "" {
		return cause, err
	}
	s.token = nil // what the specs share grows as old
	margin := min(life/4, time.Minute)
	if s.beforeEnd, err = ask(g.Token.As("an access token shortly before its end"), life-margin, odd); err != nil {
		return "", err
	}
	if s.afterEnd, err = ask(g.Token.As("an expired access token"), margin+tooOld, stranger); err != nil {
		return "", err
	}
	now, err := s.askToken(ctx, s.t.Access.Resource)
	if err != nil || now.Token == nil {
		return "once the token's time was over, no fresh one was given: see WST-TOK-01", err
	}
	if err := fresh(now.Token); err != nil || cause != "" {
		return cause, err
	}
	s.expired = g.Token
	s.expiredNote = fmt.Sprintf("asked %s before its end, and %s after", margin, tooOld)
	return "", nil
}

// limits decides what a client that asks too often is told, and that the
// services are there.
func (s *session) limits() {
	It("can be had whenever it is asked", Decides("WST-AVL-01"), func(ctx SpecContext) {
		s.bearer(ctx)
		transport.Available(ctx, s.t, target.Westcon)
	})
	It("tells a client that asks too often when to come again", Decides("WST-LIM-01"), func(ctx SpecContext) {
		if s.t.Control != nil {
			s.provokeLimit(ctx)
		}
		seen := s.tooMany()
		if len(seen) == 0 {
			NotExercised(ctx,
				"no answer of this run had the status 429, and none is provoked where the limit can't be set")
		}
		var found Findings
		for _, limited := range seen {
			From(ctx).Use(limited.key)
			if !limited.ok {
				found.Add(About(ctx, limited.key).Finding("a 429 does not say when to come again",
					"Retry-After: a number of seconds, or a date", fmt.Sprintf("Retry-After: %q", limited.retryAfter)))
			}
		}
		found.Settle(ctx)
		Note(ctx, "%d answers with status 429", len(seen))
	})
}

// limited is a try that was answered with 429.
type limited struct {
	key        run.Key
	retryAfter string
	ok         bool // it can be read
}

// tooMany are the tries of the run that were answered with 429.
func (s *session) tooMany() []limited {
	var all []limited
	add := func(key run.Key, header http.Header) {
		_, ok := target.RetryAfter(header, s.t.Now())
		all = append(all, limited{key, header.Get("Retry-After"), ok})
	}
	for _, a := range s.t.Recorder.Answers() {
		if a.Exchange.Module != target.Westcon {
			continue
		}
		for _, r := range a.Exchange.Retries {
			if r.Status == http.StatusTooManyRequests {
				add(a.Key(), http.Header{"Retry-After": {r.RetryAfter}})
			}
		}
		if a.Exchange.Response != nil && a.Status() == http.StatusTooManyRequests {
			add(a.Key(), a.Header())
		}
	}
	return all
}

// tight is what the limit is set to, to reach it.
var tight = map[string]any{"calls": 3, "seconds": 20}

// obeyed is how often a refusal is waited out before it counts.
const obeyed = 3

// provokeLimit sets a limit, goes beyond it, waits as it is told, and expects
// to be answered then. It puts the former limit back.
func (s *session) provokeLimit(ctx context.Context) {
	bearer := s.bearer(ctx)
	former, err := s.t.Inspect(ctx, "gateway")
	if err != nil {
		NotExercised(ctx, "this endpoint's limit can't be read, to put it back: %s", err)
	}
	if _, err := s.t.Steer(ctx, "gateway", tight); err != nil {
		NotExercised(ctx, "this endpoint's limit can't be set: %s", err)
	}
	defer func() {
		_, err := s.t.Steer(ctx, "gateway", former)
		Unable(ctx, err)
	}()
	q := question{documented, byWestcon, []string{"1"}}
	r := s.request(s.body(q.by, q.numbers), bearer)
	r.Once = true // what is looked at here is the refusal
	var limited *answer
	for range 6 {
		a, err := s.send(ctx, s.t.Westcon, q, r)
		Unable(ctx, err)
		if a.Status() == http.StatusTooManyRequests {
			limited = a
			break
		}
	}
	if limited == nil {
		NotExercised(ctx, "a limit of %v calls in %v seconds was not held against 6 calls", tight["calls"],
			tight["seconds"])
	}
	// Whoever shares the limit may have used it up again, so one more refusal
	// decides nothing.
	var wait time.Duration
	for range obeyed {
		var ok bool
		if wait, ok = target.RetryAfter(limited.Header(), s.t.Now()); !ok {
			return // for the spec to judge
		}
		Unable(ctx, s.pause(ctx, wait))
		limited, err = s.send(ctx, s.t.Westcon, q, r)
		Unable(ctx, err)
		if limited.Status() != http.StatusTooManyRequests {
			return
		}
	}
	limited.reject(ctx,
		fmt.Sprintf("%d times after the time that Retry-After names, requests still are too many", obeyed),
		"an answer after "+wait.String(), limited.says())
}
