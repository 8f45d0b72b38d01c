package catalog

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func everything(c *Catalogue) (list []Product) {
	for p := range c.Products {
		list = append(list, p)
	}
	return list
}

func TestSameSeedSameCatalogue(t *testing.T) {
	whole := func(seed uint64) (*Catalogue, []Product) {
		c := Generate(seed, 300, Shape{})
		products := everything(c)
		c.Products = nil
		return c, products
	}
	one, oneProducts := whole(7)
	two, twoProducts := whole(7)
	if diff := cmp.Diff(one, two) + cmp.Diff(oneProducts, twoProducts); diff != "" {
		t.Errorf("the same seed gave two catalogues: %s", diff)
	}
	other, otherProducts := whole(8)
	if cmp.Equal(one.Families, other.Families) || cmp.Equal(oneProducts, otherProducts) {
		t.Error("two seeds gave one catalogue")
	}
}

func TestProductsCanBeStopped(t *testing.T) {
	for range Generate(1, 5, Shape{}).Products {
		break
	}
}

func TestSoundAtAnySize(t *testing.T) {
	for _, size := range []int{0, 1, 2, 7, 61, 2000} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			c := Generate(3, size, Shape{})
			products := everything(c)
			if len(products) != size {
				t.Fatalf("%d products", len(products))
			}
			vendors, categories, families := map[int32]int{}, map[int32]Category{}, map[int32]Family{}
			perFamily, perCategory := map[int32]int{}, map[int32]int{}
			for _, v := range c.Vendors {
				unique(t, vendors, v.ID, 0)
				inPast(t, c, v.ContentVersion)
			}
			for _, v := range c.Categories {
				unique(t, categories, v.ID, v)
				inPast(t, c, v.ContentVersion)
				if _, ok := categories[v.Parent]; v.Parent != 0 && !ok {
					t.Errorf("category %d: parent %d does not stand before it", v.ID, v.Parent)
				}
				for _, id := range v.Vendors {
					exists(t, vendors, id)
				}
			}
			for _, v := range c.Families {
				unique(t, families, v.ID, v)
				inPast(t, c, v.ContentVersion)
				exists(t, vendors, v.Vendor)
				for _, id := range v.Categories {
					exists(t, categories, id)
					perCategory[id]++
					if !slices.Contains(categories[id].Vendors, v.Vendor) {
						t.Errorf("category %d of family %d is not shown at vendor %d", id, v.ID, v.Vendor)
					}
				}
			}
			ids, numbers := map[int32]bool{}, map[string]bool{}
			for _, p := range products {
				unique(t, ids, p.ID, true)
				unique(t, numbers, p.PartNum, true)
				exists(t, families, p.Family)
				perFamily[p.Family]++
				vendors[p.Vendor]++
				if p.Vendor != families[p.Family].Vendor {
					t.Errorf("product %d: vendor %d, its family has %d", p.ID, p.Vendor, families[p.Family].Vendor)
				}
				for _, id := range p.Categories {
					exists(t, categories, id)
					perCategory[id]++
				}
				if p.MaxCount != nil && (*p.MaxCount < p.MinCount || *p.MaxCount < 1) {
					t.Errorf("product %d: counts %d to %d", p.ID, p.MinCount, *p.MaxCount)
				}
				if p.Price < 0 || p.PartNum == "" || p.Name == "" || len(p.Texts) == 0 ||
					strings.Contains(p.PartNum, "/") {
					t.Errorf("product %+v", p)
				}
				inPast(t, c, p.ContentVersion)
				if p.PriceVersion <= FirstPriceVersion || p.PriceVersion > c.PriceVersion {
					t.Errorf("product %d: price version %d", p.ID, p.PriceVersion)
				}
			}
			for _, d := range c.Deleted {
				inPast(t, c, d.ContentVersion)
				_, vendor := vendors[d.ID]
				_, category := categories[d.ID]
				_, family := families[d.ID]
				if map[Kind]bool{KindVendor: vendor, KindCategory: category, KindFamily: family}[d.Kind] {
					t.Errorf("%s %d is both deleted and alive", d.Kind, d.ID)
				}
			}
			if size == 0 {
				if len(vendors)+len(categories)+len(families)+len(c.Deleted) > 0 {
					t.Error("an empty catalogue holds something")
				}
				return
			}
			if len(c.Deleted) < 3 {
				t.Errorf("deleted: %v", c.Deleted)
			}
			if !slices.ContainsFunc(c.Families, func(f Family) bool { return perFamily[f.ID] == 0 }) {
				t.Error("no family without products")
			}
			if !slices.ContainsFunc(c.Categories, func(v Category) bool { return perCategory[v.ID] == 0 }) {
				t.Error("no category without families and products")
			}
			if !slices.ContainsFunc(c.Vendors, func(v Vendor) bool { return vendors[v.ID] == 1 }) {
				t.Error("no vendor with one product")
			}
		})
	}
}

