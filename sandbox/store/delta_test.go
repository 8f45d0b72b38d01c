package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/montcheck/montcheck/sandbox/catalog"
	"github.com/montcheck/montcheck/sandbox/database"
	"github.com/montcheck/montcheck/sandbox/store"
)

// plain renders entities as JSON, headed by their id.
type plain struct{}

func (plain) Vendor(v catalog.Vendor) []byte     { return entity(v.ID, v) }
func (plain) Category(v catalog.Category) []byte { return entity(v.ID, v) }
func (plain) Family(v catalog.Family) []byte     { return entity(v.ID, v) }
func (plain) Product(v catalog.Product) store.ProductParts {
	texts, _ := json.Marshal(v.Texts)
	v.Texts, v.Price = nil, 0
	return store.ProductParts{Head: strconv.AppendInt(nil, int64(v.ID), 10), Middle: entity(v.ID, v), Texts: texts,
		Tail: []byte{}}
}

func entity(id int32, v any) []byte {
	b, _ := json.Marshal(v)
	return append(fmt.Appendf(nil, "%d ", id), b...)
}

// replica is what a client knows, fed by full lists or by deltas.
type replica struct {
	At       store.Versions
	Entities map[catalog.Kind]map[int32]string
	Products map[int32][2]string // content, price
}

var kinds = []catalog.Kind{catalog.KindVendor, catalog.KindCategory, catalog.KindFamily}

func newReplica() *replica {
	r := &replica{Entities: map[catalog.Kind]map[int32]string{}, Products: map[int32][2]string{}}
	for _, kind := range kinds {
		r.Entities[kind] = map[int32]string{}
	}
	return r
}

func (r *replica) put(kind catalog.Kind) func([]byte) error {
	return func(b []byte) error {
		var id int32
		_, err := fmt.Sscan(string(b), &id)
		r.Entities[kind][id] = string(b)
		return err
	}
}

func (r *replica) putProduct(content, price bool) func(*store.ProductRow) error {
	return func(row *store.ProductRow) error {
		id, err := strconv.Atoi(string(row.Parts.Head))
		p := r.Products[int32(id)]
		if content {
			p[0] = string(row.Parts.Middle) + string(row.Parts.Texts)
		}
		if price {
			p[1] = row.Price.String() + string(row.Currency)
		}
		r.Products[int32(id)] = p
		return err
	}
}

func full(s *store.Snapshot) (*replica, error) {
	r := newReplica()
	var err error
	if r.At, err = s.Versions(); err != nil {
		return nil, err
	}
	for _, kind := range kinds {
		if err := s.Entities(store.All(kind), r.put(kind)); err != nil {
			return nil, err
		}
	}
	return r, s.Products(store.AllProducts(), true, r.putProduct(true, true))
}

// poll applies what changed since the replica's versions, by two deltas or by one.
func (r *replica) poll(s *store.Snapshot, whole bool) error {
	now, err := s.Versions()
	if err != nil {
		return err
	}
	if now.Content < r.At.Content || now.Price < r.At.Price {
		return fmt.Errorf("versions went from %+v to %+v", r.At, now)
	}
	for _, kind := range kinds {
		err := s.Deleted(kind, r.At.Content, func(id int32) error { delete(r.Entities[kind], id); return nil })
		if err != nil {
			return err
		}
		if err := s.Entities(store.Changed(kind, r.At.Content), r.put(kind)); err != nil {
			return err
		}
	}
	if whole {
		err = s.Products(store.ProductsChangedOrPriced(r.At.Content, r.At.Price), true, r.putProduct(true, true))
	} else {
		err = errors.Join(
			s.Products(store.ProductsChanged(r.At.Content), true, r.putProduct(true, false)),
			s.Products(store.ProductsPriced(r.At.Price), false, r.putProduct(false, true)))
	}
	r.At = now
	return err
}

