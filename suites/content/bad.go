package content

import (
	"fmt"
	"iter"
	"net/url"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/montcontent"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/content/catalogue"
	"github.com/montcheck/montcheck/suites/transport"
)

// nonsenseIsAnswered decides how nonsense is answered: D3, "9) ErrorContract".
func (s *suite) nonsenseIsAnswered() {
	It("answers nonsense with an error contract or an empty list, never with its insides", Decides("CNT-BAD-01"),
		func(ctx SpecContext) {
			s.poke(ctx, nonsense())
		})
}

// probe is a call with arguments that make no sense, or little.
type probe struct {
	what    string
	method  montcontent.Method // empty for one that D3 does not have
	path    string
	nothing bool // names nothing that there could be
}

// nonsense are the calls of CNT-BAD-01.
func nonsense() []probe {
	all := []probe{
		{"no arguments", montcontent.GetProduct, montcontent.GetProduct.Name, true},
		{"withPrice that is no boolean", montcontent.GetFamilyGroupProducts,
			"GetFamilyGroupProducts?familyGroupId=1&withPrice=maybe", false},
		{"withPrice that is no boolean, of all products", montcontent.GetAllProducts, "GetAllProducts/maybe", false},
		{"a method that does not exist", montcontent.Method{}, "GetNothingAtAll", false},
	}
	for _, p := range [][2]string{
		{"an unknown part number", "montcheck-no-such-part"},
		{"an overlong part number", strings.Repeat("A", 1500)},
		{"a part number with markup", `<script>alert(1)</script>`},
		{"a part number with SQL", `' OR '1'='1`},
		{"a part number with wildcards", "%"},
		{"a part number in UTF-8", "Ёлка 日本"},
	} {
		all = append(all,
			probe{p[0], montcontent.GetProduct,
				"GetProduct?partNum=" + url.QueryEscape(p[1]) + "&withPrice=False", true},
			probe{p[0], montcontent.GetProduct,
				"GetProduct?partNum=" + url.QueryEscape(p[1]) + "&withPrice=True", true})
	}
	for _, m := range montcontent.Methods {
		for _, id := range [][2]string{
			{"an unknown id", "2147483647"}, {"a negative id", "-1"}, {"an id that is no number", "abc"},
			{"an id beyond 32 bits", "99999999999"},
			{"an id that comes out as 1 in 32 bits", "4294967297"},
		} {
			switch variables := m.Variables(); {
			case m.Changes || len(variables) == 0 || !strings.HasSuffix(variables[0], "Id"):
			case len(variables) == 1:
				all = append(all, probe{id[0], m, m.Name + "/" + id[1], true})
			default:
				for _, withPrice := range []string{"True", "False"} {
					all = append(all,
						probe{id[0], m,
							fmt.Sprintf("%s?%s=%s&withPrice=%s", m.Name, variables[0], id[1], withPrice), true})
				}
			}
		}
	}
	return all
}

// internals are what a page that shows a service's insides has.
var internals = regexp.MustCompile(`(?i)stack ?trace|\bat ` +
	`[A-Z]\w+(\.\w+)+\(|System\.\w+Exception|SqlException|goroutine \d+|panic:|ORA-\d{5}|SELECT .* FROM` +
	`|Object reference not set|Server Error in '|incorrect syntax near|Unclosed quotation mark|Traceback ` +
	`\(most|\b[A-Z]:\\\w|/(var|usr|home|opt|srv)/\w|\.(cs|vb|php|java|py):(line )?\d`)

// probe sends nonsense and goes through the answers.
func (s *suite) probe(ctx SpecContext, probes []probe) iter.Seq2[int, *catalogue.Answer] {
	calls := make([]*catalogue.Call, len(probes))
	for i, p := range probes {
		calls[i] = s.At(ctx, p.method, p.path, endpoint.Own, false)
	}
	return s.InTurn(ctx, calls)
}

// poke sends nonsense and looks at what is answered.
func (s *suite) poke(ctx SpecContext, probes []probe) {
	for i, a := range s.probe(ctx, probes) {
		s.clean(ctx, probes[i], a)
	}
}

// clean warns where the answer to nonsense is a server error, shows
// internals, or has something to give. The notes say which clean answer came.
func (s *suite) clean(ctx SpecContext, p probe, a *catalogue.Answer) {
	text := a.Exchange.Response.Body.Text
	if a.Read != nil { // the service's own words, rather than those of products
		text = fmt.Sprint(a.Read.Details)
	}
	warn := func(what, expected, got string) {
		Warn(ctx, a.About(ctx).Finding("the answer to "+p.what+" "+what, expected, got))
	}
	if inside := transport.Read(text).Find(internals); inside != "" {
		warn("shows the service's insides", "an error contract, an empty list or a plain error page", inside)
	} else if a.Status() >= 500 && a.Read == nil {
		warn("is a server error", "an error contract, an empty list, or a status of 400 or 404",
			fmt.Sprintf("status %d", a.Status()))
	} else if p.nothing && a.Unusable() == nil && len(a.Read.Entities) > 0 {
		warn("holds what was not asked for", "an error contract, an empty list, or a status of 400 or 404",
			fmt.Sprintf("%d entities", len(a.Read.Entities)))
	}
	Note(ctx, "%s: %s", p.what, outcome(a))
}

func outcome(a *catalogue.Answer) string {
	switch {
	case a.Read == nil:
		return fmt.Sprintf("status %d", a.Status())
	case a.Unusable() == nil && len(a.Read.Entities) == 0:
		return "an empty answer"
	case a.Unusable() == nil:
		return fmt.Sprintf("%d entities", len(a.Read.Entities))
	}
	return "error contract " + a.Read.Details["ErrorCode"]
}
