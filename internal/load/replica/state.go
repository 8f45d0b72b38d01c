// Package replica keeps the price lists that virtual partners build from the
// deltas that they are answered, and finds where one went wrong. Ten thousand
// partners that walk the same deltas share their states, and each answer is
// taken in once.
package replica

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/maphash"
	"slices"

	"github.com/benbjohnson/immutable"

	"github.com/montcheck/montcheck/internal/load/answer"
	"github.com/montcheck/montcheck/internal/load/result"
)

// Item is what a replica holds of a product.
type Item struct{ PartNum, Price, Currency string }

func itemOf(p answer.Product) Item { return Item{p.PartNum, p.Price, p.Currency} }

// Text is the price for people; empty where there is none.
func (i Item) Text() string { return answer.Product{Price: i.Price, Currency: i.Currency}.Text() }

// State is a price list at a version. It never changes.
type State struct {
	Version  int64
	sum      sum
	products *immutable.Map[int64, Item]
	last     *step // that led here; nil where it was given
	depth    int   // steps
}

// sum identifies a set of products: the sum of a keyed hash of each, so that a
// product that comes or goes changes it at no cost. An endpoint does not know
// the key, so it can't make two lists of one sum.
type sum [2]uint64

var seeds = [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}

func (s *sum) add(id int64, i Item, sign uint64) {
	for n := range s {
		var h maphash.Hash
		h.SetSeed(seeds[n])
		maphash.WriteComparable(&h, id)
		maphash.WriteComparable(&h, i)
		s[n] += sign * h.Sum64()
	}
}

// plus and minus are the signs of what comes and goes, modulo 2^64.
const plus, minus = 1, ^uint64(0)

// None is the state of a partner that holds nothing.
func None() *State {
	return &State{products: immutable.NewMap[int64, Item](nil)}
}

// New returns the state of a full list at a version.
func New(version int64, products []answer.Product) *State {
	s := &State{Version: version}
	b := immutable.NewMapBuilder[int64, Item](nil)
	for _, p := range products {
		item := itemOf(p)
		if old, twice := b.Get(p.ID); twice {
			s.sum.add(p.ID, old, minus)
		}
		b.Set(p.ID, item)
		s.sum.add(p.ID, item, plus)
	}
	s.products = b.Map()
	return s
}

// Before returns the state as far as it is known at an earlier version, from
// which the delta says what changed since: all but those products.
func (s *State) Before(version int64, delta []answer.Product) *State {
	old := &State{Version: version, sum: s.sum, products: s.products}
	for _, p := range delta {
		if item, there := old.products.Get(p.ID); there {
			old.sum.add(p.ID, item, minus)
			old.products = old.products.Delete(p.ID)
		}
	}
	return old
}

// Given tells whether the state was given as a whole: no answer led to it.
func (s *State) Given() bool { return s.last == nil }

// changed is how many products the step to it changed.
func (s *State) changed() int {
	if s.last == nil {
		return 0
	}
	return s.last.Products
}

// Len is the number of products.
func (s *State) Len() int { return s.products.Len() }

// Same tells whether both hold the same products.
func (s *State) Same(o *State) bool { return s.sum == o.sum && s.Len() == o.Len() }

// Content identifies a version and what a state holds at it.
type Content struct {
	version int64
	sum     sum
}

// Content tells states apart that differ.
func (s *State) Content() Content { return Content{s.Version, s.sum} }

// Get returns a product.
func (s *State) Get(id int64) (Item, bool) { return s.products.Get(id) }

// Digest is the SHA-256 of the products in the order of their ids: the same in
// every process.
func (s *State) Digest() string {
	h := sha256.New()
	for _, id := range s.ids() {
		item, _ := s.products.Get(id)
		fmt.Fprintf(h, "%d\t%q\t%q\t%q\n", id, item.PartNum, item.Price, item.Currency)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func (s *State) ids() []int64 {
	ids := make([]int64, 0, s.Len())
	for i := s.products.Iterator(); !i.Done(); {
		id, _, _ := i.Next()
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// Differences are the products that the two hold differently, by id.
func (s *State) Differences(o *State) []result.Difference {
	var all []result.Difference
	add := func(id int64, mine, others Item) {
		part := cmp.Or(mine.PartNum, others.PartNum)
		d := result.Difference{ID: id, PartNum: part, Replica: mine.Text(), Other: others.Text()}
		if mine.PartNum != others.PartNum && mine.PartNum != "" && others.PartNum != "" {
			d.Replica, d.Other = mine.PartNum+" "+d.Replica, others.PartNum+" "+d.Other
		}
		all = append(all, d)
	}
	for i := s.products.Iterator(); !i.Done(); {
		id, mine, _ := i.Next()
		if others, there := o.products.Get(id); !there || others != mine {
			add(id, mine, others)
		}
	}
	for i := o.products.Iterator(); !i.Done(); {
		id, others, _ := i.Next()
		if _, there := s.products.Get(id); !there {
			add(id, Item{}, others)
		}
	}
	slices.SortFunc(all, func(a, b result.Difference) int { return cmp.Compare(a.ID, b.ID) })
	return all
}
