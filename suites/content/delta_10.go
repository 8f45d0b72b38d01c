package content

import (
	"fmt"
	"slices"

	. "github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/montcontent"
	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/content/catalogue"
)

// steered decides what shows only when the catalogue changes: through the
// control door where the endpoint has one, else by a step of the versions
// that happened to be observed.
func (s *suite) steered() {
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
	for _, m := range catalogue.DeltaMethods {
		It("restates by "+m.Name+" what changed since the run began", Decides("CNT-DELTA-15"), func(ctx SpecContext) {
			s.stirred(ctx)
			s.restatesFrom(ctx, m, []catalogue.Fence{s.Began})
		})
	}
}

// changesArrive makes one change of each sort and looks for it in the deltas
// from the versions before.
func (s *suite) changesArrive(ctx SpecContext) {
	before := s.start(ctx)
	if s.Target.Control == nil {
		s.observedStep(ctx)
		return
	}
	poll := func(before catalogue.Fence) { // the first of the two, by each method
		for _, m := range catalogue.DeltaMethods {
			s.Ask(ctx, m, before.Since(m)...)
		}
	}
	for _, k := range slices.Backward(catalogue.Kinds) { // nothing is added to what goes
		poll(before)
		added := s.Add(ctx, k)
		was := s.freshly(ctx, k, added)
		before = s.arrives(ctx, before, was.Ref(), "was added", catalogue.ContentVersion, "", nil, nil)
		poll(before)
		s.Rename(ctx, k, added.ID, "Changed")
		now := s.freshly(ctx, k, added)
		before = s.arrives(ctx, before, was.Ref(), "got another name", catalogue.ContentVersion, k.Named(), was, now)
		if k == catalogue.Product {
			poll(before)
			s.Reprice(ctx, now)
			before = s.arrives(ctx, before, was.Ref(), "got another price", catalogue.PriceVersion, "Price", now,
				s.freshly(ctx, k, added))
			// CNT-DELTA-14 says whether that is seen
			s.Steer(ctx, "block", catalogue.Object{"productId": added.ID, "blocked": true})
			was, before = s.freshly(ctx, k, added),
				s.Ask(ctx, montcontent.GetAllChanges, before.Content, before.Price).Fence()
			poll(before)
			s.Steer(ctx, "block", catalogue.Object{"productId": added.ID, "blocked": false})
			before = s.arrives(ctx, before, was.Ref(), "came back for sale", catalogue.ContentVersion,
				"BlockedForSale", was,
				s.freshly(ctx, k, added))
		}
	}
}

// arrives expects a change in the deltas from the versions before it: the
// entity, and of it the member that changed. It returns the versions after
// the change.
func (s *suite) arrives(ctx SpecContext, before catalogue.Fence, changed catalogue.Ref, how, moved, member string, was,
	now *catalogue.Entity) catalogue.Fence {
	asks := map[string][]montcontent.Method{
		catalogue.ContentVersion: {montcontent.GetContentChanges, montcontent.GetAllChanges},
		catalogue.PriceVersion:   {montcontent.GetPriceChanges, montcontent.GetAllChanges}}[moved]
	for _, m := range asks {
		a := s.Ask(ctx, m, before.Since(m)...)
		e := a.Reading(changed.Kind).ByID[changed.ID]
		if e == nil {
			Reject(ctx,
				a.About(ctx).Finding(
					fmt.Sprintf("%s lacks %s %d, which %s after that version", a.Asked(), changed.Kind.Noun(),
						changed.ID, how),
					"the change made between the two polls", "a delta without it"))
		}
		if was != nil {
			if stale := was.Member(member); !stale.Equal(now.Member(member)) && stale.Equal(e.Member(member)) {
				Reject(ctx,
					a.About(ctx).At(e.Place).Finding(
						fmt.Sprintf("%s gives %s %d as it was before it %s", a.Asked(), changed.Kind.Noun(), changed.ID,
							how), now.Show(member), e.Show(member)))
			}
		}
		old := map[string]int64{catalogue.ContentVersion: before.Content, catalogue.PriceVersion: before.Price}[moved]
		if v, there := a.Read.Versions[moved]; there {
			a.Expect(ctx, v).To(IsAbove(old), "%s did not go up, though %s %d %s", moved, changed.Kind.Noun(),
				changed.ID, how)
		}
	}
	return s.Ask(ctx, montcontent.GetAllChanges, before.Content, before.Price).Fence()
}

// freshly returns an entity as the endpoint gives it now, by other methods
// than deltas.
func (s *suite) freshly(ctx SpecContext, k catalogue.Kind, which catalogue.Steered) *catalogue.Entity {
	a := (*catalogue.Answer)(nil)
	switch k {
	case catalogue.Vendor:
		a = s.Ask(ctx, montcontent.GetAllVendors)
	case catalogue.Category:
		a = s.Ask(ctx, montcontent.GetAllCategories)
	case catalogue.Family:
		a = s.Ask(ctx, montcontent.GetFamilyGroup, which.ID)
	case catalogue.Product:
		a = s.Ask(ctx, montcontent.GetProduct, which.PartNum, true)
	}
	e := a.Reading(k).ByID[which.ID]
	if e == nil {
		culprit := map[catalogue.Kind]string{catalogue.Vendor: "CNT-DELTA-03", catalogue.Category: "CNT-DELTA-03",
			catalogue.Family:  "CNT-FAM-02",
			catalogue.Product: "CNT-PRD-02"}[k]
		NotExercised(ctx, "%s does not give %s %d, which was added: see %s", a.Asked(), k.Noun(), which.ID, culprit)
	}
	return e
}