func open(t *testing.T, products int) *store.Store {
	t.Helper()
	db, err := database.Open(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	s, err := store.New(t.Context(), db, plain{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Load(t.Context(), catalog.Generate(5, products, catalog.Shape{})); err != nil {
		t.Fatal(err)
	}
	return s
}

// change publishes something at random, and says nothing of what can't be done.
func change(ctx context.Context, s *store.Store, r *rand.Rand) (store.Versions, error) {
	all := append([]catalog.Kind{catalog.KindProduct}, kinds...)
	kind, id := all[r.IntN(len(all))], int32(1+r.IntN(80))
	v, err := s.Update(ctx, func(tx *store.Tx) (err error) {
		switch r.IntN(6) {
		case 0:
			_, err = tx.Reprice(1 + r.IntN(5))
		case 1:
			err = tx.Rename(kind, id, fmt.Sprintf("Имя %d", r.Uint32()))
		case 2:
			err = tx.Block(id, r.IntN(2) == 0)
		case 3:
			_, err = tx.Add(kind)
		case 4:
			err = tx.Delete(kind, id)
		case 5:
			// A failure after a change takes the change back.
			if _, err = tx.Reprice(3); err == nil {
				err = &store.Conflict{Reason: "changed its mind"}
			}
		}
		return err
	})
	var missing *store.NotFound
	var conflict *store.Conflict
	if errors.As(err, &missing) || errors.As(err, &conflict) {
		err = nil
	}
	return v, err
}

func TestDeltasRebuildTheState(t *testing.T) {
	s := open(t, 120)
	ctx, r := t.Context(), rand.New(rand.NewPCG(1, 2))
	view := func(f func(*store.Snapshot) error) {
		t.Helper()
		if err := s.View(ctx, f); err != nil {
			t.Fatal(err)
		}
	}
	var replicas []*replica
	replicas = append(replicas, newReplica()) // one from version 0
	for range 25 {
		view(func(snapshot *store.Snapshot) error {
			now, err := full(snapshot)
			replicas = append(replicas, now)
			// Every other step is a chain of deltas, so that composition is tried too.
			return errors.Join(err, replicas[r.IntN(len(replicas))].poll(snapshot, r.IntN(2) == 0))
		})
		for range r.IntN(12) {
			if _, err := change(ctx, s, r); err != nil {
				t.Fatal(err)
			}
		}
	}
	view(func(snapshot *store.Snapshot) error {
		want, err := full(snapshot)
		if err != nil {
			return err
		}
		if len(want.Products) <= 120 {
			t.Errorf("the changes added no product: %d", len(want.Products))
		}
		for i, replica := range replicas {
			from := replica.At
			if err := replica.poll(snapshot, i%2 == 0); err != nil {
				return err
			}
			if diff := cmp.Diff(want, replica); diff != "" {
				t.Errorf("from %+v: %s", from, diff)
			}
		}
		return nil
	})
}

func TestNoChangeIsLostUnderWriters(t *testing.T) {
	s := open(t, 50)
	ctx := t.Context()
	done := make(chan struct{})
	var writers, pollers sync.WaitGroup
	for i := range 3 {
		writers.Go(func() {
			r := rand.New(rand.NewPCG(uint64(i), 9))
			for range 60 {
				if _, err := change(ctx, s, r); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for i := range 4 {
		pollers.Go(func() {
			mine := newReplica()
			check := func() bool {
				err := s.View(ctx, func(snapshot *store.Snapshot) error {
					if err := mine.poll(snapshot, i%2 == 0); err != nil {
						return err
					}
					want, err := full(snapshot)
					if diff := cmp.Diff(want, mine); diff != "" {
						return fmt.Errorf("at %+v: %s", mine.At, diff)
					}
					return err
				})
				if err != nil {
					t.Error(err)
				}
				return err == nil
			}
			for range 40 { // while the writers write
				if !check() {
					return
				}
			}
			<-done
			check()
		})
	}
	writers.Wait()
	close(done)
	pollers.Wait()
}

func TestUpdateThatChangesNothingPublishesNothing(t *testing.T) {
	s := open(t, 20)
	ctx := t.Context()
	before, err := s.Update(ctx, func(*store.Tx) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Update(ctx,
		func(tx *store.Tx) error { return tx.Rename(catalog.KindVendor, 1, "Имя") }); err != nil {
		t.Fatal(err)
	}
	after, err := s.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.SetPrices([]store.PriceChange{{Product: 1, Price: 12345}})
		return errors.Join(err, tx.Rename(catalog.KindVendor, 1, "Имя"), tx.Block(1, true), tx.Block(1, true))
	})
	if want := (store.Versions{Content: before.Content + 2, Price: before.Price + 1}); err != nil || after != want {
		t.Fatalf("%+v, want %+v: %v", after, want, err)
	}
	again, err := s.Update(ctx, func(tx *store.Tx) error {
		n, err := tx.SetPrices([]store.PriceChange{{Product: 1, Price: 12345}})
		if n != 0 {
			t.Errorf("%d prices changed", n)
		}
		return errors.Join(err, tx.Block(1, true))
	})
	if err != nil || again != after {
		t.Fatalf("%+v, want %+v: %v", again, after, err)
	}
}
