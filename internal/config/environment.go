package config

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/currency"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/problem"
)

// readEnvironment reads everything below environments.NAME.
func readEnvironment(n node, name string) *environment.Environment {
	env := &environment.Environment{Name: name, File: n.File, Orders: environment.DefaultOrders,
		Load: environment.DefaultLoad}
	o := n.object()
	if kind, ok := o.required("kind", "one of embedded, sandbox, production"); ok {
		env.Kind = readKind(kind)
	}
	readServices(env, o)
	readLogins(env, o)
	if scope, ok := o.optional("scope"); ok {
		readScope(env, scope)
	}
	if scenarios, ok := o.optional("scenarios"); ok {
		env.Scenarios = readScenarios(scenarios)
	}
	if orders, ok := o.optional("orders"); ok {
		env.Orders = readOrders(orders)
	}
	if load, ok := o.optional("load"); ok {
		readLoad(env, load)
	}
	env.Limits = environment.DefaultLimits[env.Kind]
	if limits, ok := o.optional("limits"); ok {
		env.Limits = readLimits(limits, env.Limits)
	}
	if methods, ok := o.optional("methods"); ok {
		env.Methods = readMethods(methods)
	}
	if settings, ok := o.optional("tls"); ok {
		env.TLS = readTLS(settings)
		refuseEmbedded(env, settings)
	}
	if control, ok := o.optional("control"); ok {
		readControl(env, control)
	}
	o.Close()
	return env
}

func readKind(n node) environment.Kind {
	kind := environment.Kind(n.text())
	known := []string{string(environment.Embedded), string(environment.Sandbox), string(environment.Production)}
	if kind != "" && !slices.Contains(known, string(kind)) {
		n.Fail("unknown kind%s", problem.DidYouMean(string(kind), known))
	}
	return kind
}

func readServices(env *environment.Environment, o *object) {
	for key, service := range map[string]**environment.Service{"content": &env.Content, "ekey": &env.EKey,
		"ekey2": &env.EKey2} {
		if n, ok := o.optional(key); ok {
			*service = readService(n)
			refuseEmbedded(env, n)
		}
	}
	if n, ok := o.optional("westcon"); ok {
		env.Westcon = readWestcon(n)
		refuseEmbedded(env, n)
	}
	if env.Kind != environment.Embedded && len(modulesOf(env)) == 0 && o.Mapping {
		o.FailAtKey("names no service: add content, ekey, ekey2 or westcon")
	}
}

func refuseEmbedded(env *environment.Environment, n node) {
	if env.Kind == environment.Embedded {
		n.Fail("kind embedded brings its own services: take this out, or use kind sandbox for " +
			"a sandbox that runs elsewhere")
	}
}

// modules are the modules that the environment's services offer.
func modulesOf(env *environment.Environment) []string {
	if env.Kind == environment.Embedded {
		return environment.Modules
	}
	var modules []string
	if env.Content != nil {
		modules = append(modules, "content")
	}
	if env.EKey != nil || env.EKey2 != nil {
		modules = append(modules, "ekey")
	}
	if env.Westcon != nil {
		modules = append(modules, "westcon")
	}
	return modules
}

func readService(n node) *environment.Service {
	o := n.object()
	defer o.Close()
	service := &environment.Service{}
	if u, ok := o.required("url", "the base address of the service"); ok {
		service.URL = u.address()
	}
	return service
}

func readWestcon(n node) *environment.Westcon {
	o := n.object()
	defer o.Close()
	w := &environment.Westcon{}
	for key, u := range map[string]**url.URL{"token_url": &w.TokenURL, "url": &w.URL} {
		if n, ok := o.required(key, "an address"); ok {
			*u = n.address()
		}
	}
	for key, secret := range map[string]*environment.Secret{
		"client_id": &w.ClientID, "client_secret": &w.ClientSecret, "resource": &w.Resource,
		"subscription_key": &w.SubscriptionKey, "partner_key": &w.PartnerKey,
	} {
		variable := "WESTCON_" + strings.ToUpper(key)
		if n, ok := o.required(key, "Westcon asks for it (such as ${"+variable+"})"); ok {
			*secret = n.secret(variable)
		}
	}
	return w
}

func readLogins(env *environment.Environment, o *object) {
	needed := env.Content != nil || env.EKey != nil || env.EKey2 != nil
	env.Login, env.Password = readLogin(o, needed, "")
	if n, ok := o.optional("other_login"); ok {
		other := n.object()
		env.OtherLogin = &environment.Login{}
		env.OtherLogin.Login, env.OtherLogin.Password = readLogin(other, true, "_2")
		other.Close()
	}
}

