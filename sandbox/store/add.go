package store

import (
	"math"
	"math/rand/v2"

	"github.com/montcheck/montcheck/sandbox/catalog"
)

// Added is a new entity. PartNum is a product's.
type Added struct {
	ID      int32  `json:"id"`
	PartNum string `json:"partNum,omitempty"`
}

// Add composes a new entity of kind in sound relation to those that exist: a category of an existing vendor, a
// family of a vendor in a category shown there, a product of a family. It gives a Conflict where what it needs
// does not exist.
func (t *Tx) Add(kind catalog.Kind) (Added, error) {
	if _, ok := table[kind]; !ok {
		return Added{}, unknownKind(kind)
	}
	last, err := number(t.conn, "SELECT coalesce(max(id), 0) FROM "+table[kind])
	if err != nil {
		return Added{}, err
	}
	if last >= math.MaxInt32 {
		return Added{}, &Conflict{"no id is left"}
	}
	id := int32(last) + 1
	seed, err := t.seed()
	if err != nil {
		return Added{}, err
	}
	r := rand.New(rand.NewPCG(seed, uint64(id)))
	switch kind {
	case catalog.KindVendor:
		v := catalog.NewVendor(id)
		v.ContentVersion = t.content()
		return Added{ID: id}, t.insertVendor(v)
	case catalog.KindCategory:
		return Added{ID: id}, t.addCategory(seed, id, r)
	case catalog.KindFamily:
		return Added{ID: id}, t.addFamily(seed, id, r)
	}
	return t.addProduct(seed, id, r)
}

func (t *Tx) addCategory(seed uint64, id int32, r *rand.Rand) error {
	vendors := []int32{}
	parent := int32(0)
	all, err := t.ids("SELECT id FROM vendors WHERE deleted = 0 ORDER BY id")
	if err != nil {
		return err
	}
	if len(all) > 0 {
		vendors = append(vendors, all[r.IntN(len(all))])
		shown, err := t.ids("SELECT category_id FROM vendor_categories WHERE vendor_id = ?", vendors[0])
		if err != nil {
			return err
		}
		if len(shown) > 0 {
			parent = shown[r.IntN(len(shown))]
		}
	}
	v := catalog.NewCategory(seed, id, parent, vendors)
	v.ContentVersion = t.content()
	return t.insertCategory(v)
}

func (t *Tx) addFamily(seed uint64, id int32, r *rand.Rand) error {
	vendors, err := t.ids("SELECT id FROM vendors WHERE deleted = 0 ORDER BY id")
	if err != nil {
		return err
	}
	if len(vendors) == 0 {
		return &Conflict{"a family needs a vendor, and there is none: add one first"}
	}
	vendor := vendors[r.IntN(len(vendors))]
	shown, err := t.ids("SELECT category_id FROM vendor_categories WHERE vendor_id = ?", vendor)
	if err != nil {
		return err
	}
	categories := []int32{}
	if len(shown) > 0 {
		categories = append(categories, shown[r.IntN(len(shown))])
	}
	v := catalog.NewFamily(seed, id, vendor, categories)
	v.ContentVersion = t.content()
	return t.insertFamily(v)
}

func (t *Tx) addProduct(seed uint64, id int32, r *rand.Rand) (Added, error) {
	families, err := t.ids("SELECT id FROM families WHERE deleted = 0 ORDER BY id")
	if err != nil {
		return Added{}, err
	}
	if len(families) == 0 {
		return Added{}, &Conflict{"a product needs a family, and there is none: add one first"}
	}
	family, err := t.family(families[r.IntN(len(families))])
	if err != nil {
		return Added{}, err
	}
	v := catalog.NewProduct(seed, id, family, 0)
	v.Blocked = false
	v.ContentVersion, v.PriceVersion = t.content(), t.price()
	return Added{id, v.PartNum}, t.insertProduct(v)
}
