package sandbox_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/montcheck/montcheck/sandbox"
)

// TestPython lets a stock OAuth client, requests-oauthlib, get tokens and ask for orders. testdata/python has the
// program.
func TestPython(t *testing.T) {
	python := findPython(t)
	for _, form := range []string{"numbers", "text"} {
		t.Run(form, func(t *testing.T) { pythonAsks(t, python, form) })
	}
}

// findPython returns a Python that has the library. Debian's is not always the first on the path.
func findPython(t *testing.T) string {
	t.Helper()
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		if exec.CommandContext(t.Context(), python, "-c", "import requests_oauthlib").Run() == nil {
			return python
		}
	}
	t.Skip("there is no Python with requests-oauthlib; on Debian: apt-get install python3-requests-oauthlib")
	return ""
}

func pythonAsks(t *testing.T, python, form string) {
	s := startWestcon(t, sandbox.Options{WestconTextTokens: form == "text"})
	orders := object{"W": s.scenarios.Orders, "C": s.scenarios.CustomerOrders}
	settings, err := json.Marshal(object{
		"token_url": s.url + sandbox.WestconTokenPath, "keys_url": s.url + sandbox.WestconKeysPath,
		"url":       s.url + sandbox.WestconPath,
		"client_id": sandbox.WestconClientID, "client_secret": sandbox.WestconClientSecret,
		"resource":         sandbox.WestconResource,
		"subscription_key": sandbox.WestconSubscriptionKey, "partner_key": sandbox.WestconPartnerKey, "orders": orders,
	})
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), python, "testdata/python/westcon.py")
	// HTTP, on the loopback address
	command.Env = append(os.Environ(), "no_proxy=127.0.0.1", "OAUTHLIB_INSECURE_TRANSPORT=1")
	command.Stdin = bytes.NewReader(settings)
	var complaints bytes.Buffer
	command.Stderr = &complaints
	out, err := command.Output()
	if err != nil || complaints.Len() > 0 {
		t.Fatalf("%v\n%s\n%s", err, &complaints, out)
	}
	type step struct {
		Step string
		Read any
	}
	var got []step
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		var one step
		if err := d.Decode(&one); err != nil {
			t.Fatal(err)
		}
		got = append(got, one)
	}
	lifetime := any(3599.0)
	if form == "text" {
		lifetime = "3599"
	}
	expected := func(orderType string) step {
		answer := s.one().ask(orderType, orders[orderType])
		var body any
		if err := json.Unmarshal([]byte(answer.body), &body); err != nil {
			t.Fatal(err)
		}
		return step{orderType, object{"status": 200.0, "body": body}}
	}
	var want []step
	for _, way := range []string{"form", "basic"} {
		want = append(want, step{way, object{"type": "Bearer", "expires_in": lifetime}}, expected("W"), expected("C"),
			step{"wrong secret", "invalid_client"})
	}
	want = append(want, step{"garbled token", 401.0})
	claims := got[len(got)-1]
	if claims.Read != nil { // else the library for it is not installed
		want = append(want, step{"claims", object{"appid": sandbox.WestconClientID, "ver": "1.0"}})
	} else {
		want = append(want, step{"claims", nil})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(- expected, + Python): %s", diff)
	}
}
