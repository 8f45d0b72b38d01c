package content

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/onsi/gomega/types"

	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/internal/target"
	"github.com/montcheck/montcheck/schemas"
)

// session is what the specs of one run share: how to ask, what was answered
// so far, and the full lists.
type session struct {
	t      *target.Target
	memory *memory

	mu      sync.Mutex
	answers []*answer // without their entities
	lists   *lists
	first   *lists                 // as they were before the versions first moved
	began   fence                  // the versions that the run saw first
	fresh   string                 // the spec that began last, and keeps to the lists
	kept    int                    // specs that began since the versions were asked for
	states  map[string]*spec.State // of what specs share, by name
	pending *comparison            // of the spec at work
	names   int                    // given to entities so far
	sent    atomic.Int64           // requests to the service
	added   map[ref]bool           // through the control door, and not removed yet
	opened  map[string]*answer     // of methods to the right login, after a wrong one
}

// answer is an answer of MONT Content, validated and read.
type answer struct {
	*target.Answer
	ctx    context.Context
	method montcontent.Method
	asks   []any  // the arguments
	base   string // address of the service
	report schemas.Report
	plain  bool // asked with sound arguments: an error is not expected
	read   *contents
	broken error // why read is nil
	cut    error // why the body is not whole; nil where it is
}

// call is a request with its key, not sent yet.
type call struct {
	*target.Call
	session *session
	ctx     context.Context
	method  montcontent.Method
	asks    []any
	plain   bool
	login   target.Login
}

// prepare makes a call with sound arguments.
func (s *session) prepare(ctx context.Context, m montcontent.Method, arguments ...any) *call {
	path, err := m.Path(s.t.Content.Forms, arguments...)
	spec.Unable(ctx, err)
	c := s.at(ctx, m, path, target.Own, true)
	c.asks = arguments
	return c
}

// at makes a call to a path below the service.
func (s *session) at(ctx context.Context, m montcontent.Method, path string, login target.Login, plain bool) *call {
	return &call{
		Call: s.t.Prepare(ctx, s.t.Content, target.Request{
			Operation: m.Name, URL: s.t.Content.URL.String() + "/" + path, Login: login,
		}),
		session: s, ctx: ctx, method: m, plain: plain, login: login,
	}
}

// do sends the call, validates the answer and reads it. The error is the
// harness's, or of an endpoint that did not answer.
func (c *call) do() (*answer, error) {
	a, err := c.send()
	if err == nil {
		c.remember(a)
	}
	return a, err
}