// readLogin reads login and password. Where they are not needed, one without
// the other still is a problem.
func readLogin(o *object, needed bool, suffix string) (login, password environment.Secret) {
	_, hasLogin := o.optional("login")
	_, hasPassword := o.optional("password")
	if !needed && !hasLogin && !hasPassword {
		return environment.Secret{}, environment.Secret{}
	}
	if n, ok := o.required("login", "the MONT services ask for it (such as ${MONT_LOGIN"+suffix+"})"); ok {
		login = n.secret("MONT_LOGIN" + suffix)
		if strings.Contains(login.Reveal(), ":") { // RFC 7617, section 2
			n.Fail("holds a colon, which HTTP Basic authentication can't carry in a login")
		}
	}
	if n, ok := o.required("password", "the MONT services ask for it (such as ${MONT_PASSWORD"+suffix+"})"); ok {
		password = n.secret("MONT_PASSWORD" + suffix)
	}
	return login, password
}

func readScope(env *environment.Environment, n node) {
	o := n.object()
	defer o.Close()
	if modules, ok := o.optional("modules"); ok {
		for _, item := range modules.items() {
			module := item.text()
			switch {
			case module == "":
			case !slices.Contains(environment.Modules, module):
				item.Fail("unknown module%s", problem.DidYouMean(module, environment.Modules))
			case !slices.Contains(modulesOf(env), module):
				item.Fail("%s is in scope, but the environment has no service of it", module)
			}
			env.Scope.Modules = append(env.Scope.Modules, module)
		}
	}
	if vendors, ok := o.optional("vendors"); ok {
		env.Scope.Vendors = vendors.texts()
	}
}

func readScenarios(n node) environment.Scenarios {
	all := environment.Scenarios{}
	o := n.object()
	defer o.Close()
	for _, scenario := range environment.AllScenarios {
		n, ok := o.optional(string(scenario))
		switch {
		case !ok:
		case scenario.Many():
			all[scenario] = n.texts()
		default:
			all[scenario] = []string{n.text()}
		}
	}
	return all
}

func readOrders(n node) environment.Orders {
	orders := environment.DefaultOrders
	o := n.object()
	defer o.Close()
	if n, ok := o.optional("max"); ok {
		orders.Max = n.number(0)
	}
	if n, ok := o.optional("budget"); ok {
		orders.Budget = n.amount()
	}
	if n, ok := o.optional("currency"); ok {
		orders.Currency = n.text()
		if unit, err := currency.ParseISO(orders.Currency); err != nil || unit.String() != orders.Currency {
			n.Fail("wants a currency code of ISO 4217, such as RUB")
		}
	}
	if n, ok := o.optional("poll"); ok {
		orders.Poll = n.duration(time.Minute, 10*time.Minute)
	}
	if n, ok := o.optional("wait"); ok {
		orders.Wait = n.duration(time.Minute, 48*time.Hour)
	}
	return orders
}

func readLimits(n node, limits environment.Limits) environment.Limits {
	o := n.object()
	defer o.Close()
	for key, d := range map[string]struct {
		to          *time.Duration
		least, most time.Duration
	}{
		"silence":  {&limits.Silence, time.Second, time.Hour},
		"timeout":  {&limits.Timeout, time.Second, 24 * time.Hour},
		"patience": {&limits.Patience, time.Second, 10 * time.Minute},
	} {
		if n, ok := o.optional(key); ok {
			*d.to = n.duration(d.least, d.most)
		}
	}
	for key, number := range map[string]*int{"rate": &limits.Rate, "parallel": &limits.Parallel} {
		if n, ok := o.optional(key); ok {
			*number = n.number(0)
		}
	}
	return limits
}

func readLoad(env *environment.Environment, n node) {
	o := n.object()
	defer o.Close()
	if n, ok := o.optional("allowed"); ok {
		env.Load.Allowed = n.flag()
		if env.Load.Allowed && env.Kind == environment.Production {
			n.Fail("load is never run against production")
		}
	}
	if n, ok := o.optional("max_rate"); ok {
		env.Load.MaxRate = n.number(1)
	}
}

func readControl(env *environment.Environment, n node) {
	if env.Kind == environment.Production {
		n.Fail("production is never steered: take this out")
		return
	}
	env.Control = n.address()
	refuseEmbedded(env, n)
}
