package endpoint

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/montcheck/montcheck/internal/charset"
	"github.com/montcheck/montcheck/internal/coding"
	"github.com/montcheck/montcheck/internal/connect"
	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/verdict"
)

// PreflightID is the id under which the exchanges of a preflight are kept.
const PreflightID = "preflight"

// Unreachable says in one line why an endpoint can't be certified as it is
// now, and what to mend.
type Unreachable struct {
	Service, URL string
	Reason       string
	Mend         string
	Certificate  bool // the TLS certificate does not verify
}

func (u *Unreachable) Error() string {
	return fmt.Sprintf("%s at %s: %s. %s", u.Service, u.URL, u.Reason, u.Mend)
}

// probing bounds one try of a preflight.
const probing = 20 * time.Second

var errSlow = fmt.Errorf("the answer was not complete after %s", probing)

// Preflight asks the service for each of the given operations (an operation
// and its URL) with the configured login, until one answer could be the
// service's: XML, or an error in XML. The error is an *Unreachable for the
// first that was not. More than one is asked, so that a single broken method
// is left for the specs to find.
func (t *Target) Preflight(ctx context.Context, service *Service, probes [][2]string) error {
	ctx = verdict.With(ctx, verdict.NewState(PreflightID, service.Module, nil, t.Seed))
	var first error
	for _, probe := range probes {
		call := t.Prepare(ctx, service, Request{Operation: probe[0], URL: probe[1]})
		answer, err := call.Send(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		reason, mend := Diagnose(answer, err)
		if reason == "" || err == nil && refusesInXML(answer) {
			return nil
		}
		if err == nil && answer.Status() == http.StatusNotFound && first == nil {
			if other := t.elsewhere(ctx, service); other != "" {
				return &Unreachable{Service: service.Name, URL: service.URL.String(),
					Reason: "this is the address of " + other,
					Mend:   "Give " + service.Name + " its own address in montcheck.yaml."}
			}
		}
		if first == nil {
			first = &Unreachable{Service: service.Name, URL: probe[1], Reason: reason, Mend: mend,
				Certificate: ownCertificate(probe[1], err)}
		}
	}
	return first
}

// telling are the services of MONT with a method that no other of them has.
var telling = []struct{ module, name, method string }{
	{Content, "MONT Content", montcontent.TestConnection.Name}, {EKey, "MONT eKey version 1", "CheckMyBalance"},
	{EKey2, "MONT eKey version 2", "CheckLimits"},
}

// elsewhere names the other service that answers at a service's address; empty
// where none does.
func (t *Target) elsewhere(ctx context.Context, service *Service) string {
	for _, other := range telling {
		if other.module == service.Module {
			continue
		}
		bounded, cancel := context.WithTimeoutCause(ctx, probing, errSlow)
		answer, err := t.Prepare(ctx, service,
			Request{Operation: other.method, URL: service.URL.String() + "/" + other.method}).Send(bounded)
		cancel()
		if err != nil {
			return ""
		}
		if reason, _ := Diagnose(answer, nil); reason == "" &&
			strings.Contains(answer.Exchange.Response.Body.Text, other.method+"Response") {
			return other.name
		}
	}
	return ""
}

// ownCertificate tells whether the endpoint's own certificate does not verify.
func ownCertificate(address string, err error) bool {
	u, wrong := url.Parse(address)
	return wrong == nil && connect.Distrusted(err) && !connect.Inspected(u, err)
}

// Diagnose says what is wrong with an answer that should have been XML with
// status 200, and what to mend; both are empty when nothing is.
func Diagnose(a *Answer, err error) (reason, mend string) {
	if err != nil {
		return diagnoseFailure(err)
	}
	media := coding.TypeOf(a.Header()).Media
	switch status := a.Status(); {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return fmt.Sprintf("the login is refused (%d)", status), "Check the login and password of this environment."
	case status >= 300 && status < 400:
		return fmt.Sprintf("the answer is a redirect (%d) to %q, which is not followed: credentials "+
				"stay with the configured host", status, a.Header().Get("Location")),
			"If the new address is right, put it into montcheck.yaml."
	case status == http.StatusNotFound:
		return "there is nothing at this address (404)",
			"Check the service's url in montcheck.yaml: those of MONT end in .svc, and the methods come after it."
	case status != http.StatusOK:
		return fmt.Sprintf("the answer is HTTP status %d", status), "Try again later, or ask the service's owner."
	case media == "text/html" || looksLikeHTML(a.Exchange.Response.Body):
		return "the answer is an HTML page, not XML",
			"Check the service's url in montcheck.yaml; a proxy or a log-in page may stand between."
	}
	return "", ""
}

// refusesInXML tells whether an answer is an error of the service itself, such
// as a BusinessError, which comes with status 500. A refused login and an
// address with nothing there are none, whatever their form.
func refusesInXML(a *Answer) bool {
	switch a.Status() {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusTooManyRequests,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return false
	}
	b := a.Exchange.Response.Body
	return a.Status() >= 400 && strings.HasPrefix(strings.TrimLeft(b.Text, charset.Mark+" \t\r\n"), "<") &&
		!looksLikeHTML(b)
}

func looksLikeHTML(b run.Body) bool {
	start := strings.ToLower(strings.TrimSpace(b.Text))
	return strings.HasPrefix(start, "<!doctype html") || strings.HasPrefix(start, "<html")
}

// PreflightTokens asks Westcon's authority for a token, and the API with it
// what probe makes of it; where that is nil, anything with no order named.
// The error is an *Unreachable.
func (t *Target) PreflightTokens(ctx context.Context, probe func(bearer string) *Request) error {
	ctx = verdict.With(ctx, verdict.NewState(PreflightID, Westcon, nil, t.Seed))
	grant, err := t.AskToken(ctx, t.Access.Resource)
	var answer *Answer
	if grant != nil {
		answer = grant.Answer
	}
	reason, mend := DiagnoseTokens(answer, err)
	service := t.Tokens
	if broken := err == nil && answer.Status() == http.StatusInternalServerError; reason == "" || broken {
		// An authority that is broken is left to the specs, where the API is there.
		service = t.Westcon
		ask := &Request{Operation: "the API's root", URL: service.URL.String()}
		keyed := false
		if grant.Token != nil {
			if q := probe(grant.Token.Bearer()); q != nil {
				ask, keyed = q, true
			}
		}
		answer, err = t.Prepare(ctx, service, *ask).Send(ctx)
		reason, mend = diagnoseGateway(answer, err, keyed)
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case reason == "":
		return nil
	}
	return &Unreachable{Service: service.Name, URL: service.URL.String(), Reason: reason, Mend: mend,
		Certificate: ownCertificate(service.URL.String(), err)}
}

// DiagnoseTokens says what is wrong with an answer that should have brought
// an access token, and what to mend; both are empty when the client was let
// in, whatever the answer looks like.
func DiagnoseTokens(a *Answer, err error) (reason, mend string) {
	if err != nil {
		return diagnoseFailure(err)
	}
	switch status := a.Status(); {
	case status == http.StatusOK && !looksLikeHTML(a.Exchange.Response.Body):
		return "", ""
	case status == http.StatusBadRequest, status == http.StatusUnauthorized, status == http.StatusForbidden:
		return fmt.Sprintf("the client's credentials are refused (%d)%s", status, oauthError(a)),
			"Check client_id, client_secret and resource of westcon in this environment."
	case status == http.StatusOK:
		return "the answer is an HTML page, not a token",
			"Check westcon.token_url in montcheck.yaml; a proxy or a log-in page may stand between."
	}
	return Diagnose(a, nil)
}

// oauthError is the sort of a refusal, where it tells one.
func oauthError(a *Answer) string {
	var refusal struct {
		Error string `json:"error"`
	}
	if json.Unmarshal([]byte(a.Exchange.Response.Body.Text), &refusal) != nil || refusal.Error == "" {
		return ""
	}
	return ": " + fmt.Sprintf("%.60s", refusal.Error)
}

// message is what a refusal of the gateway's says, where it says something.
func message(a *Answer) string {
	var refusal struct {
		Message string `json:"message"`
	}
	if json.Unmarshal([]byte(a.Exchange.Response.Body.Text), &refusal) != nil || refusal.Message == "" {
		return ""
	}
	return ": " + fmt.Sprintf("%.120q", refusal.Message)
}

// diagnoseGateway takes any answer as a sign of life but a redirect, and but a
// refusal where all the credentials were sent.
func diagnoseGateway(a *Answer, err error, keyed bool) (reason, mend string) {
	if err == nil && keyed && (a.Status() == http.StatusUnauthorized || a.Status() == http.StatusForbidden) {
		return fmt.Sprintf("the request for an order's status is refused (%d)%s", a.Status(), message(a)),
			"Check subscription_key, partner_key and resource of westcon in this environment."
	}
	if err != nil || a.Status() >= 300 && a.Status() < 400 {
		return Diagnose(a, err)
	}
	return "", ""
}
