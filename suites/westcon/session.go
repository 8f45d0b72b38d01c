package westcon

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/schemas"
	"github.com/montcheck/montcheck/suites/transport"
)

// session is what the specs share.
type session struct {
	t *endpoint.Target

	mu      sync.Mutex
	answers []*answer
	asked   map[string]*answer // of single orders, by question

	token   *endpoint.Token // that the specs share, until it is used up
	tokenBy run.Key
	until   time.Time
	moved   time.Duration // by how much this suite moved the endpoint's clock on

	expired      *endpoint.Token // that time ran out for
	expiredNote  string
	expiredCause string // why there is none
	beforeEnd    *answer
	afterEnd     *answer

	shown []*line // of an own order, when the right request was last answered
}

// answer is an answer of Westcon's, validated and read.
type answer struct {
	*endpoint.Answer
	question question
	report   schemas.Report
	text     string             // the body, as far as it is looked at
	readings transport.Readings // of the body, once looked for
	status   *orderStatus
}

// question says what a request asks, for those who judge the answer.
type question struct {
	sort    sort
	by      string   // orderType: W or C
	numbers []string // of the orders asked for
}

// sort is the sort of a request.
type sort int

const (
	documented sort = iota // an order status, asked for as D2 says
	token                  // a token request that is right
	badToken               // a token request that must be refused
	keyless                // an order status without a valid subscription key
	stranger               // an order status without a valid token
	odd                    // anything else
)

// longest is how much of an answer is read: a thousand orders are short.
const longest = 16 << 20

// send sends a request and reads the answer. The error is the harness's.
func (s *session) send(ctx context.Context, service *endpoint.Service, q question,
	r endpoint.Request) (*answer, error) {
	r.Reads, r.Login = true, endpoint.Anonymous
	got, err := s.t.Prepare(ctx, service, r).Send(ctx)
	if err != nil {
		return nil, err
	}
	return s.keep(got, q)
}

// keep validates, reads and remembers an answer.
func (s *session) keep(got *endpoint.Answer, q question) (*answer, error) {
	a := &answer{Answer: got, question: q}
	if err := a.examine(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers = append(s.answers, a)
	return a, nil
}

// ask sends a request to the API, ending the spec where no answer comes.
func (s *session) ask(ctx context.Context, q question, r endpoint.Request) *answer {
	a, err := s.send(ctx, s.t.Westcon, q, r)
	verdict.Unable(ctx, err)
	return a
}

// schema is what an answer must satisfy; nil where it is free.
func (a *answer) schema() *schemas.JSONSchema {
	switch {
	case a.question.sort == token && a.Status() == http.StatusOK:
		return schemas.WestconToken
	case a.question.sort == token, a.question.sort == badToken:
		return schemas.WestconTokenError
	case a.Status() >= 400:
		return schemas.WestconGatewayError
	case a.Status() == http.StatusOK:
		return schemas.WestconOrderStatus
	}
	return nil
}

// longestPause is how long a run waits for one answer.
const longestPause = 5 * time.Minute

// tooLong is the error of a wait that a run has no time for.
type tooLong struct{ wait time.Duration }

func (e tooLong) Error() string { return fmt.Sprintf("the endpoint asks to wait %s", e.wait) }

// NotExercised gives the reason why a spec that meets it was not tried.
func (e tooLong) NotExercised() string {
	return fmt.Sprintf("the endpoint asks to wait %s (Retry-After), longer than a run waits: try again later", e.wait)
}

// pause lets time pass. An endpoint whose clock can be moved is moved on
// instead.
func (s *session) pause(ctx context.Context, d time.Duration) error {
	if d == 0 {
		return nil
	}
	if s.t.Control != nil {
		_, err := s.t.Steer(ctx, "clock", map[string]any{"advance": d.String()})
		s.moved += d
		return err
	}
	if d > longestPause {
		return tooLong{d}
	}
	return s.t.Wait(ctx, d)
}

// reads returns all that the body can be read as.
func (a *answer) reads() transport.Readings {
	if a.readings == nil {
		a.readings = transport.Read(a.text)
	}
	return a.readings
}

// about starts an assertion about an answer.
func (a *answer) about(ctx context.Context) verdict.Subject { return verdict.About(ctx, a.Key()) }

// reject ends the spec with one finding about the answer.
func (a *answer) reject(ctx context.Context, summary, expected, got string) {
	verdict.Reject(ctx, a.about(ctx).Finding(summary, expected, got))
}

// says is what an answer says, in a few words.
func (a *answer) says() string {
	if a.status != nil {
		return fmt.Sprintf("HTTP %d, %d lines", a.Status(), len(a.status.lines))
	}
	return fmt.Sprintf("HTTP %d, %s%s", a.Status(), a.Header().Get("Content-Type"), a.message())
}

// longestMessage is how much of a refusal's message is repeated, in runes.
const longestMessage = 160

// message is what a refusal says, where it is the JSON of the gateway or of
// the token authority.
func (a *answer) message() string {
	var refusal struct {
		Message     string `json:"message"`
		Description string `json:"error_description"`
	}
	if json.Unmarshal([]byte(a.text), &refusal) != nil { // what was read before a wrong type is of no use
		return ""
	}
	text := []rune(strings.Join(strings.Fields(cmp.Or(refusal.Message, refusal.Description)), " "))
	if len(text) > longestMessage {
		text = append(text[:longestMessage], '…')
	}
	if len(text) == 0 {
		return ""
	}
	return ": " + string(text)
}

// problem notes what a schema found wrong with an answer.
func (a *answer) problem(ctx context.Context, p schemas.Problem, found *verdict.Findings) {
	found.Add(a.about(ctx).At(placeOf(p)).Finding(p.Message, p.Expected, p.Got))
}

func placeOf(p schemas.Problem) run.Place {
	return run.Place{Path: p.Path, Line: p.Line, Column: p.Column, Offset: p.Offset}
}

// problems notes all that the schema found wrong with an answer and that
// breaks a requirement. Where an answer has more problems than are looked at,
// none of them proves nothing.
func (a *answer) problems(ctx context.Context, found *verdict.Findings, requirement string) {
	some := false
	for _, p := range a.report.Problems {
		if p.Requirement == requirement {
			a.problem(ctx, p, found)
			some = true
		}
	}
	if a.report.Truncated && !some {
		found.Settle(ctx)
		verdict.NotExercised(ctx, "an answer has more problems of form than are looked at: see %s",
			a.report.Problems[0].Requirement)
	}
}

// recorded returns the answers so far that are of a sort.
func (s *session) recorded(wanted func(*answer) bool) []*answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.answers), func(a *answer) bool { return !wanted(a) })
}
