package doctor

import (
	"context"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/verdict"
)

// token are the steps that judge whether the client gets an access token.
func (e *examiner) token(env *environment.Environment) []step {
	var grant *endpoint.Grant
	return []step{
		{HTTP, func(ctx context.Context) finding {
			return e.withWestcon(ctx, env, func(ctx context.Context, t *endpoint.Target) (f finding) {
				var err error
				if grant, err = t.AskToken(ctx, t.Access.Resource); err != nil {
					return failed(endpoint.DiagnoseTokens(nil, err))
				}
				if redirect := grant.Status() >= 300 && grant.Status() < 400; redirect {
					return failed(endpoint.Diagnose(grant.Answer, nil))
				}
				return ok("the token request answers %s", seen(grant.Answer))
			})
		}},
		{Login, func(context.Context) finding {
			if reason, mend := endpoint.DiagnoseTokens(grant.Answer, nil); reason != "" {
				return failed(reason, mend)
			}
			return ok("the client of %s is let in", env.Westcon.ClientID.Variable)
		}},
		{Answers, func(context.Context) finding {
			if grant.Token == nil {
				return failed("the answer brings no token: "+grant.Trouble,
					"Check westcon.token_url in montcheck.yaml.")
			}
			return ok("an access token is given")
		}},
	}
}

// gateway are the steps that show that the API answers. No call of it asks for
// nothing, so none is made, and the keys stay unproven.
func (e *examiner) gateway(env *environment.Environment) []step {
	return []step{
		{HTTP, func(ctx context.Context) finding {
			return e.withWestcon(ctx, env, func(ctx context.Context, t *endpoint.Target) finding {
				answer, err := t.Prepare(ctx, t.Westcon,
					endpoint.Request{Operation: "the API's root", URL: t.Westcon.URL.String()}).Send(ctx)
				if err != nil {
					return failed(endpoint.Diagnose(nil, err))
				}
				if redirect := answer.Status() >= 300 && answer.Status() < 400; redirect {
					return failed(endpoint.Diagnose(answer, nil))
				}
				return ok("the API's root answers %s", seen(answer))
			})
		}},
		{Login, func(context.Context) finding {
			return skipped("subscription_key and partner_key are proven only by asking for " +
				"an order, which certify does")
		}},
	}
}

// withWestcon does something with a target of Westcon's services.
func (e *examiner) withWestcon(ctx context.Context, env *environment.Environment,
	do func(context.Context, *endpoint.Target) finding) finding {
	w := env.Westcon
	t, err := endpoint.New(endpoint.Options{
		Environment: run.Environment{Name: env.Name, Kind: string(env.Kind)},
		Westcon:     &endpoint.Service{Module: endpoint.Westcon, Name: "Westcon", URL: w.URL},
		Tokens:      &endpoint.Service{Module: endpoint.Westcon, Name: "Westcon's token authority", URL: w.TokenURL},
		Client:      w,
		ReadOnly:    true,
		TLS:         env.TLS,
		Limits: endpoint.Limits{Exchange: e.timeout, Silence: e.timeout, Body: largest,
			Patience: endpoint.Impatient},
		Now: e.now,
	})
	if err != nil {
		return failed("montcheck can't prepare a request: "+err.Error(),
			"Check that the folder for temporary files can be written to.")
	}
	defer t.Close()
	return do(verdict.With(ctx, verdict.NewState("doctor", endpoint.Westcon, nil, 0)), t)
}
