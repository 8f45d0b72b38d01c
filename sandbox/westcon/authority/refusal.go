package authority

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"
)

// refusal is an error of the authority's, by the code that Azure AD has for it.
type refusal struct {
	status int
	kind   string // of RFC 6749, section 5.2, or Azure AD's own
	code   int
	text   string
}

func (e *refusal) Error() string { return fmt.Sprintf("AADSTS%d: %s", e.code, e.text) }

func missing(parameter string) error {
	return &refusal{http.StatusBadRequest, "invalid_request", 900144,
		"The body of the request lacks the parameter '" + parameter + "'."}
}

func duplicated(parameter string) error {
	return &refusal{http.StatusBadRequest, "invalid_request", 9000411,
		"The request has the parameter '" + parameter + "' more than once."}
}

func onlyPost(verb string) error {
	return &refusal{http.StatusBadRequest, "invalid_request", 900561,
		"This endpoint takes POST requests, and this was a " + verb + "."}
}

func unsupportedGrant(grant string) error {
	return &refusal{http.StatusBadRequest, "unsupported_grant_type", 70003,
		"The grant type '" + grant + "' is not supported."}
}

func unknownTenant(tenant string) error {
	return &refusal{http.StatusBadRequest, "invalid_tenant", 90002, "There is no tenant '" + tenant + "'."}
}

func unknownClient(client, tenant string) error {
	return &refusal{http.StatusBadRequest, "unauthorized_client", 700016,
		"The directory '" + tenant + "' has no application with the identifier '" + client + "'."}
}

func unknownResource(resource, tenant string) error {
	return &refusal{http.StatusBadRequest, "invalid_resource", 500011,
		"The tenant '" + tenant + "' has no resource principal with the name '" + resource + "'."}
}

func wrongSecret(client string) error {
	return &refusal{http.StatusUnauthorized, "invalid_client", 7000215,
		"The secret is not one of the application '" + client + "'."}
}

var (
	noSecret = &refusal{http.StatusUnauthorized, "invalid_client", 7000216,
		"The grant type 'client_credentials' needs a 'client_secret'."}
	malformed   = &refusal{http.StatusBadRequest, "invalid_request", 90013, "The request can't be read."}
	unavailable = &refusal{http.StatusServiceUnavailable, "temporarily_unavailable", 90033,
		"No token can be given now."}
)

// object is the JSON object of an error.
type object struct {
	Error         string `json:"error"`
	Description   string `json:"error_description"`
	Codes         []int  `json:"error_codes"`
	Timestamp     string `json:"timestamp"`
	TraceID       string `json:"trace_id"`
	CorrelationID string `json:"correlation_id"`
	URI           string `json:"error_uri"`
}

// object describes the refusal. The correlation id is the client's, if it sent one; the trace id is a new one, and the
// request's id in a header.
func (e *refusal) object(w http.ResponseWriter, r *http.Request, now time.Time) object {
	trace, correlation := uuid.NewString(), uuid.NewString()
	if id, err := uuid.Parse(r.Header.Get("Client-Request-Id")); err == nil {
		correlation = id.String()
	}
	w.Header().Set("X-Ms-Request-Id", trace)
	at := now.UTC().Format("2006-01-02 15:04:05Z")
	return object{
		Error: e.kind, Codes: []int{e.code}, Timestamp: at, TraceID: trace, CorrelationID: correlation,
		Description: fmt.Sprintf("%s Trace ID: %s Correlation ID: %s Timestamp: %s", e.Error(), trace, correlation, at),
		URI:         "https://login.microsoftonline.com/error?code=" + strconv.Itoa(e.code),
	}
}
