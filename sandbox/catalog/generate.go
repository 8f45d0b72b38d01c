package catalog

import (
	"iter"
	"math/rand/v2"
	"slices"
)

// The first versions: far above any count of entities, apart from each other, and beyond 32 bits, because D3 says
// that versions are Int64.
const (
	FirstContentVersion int64 = 5_000_000_000
	FirstPriceVersion   int64 = 7_000_000_000

	contentPublications = 48
	pricePublications   = 60
)

// Catalogue is a generated catalogue with its past. Products come one at a time, so that a catalogue of any size
// takes little memory.
type Catalogue struct {
	Seed           uint64
	Size           int // products
	ContentVersion int64
	PriceVersion   int64
	Vendors        []Vendor
	Categories     []Category
	Families       []Family
	Deleted        []Tombstone
	Products       iter.Seq[Product]

	Shape Shape
}

// Shape says in what a catalogue differs from the usual one of its size and seed.
type Shape struct {
	FirstID    int32 // of each kind of entity; 0 is 1
	OneVendor  bool
	NoRenewals bool
}

// Tombstone records an entity that was deleted in a past publication.
type Tombstone struct {
	Kind           Kind
	ID             int32
	ContentVersion int64
}

// Generate makes the catalogue of size products and of a shape that seed stands for; the same arguments give the same
// catalogue. From one product on, it holds a family without products and a category without families; from two on, a
// vendor with exactly one product.
func Generate(seed uint64, size int, shape Shape) *Catalogue {
	c := &Catalogue{Seed: seed, Size: max(size, 0), ContentVersion: FirstContentVersion,
		PriceVersion: FirstPriceVersion,
		Products:     func(func(Product) bool) {}, Shape: shape}
	if c.Size == 0 {
		return c
	}
	c.ContentVersion += contentPublications
	c.PriceVersion += pricePublications
	c.vendors()
	c.categories()
	c.families()
	c.showCategories()
	c.bury()
	c.Products = c.products
	return c
}

// identifier leaves out every eighth id; the gaps are those of the deleted.
func (c *Catalogue) identifier(i int) int32 { return c.before() + int32(i+1+i/7) }

// before is the id before the first.
func (c *Catalogue) before() int32 { return max(c.Shape.FirstID-1, 0) }

func (c *Catalogue) published(draw uint64, id int32) int64 {
	return FirstContentVersion + 1 + source(c.Seed, drawHistory, id|int32(draw)<<24).Int64N(contentPublications)
}

func (c *Catalogue) vendors() {
	count := 1
	if c.Size > 1 && !c.Shape.OneVendor {
		count = min(2+c.Size/60, len(words().Vendors))
	}
	for i := range count {
		v := NewVendor(c.identifier(i))
		v.ContentVersion = c.published(drawVendor, v.ID)
		c.Vendors = append(c.Vendors, v)
	}
}

// categories makes the forest; the last one stays empty.
func (c *Catalogue) categories() {
	w := words()
	ids := map[string]int32{}
	for i, entry := range w.Categories[:min(3+c.Size/40, len(w.Categories))] {
		id := c.identifier(i)
		ids[entry.Name.EN] = id
		c.Categories = append(c.Categories, newCategory(id, ids[entry.Parent], []int32{}, entry.Name))
	}
	c.Categories = append(c.Categories, newCategory(c.identifier(len(c.Categories)), 0, []int32{}, w.EmptyCategory))
	for i := range c.Categories {
		c.Categories[i].ContentVersion = c.published(drawCategory, c.Categories[i].ID)
	}
}

// inhabited is the number of families that hold the products of all vendors but the one with a single product.
func (c *Catalogue) inhabited() int { return 1 + max(c.Size-2, 0)/8 }

// families makes the inhabited families, then that of the single product, then the empty one.
func (c *Catalogue) families() {
	common := c.Vendors
	last := c.Vendors[len(c.Vendors)-1].ID
	count := c.inhabited()
	total := count + 1
	if c.Size > 1 {
		common = c.Vendors[:max(len(c.Vendors)-1, 1)]
		total++
	}
	for i := range total {
		id := c.identifier(i)
		r := source(c.Seed, drawPlace, id)
		vendor := common[i%len(common)].ID
		if i >= len(common) {
			vendor = pick(r, common).ID
		}
		if c.Size > 1 && i == count {
			vendor = last
		}
		f := NewFamily(c.Seed, id, vendor, c.place(r))
		f.ContentVersion = c.published(drawFamily, id)
		c.Families = append(c.Families, f)
	}
}

// place chooses one to three categories, never the empty one.
func (c *Catalogue) place(r *rand.Rand) []int32 {
	var list []int32
	for range 1 + r.IntN(3) {
		id := c.Categories[r.IntN(len(c.Categories)-1)].ID
		if !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	slices.Sort(list)
	return list
}

// showCategories shows a category, and those above it, at every vendor that has a family there.
func (c *Catalogue) showCategories() {
	index := map[int32]*Category{}
	for i := range c.Categories {
		index[c.Categories[i].ID] = &c.Categories[i]
	}
	for _, f := range c.Families {
		for _, id := range f.Categories {
			for at := index[id]; at != nil; at = index[at.Parent] {
				if !slices.Contains(at.Vendors, f.Vendor) {
					at.Vendors = append(at.Vendors, f.Vendor)
				}
			}
		}
	}
	for i := range c.Categories {
		slices.Sort(c.Categories[i].Vendors)
	}
}

// bury records deletions in the gaps between ids, or one past the last where there is no gap.
func (c *Catalogue) bury() {
	bury := func(kind Kind, draw uint64, count int) {
		last := c.identifier(count - 1)
		graves := 0
		for id := c.before() + 8; id < last && graves < 12; id += 8 {
			c.Deleted = append(c.Deleted, Tombstone{kind, id, c.published(draw, id)})
			graves++
		}
		if graves == 0 {
			c.Deleted = append(c.Deleted, Tombstone{kind, last + 1, c.published(draw, last+1)})
		}
	}
	bury(KindVendor, drawVendor, len(c.Vendors))
	bury(KindCategory, drawCategory, len(c.Categories))
	bury(KindFamily, drawFamily, len(c.Families))
}

func (c *Catalogue) products(yield func(Product) bool) {
	shown := map[int32][]int32{} // vendor to the categories that show it
	for _, category := range c.Categories {
		for _, v := range category.Vendors {
			shown[v] = append(shown[v], category.ID)
		}
	}
	count := c.inhabited()
	for i := range c.Size {
		id := c.identifier(i)
		r := source(c.Seed, drawPlace, -id)
		at := i
		switch {
		case c.Size > 1 && i == c.Size-1:
			at = count
		case i >= count:
			at = r.IntN(count)
		}
		family := c.Families[at]
		extra := int32(0)
		if chance(r, 6) {
			extra = pick(r, shown[family.Vendor])
		}
		p := NewProduct(c.Seed, id, family, extra)
		p.Renewal = p.Renewal && !c.Shape.NoRenewals
		p.ContentVersion = c.published(drawProduct, id)
		p.PriceVersion = FirstPriceVersion + 1 + r.Int64N(pricePublications)
		if !yield(p) {
			return
		}
	}
}
