package catalogue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/verdict"
)

// The control door of an endpoint, docs/control.md. Specs read only what
// they need of its answers.

// Steered is what the control door answers to a change.
type Steered struct {
	ID      int64  `json:"id"`      // of what was added
	PartNum string `json:"partNum"` // of a product that was added
	Content int64  `json:"contentVersion"`
	Price   int64  `json:"priceVersion"`
}

// Steer changes the endpoint through its control door. It ends the spec as
// not exercised where there is none.
func (s *Session) Steer(ctx context.Context, action string, body any) Steered {
	if s.Target.Control == nil {
		verdict.NotExercised(ctx, "the catalogue can't be changed from here: configure control for this environment")
	}
	out, err := s.Change(ctx, action, body)
	verdict.Unable(ctx, err)
	return out
}

// Change sends one change. It may be called from goroutines.
func (s *Session) Change(ctx context.Context, action string, body any) (out Steered, err error) {
	answer, err := s.Target.Steer(ctx, action, body)
	if err != nil {
		return out, err
	}
	return out, json.Unmarshal(answer, &out)
}

// DoorName is the control door's name of a kind.
func (k Kind) DoorName() string { return k.Noun() }

type Object = map[string]any

// Add adds an entity, which goes again when the spec ends, and before it what it needs where there is none of that.
func (s *Session) Add(ctx context.Context, k Kind) Steered {
	if needed, some := needs[k]; some && s.hasNone(ctx, needed) {
		s.Add(ctx, needed)
	}
	added := s.Steer(ctx, "add", Object{"kind": k.DoorName()})
	s.own(ctx, Ref{k, added.ID})
	return added
}

// needs is what there must be one of, to add an entity.
var needs = map[Kind]Kind{Product: Family, Family: Category, Category: Vendor}

// hasNone tells whether the catalogue has nothing of a kind, by the control door, where that tells.
func (s *Session) hasNone(ctx context.Context, k Kind) bool {
	if s.Target.Control == nil { // for Steer to say
		return false
	}
	state, err := s.Target.Inspect(ctx, "state")
	verdict.Unable(ctx, err)
	var counts struct{ Vendors, Categories, Families *int }
	if json.Unmarshal(state, &counts) != nil {
		return false
	}
	n := map[Kind]*int{Vendor: counts.Vendors, Category: counts.Categories, Family: counts.Families}[k]
	return n != nil && *n == 0
}

// Take gives an entity of the run's own that need not be new: a product that an earlier run left behind, as it would be
// if it were added now, else one that is added.
func (s *Session) Take(ctx context.Context, k Kind) Steered {
	if k == Product && len(s.left) > 0 {
		taken := s.takeLeft(ctx)
		s.Rename(ctx, k, taken.ID, "Taken")
		s.Steer(ctx, "block", Object{"productId": taken.ID, "blocked": false})
		return taken
	}
	return s.Add(ctx, k)
}

// OwnProducts are n products of the run's own: those that earlier runs left behind, and as many more as that takes.
func (s *Session) OwnProducts(ctx SpecContext, n int) []Steered {
	s.Products(ctx)
	var all []Steered
	for len(all) < n && len(s.left) > 0 {
		all = append(all, s.takeLeft(ctx))
	}
	for len(all) < n {
		all = append(all, s.Add(ctx, Product))
	}
	return all
}

func (s *Session) takeLeft(ctx context.Context) Steered {
	taken := s.left[0]
	s.left = s.left[1:]
	s.own(ctx, Ref{Product, taken.ID})
	return taken
}

// findLeft finds what earlier runs left behind in the first list of products that a run reads.
func (s *Session) findLeft(products *Reading) {
	if s.sawLeft {
		return
	}
	s.sawLeft = true
	for _, e := range products.Entities {
		if e.Text("BlockedForSale") == "true" && strings.HasPrefix(e.Text("DefaultName"), leftover+ByUs) {
			s.left = append(s.left, Steered{ID: e.ID, PartNum: e.Text("PartNum")})
		}
	}
}

// own makes an entity go when the spec ends, however it ends: what a run changes is its own, and an endpoint that lasts
// does not fill up with it. A product goes by being blocked for sale, and has a name then by which later runs know it.
// What others came to depend on stays. The spec's notes say what stays.
func (s *Session) own(ctx context.Context, r Ref) {
	if owner := verdict.From(ctx); s.owner != owner {
		s.owner, s.stays = owner, nil
		DeferCleanup(func() { // the last of the spec's
			if len(s.stays) > 0 {
				verdict.Note(ctx, "of the run's own products stay, blocked for sale, by id: %s",
					strings.Join(s.stays, ", "))
			}
		})
	}
	s.added[r] = true
	DeferCleanup(func(end SpecContext) {
		if r.Kind != Product && !s.added[r] {
			return
		}
		if err := s.release(end, r); err != nil {
			verdict.Note(ctx, "%s %d, which the run added, stays: %v", r.Kind.Noun(), r.ID, err)
		} else if r.Kind == Product {
			s.stays = append(s.stays, fmt.Sprint(r.ID))
		}
	})
}

// release removes an entity; a product it marks as left over.
func (s *Session) release(ctx context.Context, r Ref) error {
	entity := Object{"kind": r.Kind.DoorName(), "id": r.ID}
	if r.Kind != Product {
		_, err := s.Change(ctx, "delete", entity)
		return err
	}
	entity["name"] = s.newName(leftover)
	_, err := s.Change(ctx, "edit", entity)
	_, blocked := s.Change(ctx, "block", Object{"productId": r.ID, "blocked": true})
	return errors.Join(err, blocked)
}

// leftover is how the names of products begin that a run is done with.
const leftover = "Left"

// NewPrice is a price that no run gave before, as far as can be told.
func (s *Session) NewPrice() string {
	ofRun := fnv.New32()
	_, _ = ofRun.Write([]byte(s.Target.Run))
	s.names++
	return fmt.Sprintf("%d.%02d", 10+ofRun.Sum32()%9000, s.names%100)
}

const ByUs = " by montcheck, "

// newName is a name that nothing has: it is this run's, and no other can have given it before.
func (s *Session) newName(why string) string {
	s.names++
	return fmt.Sprintf("%s%s%s %d", why, ByUs, s.Target.Run, s.names)
}

func (s *Session) Rename(ctx context.Context, k Kind, id int64, why string) Steered {
	return s.Edit(ctx, k, id, s.newName(why))
}

// Reprice gives a product a price that it does not have, and returns it.
func (s *Session) Reprice(ctx context.Context, e *Entity) string {
	price := decimal.New(1725, -2)
	if old, err := decimal.NewFromString(e.Text("Price")); err == nil {
		price = old.Add(decimal.New(37, -2))
	}
	text := price.StringFixed(2)
	s.Price(ctx, e.ID, text)
	return text
}

func (s *Session) Edit(ctx context.Context, k Kind, id int64, name string) Steered {
	return s.Steer(ctx, "edit", Object{"kind": k.DoorName(), "id": id, "name": name})
}

func (s *Session) Remove(ctx context.Context, k Kind, id int64) Steered {
	delete(s.added, Ref{k, id})
	return s.Steer(ctx, "delete", Object{"kind": k.DoorName(), "id": id})
}

func (s *Session) Price(ctx context.Context, id int64, price string) Steered {
	return s.Steer(ctx, "prices", Object{"changes": []Object{{"productId": id, "price": price}}})
}
