// Package doctor finds out whether an environment can be reached and logged
// in to, step by step, and says at the first step that fails what to mend. It
// sends nothing but GET requests and, to Westcon's authority, the one that
// asks for a token; none touches an order.
package doctor

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"time"

	"github.com/montcheck/montcheck/internal/connect"
	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/reports/printable"
	"github.com/montcheck/montcheck/suites/content"
	"github.com/montcheck/montcheck/suites/ekey"
)

// Status is how a check ended.
type Status string

// The ways in which a check can end.
const (
	OK      Status = "ok"
	Failed  Status = "failed"
	Skipped Status = "skipped" // an earlier check failed, or it can't be told
)

// The checks of a service, in their order.
const (
	Name    = "name resolution"
	Connect = "TCP connection"
	TLS     = "TLS"
	HTTP    = "HTTP answer"
	Login   = "login"
	Answers = "service"
)

// Check is one thing that was looked at.
type Check struct {
	Service  string        `json:"service"` // as people call it: MONT Content
	Name     string        `json:"name"`
	Status   Status        `json:"status"`
	Detail   string        `json:"detail"`         // what was seen
	Mend     string        `json:"mend,omitempty"` // what the user can do, where it failed
	Duration time.Duration `json:"duration"`       // nanoseconds
}

// Report is what was found out about an environment.
type Report struct {
	Environment string  `json:"environment"`
	Checks      []Check `json:"checks"`
}

// OK tells whether no check failed.
func (r Report) OK() bool {
	for _, c := range r.Checks {
		if c.Status == Failed {
			return false
		}
	}
	return len(r.Checks) > 0
}

// Options configure Examine.
type Options struct {
	Timeout time.Duration // for each check; DefaultTimeout when zero
	Now     func() time.Time
}

// DefaultTimeout bounds a check; some services take long to their first byte.
const DefaultTimeout = 30 * time.Second

// Examine looks at every service of an environment. The proxies that
// HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY name are used, as certify uses
// them; behind a proxy, name and connection are the proxy's.
func Examine(ctx context.Context, env *environment.Environment, options Options) Report {
	return newExaminer(options).examine(ctx, env)
}

// examiner holds what the checks reach the network by.
type examiner struct {
	timeout  time.Duration
	now      func() time.Time
	resolver *net.Resolver
}

func newExaminer(o Options) *examiner {
	e := &examiner{timeout: o.Timeout, now: o.Now, resolver: net.DefaultResolver}
	if e.timeout == 0 {
		e.timeout = DefaultTimeout
	}
	if e.now == nil {
		e.now = time.Now
	}
	return e
}

func (e *examiner) examine(ctx context.Context, env *environment.Environment) Report {
	r := Report{Environment: env.Name}
	look := func(service string, u *url.URL, more ...step) {
		s := &subject{examiner: e, service: service, url: u, tls: env.TLS}
		for _, step := range append(s.network(), more...) {
			s.try(ctx, step)
		}
		r.Checks = append(r.Checks, s.checks...)
	}
	if env.Kind == environment.Embedded {
		return Report{Environment: env.Name, Checks: []Check{{Service: "Embedded sandbox", Name: Answers, Status: OK,
			Detail: "montcheck starts it itself, there is nothing to reach"}}}
	}
	for _, s := range []struct {
		name, module string
		from         *environment.Service
		forms        map[string]string
		probes       func(*endpoint.Service) [][2]string
	}{
		{"MONT Content", endpoint.Content, env.Content, env.Methods, content.Probes},
		{"MONT eKey", endpoint.EKey, env.EKey, nil, ekey.Probes},
		{"MONT eKey, version 2", endpoint.EKey2, env.EKey2, nil, ekey.Probes},
	} {
		if s.from != nil {
			service := &endpoint.Service{Module: s.module, Name: s.name, URL: s.from.URL, Forms: s.forms}
			look(s.name, s.from.URL, e.mont(env, service, s.probes(service))...)
		}
	}
	if env.Westcon != nil {
		look("Westcon, tokens", env.Westcon.TokenURL, e.token(env)...)
		look("Westcon, orders", env.Westcon.URL, e.gateway(env)...)
	}
	return r
}

// step is a check that was not tried yet.
type step struct {
	name string
	look func(context.Context) finding
}

// finding is how a step ended.
type finding struct {
	status       Status
	detail, mend string
}

func ok(format string, args ...any) finding {
	return finding{status: OK, detail: fmt.Sprintf(format, args...)}
}

func failed(reason, mend string) finding {
	return finding{status: Failed, detail: reason, mend: mend}
}

func skipped(format string, args ...any) finding {
	return finding{status: Skipped, detail: fmt.Sprintf(format, args...)}
}

// subject is a service under examination.
type subject struct {
	*examiner
	service string
	url     *url.URL
	tls     *connect.TLS
	broken  string // the check that failed
	checks  []Check
}

// longest is how many characters of a detail are kept: some of it comes from
// the endpoint.
const longest = 300

// try takes a step, unless an earlier one failed.
func (s *subject) try(ctx context.Context, step step) {
	check := Check{Service: s.service, Name: step.name}
	var f finding
	switch started := s.now(); {
	case s.broken != "":
		f = skipped("not tried, since %s failed", s.broken)
	case ctx.Err() != nil:
		f = failed("the examination was interrupted", "Run it again.")
	default:
		bounded, cancel := context.WithTimeout(ctx, s.timeout)
		f = step.look(bounded)
		cancel()
		check.Duration = s.now().Sub(started)
	}
	check.Status, check.Mend = f.status, f.mend
	check.Detail = printable.Cut(printable.Line(f.detail), longest)
	if f.status == Failed {
		s.broken = step.name
	}
	s.checks = append(s.checks, check)
}
