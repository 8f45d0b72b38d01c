package doctor

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/verdict"
)

// largest is how many bytes of an answer are read.
const largest = 1 << 20

// mont are the steps for a service of MONT's: they ask what a run of certify
// asks before it begins.
func (e *examiner) mont(env *environment.Environment, service *endpoint.Service, probes [][2]string) []step {
	var answer *endpoint.Answer
	operation := probes[0][0]
	return []step{
		{HTTP, func(ctx context.Context) finding {
			return e.withLogin(ctx, env, func(ctx context.Context, t *endpoint.Target) finding {
				var err error
				answer, err = t.Prepare(ctx, service,
					endpoint.Request{Operation: operation, URL: probes[0][1], Once: true}).Send(ctx)
				if err != nil {
					return failed(endpoint.Diagnose(nil, err))
				}
				if redirect := answer.Status() >= 300 && answer.Status() < 400; redirect {
					return failed(endpoint.Diagnose(answer, nil))
				}
				return ok("%s answers %s", operation, seen(answer))
			})
		}},
		{Login, func(context.Context) finding {
			switch status := answer.Status(); {
			case status == http.StatusUnauthorized || status == http.StatusForbidden:
				reason, mend := endpoint.Diagnose(answer, nil)
				return failed(reason, mend+doubted(env))
			case accepted(answer):
				return ok("the login of %s is accepted", env.Login.Variable)
			default:
				return skipped("such an answer, with status %d, says nothing of the login", status)
			}
		}},
		{Answers, func(ctx context.Context) finding {
			return e.withLogin(ctx, env, func(ctx context.Context, t *endpoint.Target) finding {
				err := t.Preflight(ctx, service, probes)
				var unreachable *endpoint.Unreachable
				switch {
				case errors.As(err, &unreachable):
					return failed(unreachable.Reason, unreachable.Mend)
				case err != nil:
					return failed(endpoint.Diagnose(nil, err))
				}
				return ok("%s answers as a service does", operation)
			})
		}},
	}
}

// accepted tells whether an answer proves that the login was accepted.
func accepted(a *endpoint.Answer) bool {
	reason, _ := endpoint.Diagnose(a, nil)
	return reason == ""
}

// doubted repeats what is odd about the login or its password, for someone
// whose login was refused.
func doubted(env *environment.Environment) string {
	for _, doubt := range env.Doubts {
		if strings.HasSuffix(doubt.Key, ".login") || strings.HasSuffix(doubt.Key, ".password") {
			return " The configured value of " + doubt.Key + " " + doubt.Message + "."
		}
	}
	return ""
}

// withLogin does something with a target that has the configured login.
func (e *examiner) withLogin(ctx context.Context, env *environment.Environment,
	do func(context.Context, *endpoint.Target) finding) finding {
	t, err := endpoint.New(endpoint.Options{
		Environment: run.Environment{Name: env.Name, Kind: string(env.Kind)},
		Credential:  environment.Login{Login: env.Login, Password: env.Password},
		ReadOnly:    true,
		Limits: endpoint.Limits{Exchange: e.timeout, Silence: e.timeout, Body: largest,
			Patience: endpoint.Impatient},
		TLS: env.TLS,
		Now: e.now,
	})
	if err != nil {
		return failed("montcheck can't prepare a request: "+err.Error(),
			"Check that the folder for temporary files can be written to.")
	}
	defer t.Close()
	return do(verdict.With(ctx, verdict.NewState("doctor", env.Name, nil, 0)), t)
}

// seen describes an answer.
func seen(a *endpoint.Answer) string {
	kind := a.Header().Get("Content-Type")
	if kind == "" {
		kind = "no content type"
	}
	return fmt.Sprintf("%d %s, %s, %d bytes", a.Status(), http.StatusText(a.Status()), kind, a.Size())
}
