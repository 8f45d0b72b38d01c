package store

import "github.com/montcheck/montcheck/sandbox/catalog"

// EntitySelection says which vendors, categories or families to read.
type EntitySelection struct {
	sql  string
	args []any
}

// All selects every living entity of kind, which is not KindProduct, by id.
func All(kind catalog.Kind) EntitySelection { return EntitySelection{sql: allSQL[kind]} }

// Changed selects the living entities of kind that changed after the content version, oldest change first.
func Changed(kind catalog.Kind, after int64) EntitySelection {
	return EntitySelection{changedSQL[kind], []any{after}}
}

// CategoriesOfVendor selects the categories shown at a vendor.
func CategoriesOfVendor(vendor int32) EntitySelection {
	return EntitySelection{`SELECT c.wire FROM vendor_categories v JOIN categories c ON c.id = v.category_id
		WHERE v.vendor_id = ? AND c.deleted = 0 ORDER BY v.category_id`, []any{vendor}}
}

// FamiliesOfVendor selects the families of a vendor.
func FamiliesOfVendor(vendor int32) EntitySelection {
	return EntitySelection{"SELECT wire FROM families WHERE vendor_id = ? AND deleted = 0 ORDER BY id", []any{vendor}}
}

// FamiliesOfCategory selects the families shown in a category.
func FamiliesOfCategory(category int32) EntitySelection {
	return EntitySelection{`SELECT f.wire FROM category_families c JOIN families f ON f.id = c.family_id
		WHERE c.category_id = ? AND f.deleted = 0 ORDER BY c.family_id`, []any{category}}
}

// FamilyByID selects one family, or none.
func FamilyByID(id int32) EntitySelection {
	return EntitySelection{"SELECT wire FROM families WHERE id = ? AND deleted = 0", []any{id}}
}

// ProductSelection says which products to read.
type ProductSelection struct {
	productSQL
	args []any
}

// AllProducts selects every product, by id.
func AllProducts() ProductSelection { return ProductSelection{productSQL: allProducts} }

// ProductsOfVendor selects the products of a vendor, by id.
func ProductsOfVendor(id int32) ProductSelection {
	return ProductSelection{productsOfVendor, []any{id}}
}

// ProductsOfFamily selects the products of a family, by id.
func ProductsOfFamily(id int32) ProductSelection {
	return ProductSelection{productsOfFamily, []any{id}}
}

// ProductsOfCategory selects the products shown in a category, by id.
func ProductsOfCategory(id int32) ProductSelection {
	return ProductSelection{productsOfCategory, []any{id}}
}

// ProductByPartNum selects one product, or none.
func ProductByPartNum(partNum string) ProductSelection {
	return ProductSelection{productByPartNum, []any{partNum}}
}

// ProductsChanged selects the products whose content changed after the version. Versions are positive, so that all
// products changed after 0: those are read in the order of the table, which is faster than in that of an index.
func ProductsChanged(content int64) ProductSelection {
	if content <= 0 {
		return AllProducts()
	}
	return ProductSelection{productsChanged, []any{content}}
}

// ProductsPriced selects the products whose price changed after the version.
func ProductsPriced(price int64) ProductSelection {
	if price <= 0 {
		return AllProducts()
	}
	return ProductSelection{productsPriced, []any{price}}
}

// ProductsChangedOrPriced selects the products whose content changed after one version or whose price changed after
// the other, each once.
func ProductsChangedOrPriced(content, price int64) ProductSelection {
	if content <= 0 || price <= 0 {
		return AllProducts()
	}
	return ProductSelection{productsChangedOrPriced, []any{content, price}}
}

var table = map[catalog.Kind]string{
	catalog.KindVendor: "vendors", catalog.KindCategory: "categories", catalog.KindFamily: "families",
	catalog.KindProduct: "products",
}

// The statements of every kind of entity, spelled once: a statement's text is the key of the prepared ones.
var (
	allSQL     = statements("SELECT wire FROM ", " WHERE deleted = 0 ORDER BY id")
	changedSQL = statements("SELECT wire FROM ",
		" WHERE deleted = 0 AND content_version > ? ORDER BY content_version, id")
	deletedSQL = statements("SELECT id FROM ",
		" WHERE deleted = 1 AND content_version > ? ORDER BY content_version, id")
)

func statements(before, after string) map[catalog.Kind]string {
	m := map[catalog.Kind]string{}
	for kind, name := range table {
		m[kind] = before + name + after
	}
	return m
}

// productSQL is one selection of products, without texts and with them.
type productSQL struct{ plain, texts string }

var (
	allProducts        = products("", "ORDER BY p.id")
	productsOfVendor   = products("", "WHERE p.vendor_id = ? ORDER BY p.id")
	productsOfFamily   = products("", "WHERE p.family_id = ? ORDER BY p.id")
	productsOfCategory = products("category_products c CROSS JOIN ",
		"ON p.id = c.product_id WHERE c.category_id = ? ORDER BY c.product_id")
	productByPartNum        = products("", "WHERE p.part_num = ?")
	productsChanged         = products("", "WHERE p.content_version > ? ORDER BY p.content_version, p.id")
	productsPriced          = products("", "WHERE p.price_version > ? ORDER BY p.price_version, p.id")
	productsChangedOrPriced = products("", "WHERE p.content_version > ? OR p.price_version > ?")
)

// products spells a selection. Texts come by a subquery, one look-up a row, which leaves the plan of the rest alone.
func products(join, where string) productSQL {
	const columns = "SELECT p.head, p.currency, p.middle, p.price, p.tail"
	from := " FROM " + join + "products p " + where
	return productSQL{columns + from,
		columns + ", (SELECT t.wire FROM product_texts t WHERE t.product_id = p.id)" + from}
}
