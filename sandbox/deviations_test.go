package sandbox_test

import (
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/sandbox"
)

// vendors is what a sandbox answers to GetAllVendors.
func vendors(h http.Handler) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, sandbox.ContentPath+"/GetAllVendors", nil)
	r.SetBasicAuth(sandbox.PartnerLogin, sandbox.PartnerPassword)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestFaults switches a fault on, beside a sandbox without it.
func TestFaults(t *testing.T) {
	sound, faulty := start(t, sandbox.Options{Products: 100}),
		start(t, sandbox.Options{Products: 100, Faults: []string{"content/vendor-twice"}})
	count := func(h http.Handler) int { return strings.Count(vendors(h).Body.String(), "<a:VendorContract>") }
	if all, twice := count(sound), count(faulty); all == 0 || twice != all+1 {
		t.Errorf("%d vendors, and %d with the fault", all, twice)
	}
}

// TestVariationsFollowFaults has a fault in an answer that a variation wraps.
func TestVariationsFollowFaults(t *testing.T) {
	h := start(t,
		sandbox.Options{Products: 100, Faults: []string{"content/error-twice"},
			Variations: []string{"xml-declaration", "text-xml"}})
	w := vendors(h)
	if body := w.Body.String(); !strings.HasPrefix(body, "<?xml") || strings.Count(body, "<Error>") != 2 ||
		!strings.HasPrefix(w.Header().Get("Content-Type"), "text/xml") {
		t.Errorf("%v %.200s", w.Header(), body)
	}
}

// TestDeviationsHaveTheirOwnState keeps what a fault remembers of one sandbox from another.
func TestDeviationsHaveTheirOwnState(t *testing.T) {
	cached := sandbox.Options{Products: 100, Control: true, Faults: []string{"content/vendors-cached"}}
	for range 2 {
		h := start(t, cached)
		post(t, h, "/add", `{"kind":"vendor"}`)
		first := vendors(h).Body.String()
		if !strings.Contains(first, "<a:VendorContract>") ||
			strings.Count(first, "<a:VendorContract>") != stateOf(t, h).Vendors {
			t.Errorf("a new sandbox answers from another's cache: %.300s", first)
		}
		post(t, h, "/add", `{"kind":"vendor"}`)
		if vendors(h).Body.String() != first {
			t.Error("the fault does not act")
		}
	}
}

// TestDoorStaysClosed keeps variations that use the control door from opening it.
func TestDoorStaysClosed(t *testing.T) {
	h := start(t, sandbox.Options{Products: 100, Variations: []string{"prices-change"}})
	if w := post(t, h, "/prices", `{"count":1}`); w.Code != http.StatusNotFound {
		t.Errorf("status %d", w.Code)
	}
}

// TestUnknownDeviations refuses names that there are not.
func TestUnknownDeviations(t *testing.T) {
	for _, o := range []sandbox.Options{{Faults: []string{"content/none"}}, {Variations: []string{"none"}}} {
		unknown := new(sandbox.UnknownDeviation)
		if _, err := sandbox.New(t.Context(), o); !errors.As(err, &unknown) {
			t.Errorf("%v: %v", o, err)
		}
	}
}

// TestListening reaches a sandbox in the ways that faults ask for.
func TestListening(t *testing.T) {
	for fault, want := range map[string]string{
		"plain-http": "", "untrusted-certificate": "unknown authority", "expired-certificate": "expired",
		"certificate-of-another-host": "doesn't contain any IP SANs",
	} {
		t.Run(fault, func(t *testing.T) {
			s, err := sandbox.New(t.Context(), sandbox.Options{Products: 1, Faults: []string{"transport/" + fault}})
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			l, base, err := s.Listen("127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			server := s.Server()
			defer server.Close()
			go server.Serve(l)

			client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
			_, err = client.Get(base.String())
			if want == "" {
				if err != nil || base.Scheme != "http" || base.Hostname() == "127.0.0.1" {
					t.Errorf("%s: %v", base, err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v", base, err)
			}
			client.Transport = &http.Transport{DisableKeepAlives: true,
				TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
			r, err := client.Get(base.String())
			if err != nil {
				t.Fatal(err)
			}
			defer r.Body.Close()
			if page, _ := io.ReadAll(r.Body); !strings.Contains(string(page), "Endpoint not found") {
				t.Errorf("%.100s", page)
			}
		})
	}
}
