package orders

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

func guard(t *testing.T, l Limits) (*Guard, string) {
	t.Helper()
	dir := t.TempDir()
	g := NewGuard(l, func() (*Ledger, error) { return Create(dir, Header{Run: "R1", Environment: "e"}) }, time.Now)
	t.Cleanup(func() { g.Close() })
	return g, dir
}

func order(number string, amount int64) Order {
	return Order{Number: number, Version: 1, Lines: []Line{{PartNum: "A", Quantity: 1}},
		Amount: decimal.NewFromInt(amount), Currency: "RUB"}
}

func TestTheBudgetHolds(t *testing.T) {
	g, _ := guard(t, Limits{Orders: 2, Amount: decimal.NewFromInt(100), Currency: "RUB"})
	var notAllowed *NotAllowed
	if _, err := g.Reserve(order("1", 101)); !errors.As(err, &notAllowed) ||
		!strings.Contains(err.Error(), "orders.budget") {
		t.Errorf("more money than there is: %v", err)
	}
	first, err := g.Reserve(order("1", 60))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.Reserve(order("2", 60)); !errors.As(err, &notAllowed) {
		t.Errorf("more money than is left: %v", err)
	}
	if err := first.Settle(Evidence{Said: Declined, Found: Missing, Balance: Same}); err != nil || g.Left() != 1 {
		t.Errorf("an order that could be placed went back to the budget: %d left, %v", g.Left(), err)
	}
	never := order("2", 30)
	never.Refusal = Invalid
	second, err := g.Reserve(never)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // once, however often it is said
		if err := second.Settle(Evidence{Said: Declined, Found: Missing, Balance: Same}); err != nil || g.Left() != 1 {
			t.Errorf("an order that is proved absent went not back to the budget: %d left, %v", g.Left(), err)
		}
	}
	if _, err := g.Reserve(order("4", 10)); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Reserve(order("5", 10)); !errors.As(err, &notAllowed) ||
		!strings.Contains(err.Error(), "orders.max") {
		t.Errorf("more orders than allowed: %v", err)
	}
	foreign := order("6", 1)
	foreign.Currency = "USD"
	if _, err := g.Reserve(foreign); !errors.As(err, &notAllowed) {
		t.Errorf("another currency: %v", err)
	}
}

func TestReadOnly(t *testing.T) {
	g, dir := guard(t, Limits{None: true})
	if _, err := g.Reserve(order("1", 0)); !errors.Is(err, ErrReadOnly) {
		t.Errorf("got %v", err)
	}
	if _, err := Find(dir); err == nil {
		t.Error("a ledger was made for nothing")
	}
}

func TestTheLedgerKnowsWhatMayBePlaced(t *testing.T) {
	g, dir := guard(t, Limits{All: true})
	for _, c := range []struct {
		number string
		said   Said
	}{{"accepted", Confirmed}, {"refused", Declined}, {"unanswered", Unclear}, {"again", Confirmed},
		{"again", Exists}} {
		r, err := g.Reserve(order(c.number, 1))
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Settle(Evidence{Said: c.said}); err != nil {
			t.Fatal(err)
		}
	}
	path, err := Find(dir)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	f.WriteString(`{"outcome":"sent","ord`) // the process was killed here
	f.Close()
	h, placed, err := Read(path)
	if err != nil || h.Run != "R1" {
		t.Fatal(h, err)
	}
	var got []string
	for _, p := range placed {
		got = append(got, p.Number+" "+string(p.Outcome))
	}
	if want := "accepted accepted, unanswered sent, again accepted"; strings.Join(got, ", ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, ", "), want)
	}
}

func TestALedgerIsNeverOverwritten(t *testing.T) {
	dir := t.TempDir()
	l, err := Create(dir, Header{Run: "R1"})
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if _, err := Create(dir, Header{Run: "R1"}); err == nil {
		t.Error("it was")
	}
	if _, _, err := Read(dir + "/none"); err == nil {
		t.Error("no ledger is no error")
	}
}
