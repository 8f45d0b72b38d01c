package doctor

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/yosida95/uritemplate/v3"

	"github.com/montcheck/montcheck/internal/config"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/internal/target"
)

// largest is how many bytes of an answer are read.
const largest = 1 << 20

// probe is a request that changes nothing, and what its answer can tell.
type probe struct {
	operation string
	url       string
	proves    bool // an answer with status 200 proves that the login was accepted
}

// testConnection are the steps for MONT Content.
func (e *examiner) testConnection(env *config.Environment) []step {
	form := env.Methods["TestConnection"]
	if form == "" {
		form = "TestConnection"
	}
	if template, err := uritemplate.New(form); err == nil {
		if expanded, err := template.Expand(uritemplate.Values{}); err == nil {
			form = expanded
		}
	}
	return e.ask(env, probe{operation: "TestConnection", url: env.Content.URL.String() + "/" + form, proves: true})
}

// checkMyBalance are the steps for MONT eKey version 1. Production is asked
// for its root only.
func (e *examiner) checkMyBalance(env *config.Environment) []step {
	if env.Kind == config.Production {
		return e.root(env, env.EKey.URL)
	}
	return e.ask(env, probe{operation: "CheckMyBalance", url: env.EKey.URL.String() + "/CheckMyBalance", proves: true})
}

// root are the steps for a service of which nothing but its root is asked.
func (e *examiner) root(env *config.Environment, base *url.URL) []step {
	return e.ask(env, probe{operation: "the service's root", url: base.String()})
}

// ask are the steps that judge one answer.
func (e *examiner) ask(env *config.Environment, p probe) []step {
	var answer *target.Answer
	return []step{
		{HTTP, func(ctx context.Context) (f finding) {
			answer, f = e.send(ctx, env, p)
			return f
		}},
		{Login, func(context.Context) finding { return p.login(answer, env.Login.Variable) }},
		{Answers, func(context.Context) finding { return p.service(answer) }},
	}
}

// send sends the probe with the configured login. An answer of any kind but a
// redirect is well.
func (e *examiner) send(ctx context.Context, env *config.Environment, p probe) (*target.Answer, finding) {
	t, err := target.New(target.Options{
		Environment: run.Environment{Name: env.Name, Kind: string(env.Kind)},
		Credential:  target.Credential{Login: secret(env.Login), Password: secret(env.Password)},
		Limits:      target.Limits{Exchange: e.timeout, Silence: e.timeout, Body: largest, Patience: target.Impatient},
		TLS:         env.TLS,
		Now:         e.now,
	})
	if err != nil {
		return nil, failed("montcheck can't prepare a request: "+err.Error(), "Check that the folder for temporary files can be written to.")
	}
	defer t.Close()
	ctx = spec.With(ctx, spec.NewState("doctor", p.operation, nil, 0))
	answer, err := t.Prepare(ctx, &target.Service{}, target.Request{Operation: p.operation, URL: p.url, Once: true}).Send(ctx)
	if err != nil {
		return nil, failed(target.Diagnose(nil, err))
	}
	if redirect := answer.Status() >= 300 && answer.Status() < 400; redirect {
		return nil, failed(target.Diagnose(answer, nil))
	}
	return answer, ok("%s answers %s", p.operation, seen(answer))
}

func secret(s config.Secret) target.Secret { return target.NewSecret(s.Variable, s.Reveal()) }

// seen describes an answer.
func seen(a *target.Answer) string {
	kind := a.Header().Get("Content-Type")
	if kind == "" {
		kind = "no content type"
	}
	return fmt.Sprintf("%d %s, %s, %d bytes", a.Status(), http.StatusText(a.Status()), kind, a.Size())
}

func (p probe) login(a *target.Answer, variable string) finding {
	switch {
	case a.Status() == http.StatusUnauthorized || a.Status() == http.StatusForbidden:
		return failed(target.Diagnose(a, nil))
	case p.proves && a.Status() == http.StatusOK:
		return ok("the login of %s is accepted", variable)
	case p.proves:
		return skipped("status %d says nothing of the login", a.Status())
	}
	return skipped("not refused; only a call that this examination leaves alone would prove it")
}

// emptyRoot is what a WCF service says at a root that has no page.
const emptyRoot = "Endpoint not found"

func (p probe) service(a *target.Answer) finding {
	reason, mend := target.Diagnose(a, nil)
	switch {
	case p.proves && reason != "":
		return failed(reason, mend)
	case p.proves:
		return ok("%s answers as a service does", p.operation)
	case a.Status() >= 500, a.Status() == http.StatusNotFound && !strings.Contains(a.Exchange.Response.Body.Text, emptyRoot):
		return failed(reason, mend)
	}
	return ok("a service answers at this address")
}
