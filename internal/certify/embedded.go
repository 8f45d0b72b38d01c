package certify

import (
	"context"
	"net"
	"net/http"
	"net/url"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/target"
	"github.com/montcheck/montcheck/sandbox"
)

// embedded is a sandbox served on a loopback address for as long as a run
// lasts.
type embedded struct {
	options sandbox.Options
	sandbox *sandbox.Sandbox
	server  *http.Server
	base    *url.URL
}

// startEmbedded starts a sandbox on a free port of the loopback interface.
func startEmbedded(ctx context.Context, o sandbox.Options) (*embedded, error) {
	o.Control = true
	s, err := sandbox.New(ctx, o)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.Close()
		return nil, err
	}
	e := &embedded{
		options: o, sandbox: s,
		server: s.Server(),
		base:   &url.URL{Scheme: "http", Host: listener.Addr().String()},
	}
	go e.server.Serve(listener)
	return e, nil
}

func (e *embedded) close() {
	e.server.Close()
	e.sandbox.Close()
}

func (e *embedded) target() target.Options {
	address := e.base.JoinPath(sandbox.ContentPath)
	return target.Options{
		Environment: run.Environment{
			Name: "embedded", Kind: "embedded", Services: map[string]string{target.Content: address.String()},
			Sandbox: &run.Sandbox{Products: max(e.options.Products, 0), Seed: e.options.Seed, Base: e.base.String()},
		},
		Content: service(target.Content, "MONT Content", address, nil),
		Control: service("control", "control door", e.base.JoinPath(sandbox.ControlPath), nil),
		Credential: target.Credential{
			Login: sandbox.PartnerLogin, Password: sandbox.PartnerPassword,
			LoginVariable: "MONT_LOGIN", PasswordVariable: "MONT_PASSWORD",
		},
	}
}
