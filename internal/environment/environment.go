// Package environment is the model of an endpoint to certify: its services, with whose credentials they are asked, and
// what montcheck may do to them. internal/config reads it from montcheck.yaml.
package environment

import (
	"net/url"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/connect"
	"github.com/montcheck/montcheck/internal/problem"
)

// Kind is what montcheck may do to an environment.
type Kind string

// The kinds of an environment.
const (
	Embedded   Kind = "embedded"   // the sandbox that montcheck starts itself
	Sandbox    Kind = "sandbox"    // test access: orders keep under the budget
	Production Kind = "production" // read only: no orders, no load
)

// Environment is one endpoint to certify, with its variables resolved.
type Environment struct {
	Name string
	Kind Kind
	File string // the file that it was read from

	Doubts problem.List // what is allowed, and hardly meant, such as quotes around a password

	Login, Password Secret // of the MONT services
	OtherLogin      *Login // a second partner, for checks of isolation; nil without one

	Content *Service // MONT Content; nil when out of scope
	EKey    *Service // MONT eKey version 1; nil when out of scope
	EKey2   *Service // MONT eKey version 2; nil when out of scope
	Westcon *Westcon // nil when out of scope

	Scope     Scope
	Scenarios Scenarios
	Orders    Orders
	Load      LoadLimits
	Limits    Limits
	// URL forms (RFC 6570), relative to the service, of methods whose live form differs from D3's
	Methods map[string]string
	TLS     *connect.TLS // what is spoken with all of the services; nil for what suits today's
	Control *url.URL     // the door by which the endpoint can be steered; nil when it has none
}

// Addresses are all that an environment's services and its control door have.
func (env *Environment) Addresses() []*url.URL {
	all := []*url.URL{env.Control}
	for _, s := range []*Service{env.Content, env.EKey, env.EKey2} {
		if s != nil {
			all = append(all, s.URL)
		}
	}
	if w := env.Westcon; w != nil {
		all = append(all, w.TokenURL, w.URL)
	}
	return slices.DeleteFunc(all, func(u *url.URL) bool { return u == nil })
}

// Service is one MONT service.
type Service struct {
	URL *url.URL // base address, without a trailing slash
}

// Login is a login with its password.
type Login struct {
	Login, Password Secret
}

// Westcon is access to Westcon's order status (D2).
type Westcon struct {
	TokenURL, URL          *url.URL // without a trailing slash
	ClientID, ClientSecret Secret
	Resource               Secret
	SubscriptionKey        Secret // header Ocp-Apim-Subscription-Key
	PartnerKey             Secret
}

// Scope narrows what is certified; empty lists stand for everything.
type Scope struct {
	Modules []string // of Modules
	Vendors []string // names, as GetAllVendors gives them
}

// Modules are the modules that a scope can name. What MONT's services share
// is certified with each of them.
var Modules = []string{"content", "ekey", "westcon"}

// Orders is the budget of a run. Keys that were delivered can't be returned.
type Orders struct {
	Max      int             // orders a run may place
	Budget   decimal.Decimal // sum of the prices of what is ordered, in Currency
	Currency string          // ISO 4217
	Poll     time.Duration   // between two questions after an order in process
	Wait     time.Duration   // for an order in process, at most
}

// DefaultOrders is what holds where the file says nothing of orders. The pace
// is D3's, "Ожидание результата": every 1 to 10 minutes.
var DefaultOrders = Orders{Max: 10, Budget: decimal.NewFromInt(1000), Currency: "RUB", Poll: time.Minute,
	Wait: 30 * time.Minute}

// LoadLimits say whether load may be run, and how much.
type LoadLimits struct {
	Allowed bool
	MaxRate int // requests a second
}

// DefaultLoad is what holds where the file says nothing of load.
var DefaultLoad = LoadLimits{Allowed: false, MaxRate: 10}

// Limits bound what montcheck asks of an endpoint, and for how long it waits.
type Limits struct {
	Silence  time.Duration // without a byte of an answer
	Timeout  time.Duration // of an exchange as a whole
	Patience time.Duration // for how long an endpoint that is away, or busy, is asked again
	Rate     int           // requests a second to one host; 0 for any number
	Parallel int           // requests to one host at once; 0 for any number
}

// DefaultLimits are what holds where the file says nothing of limits: our own
// sandbox is asked as fast as it answers, a test access by a partner's means,
// and production with restraint.
var DefaultLimits = map[Kind]Limits{
	Embedded:   {Silence: 45 * time.Second, Timeout: 10 * time.Minute, Patience: time.Second},
	Sandbox:    {Silence: 45 * time.Second, Timeout: 10 * time.Minute, Patience: time.Minute, Rate: 50, Parallel: 16},
	Production: {Silence: 45 * time.Second, Timeout: 10 * time.Minute, Patience: time.Minute, Rate: 10, Parallel: 4},
}
