package replica

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/montcheck/montcheck/internal/load/answer"
	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/internal/load/verify"
)

func product(id int64, price string) answer.Product {
	return answer.Product{ID: id, PartNum: fmt.Sprint("P", id), Price: price, Currency: "RUB"}
}

// delta is an answer to GetPriceChanges.
func delta(asked, got int64, products ...answer.Product) (*answer.Question, *verify.Verdict) {
	q := &answer.Question{Operation: "GetPriceChanges", Price: asked, Path: fmt.Sprint("GetPriceChanges/", asked)}
	return q, &verify.Verdict{Body: fmt.Sprintf("body %d-%d %v", asked, got, products),
		Reading: &answer.Reading{Price: got, HasPrice: true, Products: products}}
}

func TestApply(t *testing.T) {
	b := NewBook()
	start := New(1, []answer.Product{product(1, "10"), product(2, "20")})
	q, v := delta(1, 3, product(2, "25"), product(3, "30"))
	next := b.Apply(start, q, v)
	if want := New(3, []answer.Product{product(1, "10"), product(2, "25"), product(3, "30")}); !next.Same(want) ||
		next.Version != 3 {
		t.Errorf("%v", next.Differences(want))
	}
	if start.Len() != 2 || start.Version != 1 {
		t.Error("the state before it changed")
	}
	if again := b.Apply(start, q, v); again != next {
		t.Error("the same answer makes another state")
	}
	for name, c := range map[string]func() (*answer.Question, *verify.Verdict){
		"a version that goes back": func() (*answer.Question, *verify.Verdict) { return delta(1, 2, product(1, "99")) },
		"no newer version":         func() (*answer.Question, *verify.Verdict) { return delta(3, 3) },
		"a version ahead of it":    func() (*answer.Question, *verify.Verdict) { return delta(4, 5, product(1, "99")) },
	} {
		q, v := c()
		if b.Apply(next, q, v) != next {
			t.Errorf("%s: the state changes", name)
		}
	}
	failed := &verify.Verdict{Reading: &answer.Reading{Failed: true, HasPrice: true, Price: 9}}
	if b.Apply(next, q, failed) != next || b.Apply(next, q, &verify.Verdict{}) != next {
		t.Error("an error changes the state")
	}
	if _, n := b.Conflicts(); n != 0 {
		t.Errorf("%d conflicts", n)
	}
}

// However partners walk the versions, they hold one list at each; its sum is
// that of the list built at once.
func TestWalks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := map[int64]string{}
		history := []map[int64]string{clone(now)}
		changed := []map[int64]bool{{}}
		for range rapid.IntRange(1, 12).Draw(t, "versions") {
			step := map[int64]bool{}
			for range rapid.IntRange(0, 4).Draw(t, "changes") {
				id := int64(rapid.IntRange(1, 6).Draw(t, "id"))
				now[id] = fmt.Sprint(rapid.IntRange(1, 99).Draw(t, "price"))
				step[id] = true
			}
			history, changed = append(history, clone(now)), append(changed, step)
		}
		b := NewBook()
		at := func(version int) *State {
			var all []answer.Product
			for id, price := range history[version] {
				all = append(all, product(id, price))
			}
			return New(int64(version), all)
		}
		for range 3 {
			s := None()
			for s.Version < int64(len(history)-1) {
				from := int(s.Version)
				to := rapid.IntRange(from+1, len(history)-1).Draw(t, "to")
				ids := map[int64]bool{}
				for v := from + 1; v <= to; v++ {
					for id := range changed[v] {
						ids[id] = true
					}
				}
				var products []answer.Product
				for id := range ids {
					products = append(products, product(id, history[to][id]))
				}
				q, v := delta(int64(from), int64(to), products...)
				s = b.Apply(s, q, v)
				if want := at(to); !s.Same(want) || s.Digest() != want.Digest() {
					t.Fatalf("at version %d: %v", to, s.Differences(want))
				}
			}
		}
		if _, n := b.Conflicts(); n != 0 {
			t.Fatalf("%d conflicts", n)
		}
	})
}

func clone(m map[int64]string) map[int64]string {
	c := map[int64]string{}
	for k, v := range m {
		c[k] = v
	}
	return c
}

// A state at an earlier version is known but for what changed since.
func TestBefore(t *testing.T) {
	full := New(5, []answer.Product{product(1, "10"), product(2, "20"), product(3, "30")})
	old := full.Before(3, []answer.Product{product(2, "20"), product(9, "1")})
	if old.Len() != 2 || old.Version != 3 {
		t.Errorf("%d products at %d", old.Len(), old.Version)
	}
	b := NewBook()
	q, v := delta(3, 5, product(2, "20"))
	if s := b.Apply(old, q, v); !s.Same(full) {
		t.Errorf("%v", s.Differences(full))
	}
}

