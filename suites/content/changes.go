package content

import (
	"fmt"
	"slices"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/montcontent"
	. "github.com/montcheck/montcheck/internal/spec"
)

// steered decides what shows only when the catalogue changes: through the
// control door where the endpoint has one, else by a step of the versions
// that happened to be observed.
func (s *session) steered() {
	It("gives a change between two polls in the second", Decides("CNT-DELTA-10"), s.changesArrive)
	It("composes deltas", Decides("CNT-DELTA-08"), s.composes)
	It("gives in price deltas only products whose price changed", Decides("CNT-DELTA-06"), s.onlyPrices)
	It("gives what was deleted as deleted, and no longer in the lists", Decides("CNT-DELTA-11"), s.deletes)
	It("shows the removal of a product as BlockedForSale", Decides("CNT-DELTA-14"), s.removes)
	It("loses no change under concurrent writers and pollers", Decides("CNT-DELTA-12"), s.losesNothing)
	It("gives full lists that follow the changes", Decides("CNT-DELTA-03"), func(ctx SpecContext) {
		s.stirred(ctx)
		s.rebuilds(ctx, montcontent.GetAllChanges)
	})
	for _, m := range deltaMethods {
		It("restates by "+m.Name+" what changed since the run began", Decides("CNT-DELTA-15"), func(ctx SpecContext) {
			s.stirred(ctx)
			s.restatesFrom(ctx, m, []fence{s.began})
		})
	}
}

// changesArrive makes one change of each sort and looks for it in the deltas
// from the versions before.
func (s *session) changesArrive(ctx SpecContext) {
	before := s.start(ctx)
	if s.t.Control == nil {
		s.observedStep(ctx)
		return
	}
	poll := func(before fence) { // the first of the two, by each method
		for _, m := range deltaMethods {
			s.ask(ctx, m, before.since(m)...)
		}
	}
	for _, k := range kinds {
		poll(before)
		added := s.add(ctx, k)
		was := s.freshly(ctx, k, added)
		before = s.arrives(ctx, before, was.ref(), "was added", contentVersion, "", nil, nil)
		poll(before)
		s.rename(ctx, k, added.ID, "Changed")
		now := s.freshly(ctx, k, added)
		before = s.arrives(ctx, before, was.ref(), "got another name", contentVersion, k.named(), was, now)
		if k == product {
			poll(before)
			s.reprice(ctx, now)
			before = s.arrives(ctx, before, was.ref(), "got another price", priceVersion, "Price", now,
				s.freshly(ctx, k, added))
			// CNT-DELTA-14 says whether that is seen
			s.steer(ctx, "block", object{"productId": added.ID, "blocked": true})
			was, before = s.freshly(ctx, k, added),
				s.ask(ctx, montcontent.GetAllChanges, before.content, before.price).fence()
			poll(before)
			s.steer(ctx, "block", object{"productId": added.ID, "blocked": false})
			before = s.arrives(ctx, before, was.ref(), "came back for sale", contentVersion, "BlockedForSale", was,
				s.freshly(ctx, k, added))
		}
	}
}

// arrives expects a change in the deltas from the versions before it: the
// entity, and of it the member that changed. It returns the versions after
// the change.
func (s *session) arrives(ctx SpecContext, before fence, changed ref, how, moved, member string, was,
	now *entity) fence {
	asks := map[string][]montcontent.Method{contentVersion: {montcontent.GetContentChanges, montcontent.GetAllChanges},
		priceVersion: {montcontent.GetPriceChanges, montcontent.GetAllChanges}}[moved]
	for _, m := range asks {
		a := s.ask(ctx, m, before.since(m)...)
		e := a.reading(changed.kind).byID[changed.id]
		if e == nil {
			Reject(ctx,
				a.about(ctx).Finding(
					fmt.Sprintf("%s lacks %s %d, which %s after that version", a.asked(), changed.kind.noun(),
						changed.id, how),
					"the change made between the two polls", "a delta without it"))
		}
		if was != nil {
			if stale := was.member(member); !stale.equal(now.member(member)) && stale.equal(e.member(member)) {
				Reject(ctx,
					a.about(ctx).At(e.place).Finding(
						fmt.Sprintf("%s gives %s %d as it was before it %s", a.asked(), changed.kind.noun(), changed.id,
							how), now.show(member), e.show(member)))
			}
		}
		old := map[string]int64{contentVersion: before.content, priceVersion: before.price}[moved]
		if v, there := a.read.versions[moved]; there {
			a.expect(ctx, v).To(IsAbove(old), "%s did not go up, though %s %d %s", moved, changed.kind.noun(),
				changed.id, how)
		}
	}
	return s.ask(ctx, montcontent.GetAllChanges, before.content, before.price).fence()
}

