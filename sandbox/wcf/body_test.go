package wcf

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestBodyOfAnySize(t *testing.T) {
	for _, size := range []int{0, 1, bodyLimit - 1, bodyLimit, bodyLimit + 1, 3*bodyLimit + 17} {
		for _, piece := range []int{1, 1000, bodyLimit, 2*bodyLimit + 5} {
			want := strings.Repeat("0123456789абв", size)[:size]
			w := httptest.NewRecorder()
			b := NewBody(w, "text/plain")
			for rest := want; rest != ""; {
				n := min(piece, len(rest))
				if n%2 == 0 {
					b.String(rest[:n])
				} else {
					b.Bytes([]byte(rest[:n]))
				}
				rest = rest[n:]
			}
			b.Finish()
			b.Release()
			if w.Body.String() != want {
				t.Fatalf("%d bytes by %d: not what was written", size, piece)
			}
			if got := w.Header().Get("Content-Length") != ""; got != (size <= bodyLimit) {
				t.Errorf("%d bytes: Content-Length %q", size, w.Header().Get("Content-Length"))
			}
		}
	}
}

type broken struct {
	http.ResponseWriter
	writes int
}

func (b *broken) Write([]byte) (int, error) { b.writes++; return 0, errors.New("broken pipe") }

func TestBodyWritesNothingAfterAnError(t *testing.T) {
	w := &broken{ResponseWriter: httptest.NewRecorder()}
	b := NewBody(w, "text/plain")
	for range 10 {
		b.String(strings.Repeat("x", bodyLimit))
	}
	b.Finish()
	if b.Err() == nil || w.writes != 1 || !b.Started() {
		t.Errorf("%d writes, %v", w.writes, b.Err())
	}
	b.Release()
}

// FuzzServe looks for a path or query that upsets the service.
func FuzzServe(f *testing.F) {
	for _, seed := range [][2]string{{"/One/1/2", "c=true"}, {"/one%2F//..", "a=1&A=2&%zz"}, {"", "="},
		{"/ONE/%ff", ";"}, {"/one/", "b=\x00"}} {
		f.Add(seed[0], seed[1])
	}
	s := NewService("Trial", []Operation{{"One", http.MethodGet,
		[]Parameter{{"a", Int32}, {"b", Int64}, {"c", Bool}, {"d", Text}},
		func(w http.ResponseWriter, _ *http.Request, arguments []Argument) {
			if len(arguments) != 4 || arguments[0].Int != int64(int32(arguments[0].Int)) {
				panic(arguments)
			}
			w.WriteHeader(http.StatusNoContent)
		}}})
	f.Fuzz(func(t *testing.T, path, query string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL.RawQuery = query
		w := httptest.NewRecorder()
		s.Serve(w, r, path)
		switch w.Code {
		case 200, 204, 400, 404:
		default:
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}
