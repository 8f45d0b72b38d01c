package content

import (
	"fmt"
	"slices"
)

// productsOnly notes what a delta of prices holds besides products.
func (c *comparison) productsOnly(a *answer) {
	for i := range a.read.entities {
		if e := &a.read.entities[i]; e.kind != product {
			c.differ(a, e.ref(), &e.place, fmt.Sprintf("%s holds %s %d", a.asked(), e.kind.noun(), e.id),
				"nothing but products whose price changed", "a "+e.kind.noun())
		}
	}
	for k, ids := range a.read.deleted {
		for _, id := range ids {
			c.differ(a, ref{k, id}, nil, fmt.Sprintf("%s names the deleted %s %d", a.asked(), k.noun(), id),
				"nothing but products whose price changed", "a deleted "+k.noun())
		}
	}
}

// eachOnce notes entities that a delta holds twice. Where the one from version 0 does so too, CNT-DELTA-03 says so.
func (c *comparison) eachOnce(a, whole *answer) {
	known := whole.twice()
	for r, e := range a.twice() {
		if known[r] == nil {
			c.differ(a, r, &e.place, fmt.Sprintf("%s holds %s %d twice", a.asked(), r.kind.noun(), r.id),
				"each "+r.kind.noun()+" once", "a second entry")
		}
	}
}

// twice are the entities that an answer holds more than once.
func (a *answer) twice() map[ref]*entity {
	seen, again := map[ref]bool{}, map[ref]*entity{}
	for i := range a.read.entities {
		e := &a.read.entities[i]
		if seen[e.ref()] {
			again[e.ref()] = e
		}
		seen[e.ref()] = true
	}
	return again
}

// holds checks that a delta from an older version names all that one from a
// newer version does.
func (c *comparison) holds(older, newer *answer) {
	for _, k := range kinds {
		there := older.reading(k).byID
		for id, e := range newer.reading(k).byID {
			if there[id] == nil {
				c.differ(older, e.ref(), nil,
					fmt.Sprintf("%s lacks %s %d, which %s holds", older.asked(), k.noun(), id, newer.asked()),
					"from an older version at least what a newer one gets", "a delta without it")
			}
		}
		for _, id := range newer.read.deleted[k] {
			if !slices.Contains(older.read.deleted[k], id) {
				c.differ(older, ref{k, id}, nil,
					fmt.Sprintf("%s lacks the deleted %s %d, which %s names", older.asked(), k.noun(), id,
						newer.asked()),
					"from an older version at least what a newer one gets", "a delta without it")
			}
		}
	}
}
