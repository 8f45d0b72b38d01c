// Package catalogue is the catalogue of MONT Content as answers tell it: asked for, read, recognised, validated, kept
// at a fence, and held against each other. The specs are written with it.
package catalogue

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/internal/verdict"
)

// Session is what the specs of one run share: how to ask, what was answered
// so far, and the full lists.
type Session struct {
	Target *endpoint.Target
	memory *memory

	mu      sync.Mutex
	answers []*Answer // without their entities
	lists   *lists
	First   *lists                    // as they were before the versions first moved
	Began   Fence                     // the versions that the run saw first
	fresh   string                    // the spec that began last, and keeps to the lists
	kept    int                       // specs that began since the versions were asked for
	states  map[string]*verdict.State // of what specs share, by name
	pending *comparison               // of the spec at work
	names   int                       // given to entities so far
	sent    atomic.Int64              // requests to the service
	added   map[Ref]bool              // through the control door, and not removed yet
	left    []Steered                 // products that earlier runs left behind, not taken yet
	sawLeft bool
	owner   *verdict.State     // of the spec that last had entities of its own
	stays   []string           // ids of its products that stay
	Opened  map[string]*Answer // of methods to the right login, after a wrong one
}

func NewSession(t *endpoint.Target) *Session {
	return &Session{Target: t, memory: newMemory(), states: map[string]*verdict.State{}, added: map[Ref]bool{}}
}

// Call is a request with its key, not sent yet.
type Call struct {
	*endpoint.Call
	session *Session
	ctx     context.Context
	Method  montcontent.Method
	asks    []any
	plain   bool
	login   endpoint.Login
}

// Prepare makes a call with sound arguments.
func (s *Session) Prepare(ctx context.Context, m montcontent.Method, arguments ...any) *Call {
	path, err := m.Path(s.Target.Content.Forms, arguments...)
	verdict.Unable(ctx, err)
	c := s.At(ctx, m, path, endpoint.Own, true)
	c.asks = arguments
	return c
}

// At makes a call to a path below the service.
func (s *Session) At(ctx context.Context, m montcontent.Method, path string, login endpoint.Login, plain bool) *Call {
	return &Call{
		Call: s.Target.Prepare(ctx, s.Target.Content, endpoint.Request{
			Operation: m.Name, URL: s.Target.Content.URL.String() + "/" + path, Login: login,
		}),
		session: s, ctx: ctx, Method: m, plain: plain, login: login,
	}
}

// Do sends the call, validates the answer and reads it. The error is the
// harness's, or of an endpoint that did not answer.
func (c *Call) Do() (*Answer, error) {
	a, err := c.send()
	if err == nil {
		c.remember(a)
	}
	return a, err
}

// send is do without keeping the answer for later specs.
func (c *Call) send() (*Answer, error) {
	a, err := c.attempt()
	if err != nil {
		return c.session.askedAgain(c, err)
	}
	return a, nil
}

// attempt is send without the questions that tell whether an endpoint hangs up on this one only: those take keys, and
// are for after what was sent together.
func (c *Call) attempt() (*Answer, error) {
	if c.session.sent.Add(1) > most {
		return nil, spent{}
	}
	got, err := c.Send(c.ctx)
	var away *endpoint.Unavailable
	if errors.As(err, &away) && !away.Limited() {
		got, err = away.Answer, nil // for the method's own requirement to judge
	}
	if err != nil {
		u := unfinished(c, err)
		if u == nil || u.Answer.Exchange.Response == nil {
			return nil, err
		}
		got = u.Answer
	}
	return c.read(got, err)
}

// read reads an answer; err is why it did not come to its end.
func (c *Call) read(got *endpoint.Answer, err error) (*Answer, error) {
	a := &Answer{Answer: got, ctx: c.ctx, Method: c.Method, Asks: c.asks, base: c.session.Target.Content.URL.String(),
		Plain: c.plain}
	if err != nil && got.Exchange.Error != "" {
		a.Cut = fmt.Errorf("the answer did not come to its end: %w", err)
		a.Broken = a.Cut
	} else if err := a.examine(c.session.memory); err != nil {
		return nil, err
	}
	return a, nil
}

// most is how many requests a run sends to the service, whatever it lists.
const most = 10_000

// spent is the error of a request beyond that.
type spent struct{}

func (spent) Error() string {
	return fmt.Sprintf("the run sent %d requests to MONT Content, and no more are sent", most)
}

// NotExercised ends a spec so, by verdict.Unable.
func (e spent) NotExercised() string { return e.Error() }

// remember keeps what later specs ask of every answer; the entities of a
// large catalogue are not kept.
func (c *Call) remember(a *Answer) {
	if c.login != endpoint.Own || c.Method.Name == "" { // what others are answered is not an answer of the method
		return
	}
	s, light := c.session, *a
	if a.Read != nil {
		contents := *a.Read
		contents.Entities, contents.Deleted = nil, nil
		light.Read = &contents
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers = append(s.answers, &light)
}

// Get calls a method and returns its answer, whatever it is. It ends the
// spec where no answer comes.
func (s *Session) Get(ctx context.Context, m montcontent.Method, arguments ...any) *Answer {
	a, err := s.Prepare(ctx, m, arguments...).Do()
	verdict.Unable(ctx, err)
	return a
}

// Inquire asks whether something exists: an error is an answer too.
func (s *Session) Inquire(ctx context.Context, m montcontent.Method, arguments ...any) *Answer {
	c := s.Prepare(ctx, m, arguments...)
	c.plain = false
	a, err := c.Do()
	verdict.Unable(ctx, err)
	return a
}

// Ask calls a method with sound arguments and returns its answer, which
// carries a result. It ends the spec as not exercised where it does not: that the method fails to
// answer is for its own requirement to say.
func (s *Session) Ask(ctx context.Context, m montcontent.Method, arguments ...any) *Answer {
	a := s.Get(ctx, m, arguments...)
	s.Usable(ctx, a)
	return a
}

// Usable ends the spec as not exercised where an answer carries no result.
func (s *Session) Usable(ctx context.Context, a *Answer) {
	if err := a.Unusable(); err != nil {
		if s.pending != nil && s.pending.ctx == ctx { // what was found so far is not lost
			s.pending.Settle()
		}
		verdict.NotExercised(ctx, "%v", a.Useless(err))
	}
}

// Recorded returns the answers to a method so far.
func (s *Session) Recorded(wanted func(*Answer) bool) []*Answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.answers), func(a *Answer) bool { return !wanted(a) })
}

// Sample returns up to n of the items, chosen by the run's seed, in their
// order, and notes how many were left out.
func Sample[T any](ctx context.Context, what string, items []T, n int) []T {
	if len(items) <= n {
		verdict.Note(ctx, "all %d %s", len(items), what)
		return items
	}
	chosen := verdict.From(ctx).Rand.Perm(len(items) - 2)[:n-2]
	for i := range chosen {
		chosen[i]++
	}
	chosen = append(chosen, 0, len(items)-1) // the ends of a list go wrong most easily
	slices.Sort(chosen)
	picked := make([]T, n)
	for i, c := range chosen {
		picked[i] = items[c]
	}
	verdict.Note(ctx, "%d of %d %s, chosen by the seed", n, len(items), what)
	return picked
}
