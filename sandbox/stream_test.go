package sandbox_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/montcheck/montcheck/sandbox"
)

func TestFullListTakesBoundedMemory(t *testing.T) {
	h := start(t, sandbox.Options{Products: 5000})
	r := httptest.NewRequest(http.MethodGet, sandbox.ContentPath+"/GetAllProducts?withPrice=True", nil)
	r.SetBasicAuth(sandbox.PartnerLogin, sandbox.PartnerPassword)
	serve := func() int64 {
		w := &discard{header: http.Header{}}
		h.ServeHTTP(w, r)
		return w.bytes
	}
	serve() // the first call opens the connection that the next ones use
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	bytes := serve()
	runtime.ReadMemStats(&after)
	allocated := int64(after.TotalAlloc - before.TotalAlloc)
	if bytes < 5000*2000 || allocated > 1<<20 {
		t.Errorf("an answer of %d bytes took %d bytes of memory", bytes, allocated)
	}
	if mean := bytes / 5000; mean < 2000 || mean > 3000 {
		t.Errorf("a product takes %d bytes", mean)
	}
}

// TestLengthOrChunks: an answer that is whole tells its length; a long one may be sent while it is composed.
func TestLengthOrChunks(t *testing.T) {
	server := httptest.NewServer(start(t, sandbox.Options{Products: 1000}))
	defer server.Close()
	fetch := func(method string) (length int64, body []byte) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+sandbox.ContentPath+method, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.SetBasicAuth(sandbox.PartnerLogin, sandbox.PartnerPassword)
		answer, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		if body, err = io.ReadAll(answer.Body); err != nil {
			t.Fatal(err)
		}
		return answer.ContentLength, body
	}
	for _, c := range []struct {
		method string
		whole  bool
	}{{"/GetAllVendors", true}, {"/GetAllProducts?withPrice=True", false}, {"/GetAllProducts?withPrice=True", true}} {
		length, body := fetch(c.method)
		if length != int64(len(body)) && (length != -1 || c.whole) {
			t.Errorf("%s: Content-Length %d of %d", c.method, length, len(body))
		}
		parse(t, body)
	}
}

// leaver is a client that goes away after the first bytes.
type leaver struct {
	discard
	leave func() error
}

func (l *leaver) Write(p []byte) (int, error) {
	l.bytes += int64(len(p))
	return len(p), l.leave()
}

func TestLeavingClientEndsTheQuery(t *testing.T) {
	s, err := sandbox.New(t.Context(), sandbox.Options{Products: 3000, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	for name, how := range map[string]func(cancel func()) error{
		"cancelled request": func(cancel func()) error { cancel(); return nil },
		"broken connection": func(func()) error { return errors.New("broken pipe") },
	} {
		ctx, cancel := context.WithCancel(t.Context())
		r := httptest.NewRequestWithContext(ctx, http.MethodGet,
			sandbox.ContentPath+"/GetAllProducts?withPrice=True", nil)
		r.SetBasicAuth(sandbox.PartnerLogin, sandbox.PartnerPassword)
		w := &leaver{discard{header: http.Header{}}, func() error { return how(cancel) }}
		s.Handler().ServeHTTP(w, r)
		cancel()
		if w.bytes == 0 || w.bytes > 256<<10 {
			t.Errorf("%s: %d bytes were written", name, w.bytes)
		}
	}
	// The connections work on.
	if n := len(ask(t, s.Handler(), "/GetAllVendors").at("VendorList").Nodes); n < 10 {
		t.Errorf("%d vendors", n)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if w := call(t, s.Handler(), "/GetAllVendors"); w.Code != http.StatusInternalServerError {
		t.Errorf("a closed sandbox answers %d %s", w.Code, fmt.Sprint(w.Body))
	}
}

// expiring is a context whose time is up when over says so.
type expiring struct {
	context.Context
	over atomic.Bool
}

func (e *expiring) Err() error {
	if e.over.Load() {
		return context.DeadlineExceeded
	}
	return nil
}

// TestHalfAnAnswerIsCutOff makes a query fail after a part of the answer has left: the connection must break, or a
// client would take the part for the whole.
func TestHalfAnAnswerIsCutOff(t *testing.T) {
	h := start(t, sandbox.Options{Products: 1000, Logger: slog.New(slog.DiscardHandler)})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := &expiring{Context: r.Context()}
		h.ServeHTTP(after{w, func() { ctx.over.Store(true) }}, r.WithContext(ctx))
	}))
	defer server.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
		server.URL+sandbox.ContentPath+"/GetAllProducts", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(sandbox.PartnerLogin, sandbox.PartnerPassword)
	answer, err := server.Client().Do(r)
	if err == nil {
		_, err = io.ReadAll(answer.Body)
		answer.Body.Close()
	}
	if err == nil {
		t.Error("half an answer looked like a whole one")
	}
}

// after calls then once something has been written.
type after struct {
	http.ResponseWriter
	then func()
}

func (a after) Write(p []byte) (int, error) {
	n, err := a.ResponseWriter.Write(p)
	a.then()
	return n, err
}