// freshly returns an entity as the endpoint gives it now, by other methods
// than deltas.
func (s *session) freshly(ctx SpecContext, k kind, which steered) *entity {
	a := (*answer)(nil)
	switch k {
	case vendor:
		a = s.ask(ctx, montcontent.GetAllVendors)
	case category:
		a = s.ask(ctx, montcontent.GetAllCategories)
	case family:
		a = s.ask(ctx, montcontent.GetFamilyGroup, which.ID)
	case product:
		a = s.ask(ctx, montcontent.GetProduct, which.PartNum, true)
	}
	e := a.reading(k).byID[which.ID]
	if e == nil {
		culprit := map[kind]string{vendor: "CNT-DELTA-03", category: "CNT-DELTA-03", family: "CNT-FAM-02",
			product: "CNT-PRD-02"}[k]
		NotExercised(ctx, "%s does not give %s %d, which was added: see %s", a.asked(), k.noun(), which.ID, culprit)
	}
	return e
}

// observedStep stands in where the catalogue can't be changed from here: if
// the versions moved since the run began, a replica of the lists as they were
// then, brought forward by the delta, must equal the lists as they are now.
func (s *session) observedStep(ctx SpecContext) {
	s.anew()
	s.start(ctx)
	replica := s.first.replica()
	if replica == nil {
		NotExercised(ctx, "nothing changed on the endpoint after its lists were read, and it can't be changed from "+
			"here: configure control for this environment")
	}
	step := s.once(ctx, montcontent.GetAllChanges, replica.at.content, replica.at.price)
	if step.fence() == replica.at {
		NotExercised(ctx, "nothing changed on the endpoint after its lists were read")
	}
	now := s.replica(ctx)
	replica.apply(step)
	var found Findings
	replica.compare(ctx, now, step, "a replica that followed the delta", "the full lists", s.moved(ctx, now.at), &found)
	found.Settle(ctx)
	Note(ctx, "a step of %d entities", len(step.read.entities))
}

// composes checks that a replica gets to the same state in two steps as in one.
func (s *session) composes(ctx SpecContext) {
	s.start(ctx)
	first := s.ask(ctx, montcontent.GetAllChanges, 0, 0)
	replica := newReplica(first)
	s.tells(ctx, montcontent.GetAllChanges)
	if s.t.Control != nil {
		s.stir(ctx)
	}
	step := s.ask(ctx, montcontent.GetAllChanges, first.version(contentVersion), first.version(priceVersion))
	if step.fence() == first.fence() {
		NotExercised(ctx, "nothing changed on the endpoint between two polls, and it can't be changed from here: "+
			"configure control for this environment")
	}
	replica.apply(step)
	whole := s.ask(ctx, montcontent.GetAllChanges, 0, 0)
	s.stillAt(ctx, step.fence(), whole)
	var found Findings
	replica.compare(ctx, newReplica(whole), step, "a replica fed by two deltas",
		"one fed by a single delta from version 0", nil, &found)
	found.Settle(ctx)
	Note(ctx, "a step of %d entities", len(step.read.entities))
}

// stillAt expects an answer to carry the versions of an earlier one. A live
// endpoint may have moved on; it can't have moved back.
func (s *session) stillAt(ctx SpecContext, at fence, a *answer) {
	now := a.fence()
	if now.content < at.content || now.price < at.price {
		Reject(ctx, a.about(ctx).Finding(fmt.Sprintf("%s carries older versions than an answer before it", a.asked()),
			fmt.Sprintf("at least %d and %d", at.content, at.price), fmt.Sprintf("%d and %d", now.content, now.price)))
	}
	if now != at {
		NotExercised(ctx, "the endpoint changed again between the two answers to compare")
	}
}

// stirred makes changes before the lists are read, where it can.
func (s *session) stirred(ctx SpecContext) {
	s.start(ctx)
	if s.t.Control != nil {
		s.stir(ctx)
		s.anew()
	}
}

// stir makes a change of every sort.
func (s *session) stir(ctx SpecContext) {
	for _, k := range kinds {
		added := s.add(ctx, k)
		s.rename(ctx, k, added.ID, "Stirred")
		if k == product {
			s.price(ctx, added.ID, "17.25")
			s.steer(ctx, "block", object{"productId": added.ID, "blocked": true})
		}
		gone := s.add(ctx, k)
		s.remove(ctx, k, gone.ID)
	}
}