// observedStep stands in where the catalogue can't be changed from here: if
// the versions moved since the run began, a replica of the lists as they were
// then, brought forward by the delta, must equal the lists as they are now.
func (s *suite) observedStep(ctx SpecContext) {
	s.Anew()
	s.start(ctx)
	replica := s.First.Replica()
	if replica == nil {
		NotExercised(ctx, "nothing changed on the endpoint after its lists were read, and it can't be changed from "+
			"here: configure control for this environment")
	}
	step := s.Once(ctx, montcontent.GetAllChanges, replica.At.Content, replica.At.Price)
	if step.Fence() == replica.At {
		NotExercised(ctx, "nothing changed on the endpoint after its lists were read")
	}
	now := s.Replica(ctx)
	replica.Apply(step)
	var found Findings
	replica.Compare(ctx, now, step, "a replica that followed the delta", "the full lists", s.Moved(ctx, now.At), &found)
	found.Settle(ctx)
	Note(ctx, "a step of %d entities", len(step.Read.Entities))
}

// composes checks that a replica gets to the same state in two steps as in one.
func (s *suite) composes(ctx SpecContext) {
	s.start(ctx)
	first := s.Ask(ctx, montcontent.GetAllChanges, 0, 0)
	replica := catalogue.NewReplica(first)
	s.tells(ctx, montcontent.GetAllChanges)
	if s.Target.Control != nil {
		s.stir(ctx)
	}
	step := s.Ask(ctx, montcontent.GetAllChanges, first.Version(catalogue.ContentVersion),
		first.Version(catalogue.PriceVersion))
	if step.Fence() == first.Fence() {
		NotExercised(ctx, "nothing changed on the endpoint between two polls, and it can't be changed from here: "+
			"configure control for this environment")
	}
	replica.Apply(step)
	whole := s.Ask(ctx, montcontent.GetAllChanges, 0, 0)
	s.stillAt(ctx, step.Fence(), whole)
	var found Findings
	replica.Compare(ctx, catalogue.NewReplica(whole), step, "a replica fed by two deltas",
		"one fed by a single delta from version 0", nil, &found)
	found.Settle(ctx)
	Note(ctx, "a step of %d entities", len(step.Read.Entities))
}

// stillAt expects an answer to carry the versions of an earlier one. A live
// endpoint may have moved on; it can't have moved back.
func (s *suite) stillAt(ctx SpecContext, at catalogue.Fence, a *catalogue.Answer) {
	now := a.Fence()
	if now.Content < at.Content || now.Price < at.Price {
		Reject(ctx, a.About(ctx).Finding(fmt.Sprintf("%s carries older versions than an answer before it", a.Asked()),
			fmt.Sprintf("at least %d and %d", at.Content, at.Price), fmt.Sprintf("%d and %d", now.Content, now.Price)))
	}
	if now != at {
		NotExercised(ctx, "the endpoint changed again between the two answers to compare")
	}
}

// stirred makes changes before the lists are read, where it can.
func (s *suite) stirred(ctx SpecContext) {
	s.start(ctx)
	if s.Target.Control != nil {
		s.stir(ctx)
		s.Anew()
	}
}

// stir makes a change of every sort.
func (s *suite) stir(ctx SpecContext) {
	for _, k := range slices.Backward(catalogue.Kinds) { // nothing is added to what goes
		added := s.Take(ctx, k)
		s.Rename(ctx, k, added.ID, "Stirred")
		if k == catalogue.Product {
			s.Price(ctx, added.ID, s.NewPrice())
			s.Steer(ctx, "block", catalogue.Object{"productId": added.ID, "blocked": true})
		}
		gone := s.Take(ctx, k)
		s.Remove(ctx, k, gone.ID)
	}
}

// onlyPrices changes the price of one product and the name of another.
func (s *suite) onlyPrices(ctx SpecContext) {
	s.both(ctx)
	priced, named := s.freshly(ctx, catalogue.Product, s.Take(ctx, catalogue.Product)), s.Take(ctx, catalogue.Product)
	before := s.Ask(ctx, montcontent.GetAllChanges, s.start(ctx).Content, s.start(ctx).Price).Fence()
	s.Rename(ctx, catalogue.Product, named.ID, "Renamed")
	s.Reprice(ctx, priced)
	a := s.Ask(ctx, montcontent.GetPriceChanges, before.Price)
	got := a.Reading(catalogue.Product).ByID
	if got[priced.ID] == nil {
		Reject(ctx,
			a.About(ctx).Finding(
				fmt.Sprintf("%s lacks product %d, whose price changed after that version", a.Asked(), priced.ID),
				"the product with its new price", "a delta without it"))
	}
	if e := got[named.ID]; e != nil {
		Reject(ctx,
			a.About(ctx).At(e.Place).Finding(fmt.Sprintf("%s holds product %d, whose price did "+
				"not change after that version", a.Asked(), named.ID),
				"only products whose price changed", "one whose name changed"))
	}
}
