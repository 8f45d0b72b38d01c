package content

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/spec"
)

// The control door of an endpoint, docs/control.md. Specs read only what
// they need of its answers.

// steered is what the control door answers to a change.
type steered struct {
	ID      int64  `json:"id"`      // of what was added
	PartNum string `json:"partNum"` // of a product that was added
	Content int64  `json:"contentVersion"`
	Price   int64  `json:"priceVersion"`
}

// steer changes the endpoint through its control door. It ends the spec as
// not exercised where there is none.
func (s *session) steer(ctx context.Context, action string, body any) steered {
	if s.t.Control == nil {
		spec.NotExercised(ctx, "the catalogue can't be changed from here: configure control for this environment")
	}
	out, err := s.change(ctx, action, body)
	spec.Unable(ctx, err)
	return out
}

// change sends one change. It may be called from goroutines.
func (s *session) change(ctx context.Context, action string, body any) (out steered, err error) {
	answer, err := s.t.Steer(ctx, action, body)
	if err != nil {
		return out, err
	}
	return out, json.Unmarshal(answer, &out)
}

// doorName is the control door's name of a kind.
func (k kind) doorName() string { return k.noun() }

type object = map[string]any

// add adds an entity, which goes again when the spec ends.
func (s *session) add(ctx context.Context, k kind) steered {
	added := s.steer(ctx, "add", object{"kind": k.doorName()})
	s.own(ref{k, added.ID})
	return added
}

// own makes an entity go when the spec ends, however it ends: what a run changes is its own, and an endpoint that lasts
// does not fill up with it. A product goes by being blocked for sale, and has a name then by which later runs know it.
// What others came to depend on stays.
func (s *session) own(r ref) {
	s.added[r] = true
	DeferCleanup(func(ctx SpecContext) {
		if !s.added[r] {
			return
		}
		if r.kind == product {
			_, _ = s.change(ctx, "edit", object{"kind": r.kind.doorName(), "id": r.id, "name": s.newName(leftover)})
		}
		_, _ = s.change(ctx, "delete", object{"kind": r.kind.doorName(), "id": r.id})
	})
}

// leftover is how the names of products begin that a run is done with.
const leftover = "Left"

// ownProducts are n products of the run's own: those that earlier runs left behind, and as many more as that takes.
func (s *session) ownProducts(ctx SpecContext, n int) []steered {
	var all []steered
	for _, e := range s.products(ctx).entities {
		if len(all) < n && e.text("BlockedForSale") == "true" &&
			strings.HasPrefix(e.text("DefaultName"), leftover+byUs) {
			all = append(all, steered{ID: e.id, PartNum: e.text("PartNum")})
			s.own(e.ref())
		}
	}
	for len(all) < n {
		all = append(all, s.add(ctx, product))
	}
	return all
}

const byUs = " by montcheck, "

// newName is a name that nothing has: it is this run's, and no other can have given it before.
func (s *session) newName(why string) string {
	s.names++
	return fmt.Sprintf("%s%s%s %d", why, byUs, s.t.Run, s.names)
}

func (s *session) rename(ctx context.Context, k kind, id int64, why string) steered {
	return s.edit(ctx, k, id, s.newName(why))
}

// reprice gives a product a price that it does not have, and returns it.
func (s *session) reprice(ctx context.Context, e *entity) string {
	price := decimal.New(1725, -2)
	if old, err := decimal.NewFromString(e.text("Price")); err == nil {
		price = old.Add(decimal.New(37, -2))
	}
	text := price.StringFixed(2)
	s.price(ctx, e.id, text)
	return text
}

func (s *session) edit(ctx context.Context, k kind, id int64, name string) steered {
	return s.steer(ctx, "edit", object{"kind": k.doorName(), "id": id, "name": name})
}

func (s *session) remove(ctx context.Context, k kind, id int64) steered {
	delete(s.added, ref{k, id})
	return s.steer(ctx, "delete", object{"kind": k.doorName(), "id": id})
}

func (s *session) price(ctx context.Context, id int64, price string) steered {
	return s.steer(ctx, "prices", object{"changes": []object{{"productId": id, "price": price}}})
}
