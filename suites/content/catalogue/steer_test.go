package catalogue

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/verdict"
)

// Of a list of products, those are taken again that an earlier run left behind, blocked for sale, and no others.
func TestFindLeft(t *testing.T) {
	product := func(id, name, blocked string) string {
		return "<ProductContract><BlockedForSale>" + blocked + "</BlockedForSale><DefaultName>" + name +
			"</DefaultName><Id>" + id + "</Id><PartNum>P-" + id + "</PartNum></ProductContract>"
	}
	body := "<R><ProductList>" + product("1", "Office", "true") + product("2", leftover+ByUs+"X 1", "true") +
		product("3", leftover+ByUs+"X 2", "false") + product("4", "Taken"+ByUs+"X 3", "true") + "</ProductList></R>"
	contents, err := read(strings.NewReader(body), "s", nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &Session{}
	products := (&Answer{Read: contents}).Reading(Product)
	s.findLeft(products)
	s.findLeft(products)
	if want := []Steered{{ID: 2, PartNum: "P-2"}}; !reflect.DeepEqual(s.left, want) {
		t.Errorf("left behind: %+v", s.left)
	}
}

// What a run is done with is deleted; a product is blocked, and named so that a later run finds it.
func TestRelease(t *testing.T) {
	var got []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body struct {
			Name string
		}
		_ = json.NewDecoder(r.Body).Decode(&body)
		name, _, _ := strings.Cut(body.Name, ",")
		got = append(got, strings.TrimSpace(r.URL.Path+" "+name))
		if strings.HasSuffix(r.URL.Path, "/delete") {
			w.WriteHeader(http.StatusConflict)
		}
		_, _ = w.Write([]byte("{}"))
	}))
	defer server.Close()
	door, _ := url.Parse(server.URL)
	tg, err := endpoint.New(endpoint.Options{Control: &endpoint.Service{Module: "control", URL: door}})
	if err != nil {
		t.Fatal(err)
	}
	defer tg.Close()
	s := NewSession(tg)
	ctx := verdict.With(context.Background(), verdict.NewState("test", endpoint.Content, nil, 1))
	if err := s.release(ctx, Ref{Product, 7}); err != nil {
		t.Error(err)
	}
	if err := s.release(ctx, Ref{Family, 8}); err == nil {
		t.Error("a family that others depend on is said to be gone")
	}
	want := []string{"/edit Left by montcheck", "/block", "/delete"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("asked for %q", got)
	}
}
