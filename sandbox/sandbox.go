// Package sandbox is the embedded reference implementation of the partner services: MONT Content over a generated
// catalogue, MONT eKey in both its versions over the same, Westcon's tokens and order status, and a control door to
// steer them.
package sandbox

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/montcheck/montcheck/sandbox/catalog"
	"github.com/montcheck/montcheck/sandbox/content"
	"github.com/montcheck/montcheck/sandbox/control"
	"github.com/montcheck/montcheck/sandbox/database"
	"github.com/montcheck/montcheck/sandbox/ekey"
	"github.com/montcheck/montcheck/sandbox/ekey2"
	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	"github.com/montcheck/montcheck/sandbox/orders"
	"github.com/montcheck/montcheck/sandbox/store"
	"github.com/montcheck/montcheck/sandbox/wcf"
)

// Where the services are, below the address that serves the Handler.
const (
	ContentPath = "/Version2/Service/ContentServiceV2Xml.svc"
	EKeyPath    = "/B2BService.svc"
	EKey2Path   = "/Version2/Service/B2BServiceV2Xml.svc"
	ControlPath = "/_control"
)

// The logins of a sandbox whose Options name none: two partners of the test environment.
const (
	PartnerLogin       = "partner"
	PartnerPassword    = "partner-password"
	PartnerTwoLogin    = "partner-two"
	PartnerTwoPassword = "partner-two-password"
)

// Defaults of Options, and the Products that asks for an empty catalogue.
const (
	DefaultProducts        = 2000
	DefaultSeed     uint64 = 1
	EmptyCatalogue         = -1
)

// Login is a partner's login and password.
type Login struct{ Name, Password string }

// Options say what a sandbox is to be.
type Options struct {
	Products int          // of the catalogue; 0 is DefaultProducts, EmptyCatalogue is none
	Seed     uint64       // of the catalogue; 0 is DefaultSeed
	Data     string       // file of the database; "" keeps all in memory
	Control  bool         // whether the control door is open
	Logins   []Login      // who may use the services; none is PartnerLogin and PartnerTwoLogin
	Logger   *slog.Logger // nil is slog.Default

	WestconTextTokens bool // whether token answers have every value as text; the control door can change it

	Faults     []string // names of deviations that break the contract (package faults)
	Variations []string // names of deviations that keep it
}

// Sandbox is a running sandbox.
type Sandbox struct {
	db          *database.DB
	clock       *Clock
	book        *orders.Book
	content     *content.Service
	services    []mounted
	westcon     *westconServices
	control     http.Handler // nil where the door is closed
	handler     http.Handler // of all of it, with its deviations
	listening   deviation.Listening
	partner     string // the first login
	credentials []Login
	logins      [][2][sha256.Size]byte
}

// mounted is a service below a path.
type mounted struct {
	path    string
	service *wcf.Service
}

// New makes a sandbox. A Data file that already holds a catalogue keeps it; Products and Seed may then be left out,
// and must else be those that the file was made with.
func New(ctx context.Context, o Options) (*Sandbox, error) {
	if o.Products > maxProducts || o.Products < EmptyCatalogue {
		return nil, fmt.Errorf("sandbox: %d products asked for, the most is %d", o.Products, maxProducts)
	}
	deviations, err := deviationsOf(&o)
	if err != nil {
		return nil, err
	}
	db, err := database.Open(ctx, o.Data)
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	catalogue, err := open(ctx, db, o, deviations.shape())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("sandbox: %w", err), db.Close())
	}
	logins := o.Logins
	if len(logins) == 0 {
		logins = []Login{{PartnerLogin, PartnerPassword}, {PartnerTwoLogin, PartnerTwoPassword}}
	}
	s := &Sandbox{db: db, clock: new(Clock), partner: logins[0].Name, credentials: logins}
	var names []string
	for _, l := range logins {
		names = append(names, l.Name)
		s.logins = append(s.logins,
			[2][sha256.Size]byte{sha256.Sum256([]byte(l.Name)), sha256.Sum256([]byte(l.Password))})
	}
	if s.book, err = orders.Open(ctx, db, s.clock.Now, names); err != nil {
		return nil, errors.Join(fmt.Errorf("sandbox: %w", err), db.Close())
	}
	log := cmp.Or(o.Logger, slog.Default())
	origin, err := catalogue.Origin(ctx)
	if err == nil {
		s.westcon, err = openWestcon(ctx, db, origin.Seed, s.clock, log)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("sandbox: %w", err), db.Close())
	}
	s.westcon.authority.SetTexts(o.WestconTextTokens)
	s.content = content.New(catalogue, origin.Size, s.clock.Now, log)
	s.services = []mounted{
		{ContentPath, s.content.Service},
		{EKeyPath, ekey.New(s.book, log)},
		{EKey2Path, ekey2.New(s.book, log)},
	}
	door := control.New(catalogue, s.book, s.partner, s.clock, control.Westcon{
		Authority: s.westcon.authority, Gateway: s.westcon.gateway, Scenarios: s.WestconScenarios,
	}, log)
	if o.Control {
		s.control = door
	}
	if s.handler, err = deviations.wrap(ctx, s, door, logins[0]); err != nil {
		return nil, errors.Join(fmt.Errorf("sandbox: %w", err), db.Close())
	}
	s.listening = deviations.listening()
	return s, nil
}

