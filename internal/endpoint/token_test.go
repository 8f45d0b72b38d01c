package endpoint

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/internal/verdict"
)

// Altered tokens are what they say, and none of them is in the record.
func TestAlteredTokens(t *testing.T) {
	w := startWestcon(t, says(200, grantOf(aToken)), func(out http.ResponseWriter, r *http.Request) {
		io.WriteString(out, r.Header.Get("Authorization")) // an API that gives back what it gets
	})
	ctx := verdict.With(t.Context(), verdict.NewState("s", Westcon, nil, 1))
	grant, err := w.AskToken(ctx, w.Access.Resource)
	if err != nil {
		t.Fatal(err)
	}
	whole := strings.Split(aToken, ".")
	for name, c := range map[string]struct {
		make  func() (*Token, bool)
		check func(header, claims map[string]any, signature string) bool
	}{
		"unsigned": {grant.Token.Unsigned,
			func(h, _ map[string]any, s string) bool { return h["alg"] == "none" && s == "" }},
		"stripped": {grant.Token.Stripped,
			func(h, _ map[string]any, s string) bool { return h["alg"] == "RS256" && s == "" }},
		"tampered": {grant.Token.Tampered, func(_, c map[string]any, s string) bool {
			return c["exp"] == 1795300000.0+365*24*3600 && c["appid"] != "a" && s == whole[2]
		}},
		"forged": {grant.Token.Forged, func(h, c map[string]any, s string) bool {
			return h["kid"] == "k" && c["iss"] == "i" && s != whole[2] && len(s) == 342
		}},
		"another issuer": {grant.Token.OfAnotherIssuer,
			func(h, c map[string]any, s string) bool { return h["kid"] != "k" && c["iss"] != "i" && len(s) == 342 }},
	} {
		altered, ok := c.make()
		if !ok {
			t.Errorf("%s: not made", name)
			continue
		}
		a, err := w.Prepare(ctx, w.Westcon,
			Request{URL: w.Westcon.URL.String(), Header: http.Header{"Authorization": {altered.Bearer()}}}).Send(ctx)
		if err != nil {
			t.Fatal(err)
		}
		sent := strings.Split(strings.TrimPrefix(w.seen[len(w.seen)-1].Header.Get("Authorization"), "Bearer "), ".")
		var header, claims map[string]any
		if len(sent) != 3 || !decode(sent[0], &header) || !decode(sent[1], &claims) {
			t.Errorf("%s: sent %v", name, sent)
			continue
		}
		if number, ok := claims["exp"].(json.Number); ok {
			claims["exp"], _ = number.Float64()
		}
		if !c.check(header, claims, sent[2]) {
			t.Errorf("%s: sent %v %v %s", name, header, claims, sent[2])
		}
		recorded := a.Exchange.Request.Header.Get("Authorization") + a.Exchange.Response.Body.Text
		if strings.Contains(recorded, sent[1]) || strings.Contains(recorded, "${") ||
			!strings.Contains(recorded, "[an access token") {
			t.Errorf("%s: recorded %s", name, recorded)
		}
	}
	if cut := grant.Token.CutShort().value(); !strings.HasPrefix(aToken, cut) || len(cut) >= len(aToken)-10 {
		t.Errorf("cut short to %d of %d", len(cut), len(aToken))
	}
	opaque := w.vault.holdToken("opaque-token", "")
	if _, ok := opaque.Unsigned(); ok {
		t.Error("an opaque token was altered")
	}
}
