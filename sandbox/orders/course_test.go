package orders

import (
	"fmt"
	"testing"
	"time"

	"github.com/montcheck/montcheck/sandbox/catalog"
	"github.com/montcheck/montcheck/sandbox/content"
	"github.com/montcheck/montcheck/sandbox/database"
	"github.com/montcheck/montcheck/sandbox/store"
)

func open(t *testing.T, seed uint64, products int) *Book {
	t.Helper()
	db, err := database.Open(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	s, err := store.New(t.Context(), db, content.Encoding{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Load(t.Context(), catalog.Generate(seed, products, catalog.Shape{})); err != nil {
		t.Fatal(err)
	}
	for range 2 { // opening a book again changes nothing
		if _, err := Open(t.Context(), db, time.Now, []string{"one", "two"}); err != nil {
			t.Fatal(err)
		}
	}
	b, err := Open(t.Context(), db, time.Now, []string{"one", "three"})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestScenariosAtAnySize(t *testing.T) {
	for _, size := range []int{0, 1, 2, 7, 60, 300, 2000} {
		for seed := range uint64(5) {
			t.Run(fmt.Sprint(size, " from ", seed), func(t *testing.T) {
				b := open(t, seed, size)
				s, err := b.Scenarios(t.Context(), "one")
				if err != nil {
					t.Fatal(err)
				}
				offers := map[string]store.Offer{}
				left := 0
				err = b.PriceList(t.Context(), func(o store.Offer, _ catalog.Money) error {
					offers[o.PartNum] = o
					if isPlain(o) {
						left++
					}
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				seen := map[string]bool{}
				for name, partNum := range map[string]string{"out of stock": s.OutOfStock, "later": s.FinishesLater,
					"fails":  s.FinishesAndFails,
					"vendor": s.VendorError, "limit": s.CreditLimit} {
					if partNum == "" {
						if size >= 300 {
							t.Errorf("no product for %s", name)
						}
						continue
					}
					if seen[partNum] || !isPlain(offers[partNum]) {
						t.Errorf("%s: %+v", name, offers[partNum])
					}
					seen[partNum] = true
				}
				delete(seen, s.CreditLimit) // takes the usual course
				if len(seen) > 0 && left-len(seen) < 2 {
					t.Errorf("of %d plain products %d are special", left, len(seen))
				}
				if s.FinishesLater != "" && size >= 300 && offers[s.FinishesLater].Instant {
					t.Errorf("%s is delivered instantly, and finishes later", s.FinishesLater)
				}
				other, err := b.Scenarios(t.Context(), "three")
				if err != nil || s.RenewalKey == "" || len(s.Subscriber) != 36 || other.Subscriber == s.Subscriber {
					t.Errorf("%+v, %+v, %v", s, other, err)
				}
			})
		}
	}
}

func isPlain(o store.Offer) bool {
	return !o.Blocked && !o.LicenseForm && !o.Renewal && !o.Subscription && o.MinCount <= 1 && o.Price > 0
}

func TestEveryReasonHasWords(t *testing.T) {
	for r := AccountBlocked; r <= AboveLimit; r++ {
		if reasons[r] == "" {
			t.Errorf("reason %d", r)
		}
	}
}

func TestUnknownLogin(t *testing.T) {
	b := open(t, 1, 5)
	if _, err := b.Account(t.Context(), "nobody"); err == nil {
		t.Error("an account for nobody")
	}
	if _, err := b.Place(t.Context(), "nobody",
		Request{Version: Version1, Number: "1", Lines: []LineRequest{{PartNum: "x", Quantity: 1}}}); err == nil {
		t.Error("an order of nobody")
	}
	if _, err := b.Order(t.Context(), "nobody", "1", Version1); err == nil {
		t.Error("an order for nobody")
	}
	if err := b.SetCredit(t.Context(), "nobody", "RUB", 1); err == nil {
		t.Error("credit for nobody")
	}
	if err := b.SetBlocked(t.Context(), "nobody", true); err == nil {
		t.Error("nobody blocked")
	}
}