func unique[K comparable, V any](t *testing.T, m map[K]V, key K, v V) {
	t.Helper()
	if _, ok := m[key]; ok {
		t.Errorf("%v stands twice", key)
	}
	m[key] = v
}

func exists[V any](t *testing.T, m map[int32]V, id int32) {
	t.Helper()
	if _, ok := m[id]; !ok {
		t.Errorf("%d does not exist", id)
	}
}

func inPast(t *testing.T, c *Catalogue, version int64) {
	t.Helper()
	if version <= FirstContentVersion || version > c.ContentVersion {
		t.Errorf("content version %d", version)
	}
}

// TestVarietyOfDefaultSize looks for every form that a client must cope with.
func TestVarietyOfDefaultSize(t *testing.T) {
	c := Generate(1, 2000, Shape{})
	seen := map[string]int{}
	note := func(name string, yes bool) { seen[fmt.Sprint(name, "=", yes)]++ }
	isSet := func(name string, s *string) { note(name, s != nil) }
	versions := map[int64]bool{}
	for p := range c.Products {
		versions[p.ContentVersion] = true
		note("blocked", p.Blocked)
		note("renewal", p.Renewal)
		note("license form", p.LicenseForm)
		note("instant", p.Instant)
		note("max count", p.MaxCount != nil)
		note("min count", p.MinCount > 0)
		note("link", p.Fulfillment == 1)
		note("images", len(p.Images) > 0)
		note("several categories", len(p.Categories) > 1)
		note("no category", len(p.Categories) == 0)
		note("free", p.Price == 0)
		note("English", len(p.Texts) == 2)
		note("whole price", p.Price%100 == 0)
		note(p.Currency, true)
		isSet("cover", p.Cover)
		for _, char := range []string{"+", "#", " ", "%", "&", "КЛЮЧ"} {
			note("part number with "+char, strings.Contains(p.PartNum, char))
		}
		for _, x := range p.Texts {
			isSet("preview", x.Preview)
			isSet("short", x.Short)
			isSet("description", x.Description)
			isSet("features", x.Features)
			isSet("requirements", x.Requirements)
			isSet("installation", x.Installation)
			note("languages nil", x.Languages == nil)
			note("languages empty", x.Languages != nil && len(x.Languages) == 0)
			note("specifications nil", x.Specifications == nil)
			note("specifications empty", x.Specifications != nil && len(x.Specifications) == 0)
			for _, s := range x.Specifications {
				note("type "+s.Type, true)
			}
			if x.Description != nil {
				note("beyond the basic plane",
					strings.ContainsFunc(*x.Description, func(r rune) bool { return r > 0xFFFF }))
				note("markup", strings.Contains(*x.Description, "<b>"))
			}
		}
	}
	for _, f := range c.Families {
		isSet("family cover", f.Cover)
		note("family images", len(f.Images) > 0)
		for _, x := range f.Texts {
			isSet("family preview", x.Preview)
			isSet("family short", x.Short)
			isSet("family description", x.Description)
			isSet("family features", x.Features)
			isSet("family requirements", x.Requirements)
			isSet("family installation", x.Installation)
			note("family specifications nil", x.Specifications == nil)
		}
	}
	depth := 0
	parents := map[int32]int32{}
	for _, v := range c.Categories {
		parents[v.ID] = v.Parent
		d := 0
		for at := v.ID; at != 0; at = parents[at] {
			d++
		}
		depth = max(depth, d)
	}
	if depth < 3 {
		t.Errorf("the category forest is %d levels deep", depth)
	}
	if len(versions) < 24 {
		t.Errorf("products come from %d publications", len(versions))
	}
	for _, currency := range []string{"RUB", "USD", "EUR"} {
		note(currency, false)
	}
	for _, kind := range []string{"type String", "type Int", "type Bool"} {
		if seen[kind+"=true"] == 0 {
			t.Errorf("no specification of %s", kind)
		}
		delete(seen, kind+"=true")
	}
	for name := range seen {
		name, _, _ = strings.Cut(name, "=")
		for _, value := range []bool{true, false} {
			if seen[fmt.Sprint(name, "=", value)] == 0 {
				t.Errorf("nothing has %s = %t", name, value)
			}
		}
	}
}