// onlyPrices changes the price of one product and the name of another.
func (s *session) onlyPrices(ctx SpecContext) {
	s.start(ctx)
	priced, named := s.freshly(ctx, product, s.add(ctx, product)), s.add(ctx, product)
	before := s.ask(ctx, montcontent.GetAllChanges, s.start(ctx).content, s.start(ctx).price).fence()
	s.rename(ctx, product, named.ID, "Renamed")
	s.reprice(ctx, priced)
	a := s.ask(ctx, montcontent.GetPriceChanges, before.price)
	got := a.reading(product).byID
	if got[priced.id] == nil {
		Reject(ctx,
			a.about(ctx).Finding(
				fmt.Sprintf("%s lacks product %d, whose price changed after that version", a.asked(), priced.id),
				"the product with its new price", "a delta without it"))
	}
	if e := got[named.ID]; e != nil {
		Reject(ctx,
			a.about(ctx).At(e.place).Finding(fmt.Sprintf("%s holds product %d, whose price did "+
				"not change after that version", a.asked(), named.ID),
				"only products whose price changed", "one whose name changed"))
	}
}

// deletes adds an entity of each kind that has a list of deleted ids, polls,
// deletes it and polls again.
func (s *session) deletes(ctx SpecContext) {
	for _, k := range []kind{vendor, category, family} {
		begin := s.start(ctx)
		added := s.add(ctx, k)
		seen := s.ask(ctx, montcontent.GetAllChanges, begin.content, begin.price)
		vendorID, _ := s.freshly(ctx, k, added).number("VendorId")
		if list := s.listOf(ctx, k, vendorID); list.byID[added.ID] == nil {
			Reject(ctx,
				list.about(ctx).Finding(
					fmt.Sprintf("the added %s %d, which the deltas give, is not in the full list", k.noun(), added.ID),
					"an entry", "a list without it"))
		}
		s.remove(ctx, k, added.ID)
		for _, from := range []fence{begin, seen.fence()} {
			for _, m := range []montcontent.Method{montcontent.GetContentChanges, montcontent.GetAllChanges} {
				a := s.ask(ctx, m, from.since(m)...)
				if e := a.reading(k).byID[added.ID]; e != nil {
					Reject(ctx,
						a.about(ctx).At(e.place).Finding(
							fmt.Sprintf("%s gives %s %d as updated after it was deleted", a.asked(), k.noun(),
								added.ID), "no entry among the updated", "one"))
				}
				if from != begin && !slices.Contains(a.read.deleted[k], added.ID) {
					Reject(ctx,
						a.about(ctx).Finding(
							fmt.Sprintf("%s does not give %s %d as deleted", a.asked(), k.noun(), added.ID),
							"its id in the list of deleted ones", fmt.Sprint(a.read.deleted[k])))
				}
			}
		}
		list := s.listOf(ctx, k, vendorID)
		if e := list.byID[added.ID]; e != nil {
			Reject(ctx,
				list.about(ctx).At(e.place).Finding(
					fmt.Sprintf("the deleted %s %d is still in the full list", k.noun(), added.ID), "a list without it",
					"an entry"))
		}
	}
}

// listOf reads the full list of a kind anew; of families, the vendor's.
func (s *session) listOf(ctx SpecContext, k kind, vendorID int64) *reading {
	switch k {
	case vendor:
		return s.ask(ctx, montcontent.GetAllVendors).reading(k)
	case category:
		return s.ask(ctx, montcontent.GetAllCategories).reading(k)
	case family:
		return s.ask(ctx, montcontent.GetVendorFamilyGroups, vendorID).reading(k)
	}
	return s.ask(ctx, montcontent.GetAllProducts, true).reading(k)
}

// removes adds a product and removes it.
func (s *session) removes(ctx SpecContext) {
	added := s.add(ctx, product)
	before := s.start(ctx)
	s.remove(ctx, product, added.ID)
	for _, m := range []montcontent.Method{montcontent.GetContentChanges, montcontent.GetAllChanges} {
		a := s.ask(ctx, m, before.since(m)...)
		e := a.reading(product).byID[added.ID]
		if e == nil {
			Reject(ctx,
				a.about(ctx).Finding(
					fmt.Sprintf("%s lacks product %d, which was removed after that version", a.asked(), added.ID),
					"the product with BlockedForSale true", "a delta without it"))
		}
		a.about(ctx).At(e.place).Expect(e.text("BlockedForSale")).To(Is("true"),
			"the removed product is not blocked for sale")
	}
	one := s.ask(ctx, montcontent.GetProduct, added.PartNum, false)
	for _, e := range one.of(product) {
		one.about(ctx).At(e.place).Expect(e.text("BlockedForSale")).To(Is("true"),
			"GetProduct gives the removed product as for sale")
	}
	list := s.listOf(ctx, product, 0)
	e := list.byID[added.ID]
	if e == nil {
		Reject(ctx,
			list.about(ctx).Finding(fmt.Sprintf("GetAllProducts lacks product %d, which was removed", added.ID),
				"the product with BlockedForSale true", "a list without it"))
	}
	list.about(ctx).At(e.place).Expect(e.text("BlockedForSale")).To(Is("true"),
		"GetAllProducts gives the removed product as for sale")
}