// A change that is lost shows as a conflict with whoever got it, also when a
// later change hides it.
func TestConflict(t *testing.T) {
	b := NewBook()
	start := New(1, []answer.Product{product(1, "10")})
	q, v := delta(1, 2, product(1, "11"))
	one := b.Apply(start, q, v)
	q, v = delta(1, 2) // without the change
	other := b.Apply(start, q, v)
	if one.Same(other) {
		t.Fatal("they are the same")
	}
	some, n := b.Conflicts()
	if n != 1 || len(some) != 1 {
		t.Fatalf("%d conflicts", n)
	}
	if d := some[0].One.Differences(some[0].Other); len(d) != 1 ||
		d[0] != (result.Difference{ID: 1, PartNum: "P1", Replica: "10 RUB", Other: "11 RUB"}) {
		t.Errorf("%+v", d)
	}
}

// The shortest history of a wrong product is the one answer that should have
// brought it.
func TestHistory(t *testing.T) {
	b := NewBook()
	s := New(0, []answer.Product{product(1, "10"), product(2, "20")})
	for version := int64(0); version < 8; version++ {
		// the change of product 1 at version 4 is lost
		q, v := delta(version, version+1, product(2, fmt.Sprint(version)))
		s = b.Apply(s, q, v)
	}
	asked := 0
	history := b.History(s, 1, func(from int64) (string, bool) { asked++; return "11 RUB", from < 4 })
	want := []result.Step{
		{Asked: 3, Got: 4, Products: 1, Body: "body 3-4 [{2 P2 3 RUB  false}]", Request: "GetPriceChanges/3",
			Now: "11 RUB"}}
	if diff := cmp.Diff(want, history); diff != "" || asked > 5 {
		t.Errorf("%s (asked %d times)", diff, asked)
	}
	// A product that no delta holds and that is wrong is told by the last answer that spoke of it.
	if history := b.History(s, 2, func(int64) (string, bool) { return "", false }); len(history) != 1 ||
		history[0].Asked != 7 || history[0].Said != "7 RUB" {
		t.Errorf("%+v", history)
	}
	b.Confirm([]*State{s})
	q, v := delta(8, 9)
	if after := b.Apply(s, q, v); len(b.History(after, 1, nil)) > 2 {
		t.Error("what was found right has a history still")
	}
}

// Of versions with large steps few are remembered, and always the last.
func TestLargeSteps(t *testing.T) {
	b := NewBook()
	for _, products := range []int{mostEver / 4, 2 * mostEver} {
		var last *State
		for version := range int64(10) {
			last = None()
			last.Version, last.last = int64(products)+version, &step{Step: result.Step{Products: products}}
			b.enter(last)
		}
		if n := len(b.versions); n > max(mostEver/products, 1) || n != len(b.order) ||
			b.versions[last.Version] != last {
			t.Errorf("%d versions with %d products are kept", n, b.held)
		}
	}
}

// However long a run is, no more than so much is remembered of it.
func TestBounds(t *testing.T) {
	b := NewBook()
	s := None()
	var products []answer.Product
	for id := range int64(100) {
		products = append(products, product(id, "1"))
	}
	for version := int64(0); version < 2000; version++ {
		q, v := delta(version, version+1, products...)
		s = b.Apply(s, q, v)
		b.Confirm([]*State{s})
	}
	if n := len(b.versions); n > mostHeld/100 || n != len(b.order) || n < fewVersions {
		t.Errorf("%d versions are kept", n)
	}
	if len(b.steps) > mostSaid/100 {
		t.Errorf("%d steps are kept", len(b.steps))
	}
	if s.last.prev != nil {
		t.Error("a history that was confirmed is kept")
	}
}

// Who comes to the version of the list that was read first holds the same, or is
// found out; states are told apart by what they hold.
func TestBegin(t *testing.T) {
	b := NewBook()
	list := New(3, []answer.Product{product(1, "10"), product(2, "20")})
	if b.Begin(list) != list {
		t.Fatal("another list")
	}
	start := list.Before(1, []answer.Product{product(2, "20")})
	q, v := delta(1, 3, product(2, "20"))
	if b.Apply(start, q, v) != list {
		t.Error("the same list twice")
	}
	q, v = delta(1, 3, product(2, "21"))
	wrong := b.Apply(start, q, v)
	some, n := b.Conflicts()
	if n != 1 || wrong == list || !some[0].Other.Given() || wrong.Given() || wrong.Content() == list.Content() {
		t.Errorf("%d conflicts", n)
	}
	if New(3, []answer.Product{product(2, "20"), product(1, "10")}).Content() != list.Content() {
		t.Error("one content is two")
	}
}

// However many partners come to one wrong list, it is one.
func TestConflictOnce(t *testing.T) {
	b := NewBook()
	start := New(1, []answer.Product{product(1, "10")})
	q, v := delta(1, 2, product(1, "11"))
	b.Apply(start, q, v)
	var wrong []*State
	for range 5 {
		q, v := delta(1, 2) // without the change: an answer of its own each time
		wrong = append(wrong, b.Apply(start, q, v))
	}
	if _, n := b.Conflicts(); n != 1 || wrong[0] != wrong[4] {
		t.Errorf("%d conflicts", n)
	}
}
