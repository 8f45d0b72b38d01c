package load

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/montcheck/montcheck/internal/connect"
	"github.com/montcheck/montcheck/internal/embedded"
	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/load/answer"
	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/internal/load/verify"
	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/sandbox"
)

// loaded is the endpoint that is loaded.
type loaded struct {
	about   result.Environment
	base    *url.URL // of MONT Content
	control *url.URL // nil where it can't be steered
	forms   map[string]string
	header  http.Header // of every request
	tls     *connect.TLS
	redact  func(string) string
	close   func()
}

// target is the endpoint of the options, the embedded sandbox already serving.
func (o *Options) target(ctx context.Context) (*loaded, error) {
	env, closing := o.Environment, func() {}
	about := result.Environment{}
	if env == nil || env.Kind == environment.Embedded {
		s, own, err := embedded.Start(ctx, o.Sandbox)
		if unknown := new(sandbox.UnknownDeviation); errors.As(err, &unknown) {
			return nil, Usage{err}
		}
		if err != nil {
			return nil, err
		}
		env, closing = own, func() { s.Close() }
		about.Products, about.Faults = max(o.Sandbox.Products, 0), o.Sandbox.Faults
		about.Variations = o.Sandbox.Variations
	} else {
		about.MaxRate = env.Load.MaxRate
	}
	about.Name, about.Kind, about.URL = env.Name, string(env.Kind), env.Content.URL.String()
	e := &loaded{about: about, base: env.Content.URL, control: env.Control, forms: env.Methods, tls: env.TLS,
		close: closing}
	return e, e.login(env.Login, env.Password)
}

// login makes the header that every request carries, and takes what it holds
// out of all texts that an endpoint may send back.
func (e *loaded) login(login, password environment.Secret) error {
	t, err := endpoint.New(endpoint.Options{Credential: environment.Login{Login: login, Password: password}})
	if err != nil {
		e.close()
		return err
	}
	before := e.close
	e.close = func() { t.Close(); before() }
	e.redact = t.Redact
	e.about.Login, e.about.Password = login.Variable, password.Variable
	e.header = http.Header{
		"Authorization": {"Basic " + base64.StdEncoding.EncodeToString([]byte(login.Reveal()+":"+password.Reveal()))},
		"User-Agent":    {"montcheck"},
	}
	return nil
}

// question makes a question of an operation and its arguments.
func (e *loaded) question(q answer.Question) (*verify.Question, error) {
	m, ok := montcontent.Named(q.Operation)
	if !ok {
		return nil, fmt.Errorf("%s is no method of MONT Content", q.Operation)
	}
	var arguments []any
	for _, variable := range m.Variables() {
		arguments = append(arguments, map[string]any{"contentVersion": q.Content, "priceVersion": q.Price,
			"withPrice": true, "partNum": q.PartNum, "familyGroupId": q.Family}[variable])
	}
	path, err := m.Path(e.forms, arguments...)
	if err != nil {
		return nil, err
	}
	q.Path = path
	address, err := url.Parse(strings.TrimRight(e.base.String(), "/") + "/" + q.Path)
	if err != nil {
		return nil, fmt.Errorf("the address of %s: %w", q.Operation, err)
	}
	return verify.NewQuestion(q,
		&http.Request{Method: http.MethodGet, URL: address, Host: address.Host, Header: e.header}), nil
}
