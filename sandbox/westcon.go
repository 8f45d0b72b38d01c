package sandbox

import (
	"context"
	"log/slog"
	"net/http"
	"strings"

	"github.com/montcheck/montcheck/sandbox/database"
	"github.com/montcheck/montcheck/sandbox/westcon"
	"github.com/montcheck/montcheck/sandbox/westcon/authority"
	"github.com/montcheck/montcheck/sandbox/westcon/gateway"
)

// Where Westcon is, below the address that serves the Handler: the gateway, whose Orders/orderStatus gives the status
// of orders, and the authority that gives tokens for it (D2).
const (
	WestconPath      = "/westcon"
	WestconTokenPath = WestconPath + "/" + WestconTenant + "/oauth2/token"
	WestconKeysPath  = WestconPath + "/" + WestconTenant + "/discovery/keys"
)

// WestconTenant is the directory whose authority gives tokens for Westcon (D2).
const WestconTenant = "ec8933c6-cfb2-4dd9-bfc9-621cde1dea8f"

// WestconResource is what a token is asked for: the application behind the gateway.
const WestconResource = "e4f10c86-5d2b-4c97-8a1e-0b93d7c52f64"

// WestconOtherResource is one that every directory has, and that every client gets tokens for: Microsoft Graph. They
// open nothing at the gateway.
const WestconOtherResource = "https://graph.microsoft.com"

// The credentials of two partners of Westcon's. Of the other's orders, neither can see any.
const (
	WestconClientID        = "3a91d5f8-27c4-4e6b-b0f8-1d47c9a25e30"
	WestconClientSecret    = "Sbx.one*5:J+q/3IR~nR&w=%2Fz"
	WestconSubscriptionKey = "bb41f07c9de84a52936d1c0f7a8e2568"
	WestconPartnerKey      = "000417300298165543"

	WestconClientIDTwo        = "7c20be41-93fd-4a08-a6d5-e58f01b37c92"
	WestconClientSecretTwo    = "Sbx.two*8:K+v/9TX~mQ&y=%3Ag"
	WestconSubscriptionKeyTwo = "4d8e62a90c1b47f5b3a7e90f6c25d814"
	WestconPartnerKeyTwo      = "000417300298170926"
)

// westconServices are the authority, the gateway and the orders behind it.
type westconServices struct {
	book      *westcon.Book
	authority *authority.Authority
	gateway   *gateway.Gateway
}

func openWestcon(ctx context.Context, db *database.DB, seed uint64, clock *Clock,
	log *slog.Logger) (*westconServices, error) {
	book, err := westcon.Open(ctx, db, seed, []string{WestconPartnerKey, WestconPartnerKeyTwo})
	if err != nil {
		return nil, err
	}
	tokens := authority.New(authority.Config{
		Tenant: WestconTenant, Resource: WestconResource, Others: []string{WestconOtherResource}, Now: clock.Now,
		Logger:  log,
		Clients: map[string]string{WestconClientID: WestconClientSecret, WestconClientIDTwo: WestconClientSecretTwo},
	})
	return &westconServices{book, tokens, gateway.New(gateway.Config{
		Orders: book, Verify: tokens.Verify, Now: clock.Now, Logger: log,
		Subscriptions: []string{WestconSubscriptionKey, WestconSubscriptionKeyTwo},
		Partners:      map[string]string{WestconClientID: WestconPartnerKey, WestconClientIDTwo: WestconPartnerKeyTwo},
	})}, nil
}

// serve answers at path, which is relative to WestconPath: what follows a tenant is the authority's.
func (s *westconServices) serve(w http.ResponseWriter, r *http.Request, path string) {
	path = strings.TrimPrefix(path, "/")
	if tenant, endpoint, _ := strings.Cut(path, "/"); authority.Serves(endpoint) {
		s.authority.Serve(w, r, tenant, endpoint)
		return
	}
	s.gateway.Serve(w, r, path)
}

// WestconScenarios returns what the first Westcon partner can ask for, and what it can't.
func (s *Sandbox) WestconScenarios(ctx context.Context) (westcon.Scenarios, error) {
	return s.westcon.book.Scenarios(ctx, WestconPartnerKey)
}
