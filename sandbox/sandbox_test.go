package sandbox_test

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/sandbox"
)

// state is what GET /_control/state gives.
type state struct {
	Vendors, Categories, Families, Products int
	BlockedProducts                         int
	ContentVersion, PriceVersion            int64
	Clock                                   string
}

func stateOf(t testing.TB, h http.Handler) state {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, sandbox.ControlPath+"/state", nil))
	return decode[state](t, w)
}

func post(t testing.TB, h http.Handler, path, body string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, sandbox.ControlPath+path, strings.NewReader(body)))
	return w
}

func decode[T any](t testing.TB, w *httptest.ResponseRecorder) (v T) {
	t.Helper()
	if w.Code != http.StatusOK {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// start makes a sandbox that ends with the test.
func start(t testing.TB, o sandbox.Options) http.Handler {
	t.Helper()
	s, err := sandbox.New(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s.Handler()
}

// call asks the content service with the first partner's login.
func call(t testing.TB, h http.Handler, method string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, sandbox.ContentPath+method, nil)
	r.SetBasicAuth(sandbox.PartnerLogin, sandbox.PartnerPassword)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// node is any element.
type node struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Nodes   []node     `xml:",any"`
	Text    string     `xml:",chardata"`
}

// ask calls a method that must succeed and returns its root.
func ask(t testing.TB, h http.Handler, method string) node {
	t.Helper()
	w := call(t, h, method)
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/xml; charset=utf-8" {
		t.Fatalf("%s: %d %s %s", method, w.Code, w.Header(), w.Body)
	}
	return parse(t, w.Body.Bytes())
}

func parse(t testing.TB, body []byte) (root node) {
	t.Helper()
	if err := xml.Unmarshal(body, &root); err != nil {
		t.Fatalf("%v in %.2000s", err, body)
	}
	return root
}

// at follows a path of names below n; a missing element is an empty node.
func (n node) at(names ...string) node {
	for _, name := range names {
		var found node
		for _, child := range n.Nodes {
			if child.XMLName.Local == name {
				found = child
				break
			}
		}
		n = found
	}
	return n
}

func (n node) null() bool {
	for _, a := range n.Attrs {
		if a.Name == (xml.Name{Space: "http://www.w3.org/2001/XMLSchema-instance", Local: "nil"}) {
			return a.Value == "true"
		}
	}
	return false
}
