package certify

import (
	"net/url"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/run"
)

// targetOf makes a target's options of an environment.
func targetOf(env *environment.Environment) endpoint.Options {
	o := endpoint.Options{
		Environment: run.Environment{Name: env.Name, Kind: string(env.Kind), Services: map[string]string{}},
		Vendors:     env.Scope.Vendors,
		Credential:  environment.Login{Login: env.Login, Password: env.Password},
		Other:       env.OtherLogin,
		Client:      env.Westcon,
		Control:     service("control", "control door", env.Control, nil),
		TLS:         env.TLS,
		ReadOnly:    env.Kind == environment.Production,
		Polling:     endpoint.Polling{Every: env.Orders.Poll, AtMost: env.Orders.Wait},
		Scenarios:   env.Scenarios,
		Limits:      limits(env.Limits),
	}
	for _, s := range []struct {
		module, name string
		from         *environment.Service
		forms        map[string]string
		to           **endpoint.Service
	}{
		{endpoint.Content, "MONT Content", env.Content, env.Methods, &o.Content},
		{endpoint.EKey, "MONT eKey", env.EKey, nil, &o.EKey},
		{endpoint.EKey2, "MONT eKey version 2", env.EKey2, nil, &o.EKey2},
	} {
		if s.from != nil {
			*s.to = service(s.module, s.name, s.from.URL, s.forms)
			o.Environment.Services[s.module] = s.from.URL.String()
		}
	}
	if w := env.Westcon; w != nil {
		o.Westcon = service(endpoint.Westcon, "Westcon", w.URL, nil)
		o.Tokens = service(endpoint.Westcon, "Westcon's token authority", w.TokenURL, nil)
		o.Environment.Services[endpoint.Westcon], o.Environment.TokenURL = w.URL.String(), w.TokenURL.String()
	}
	return o
}

// limits are those of an environment as a target keeps them.
func limits(l environment.Limits) endpoint.Limits {
	return endpoint.Limits{Silence: l.Silence, Exchange: l.Timeout, Patience: l.Patience, Rate: l.Rate,
		Parallel: l.Parallel}
}

func service(module, name string, address *url.URL, forms map[string]string) *endpoint.Service {
	if address == nil {
		return nil
	}
	return &endpoint.Service{Module: module, Name: name, URL: address, Forms: forms}
}