// send is do without keeping the answer for later specs.
func (c *call) send() (*answer, error) {
	if c.session.sent.Add(1) > most {
		return nil, spent{}
	}
	got, err := c.Send(c.ctx)
	var away *target.Unavailable
	if errors.As(err, &away) && !away.Limited() {
		got, err = away.Answer, nil // for the method's own requirement to judge
	}
	if err != nil {
		if got = c.session.unfinished(c, err); got == nil {
			return nil, err
		}
	}
	a := &answer{Answer: got, ctx: c.ctx, method: c.method, asks: c.asks, base: c.session.t.Content.URL.String(),
		plain: c.plain}
	if err != nil && got.Exchange.Error != "" {
		a.cut = fmt.Errorf("the answer did not come to its end: %w", err)
		a.broken = a.cut
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

// NotExercised ends a spec so, by spec.Unable.
func (e spent) NotExercised() string { return e.Error() }

// remember keeps what later specs ask of every answer; the entities of a
// large catalogue are not kept.
func (c *call) remember(a *answer) {
	if c.login != target.Own || c.method.Name == "" { // what others are answered is not an answer of the method
		return
	}
	s, light := c.session, *a
	if a.read != nil {
		contents := *a.read
		contents.entities, contents.deleted = nil, nil
		light.read = &contents
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers = append(s.answers, &light)
}

// examine validates and reads a body that is meant to be XML: that of any
// answer with status 200, and an error contract with another.
func (a *answer) examine(m *memory) (err error) {
	if a.Status() != 200 {
		a.broken = fmt.Errorf("the answer is HTTP status %d", a.Status())
		if !strings.Contains(a.Exchange.Response.Body.Text, "ErrorDetails") {
			return nil
		}
	} else if a.HTML() {
		a.broken = errors.New("the answer is " + a.pageForPeople() + ", not XML")
		return nil
	}
	m.reading.Lock()
	defer m.reading.Unlock()
	schema, ok := schemas.Content(a.method.Name)
	if !ok {
		a.broken, err = a.readBody("", m)
		return err
	}
	unread, err := a.readBody(schema.File(), m)
	if err != nil {
		return err
	}
	var passages []passage
	if unread == nil {
		passages, a.read.passages = a.read.passages, nil
	}
	if err := a.validate(schema, m, passages); err != nil {
		return err
	}
	if unread == nil && !a.report.WellFormed {
		a.read, unread = nil, errNotXML
	}
	if a.broken == nil {
		a.broken = unread
	}
	return nil
}

// pageForPeople is what an HTML page is that came in place of XML.
func (a *answer) pageForPeople() string {
	said, between := a.Between()
	if between {
		return "an HTML page" + said + ", by something that stands before the service"
	}
	return "an HTML page"
}

// readBody reads the body; what can't be read is broken. Then it is read once
// more without passing over what is known, so that the error names the right
// line. The error is the harness's.
func (a *answer) readBody(schema string, m *memory) (broken, err error) {
	for _, m := range []*memory{m, nil} {
		err = a.with(func(body io.Reader) error { a.read, broken = read(body, schema, m); return nil })
		if broken == nil || err != nil {
			break
		}
	}
	return broken, err
}

// with gives f the body.
func (a *answer) with(f func(io.Reader) error) error {
	body, err := a.Open()
	if err != nil {
		return err
	}
	defer body.Close()
	return f(body)
}

// get calls a method and returns its answer, whatever it is. It ends the
// spec where no answer comes.
func (s *session) get(ctx context.Context, m montcontent.Method, arguments ...any) *answer {
	a, err := s.prepare(ctx, m, arguments...).do()
	spec.Unable(ctx, err)
	return a
}

// inquire asks whether something exists: an error is an answer too.
func (s *session) inquire(ctx context.Context, m montcontent.Method, arguments ...any) *answer {
	c := s.prepare(ctx, m, arguments...)
	c.plain = false
	a, err := c.do()
	spec.Unable(ctx, err)
	return a
}

// ask calls a method with sound arguments and returns its answer, which
// carries a result. It ends the spec as not exercised where it does not: that the method fails to
// answer is for its own requirement to say.
func (s *session) ask(ctx context.Context, m montcontent.Method, arguments ...any) *answer {
	a := s.get(ctx, m, arguments...)
	s.usable(ctx, a)
	return a
}

// usable ends the spec as not exercised where an answer carries no result.
func (s *session) usable(ctx context.Context, a *answer) {
	if err := a.unusable(); err != nil {
		if s.pending != nil && s.pending.ctx == ctx { // what was found so far is not lost
			s.pending.settle()
		}
		spec.NotExercised(ctx, "%v", a.useless(err))
	}
}

// unusable says why an answer carries no result; nil where it does.
func (a *answer) unusable() error {
	switch {
	case a.broken != nil:
		return a.broken
	case !a.method.HasRoot(a.read.root.Local):
		return fmt.Errorf("its root element is %s", a.read.root.Local)
	case a.read.failed == "true" || a.read.failed == "1":
		return fmt.Errorf("it says Error=true: %q", a.read.details["ErrorText"])
	case !a.read.payload:
		return errors.New("it carries no result")
	}
	return nil
}

// schemaOf is the requirement that answers of a method fit their schema.
func schemaOf(m montcontent.Method) string { return "CNT-SCH-" + m.Name }

// useless is why an answer is of no use, and the requirement that says so.
func (a *answer) useless(err error) error {
	culprit := schemaOf(a.method)
	if a.broken == nil && !isTrue(a.read.failed) {
		culprit = "CNT-ENV-01"
	}
	return fmt.Errorf("%s gave no usable answer (%w): see %s", a.method.Name, err, culprit)
}

// about starts an assertion about the answer.
func (a *answer) about(ctx context.Context) spec.Subject { return spec.About(ctx, a.Key()) }

// expect asserts something of the answer.
func (a *answer) expect(ctx context.Context, actual any) types.Assertion {
	return a.about(ctx).Expect(actual)
}

// version returns the version that a changes answer carries.
func (a *answer) version(name string) int64 { return a.read.versions[name] }

// of returns the answer's entities of a kind.
func (a *answer) of(k kind) []*entity {
	var all []*entity
	for i := range a.read.entities {
		if a.read.entities[i].kind == k {
			all = append(all, &a.read.entities[i])
		}
	}
	return all
}

// recorded returns the answers to a method so far.
func (s *session) recorded(wanted func(*answer) bool) []*answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.answers), func(a *answer) bool { return !wanted(a) })
}

// sample returns up to n of the items, chosen by the run's seed, in their
// order, and notes how many were left out.
func sample[T any](ctx context.Context, what string, items []T, n int) []T {
	if len(items) <= n {
		spec.Note(ctx, "all %d %s", len(items), what)
		return items
	}
	chosen := spec.From(ctx).Rand.Perm(len(items) - 2)[:n-2]
	for i := range chosen {
		chosen[i]++
	}
	chosen = append(chosen, 0, len(items)-1) // the ends of a list go wrong most easily
	slices.Sort(chosen)
	picked := make([]T, n)
	for i, c := range chosen {
		picked[i] = items[c]
	}
	spec.Note(ctx, "%d of %d %s, chosen by the seed", n, len(items), what)
	return picked
}
