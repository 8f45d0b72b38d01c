package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"strings"
	"text/template"
	"time"

	"al.essio.dev/pkg/shellescape"
)

// Server returns a server of the sandbox's services, with bounds on what a
// client can hold up. A client that does not read is waited for.
func (s *Sandbox) Server() *http.Server {
	return &http.Server{
		Handler: s.Handler(), ErrorLog: log.New(io.Discard, "", 0),
		ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
	}
}

// Serve serves a sandbox on addr until ctx is done. It writes to out where
// the services are and how to certify them.
func Serve(ctx context.Context, addr string, o Options, out io.Writer) error {
	s, err := New(ctx, o)
	if err != nil {
		return err
	}
	defer s.Close()
	listener, base, err := s.Listen(addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	if err := s.announce(ctx, out, base.String()); err != nil {
		return err
	}

	server := s.Server()
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := server.Shutdown(bounded); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return server.Close()
}

// announcement tells where the services are, the lines of montcheck.yaml that certify them, and what else that takes.
var announcement = template.Must(template.New("announcement").Funcs(template.FuncMap{"shell": shellescape.Quote}).Parse(
	`MONT Content is at {{.Base}}{{.ContentPath}}
MONT eKey version 1 is at {{.Base}}{{.EKeyPath}}
MONT eKey version 2 is at {{.Base}}{{.EKey2Path}}
Their partners: {{range $i, $l := .Logins}}{{if $i}}, {{end}}{{$l.Name}} with the password {{$l.Password}}{{end}}.
Westcon's order status is at {{.Base}}{{.WestconPath}}, its tokens at {{.Base}}{{.WestconTokenPath}}

{{.Lines}}
The lines above go into montcheck.yaml; then, in another shell:
{{range .Variables}}  export {{index . 0}}={{index . 1 | shell}}
{{end}}  montcheck certify --env local
Ctrl-C ends the sandbox.
`))

// configuration are the lines of montcheck.yaml.
var configuration = template.Must(template.New("configuration").Parse(
	`environments:
  local:
    kind: sandbox
    login: "${MONT_LOGIN}"
    password: "${MONT_PASSWORD}"
    content: { url: "{{.Base}}{{.ContentPath}}" }
    ekey: { url: "{{.Base}}{{.EKeyPath}}" }
    ekey2: { url: "{{.Base}}{{.EKey2Path}}" }
    westcon:
      token_url: "{{.Base}}{{.WestconTokenPath}}"
      url: "{{.Base}}{{.WestconPath}}"
      client_id: "${WESTCON_CLIENT_ID}"
      client_secret: "${WESTCON_CLIENT_SECRET}"
      resource: "${WESTCON_RESOURCE}"
      subscription_key: "${WESTCON_SUBSCRIPTION_KEY}"
      partner_key: "${WESTCON_PARTNER_KEY}"
{{- if .Control}}
    control: {{.Base}}{{.ControlPath}}
{{- if .Loopback}}
    load: { allowed: true, max_rate: 1000 }
{{- end}}
{{- end}}
{{- if .Other}}
    other_login: { login: "${MONT_LOGIN_2}", password: "${MONT_PASSWORD_2}" }
{{- end}}
    scenarios:
{{- range .Scenarios}}
      {{index . 0}}: {{index . 1}}
{{- end}}
    orders: { max: 100, budget: 1000000.00, currency: RUB }
`))

func (s *Sandbox) announce(ctx context.Context, out io.Writer, base string) error {
	lines, variables, err := s.Configuration(ctx, base)
	if err != nil {
		return err
	}
	return announcement.Execute(out, map[string]any{
		"Base": base, "Logins": s.credentials, "Lines": lines, "Variables": variables,
		"ContentPath": ContentPath, "EKeyPath": EKeyPath, "EKey2Path": EKey2Path,
		"WestconPath": WestconPath, "WestconTokenPath": WestconTokenPath,
	})
}

// Configuration are the lines of montcheck.yaml by which the sandbox, served at base, is certified as the environment
// local, and the variables that they name, with their values.
func (s *Sandbox) Configuration(ctx context.Context, base string) (lines string, variables [][2]string, err error) {
	scenarios, err := s.scenarioLines(ctx)
	if err != nil {
		return "", nil, err
	}
	variables = [][2]string{{"MONT_LOGIN", s.credentials[0].Name}, {"MONT_PASSWORD", s.credentials[0].Password}}
	other := len(s.credentials) > 1
	if other {
		variables = append(variables, [2]string{"MONT_LOGIN_2", s.credentials[1].Name},
			[2]string{"MONT_PASSWORD_2", s.credentials[1].Password})
	}
	variables = append(variables, [][2]string{
		{"WESTCON_CLIENT_ID", WestconClientID}, {"WESTCON_CLIENT_SECRET", WestconClientSecret},
		{"WESTCON_RESOURCE", WestconResource},
		{"WESTCON_SUBSCRIPTION_KEY", WestconSubscriptionKey}, {"WESTCON_PARTNER_KEY", WestconPartnerKey},
	}...)
	var text strings.Builder
	err = configuration.Execute(&text, map[string]any{
		"Base": base, "Control": s.control != nil, "Loopback": loopback(base), "Scenarios": scenarios, "Other": other,
		"ContentPath": ContentPath, "EKeyPath": EKeyPath, "EKey2Path": EKey2Path, "ControlPath": ControlPath,
		"WestconPath": WestconPath, "WestconTokenPath": WestconTokenPath,
	})
	return text.String(), variables, err
}

// loopback tells whether an address is this machine's own, where load does no
// one else harm.
func loopback(base string) bool {
	u, err := url.Parse(base)
	return err == nil && (u.Hostname() == "localhost" || net.ParseIP(u.Hostname()).IsLoopback())
}

// scenarioLines are the keys and values of the scenarios that there are, as YAML has them.
func (s *Sandbox) scenarioLines(ctx context.Context) (lines [][2]string, err error) {
	special, err := s.Scenarios(ctx)
	if err != nil {
		return nil, err
	}
	westcon, err := s.WestconScenarios(ctx)
	if err != nil {
		return nil, err
	}
	for _, scenario := range []struct {
		key   string
		value any
	}{
		{"out_of_stock", special.OutOfStock}, {"finishes_later", special.FinishesLater},
		{"finishes_and_fails", special.FinishesAndFails},
		{"vendor_error", special.VendorError}, {"credit_limit", special.CreditLimit},
		{"renewal_key", special.RenewalKey}, {"subscriber", special.Subscriber},
		{"westcon_orders", westcon.Orders}, {"westcon_customer_orders", westcon.CustomerOrders},
		{"westcon_foreign_order", westcon.ForeignOrder},
		{"westcon_foreign_customer_order", westcon.ForeignCustomerOrder},
	} {
		if scenario.value == "" {
			continue
		}
		text, err := json.Marshal(scenario.value) // which is YAML too
		if err != nil {
			return nil, err
		}
		lines = append(lines, [2]string{scenario.key, string(text)})
	}
	return lines, nil
}
