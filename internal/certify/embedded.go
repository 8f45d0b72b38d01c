package certify

import (
	"context"
	"slices"
	"time"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/target"
	"github.com/montcheck/montcheck/sandbox"
)

// embedded is a sandbox served on a loopback address for as long as a run
// lasts.
type embedded struct {
	options sandbox.Options
	sandbox *sandbox.Local
}

// startEmbedded starts a sandbox for the modules named, or for all where none
// is. Westcon has no catalogue.
func startEmbedded(ctx context.Context, o sandbox.Options, modules []string) (*embedded, error) {
	needed := o
	if o.Data == "" && slices.Equal(modules, []string{target.Westcon}) {
		needed.Products = sandbox.EmptyCatalogue
	}
	s, err := sandbox.Start(ctx, needed)
	if err != nil {
		return nil, err
	}
	return &embedded{options: o, sandbox: s}, nil
}

// pace is how far the sandbox's clock is moved on between two questions
// after an order in process.
const pace = time.Minute

func (e *embedded) target(ctx context.Context) (target.Options, error) {
	special, err := e.sandbox.Scenarios(ctx)
	if err != nil {
		return target.Options{}, err
	}
	westcon, err := e.sandbox.WestconScenarios(ctx)
	if err != nil {
		return target.Options{}, err
	}
	o := target.Options{
		Environment: run.Environment{
			Name: "embedded", Kind: "embedded", Services: map[string]string{},
			Sandbox: &run.Sandbox{
				Products: max(e.options.Products, 0), Seed: e.options.Seed, Base: e.sandbox.Base.String(),
				Faults: e.options.Faults, Variations: e.options.Variations,
			},
		},
		Content: service(target.Content, "MONT Content", e.sandbox.Base.JoinPath(sandbox.ContentPath), nil),
		EKey:    service(target.EKey, "MONT eKey", e.sandbox.Base.JoinPath(sandbox.EKeyPath), nil),
		EKey2:   service(target.EKey2, "MONT eKey version 2", e.sandbox.Base.JoinPath(sandbox.EKey2Path), nil),
		Westcon: service(target.Westcon, "Westcon", e.sandbox.Base.JoinPath(sandbox.WestconPath), nil),
		Tokens: service(target.Westcon, "Westcon's token authority",
			e.sandbox.Base.JoinPath(sandbox.WestconTokenPath), nil),
		Client: &target.Client{
			ID:              target.NewSecret("WESTCON_CLIENT_ID", sandbox.WestconClientID),
			Secret:          target.NewSecret("WESTCON_CLIENT_SECRET", sandbox.WestconClientSecret),
			Resource:        target.NewSecret("WESTCON_RESOURCE", sandbox.WestconResource),
			SubscriptionKey: target.NewSecret("WESTCON_SUBSCRIPTION_KEY", sandbox.WestconSubscriptionKey),
			PartnerKey:      target.NewSecret("WESTCON_PARTNER_KEY", sandbox.WestconPartnerKey),
		},
		Control: service("control", "control door", e.sandbox.Base.JoinPath(sandbox.ControlPath), nil),
		Credential: target.Credential{Login: target.NewSecret("MONT_LOGIN", sandbox.PartnerLogin),
			Password: target.NewSecret("MONT_PASSWORD", sandbox.PartnerPassword)},
		Other: &target.Credential{Login: target.NewSecret("MONT_LOGIN_2", sandbox.PartnerTwoLogin),
			Password: target.NewSecret("MONT_PASSWORD_2", sandbox.PartnerTwoPassword)},
		Scenarios: target.Scenarios{
			OutOfStock: special.OutOfStock, FinishesLater: special.FinishesLater,
			FinishesAndFails: special.FinishesAndFails,
			VendorError:      special.VendorError, CreditLimit: special.CreditLimit, RenewalKey: special.RenewalKey,
			Subscriber:    special.Subscriber,
			WestconOrders: westcon.Orders, WestconCustomerOrders: westcon.CustomerOrders,
			WestconForeignOrder: westcon.ForeignOrder, WestconForeignCustomerOrder: westcon.ForeignCustomerOrder,
		},
		Polling: target.Polling{Every: pace, AtMost: 30 * pace},
	}
	o.Environment.TokenURL = o.Tokens.URL.String()
	for _, s := range []*target.Service{o.Content, o.EKey, o.EKey2, o.Westcon} {
		o.Environment.Services[s.Module] = s.URL.String()
	}
	return o, nil
}
