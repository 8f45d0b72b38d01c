// Package endpoint is all that a spec can see of the world: the services
// under certification, a clock, the names of credentials, the scope. What a
// spec sends goes through a Target, which records it.
package endpoint

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/montcheck/montcheck/internal/connect"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/secrets"
)

// The modules of a certification.
const (
	Transport = "transport" // what every MONT service shares
	Content   = "content"
	EKey      = "ekey"  // orders of one product
	EKey2     = "ekey2" // orders with lines
	Westcon   = "westcon"
)

// Service is one service of the endpoint.
type Service struct {
	Module string
	Name   string            // as people call it: MONT Content
	URL    *url.URL          // base address, without a trailing slash
	Forms  map[string]string // URL forms of methods (RFC 6570) where the live form differs from the documented one
}

// Target is the endpoint under certification as specs see it.
type Target struct {
	Environment run.Environment
	Vendors     []string // names of the vendors in scope; empty for all
	Seed        int64

	Content   *Service // nil when out of scope, as the others
	EKey      *Service
	EKey2     *Service
	Westcon   *Service // Westcon's order status
	Tokens    *Service // where Westcon's access tokens are given; its URL is that of the call
	Control   *Service // the door by which the endpoint can be changed; nil when it has none
	Scenarios environment.Scenarios
	Orders    *orders.Guard // nil where no order may be placed
	ReadOnly  bool          // nothing but GET may be sent
	Run       string        // the run's id, of which order numbers are made
	Polling   Polling
	Now       func() time.Time
	Wait      func(context.Context, time.Duration) error // lets time pass by the same clock

	Access   Access // placeholders of Westcon's credentials
	Recorder *Recorder

	logins   map[Login]environment.Login
	client   sender
	redactor *secrets.Redactor
	vault    *vault // of Westcon's credentials; nil without them
	limits   Limits
	sleep    sleeper
	hosts    *hosts
}

// Login says with whose credentials a request is sent.
type Login int

// The logins of a request.
const (
	Own           Login = iota // the configured partner
	Anonymous                  // none
	WrongPassword              // the configured login with a password that is not its own
	EmptyPassword              // the configured login without a password
	UnknownLogin               // a login that does not exist
	LongPassword               // the configured login with its password and one letter more
	ShortPassword              // the configured login with its password but the last letter
	// the configured login with small letters of its password for capitals, and the other way round
	OtherCase
	Other // a second partner, where one is configured
)

// Polling is the pace at which orders in process are asked for, and how long
// they are waited for.
type Polling struct{ Every, AtMost time.Duration }

// Options configure New.
type Options struct {
	Environment run.Environment
	Vendors     []string
	Seed        int64
	Content     *Service
	EKey        *Service
	EKey2       *Service
	Westcon     *Service // with Tokens and Client
	Tokens      *Service
	Control     *Service
	Scenarios   environment.Scenarios
	Orders      *orders.Guard
	ReadOnly    bool
	Run         string
	Polling     Polling
	Credential  environment.Login
	Other       *environment.Login   // of a second partner
	Client      *environment.Westcon // of Westcon's; nil where it is out of scope
	Limits      Limits               // zero fields take DefaultLimits
	TLS         *connect.TLS
	Now         func() time.Time
	Wait        func(context.Context, time.Duration) error // lets time pass by that clock
}

// New returns a target that sends for real. Close it to free its temporary
// files and connections.
func New(o Options) (*Target, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Wait == nil {
		o.Wait = sleep
	}
	t := &Target{
		Environment: o.Environment, Vendors: o.Vendors, Seed: o.Seed,
		Content: o.Content, EKey: o.EKey, EKey2: o.EKey2, Westcon: o.Westcon, Tokens: o.Tokens,
		Control: o.Control, Now: o.Now, Wait: o.Wait,
		Scenarios: o.Scenarios, Orders: o.Orders, ReadOnly: o.ReadOnly, Run: o.Run, Polling: o.Polling,
		logins: map[Login]environment.Login{
			Own:           o.Credential,
			WrongPassword: {Login: o.Credential.Login, Password: environment.NewSecret("", "montcheck-wrong-password")},
			EmptyPassword: {Login: o.Credential.Login},
			UnknownLogin: {Login: environment.NewSecret("", "montcheck-no-such-login"),
				Password: environment.NewSecret("", "montcheck-no-such-password")},
		},
	}
	t.redactor = &secrets.Redactor{}
	t.redactor.Add(formsOf(o.Credential)...)
	for login, password := range nearly(o.Credential.Password.Reveal()) {
		t.logins[login] = environment.Login{Login: o.Credential.Login, Password: environment.NewSecret("", password)}
		t.redactor.Add(formsOf(t.logins[login])...)
	}
	if o.Other != nil {
		t.logins[Other] = *o.Other
		t.redactor.Add(formsOf(*o.Other)...)
	}
	if o.Client != nil {
		t.hold(*o.Client)
	}
	limits := o.Limits.orDefault()
	spool, err := newSpool(limits.Body, t.redactor)
	if err != nil {
		return nil, err
	}
	t.Recorder = &Recorder{spool: spool}
	t.limits, t.sleep, t.hosts = limits, sleep, &hosts{byName: map[string]*host{}}
	t.client = newHTTPSender(limits, spool, o.Now, o.TLS)
	return t, nil
}

// formsOf returns the forms in which a login could come back.
func formsOf(l environment.Login) []string {
	return secrets.OfLogin(l.Login.Reveal(), l.Password.Reveal())
}

// nearly are passwords that are right but for a letter, or for its case.
func nearly(right string) map[Login]string {
	if right == "" {
		return nil
	}
	all := map[Login]string{LongPassword: right + "x"}
	if _, n := utf8.DecodeLastRuneInString(right); n < len(right) {
		all[ShortPassword] = right[:len(right)-n]
	}
	otherwise := strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, right)
	if otherwise != right {
		all[OtherCase] = otherwise
	}
	return all
}

// Close ends idle connections and removes what the recorder spooled.
func (t *Target) Close() error {
	t.client.close()
	return t.Recorder.spool.Close()
}

// HasLogin tells whether credentials of that login are configured.
func (t *Target) HasLogin(l Login) bool { _, ok := t.logins[l]; return ok }

// Redact takes every secret that the target knows out of a text.
func (t *Target) Redact(text string) string { return t.redactor.Redact(text) }

// sender carries requests to the endpoint, or to a recording of it.
type sender interface {
	send(ctx context.Context, x *run.Exchange, u unrecorded) (*body, error)
	close()
}

// Recorder keeps every exchange of a run. It is safe for concurrent use.
type Recorder struct {
	spool *spool

	mu        sync.Mutex
	exchanges []*Answer
}

func (r *Recorder) add(a *Answer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.exchanges = append(r.exchanges, a)
}

// Answers returns what was recorded so far, in the order of arrival.
func (r *Recorder) Answers() []*Answer {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]*Answer(nil), r.exchanges...)
}
