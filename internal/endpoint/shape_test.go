package endpoint

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"github.com/montcheck/montcheck/internal/verdict"
)

// Whatever shape a token comes in, no answer that is kept holds it, nor any
// piece of it, nor does one that repeats it.
func TestTokensOfAnyShape(t *testing.T) {
	const secret = "Zq7secretTOKENvalue91x"
	wide, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(grantOf(secret))
	for name, body := range map[string]string{
		"an object":         `{"access_token":{"token":"` + secret + `"},"refresh_token":["` + secret + `B"]}`,
		"a list":            `{"access_token":["` + secret + `"]}`,
		"a nested list":     `[[{"x":[["` + secret + `"]]}]]`,
		"another name":      `{"jwt":"` + secret + `","token_type":"` + secret + `","expires_in":"` + secret + `"}`,
		"a name itself":     `{"` + secret + `":1,"access_token":{"` + secret + `":null}}`,
		"pieces":            `{"access_token":["Zq7secret","TOKENvalue","91x"]}`,
		"pieces of letters": `{"access_token":{"a":"Zq7se","b":"cretTOKEN","c":"value91x"}}`,
		"a text":            `"` + secret + `"`,
		"no JSON":           secret,
		"XML":               "<token>" + secret + "</token>",
		"a form":            "access_token=" + secret + "&" + secret + "=1&expires_in=" + secret,
		"broken JSON":       `{"token_type":"Bearer","access_token":{"t":"` + secret + `","u":` + secret,
		"cut short":         `{"access_token":"` + secret,
		"a description": `{"error":"` + secret + `","error_description":"AADSTS70002: the token ` + secret +
			` is over","error_codes":["` + secret + `"]}`,
		"an error's object": `{"error":{"code":"invalid_client","token":"` + secret + `"}}`,
		"Base64": `{"access_token":["` + secret + `"],"x":"` +
			base64.StdEncoding.EncodeToString([]byte(secret)) + `"}`,
		"escapes":   `{"x":"` + strings.ReplaceAll(secret, "s", `\u0073`) + `"}`,
		"UTF-16":    wide,
		"a page":    "<!DOCTYPE html><html><body>" + secret + "</body></html>",
		"a comment": `{"access_token":{}} // ` + secret,
	} {
		for _, status := range []int{200, 302, 400, 500} {
			w := startWestcon(t, func(out http.ResponseWriter, r *http.Request) {
				out.Header().Set("Set-Cookie", "t="+secret)
				out.Header().Set("Location", "https://host/#access_token="+secret)
				out.Header().Set("X-"+secret, "v")
				out.Header().Set("Content-Type", "application/json; t="+secret)
				says(status, body)(out, r)
			}, says(200, `{"echo":"`+secret+`","in":{"access_token":{"t":"`+secret+`"}}}`))
			ctx := verdict.With(t.Context(), verdict.NewState("s", Westcon, nil, 1))
			grant, err := w.AskToken(ctx, w.Access.Resource)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if _, err := w.Prepare(ctx, w.Westcon, Request{URL: w.Westcon.URL.String()}).Send(ctx); err != nil {
				t.Fatal(err)
			}
			kept := grant.Trouble
			for _, a := range w.Recorder.Answers() {
				text, _ := json.Marshal(a.Exchange)
				r, _ := a.Open()
				whole, _ := io.ReadAll(r)
				r.Close()
				kept += string(text) + string(bytes.ReplaceAll(whole, []byte{0}, nil))
			}
			reason, mend := DiagnoseTokens(grant.Answer, nil)
			kept += reason + mend
			for _, piece := range []string{secret, "TOKENvalue", "cretTOKEN", "value91x", strings.ToUpper(secret),
				base64.RawStdEncoding.EncodeToString([]byte(secret))[:24]} {
				if strings.Contains(kept, piece) {
					t.Errorf("%s, %d: %s is kept: %.900s", name, status, piece, kept)
				}
			}
		}
	}
}

// A whole number of seconds is one however JSON writes it, and JSON is JSON
// whatever its type says.
func TestTokensAreReadForWhatTheyAre(t *testing.T) {
	for life, ok := range map[string]bool{"3599": true, "3599.0": true, "3.599e3": true, `"3599"`: true,
		"3599.5": false, `"an hour"`: false} {
		w := startWestcon(t, func(out http.ResponseWriter, r *http.Request) {
			out.Header().Set("Content-Type", "text/plain")
			says(200, `{"token_type":"Bearer","expires_in":`+life+`,"access_token":"`+aToken+`"}`)(out, r)
		}, says(200, "{}"))
		grant, err := w.AskToken(verdict.With(t.Context(), verdict.NewState("s", Westcon, nil, 1)), w.Access.Resource)
		if err != nil || (grant.Token != nil) != ok {
			t.Errorf("expires_in %s: %v, %s", life, err, grant.Trouble)
		}
	}
}

// A header is kept within bounds, and says so; one with too many fields is
// not read.
func TestManyFields(t *testing.T) {
	for fields, beyond := range map[int]bool{50: false, 900: false, 1100: true} {
		w := startWestcon(t, says(200, "{}"), func(out http.ResponseWriter, r *http.Request) {
			for range fields {
				out.Header().Add("X-Field", strings.Repeat("v", 50))
			}
			says(200, "{}")(out, r)
		})
		ctx := verdict.With(t.Context(), verdict.NewState("s", Westcon, nil, 1))
		a, err := w.Prepare(ctx, w.Westcon, Request{URL: w.Westcon.URL.String()}).Send(ctx)
		if errors.As(err, new(Beyond)) != beyond || err != nil && !beyond {
			t.Errorf("%d fields: %v", fields, err)
		}
		if err == nil &&
			(len(a.Header()["X-Field"]) > mostFields || fields > mostFields != (a.Header()[CutHeader] != nil)) {
			t.Errorf("%d fields: %d are kept, %q", fields, len(a.Header()["X-Field"]), a.Header()[CutHeader])
		}
	}
}
