package catalogue

import (
	"fmt"
	"slices"
)

// ProductsOnly notes what a delta of prices holds besides products.
func (c *comparison) ProductsOnly(a *Answer) {
	for i := range a.Read.Entities {
		if e := &a.Read.Entities[i]; e.Kind != Product {
			c.Differ(a, e.Ref(), &e.Place, fmt.Sprintf("%s holds %s %d", a.Asked(), e.Kind.Noun(), e.ID),
				"nothing but products whose price changed", "a "+e.Kind.Noun())
		}
	}
	for k, ids := range a.Read.Deleted {
		for _, id := range ids {
			c.Differ(a, Ref{k, id}, nil, fmt.Sprintf("%s names the deleted %s %d", a.Asked(), k.Noun(), id),
				"nothing but products whose price changed", "a deleted "+k.Noun())
		}
	}
}

// EachOnce notes entities that a delta holds twice. Where the one from version 0 does so too, CNT-DELTA-03 says so.
func (c *comparison) EachOnce(a, whole *Answer) {
	known := whole.twice()
	for r, e := range a.twice() {
		if known[r] == nil {
			c.Differ(a, r, &e.Place, fmt.Sprintf("%s holds %s %d twice", a.Asked(), r.Kind.Noun(), r.ID),
				"each "+r.Kind.Noun()+" once", "a second entry")
		}
	}
}

// Holds checks that a delta from an older version names all that one from a
// newer version does.
func (c *comparison) Holds(older, newer *Answer) {
	for _, k := range Kinds {
		there := older.Reading(k).ByID
		for id, e := range newer.Reading(k).ByID {
			if there[id] == nil {
				c.Differ(older, e.Ref(), nil,
					fmt.Sprintf("%s lacks %s %d, which %s holds", older.Asked(), k.Noun(), id, newer.Asked()),
					"from an older version at least what a newer one gets", "a delta without it")
			}
		}
		for _, id := range newer.Read.Deleted[k] {
			if !slices.Contains(older.Read.Deleted[k], id) {
				c.Differ(older, Ref{k, id}, nil,
					fmt.Sprintf("%s lacks the deleted %s %d, which %s names", older.Asked(), k.Noun(), id,
						newer.Asked()),
					"from an older version at least what a newer one gets", "a delta without it")
			}
		}
	}
}
