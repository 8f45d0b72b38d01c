package doctor

import (
	"context"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/internal/target"
)

// token are the steps that judge whether the client gets an access token.
func (e *examiner) token(env *environment.Environment) []step {
	var grant *target.Grant
	return []step{
		{HTTP, func(ctx context.Context) finding {
			return e.withWestcon(ctx, env, func(ctx context.Context, t *target.Target) (f finding) {
				var err error
				if grant, err = t.AskToken(ctx, t.Access.Resource); err != nil {
					return failed(target.DiagnoseTokens(nil, err))
				}
				if redirect := grant.Status() >= 300 && grant.Status() < 400; redirect {
					return failed(target.Diagnose(grant.Answer, nil))
				}
				return ok("the token request answers %s", seen(grant.Answer))
			})
		}},
		{Login, func(context.Context) finding {
			if reason, mend := target.DiagnoseTokens(grant.Answer, nil); reason != "" {
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
			return e.withWestcon(ctx, env, func(ctx context.Context, t *target.Target) finding {
				answer, err := t.Prepare(ctx, t.Westcon,
					target.Request{Operation: "the API's root", URL: t.Westcon.URL.String()}).Send(ctx)
				if err != nil {
					return failed(target.Diagnose(nil, err))
				}
				if redirect := answer.Status() >= 300 && answer.Status() < 400; redirect {
					return failed(target.Diagnose(answer, nil))
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
	do func(context.Context, *target.Target) finding) finding {
	w := env.Westcon
	t, err := target.New(target.Options{
		Environment: run.Environment{Name: env.Name, Kind: string(env.Kind)},
		Westcon:     &target.Service{Module: target.Westcon, Name: "Westcon", URL: w.URL},
		Tokens:      &target.Service{Module: target.Westcon, Name: "Westcon's token authority", URL: w.TokenURL},
		Client:      w,
		ReadOnly:    true,
		TLS:         env.TLS,
		Limits:      target.Limits{Exchange: e.timeout, Silence: e.timeout, Body: largest, Patience: target.Impatient},
		Now:         e.now,
	})
	if err != nil {
		return failed("montcheck can't prepare a request: "+err.Error(),
			"Check that the folder for temporary files can be written to.")
	}
	defer t.Close()
	return do(spec.With(ctx, spec.NewState("doctor", target.Westcon, nil, 0)), t)
}
