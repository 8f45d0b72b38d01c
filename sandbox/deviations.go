package sandbox

import (
	"context"
	"errors"
	"net/http"

	"github.com/montcheck/montcheck/sandbox/catalog"
	"github.com/montcheck/montcheck/sandbox/faults"
	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	"github.com/montcheck/montcheck/sandbox/faults/hook"
)

// deviations are what a sandbox does otherwise than it should, or than is usual.
type deviations struct {
	faults     []deviation.Fault
	variations []deviation.Variation
}

// deviationsOf finds the deviations that the options name, and puts what they ask for into the options.
func deviationsOf(o *Options) (*deviations, error) {
	d := new(deviations)
	var errs []error
	for _, name := range o.Faults {
		f, err := faults.Named(name)
		d.faults, errs = append(d.faults, f), append(errs, err)
	}
	for _, name := range o.Variations {
		v, err := faults.NamedVariation(name)
		d.variations, errs = append(d.variations, v), append(errs, err)
		if v.Catalog.Products != 0 {
			o.Products = v.Catalog.Products
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, &UnknownDeviation{err}
	}
	return d, nil
}

// UnknownDeviation is the error for a fault or a variation that there is not.
type UnknownDeviation struct{ error }

// shape is that of the catalogue.
func (d *deviations) shape() (s catalog.Shape) {
	for _, v := range d.variations {
		s.FirstID = max(s.FirstID, v.Catalog.FirstID)
		s.OneVendor = s.OneVendor || v.Catalog.OneVendor
		s.NoRenewals = s.NoRenewals || v.Catalog.NoRenewals
	}
	return s
}

// listening is how the server is reached.
func (d *deviations) listening() (l deviation.Listening) {
	for _, f := range d.faults {
		l = max(l, f.Listens)
	}
	return l
}

// wrap puts the deviations around a sandbox's services.
func (d *deviations) wrap(ctx context.Context, s *Sandbox, door http.Handler, first Login) (http.Handler, error) {
	services := http.HandlerFunc(s.serve)
	if len(d.faults)+len(d.variations) == 0 {
		return services, nil
	}
	special, err := s.Scenarios(ctx)
	if err != nil {
		return nil, err
	}
	westcon, err := s.WestconScenarios(ctx)
	if err != nil {
		return nil, err
	}
	return faults.Wrap(hook.Host{
		Services: services, Door: door,
		Content: ContentPath, EKey: EKeyPath, EKey2: EKey2Path, Control: ControlPath,
		Login: first.Name, Password: first.Password,
		Westcon: hook.Westcon{
			Path: WestconPath, Tokens: WestconTokenPath, Resource: WestconResource, Special: westcon,
			Partner: hook.WestconPartner{ClientID: WestconClientID, Secret: WestconClientSecret,
				SubscriptionKey: WestconSubscriptionKey, PartnerKey: WestconPartnerKey},
			Other: hook.WestconPartner{ClientID: WestconClientIDTwo, Secret: WestconClientSecretTwo,
				SubscriptionKey: WestconSubscriptionKeyTwo, PartnerKey: WestconPartnerKeyTwo},
		},
		Special: special, Now: s.clock.Now, Advance: s.clock.Advance,
	}, d.faults, d.variations), nil
}
