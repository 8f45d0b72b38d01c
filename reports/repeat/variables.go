package repeat

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/montcheck/montcheck/internal/run"
)

// tokenVariable is the variable of an access token in header and body.
const tokenVariable = "WESTCON_TOKEN"

// mark is where a variable stands in a recorded text.
var mark = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*)\}`)

// quoteFilled quotes a text in which variables stand, for the shell to fill
// them in.
func quoteFilled(s string, variables []string) string {
	var words strings.Builder
	end := 0
	for _, at := range mark.FindAllStringSubmatchIndex(s, -1) {
		name := s[at[2]:at[3]]
		if !slices.Contains(variables, name) {
			continue
		}
		if at[0] > end {
			words.WriteString(quote(s[end:at[0]]))
		}
		words.WriteString(`"$` + name + `"`)
		end = at[1]
	}
	if end < len(s) || end == 0 {
		words.WriteString(quote(s[end:]))
	}
	return words.String()
}

// bearer tells whether the header Authorization is a text to repeat, rather
// than a login that curl makes one of.
func bearer(q run.Request) bool {
	return q.Credentials == nil &&
		slices.ContainsFunc(q.Header["Authorization"],
			func(v string) bool { return !strings.Contains(v, "[redacted]") })
}

func isForm(q run.Request) bool {
	media, _, _ := strings.Cut(q.Header.Get("Content-Type"), ";")
	return strings.TrimSpace(media) == "application/x-www-form-urlencoded"
}

// form gives the arguments that send a form: curl encodes what the shell
// fills in.
func form(q run.Request) []string {
	var words []string
	for pair := range strings.SplitSeq(q.Body, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(value); err == nil {
			value = plain
		}
		words = append(words, "--data-urlencode", quoteFilled(without(name+"="+value), q.Variables))
	}
	return words
}

// noted is how an access token is recorded that is not the partner's own as
// the authority gave it. No such token holds a bracket.
var noted = regexp.MustCompile(`\[(an [^\]]*access token[^\]]*)\]`)

const anotherResource = "[an access token for "

// forResource makes of a token for another resource one that the command can
// ask for, and returns that resource; empty for the configured one.
func forResource(x run.Exchange) (_ run.Exchange, resource string) {
	before, after, found := strings.Cut(x.Request.Header.Get("Authorization"), anotherResource)
	if !found {
		return x, ""
	}
	resource, after, _ = strings.Cut(after, "]")
	x.Request.Header = maps.Clone(x.Request.Header)
	x.Request.Header["Authorization"] = []string{before + "${" + tokenVariable + "}" + after}
	x.Request.Variables = append(slices.Clone(x.Request.Variables), tokenVariable)
	return x, resource
}

// madeToken is what a request carries in the place of a token, where no
// command can get it; empty where one can.
func madeToken(q run.Request) string {
	if parts := noted.FindStringSubmatch(q.Header.Get("Authorization")); parts != nil {
		return without(strings.Join(strings.Fields(parts[1]), " "))
	}
	return ""
}

// checkAsking is the command that decides again what asked for an exchange;
// empty where that is not known.
func checkAsking(r *run.Run, key run.Key) string {
	for _, s := range r.Specs {
		if (s.ID == key.Spec || slices.Contains(s.Uses, key)) && len(s.Requirements) > 0 {
			return Check(r, s.Requirements[0])
		}
	}
	return ""
}

// token is the command that gets the access token which x carries: as the
// run got one, else by the conventional names. The resource is the one that
// is asked for instead of the configured; empty for that.
func token(r *run.Run, x run.Exchange, resource string) string {
	if r.Environment.TokenURL == "" || !slices.Contains(x.Request.Variables, tokenVariable) {
		return ""
	}
	ask := run.Request{
		Method: "POST", URL: r.Environment.TokenURL,
		Header: run.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
		Body: "grant_type=client_credentials&client_id=${WESTCON_CLIENT_ID}&" +
			"client_secret=${WESTCON_CLIENT_SECRET}&resource=${WESTCON_RESOURCE}",
		Variables: []string{"WESTCON_CLIENT_ID", "WESTCON_CLIENT_SECRET", "WESTCON_RESOURCE"},
	}
	for _, known := range r.Exchanges {
		if q := known.Request; q.URL == ask.URL && len(q.Variables) == len(ask.Variables) && known.Response != nil &&
			known.Response.Status == 200 {
			ask.Body, ask.Variables = q.Body, q.Variables
			break
		}
	}
	if resource != "" {
		ask.Body = withResource(ask.Body, resource)
	}
	words := append([]string{"curl", "-sS"}, form(ask)...)
	words = append(words, address(r, ask.URL)...)
	return tokenVariable + "=$(" + strings.Join(words, " ") + ` | sed -n 's/.*"access_token" *: *"\([^"]*\)".*/\1/p')` +
		"\n"
}

// withResource is a form with another resource.
func withResource(form, resource string) string {
	var pairs []string
	for pair := range strings.SplitSeq(form, "&") {
		if strings.HasPrefix(pair, "resource=") {
			pair = "resource=" + url.QueryEscape(resource)
		}
		pairs = append(pairs, pair)
	}
	return strings.Join(pairs, "&")
}
