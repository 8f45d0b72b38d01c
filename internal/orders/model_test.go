package orders

import (
	"errors"
	"os"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// sentOrder is an order that left, and what a lying endpoint did with it.
type sentOrder struct {
	reservation *Reservation
	order       Order
	proved      bool
}

// Whatever an endpoint answers, and however often it is asked, no more orders
// that a correct service places have left than the budget allows, nor more
// money; of others, no more than it allows beside those that were proved to
// have placed nothing.
func TestNoAnswerRefillsTheBudget(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limits := Limits{Orders: rapid.IntRange(0, 6).Draw(t, "orders"),
			Amount: decimal.NewFromInt(rapid.Int64Range(0, 60).Draw(t, "money")), Currency: "RUB"}
		dir := tempDir(t)
		g := NewGuard(limits, func() (*Ledger, error) { return Create(dir, Header{Run: "R1", Config: ""}) }, time.Now)
		defer g.Close()
		var sent []*sentOrder
		t.Repeat(map[string]func(*rapid.T){
			"order": func(t *rapid.T) {
				o := order(rapid.SampledFrom([]string{"1", "2", "3", "4", "5", "6", "7", "8"}).Draw(t, "number"),
					rapid.Int64Range(0, 20).Draw(t, "cost"))
				o.Refusal = rapid.SampledFrom([]Refusal{"", Invalid, Malformed, Taken}).Draw(t, "refusal")
				r, err := g.Reserve(o)
				if err == nil {
					sent = append(sent, &sentOrder{reservation: r, order: o})
				} else if !errors.As(err, new(*NotAllowed)) {
					t.Fatal(err)
				}
			},
			"answer": func(t *rapid.T) {
				if len(sent) == 0 {
					t.Skip("nothing left")
				}
				one := rapid.SampledFrom(sent).Draw(t, "of")
				e := Evidence{
					Said:    rapid.SampledFrom([]Said{Unclear, Exists, Declined, Confirmed}).Draw(t, "said"),
					Found:   rapid.SampledFrom([]Found{Unknown, Missing, Present, Unaskable}).Draw(t, "found"),
					Balance: rapid.SampledFrom([]Balance{Moved, Same, Unreadable}).Draw(t, "balance"),
				}
				if err := one.reservation.Settle(e); err != nil {
					t.Fatal(err)
				}
				if one.reservation.outcome == Absent && !one.proved {
					one.proved = true
					placeable := one.order.Refusal == "" && g.accepted[one.order.key()] == 0
					if placeable || e.Balance == Moved || e.Said == Confirmed || e.Found == Unknown {
						t.Fatalf("%+v proves nothing of %+v", e, one.order)
					}
				}
			},
			"": func(t *rapid.T) {
				counted, placeable, money := 0, map[string]int{}, decimal.Zero
				for _, one := range sent {
					if !one.proved {
						counted++
						money = money.Add(one.order.Amount)
					}
					if one.order.Refusal == "" {
						placeable[one.order.Number] = 1
					}
				}
				if counted > limits.Orders || len(placeable) > limits.Orders || money.GreaterThan(limits.Amount) {
					t.Fatalf("%d orders for %s may be placed, %d of them placeable, by limits %+v", counted, money,
						len(placeable), limits)
				}
			},
		})
	})
}

func tempDir(t *rapid.T) string {
	dir, err := os.MkdirTemp("", "orders-model-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}
