package content

import (
	"context"
	"encoding/json"

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

func (s *session) add(ctx context.Context, k kind) steered {
	return s.steer(ctx, "add", object{"kind": k.doorName()})
}

func (s *session) edit(ctx context.Context, k kind, id int64, name string) steered {
	return s.steer(ctx, "edit", object{"kind": k.doorName(), "id": id, "name": name})
}

func (s *session) remove(ctx context.Context, k kind, id int64) steered {
	return s.steer(ctx, "delete", object{"kind": k.doorName(), "id": id})
}

func (s *session) price(ctx context.Context, id int64, price string) steered {
	return s.steer(ctx, "prices", object{"changes": []object{{"productId": id, "price": price}}})
}