// maxProducts keeps ids well within 32 bits.
const maxProducts = 10_000_000

func open(ctx context.Context, db *database.DB, o Options, shape catalog.Shape) (*store.Store, error) {
	s, err := store.New(ctx, db, content.Encoding{})
	if err != nil {
		return nil, err
	}
	want := store.Origin{Seed: cmp.Or(o.Seed, DefaultSeed), Size: max(cmp.Or(o.Products, DefaultProducts), 0)}
	have, err := s.Origin(ctx)
	if errors.Is(err, store.ErrNoCatalogue) {
		return s, s.Load(ctx, catalog.Generate(want.Seed, want.Size, shape))
	}
	if err != nil {
		return nil, err
	}
	if o.Products != 0 && want.Size != have.Size || o.Seed != 0 && want.Seed != have.Seed {
		return nil,
			fmt.Errorf("%s holds a catalogue of %d products from seed %d: leave products and "+
				"seed out, or name another file",
				o.Data, have.Size, have.Seed)
	}
	return s, nil
}

// Close releases the sandbox's memory and files. Stop the server first: Close waits for the answers in progress.
func (s *Sandbox) Close() error {
	s.content.Close()
	return s.db.Close()
}

// Scenarios returns what the first login orders to meet behaviours that no attribute of a product shows.
func (s *Sandbox) Scenarios(ctx context.Context) (orders.Scenarios, error) {
	return s.book.Scenarios(ctx, s.partner)
}

// Handler serves every service of the sandbox.
func (s *Sandbox) Handler() http.Handler { return s.handler }

func (s *Sandbox) serve(w http.ResponseWriter, r *http.Request) {
	path := r.URL.EscapedPath()
	if rest, ok := below(path, ControlPath); ok && s.control != nil {
		http.StripPrefix(path[:len(path)-len(rest)], s.control).ServeHTTP(w, r)
		return
	}
	if rest, ok := below(path, WestconPath); ok {
		s.westcon.serve(w, r, rest)
		return
	}
	for _, m := range s.services {
		rest, ok := below(path, m.path)
		if !ok {
			continue
		}
		if !s.authorized(r) {
			wcf.Unauthorized(w, "MONT Webstore")
			return
		}
		w.Header().Set("Cache-Control", "private")
		m.service.Serve(w, r, rest)
		return
	}
	wcf.EndpointNotFound(w)
}

// below returns what path has after base, which is matched as IIS does, without regard to case.
func below(path, base string) (rest string, ok bool) {
	if len(path) < len(base) || !strings.EqualFold(path[:len(base)], base) {
		return "", false
	}
	rest = path[len(base):]
	return rest, rest == "" || rest[0] == '/'
}

// authorized compares digests in constant time, with every login, so that timing tells nothing of either.
func (s *Sandbox) authorized(r *http.Request) bool {
	login, password, ok := r.BasicAuth()
	name, secret := sha256.Sum256([]byte(login)), sha256.Sum256([]byte(password))
	known := 0
	for i := range s.logins {
		known |= subtle.ConstantTimeCompare(name[:], s.logins[i][0][:]) & subtle.ConstantTimeCompare(secret[:],
			s.logins[i][1][:])
	}
	return ok && known == 1
}
