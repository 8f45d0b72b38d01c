package control

import (
	"errors"
	"fmt"
	"net/http"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/montcheck/montcheck/sandbox/catalog"
	"github.com/montcheck/montcheck/sandbox/store"
)

// Bounds of what may be asked for.
const (
	maxName    = 500 // characters
	maxAdvance = 10 * 365 * 24 * time.Hour
)

type state struct {
	store.Counts
	store.Versions
	Clock time.Time `json:"clock"`
}

func (d *Door) state(r *http.Request) (any, error) {
	var s state
	err := d.store.View(r.Context(), func(from *store.Snapshot) (err error) {
		if s.Versions, err = from.Versions(); err != nil {
			return err
		}
		s.Counts, err = from.Counts()
		return err
	})
	s.Clock = d.clock.Now().UTC()
	return s, err
}

type pricesRequest struct {
	Changes []struct {
		ProductID int32  `json:"productId"`
		Price     string `json:"price"`
	} `json:"changes"`
	Count int `json:"count"`
}

func (d *Door) prices(r *http.Request, in *pricesRequest) (any, error) {
	if (len(in.Changes) > 0) == (in.Count > 0) || in.Count < 0 {
		return nil, badRequest{errors.New(`give either "changes" or a positive "count"`)}
	}
	var changes []store.PriceChange
	for _, c := range in.Changes {
		price, err := catalog.ParseMoney(c.Price)
		if err != nil {
			return nil, badRequest{fmt.Errorf("product %d: %w", c.ProductID, err)}
		}
		changes = append(changes, store.PriceChange{Product: c.ProductID, Price: price})
	}
	var out struct {
		Changed int `json:"changed"`
		store.Versions
	}
	var err error
	out.Versions, err = d.store.Update(r.Context(), func(tx *store.Tx) (err error) {
		if in.Count > 0 {
			out.Changed, err = tx.Reprice(in.Count)
		} else {
			out.Changed, err = tx.SetPrices(changes)
		}
		return err
	})
	return out, err
}

type editRequest struct {
	Kind catalog.Kind `json:"kind"`
	ID   int32        `json:"id"`
	Name string       `json:"name"`
}

func (d *Door) edit(r *http.Request, in *editRequest) (any, error) {
	if err := known(in.Kind); err != nil {
		return nil, err
	}
	if in.Name == "" || utf8.RuneCountInString(in.Name) > maxName {
		return nil, badRequest{fmt.Errorf(`"name" must have 1 to %d characters`, maxName)}
	}
	for _, c := range in.Name {
		if unicode.IsControl(c) || c == utf8.RuneError || c == '\uFFFE' || c == '\uFFFF' {
			return nil, badRequest{fmt.Errorf(`"name" holds the character %U, which it can't`, c)}
		}
	}
	return d.store.Update(r.Context(), func(tx *store.Tx) error { return tx.Rename(in.Kind, in.ID, in.Name) })
}

type blockRequest struct {
	ProductID int32 `json:"productId"`
	Blocked   *bool `json:"blocked"`
}

func (d *Door) block(r *http.Request, in *blockRequest) (any, error) {
	if in.Blocked == nil {
		return nil, badRequest{errors.New(`"blocked" is missing: true or false`)}
	}
	return d.store.Update(r.Context(), func(tx *store.Tx) error { return tx.Block(in.ProductID, *in.Blocked) })
}

type addRequest struct {
	Kind catalog.Kind `json:"kind"`
}

func (d *Door) add(r *http.Request, in *addRequest) (any, error) {
	if err := known(in.Kind); err != nil {
		return nil, err
	}
	var out struct {
		store.Added
		store.Versions
	}
	var err error
	out.Versions, err = d.store.Update(r.Context(), func(tx *store.Tx) (err error) {
		out.Added, err = tx.Add(in.Kind)
		return err
	})
	return out, err
}

type deleteRequest struct {
	Kind catalog.Kind `json:"kind"`
	ID   int32        `json:"id"`
}

func (d *Door) remove(r *http.Request, in *deleteRequest) (any, error) {
	if err := known(in.Kind); err != nil {
		return nil, err
	}
	return d.store.Update(r.Context(), func(tx *store.Tx) error { return tx.Delete(in.Kind, in.ID) })
}

type clockRequest struct {
	Advance string `json:"advance"`
}

func (d *Door) advance(r *http.Request, in *clockRequest) (any, error) {
	by, err := time.ParseDuration(in.Advance)
	if err != nil || by < 0 || by > maxAdvance {
		return nil,
			badRequest{fmt.Errorf(`"advance" must be a duration such as "24h", not negative and at most %d h: got %q`,
				int(maxAdvance.Hours()), in.Advance)}
	}
	d.clock.Advance(by)
	return d.state(r)
}

func known(kind catalog.Kind) error {
	switch kind {
	case catalog.KindVendor, catalog.KindCategory, catalog.KindFamily, catalog.KindProduct:
		return nil
	}
	return badRequest{fmt.Errorf(`"kind" must be vendor, category, family or product: got %q`, kind)}
}
