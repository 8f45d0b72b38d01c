package westcon

import (
	"context"
	"fmt"
	"net/http"
	"time"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/environment"
	. "github.com/montcheck/montcheck/internal/verdict"
)

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
	if len(s.t.Scenarios.All(environment.WestconOrders)) == 0 {
		return "this takes orders of the partner: configure " + environment.WestconOrders.String(), nil
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
	ask := func(token *endpoint.Token, after time.Duration, sort sort) (*answer, error) {
		if err := s.pause(ctx, after); err != nil {
			return nil, err
		}
		q := question{sort, byWestcon, []string{bare(s.t.Scenarios.All(environment.WestconOrders)[0])}}
		return s.send(ctx, s.t.Westcon, q, s.request(s.body(q.by, q.numbers), token.Bearer()))
	}
	cause = ""
	fresh := func(token *endpoint.Token) error {
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

// longestLifetime is what tokens of the authority live at most.
const longestLifetime = 28 * time.Hour

// tooOld is how long after its end a token must be refused at the latest:
// gateways allow clocks to differ by five minutes.
const tooOld = 5*time.Minute + time.Second

// farthest is how far a clock is moved on: a token that claims to live longer
// is not to be believed.
const farthest = 365 * 24 * time.Hour

// shortLife is a life of a token that a run can wait for.
const shortLife = 2 * time.Minute
