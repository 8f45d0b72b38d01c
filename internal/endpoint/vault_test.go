package endpoint

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/internal/secrets"
	"github.com/montcheck/montcheck/internal/verdict"
)

// What an endpoint says is never taken for a placeholder, however well it
// knows the names: sent back to it, it is what it was.
func TestNoEndpointGetsASecretByItsName(t *testing.T) {
	names := []string{"${MY_SECRET}", "${MY_CLIENT}", "${MY_PARTNER}", "${WESTCON_TOKEN}", "${WESTCON_TOKEN#1}",
		"${WESTCON_TOKEN#1 }", "${:MY_SECRET}"}
	w := startWestcon(t, says(200, grantOf(aToken)), func(out http.ResponseWriter, r *http.Request) {
		text, _ := json.Marshal(map[string]any{"customerOrderNumber": strings.Join(names, " ")})
		says(200, string(text))(out, r)
	})
	ctx := verdict.With(t.Context(), verdict.NewState("s", Westcon, nil, 1))
	grant, err := w.AskToken(ctx, w.Access.Resource)
	if err != nil || grant.Token == nil {
		t.Fatal(grant, err)
	}
	ask := func(s *Service, number string) *Answer {
		t.Helper()
		body, _ := json.Marshal(map[string]string{"partnerKey": w.Access.PartnerKey, "order": number})
		a, err := w.Prepare(ctx, s, Request{
			Method: http.MethodPost,
			URL:    s.URL.String() + "/x?n=" + strings.NewReplacer(" ", "+", "#", "%23").Replace(number), Reads: true,
			Header: http.Header{"Content-Type": {"application/json"}, "X-Order": {number},
				"Authorization": {grant.Token.Bearer()}}, Body: string(body),
		}).Send(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	read, err := ask(w.Westcon, "1").Open()
	if err != nil {
		t.Fatal(err)
	}
	var answer struct{ CustomerOrderNumber string }
	if err := json.NewDecoder(read).Decode(&answer); err != nil ||
		answer.CustomerOrderNumber != strings.Join(names, " ") {
		t.Fatalf("%v, %v", answer, err)
	}
	a := ask(w.Westcon, answer.CustomerOrderNumber)
	last := len(w.seen) - 1
	got := w.bodies[last] + w.seen[last].URL.String() + w.seen[last].Header.Get("X-Order")
	for name, secret := range map[string]string{"secret": aClient.ClientSecret.Reveal(),
		"client": aClient.ClientID.Reveal(),
		"token":  aToken} {
		if strings.Contains(got, secret) || strings.Contains(got, secrets.InJSON(secret)) {
			t.Errorf("the endpoint was sent the %s: %s", name, got)
		}
	}
	if !strings.Contains(w.bodies[last], secrets.InJSON(aClient.PartnerKey.Reveal())) ||
		!strings.Contains(w.bodies[last], names[4]) {
		t.Errorf("sent %s", w.bodies[last])
	}
	if q := a.Exchange.Request; len(q.Variables) != 0 { // a command would fill them in everywhere
		t.Errorf("recorded with %v: %s", q.Variables, q.Body)
	}
	ask(w.Content, "2")
	sent := w.seen[len(w.seen)-1]
	recorded, _ := json.Marshal(w.Recorder.Answers())
	for where, text := range map[string]string{"MONT's service was sent": w.bodies[len(w.bodies)-1] +
		fmt.Sprint(sent.Header), "the record has": string(recorded)} {
		if strings.Contains(text, w.vault.nonce) {
			t.Errorf("%s what marks a placeholder: %.500s", where, text)
		}
	}
}

// A token with a note goes by the note, and so does one for another resource.
func TestTokensGoByTheirNotes(t *testing.T) {
	w := startWestcon(t, says(200, grantOf(aToken)), says(200, "{}"))
	ctx := verdict.With(t.Context(), verdict.NewState("s", Westcon, nil, 1))
	own, err := w.AskToken(ctx, w.Access.Resource)
	if err != nil {
		t.Fatal(err)
	}
	other, err := w.AskToken(ctx, "https://graph.microsoft.com")
	if err != nil {
		t.Fatal(err)
	}
	for want, token := range map[string]*Token{
		"Bearer ${WESTCON_TOKEN}":                                  own.Token,
		"Bearer [an expired access token]":                         own.Token.As("an expired access token"),
		"Bearer [an access token for https://graph.microsoft.com]": other.Token,
	} {
		a, err := w.Prepare(ctx, w.Westcon,
			Request{URL: w.Westcon.URL.String(), Header: http.Header{"Authorization": {token.Bearer()}}}).Send(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if got := a.Exchange.Request.Header.Get("Authorization"); got != want {
			t.Errorf("recorded %s, want %s", got, want)
		}
		if got := w.seen[len(w.seen)-1].Header.Get("Authorization"); got != "Bearer "+aToken {
			t.Errorf("%s: sent %s", want, got)
		}
	}
}

// An answer can't choose what is taken out of further answers: outside the
// token endpoint, a short text is no token because it is called one.
func TestNoAnswerChoosesWhatIsRedacted(t *testing.T) {
	const number = "0006104074"
	for _, member := range []string{"access_token", "refresh_token", "id_token"} {
		w := startWestcon(t, says(200, `{"id_token":"`+number+`","access_token":"`+aToken+`"}`),
			says(200, `{"`+member+`":"`+number+`","eRPOrderNumber":"`+number+`"}`))
		ctx := verdict.With(t.Context(), verdict.NewState("s", Westcon, nil, 1))
		if _, err := w.AskToken(ctx, w.Access.Resource); err != nil {
			t.Fatal(err)
		}
		a, err := w.Prepare(ctx, w.Westcon, Request{URL: w.Westcon.URL.String()}).Send(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(a.Exchange.Response.Body.Text, secrets.Redaction) {
			t.Errorf("%s: kept %s", member, a.Exchange.Response.Body.Text)
		}
	}
	short := startWestcon(t, says(200, grantOf("t0ken-1")), says(200, "t0ken-1"))
	ctx := verdict.With(t.Context(), verdict.NewState("s", Westcon, nil, 1))
	if g, err := short.AskToken(ctx, short.Access.Resource); err != nil ||
		strings.Contains(g.Exchange.Response.Body.Text, "t0ken-1") {
		t.Errorf("a short token is kept: %v", err)
	}
}

// Many words in the form of tokens cost no more than their length, and none
// of them is kept.
func TestManyTokens(t *testing.T) {
	var many strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&many, "eyJhbGciOiJub%06d.eyJzdWIiOiI.c2ln-%06d ", i, i)
	}
	for name, body := range map[string]string{
		"tokens":           many.String(),
		"beginnings":       strings.Repeat("eyJ", 400_000),
		"beginnings, dots": strings.Repeat("eyJhbGciOiJub.", 80_000),
		"named":            "{" + strings.Repeat(`"access_token":"`+strings.Repeat("n+/", 20)+`",`, 10_000) + `"x":1}`,
		"one, very long":   grantOf(strings.Repeat(`+/%20&<\\u00e9>`, 60_000)),
		"after much else":  strings.Repeat("x", 2<<20) + many.String(),
		"decoys, and a token": `{"a":[` + strings.Repeat(`{"access_token":"decoy-decoy-decoy-decoy"},`, 100) +
			`1],"access_token":"` + "0paque+t0ken/of-a-kind==" + `"}`,
	} {
		w := startWestcon(t, says(200, body), says(200, "{}"))
		ctx := verdict.With(t.Context(), verdict.NewState("s", Westcon, nil, 1))
		a, err := w.Prepare(ctx, w.Tokens, Request{URL: w.Tokens.URL.String()}).Send(ctx)
		if err != nil {
			t.Fatal(err)
		}
		r, err := a.Open()
		if err != nil {
			t.Fatal(err)
		}
		kept, _ := io.ReadAll(r)
		r.Close()
		for _, secret := range []string{".eyJzdWIiOiI.", "c2ln-", "0paque"} {
			if strings.Contains(string(kept), secret) {
				t.Errorf("%s: %s is kept", name, secret)
			}
		}
	}
}
