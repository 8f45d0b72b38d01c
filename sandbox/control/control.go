// Package control is the sandbox's control door: JSON in and out, to look at the catalogue's state, to publish
// changes, and to set what partners may spend. docs/control.md describes it for its users.
package control

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/montcheck/montcheck/sandbox/orders"
	"github.com/montcheck/montcheck/sandbox/store"
)

// maxBody bounds a request, in bytes: some 20,000 price changes.
const maxBody = 1 << 20

// Clock is the time that the door can move.
type Clock interface {
	Now() time.Time
	Advance(time.Duration)
}

// Door answers at the control door.
type Door struct {
	store   *store.Store
	book    *orders.Book
	partner string
	clock   Clock
	westcon Westcon
	log     *slog.Logger
}

// New returns the door to the catalogue in s and the orders in book. partner is the login that a request means which
// names none. The door itself asks for no login.
func New(s *store.Store, book *orders.Book, partner string, clock Clock, w Westcon, log *slog.Logger) http.Handler {
	d := &Door{s, book, partner, clock, w, log}
	actions := map[string]http.Handler{
		"GET /state":   answer(d, func(r *http.Request, _ *struct{}) (any, error) { return d.state(r) }),
		"POST /prices": answer(d, d.prices),
		"POST /edit":   answer(d, d.edit),
		"POST /block":  answer(d, d.block),
		"POST /add":    answer(d, d.add),
		"POST /delete": answer(d, d.remove),
		"POST /clock":  answer(d, d.advance),

		"GET /scenarios": answer(d, func(r *http.Request, _ *struct{}) (any, error) { return d.scenarios(r) }),
		"GET /balance":   answer(d, func(r *http.Request, _ *struct{}) (any, error) { return d.balance(r, "") }),
		"POST /balance":  answer(d, d.setBalance),

		"GET /gateway":  answer(d, func(*http.Request, *struct{}) (any, error) { return d.limit(), nil }),
		"POST /gateway": answer(d, d.setLimit),
		"GET /token":    answer(d, func(*http.Request, *struct{}) (any, error) { return d.tokenForm(), nil }),
		"POST /token":   answer(d, d.setTokenForm),
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		action := r.Method + " " + r.URL.Path
		if h, ok := actions[action]; ok {
			h.ServeHTTP(w, r)
			return
		}
		reply(w, http.StatusNotFound, failure{"there is no " + action + " at the control door"})
	})
}

type failure struct {
	Error string `json:"error"`
}

// badRequest is what is wrong with a request.
type badRequest struct{ error }

// answer makes a handler of f: it reads In from the body of a POST, strictly, and writes what f gives.
func answer[In any](d *Door, f func(*http.Request, *In) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		in := new(In)
		if r.Method == http.MethodPost {
			if err := read(http.MaxBytesReader(w, r.Body, maxBody), in); err != nil {
				status := http.StatusBadRequest
				if tooLong := (*http.MaxBytesError)(nil); errors.As(err, &tooLong) {
					status = http.StatusRequestEntityTooLarge
				}
				reply(w, status, failure{err.Error()})
				return
			}
		}
		out, err := f(r, in)
		var (
			bad      badRequest
			missing  *store.NotFound
			conflict *store.Conflict
		)
		switch {
		case err == nil:
			reply(w, http.StatusOK, out)
		case errors.As(err, &bad):
			reply(w, http.StatusBadRequest, failure{bad.Error()})
		case errors.As(err, &missing):
			reply(w, http.StatusNotFound, failure{missing.Error()})
		case errors.Is(err, orders.ErrNoAccount):
			reply(w, http.StatusNotFound, failure{"no partner has that login"})
		case errors.As(err, &conflict):
			reply(w, http.StatusConflict, failure{conflict.Error()})
		default:
			d.log.Error("control", "path", r.URL.Path, "error", err)
			reply(w, http.StatusInternalServerError, failure{"the sandbox could not do this; its log says why"})
		}
	})
}

// read decodes one JSON object. A field that In lacks is an error which names it.
func read(body io.Reader, in any) error {
	decoder := json.NewDecoder(body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(in); err != nil {
		return fmt.Errorf("the body is not the JSON wanted here: %w", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		if err == nil {
			err = errors.New("more follows the object")
		}
		return fmt.Errorf("the body is not the JSON wanted here: %w", err)
	}
	return nil
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // a client that hung up needs no answer
}
