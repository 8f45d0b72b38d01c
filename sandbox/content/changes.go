package content

import (
	"github.com/montcheck/montcheck/sandbox/catalog"
	"github.com/montcheck/montcheck/sandbox/store"
)

// contentChanges answers GetContentChanges: what changed after version, products without prices.
func (a *reply) contentChanges(version int64) error {
	now, err := a.from.Versions()
	if err != nil {
		return err
	}
	a.begin(changes)
	a.version("CurrentContentVersion", now.Content)
	a.String(`<a:CurrentPriceVersion i:nil="true"/>`)
	err = a.changedEntities(version, now, func() error {
		if version >= now.Content {
			return nil
		}
		return a.productContracts(store.ProductsChanged(version), true, false)
	})
	a.end(changes)
	return err
}

// priceChanges answers GetPriceChanges: products whose price changed after version, without texts. Lists of other
// entities are empty.
func (a *reply) priceChanges(version int64) error {
	now, err := a.from.Versions()
	if err != nil {
		return err
	}
	a.begin(changes)
	a.String(`<a:CurrentContentVersion i:nil="true"/>`)
	a.version("CurrentPriceVersion", now.Price)
	err = a.changedEntities(now.Content, now, func() error {
		if version >= now.Price {
			return nil
		}
		return a.productContracts(store.ProductsPriced(version), false, true)
	})
	a.end(changes)
	return err
}

// allChanges answers GetAllChanges: what changed after the content version or was priced after the price version,
// whole.
func (a *reply) allChanges(content, price int64) error {
	now, err := a.from.Versions()
	if err != nil {
		return err
	}
	a.begin(changes)
	a.version("CurrentContentVersion", now.Content)
	a.version("CurrentPriceVersion", now.Price)
	err = a.changedEntities(content, now, func() error {
		if content >= now.Content && price >= now.Price {
			return nil
		}
		return a.productContracts(store.ProductsChangedOrPriced(content, price), true, true)
	})
	a.end(changes)
	return err
}

func (a *reply) version(member string, version int64) {
	a.String("<a:" + member + ">")
	a.Int(version)
	a.String("</a:" + member + ">")
}

// changedEntities writes the lists after the versions, in the order of the contract. Where nothing is newer than
// version, no table is touched.
func (a *reply) changedEntities(version int64, now store.Versions, products func() error) error {
	current := version >= now.Content
	for _, deleted := range []struct {
		member string
		kind   catalog.Kind
	}{
		{"DeletedCategoriesId", catalog.KindCategory},
		{"DeletedFamilyGroupsId", catalog.KindFamily},
		{"DeletedVendorsId", catalog.KindVendor},
	} {
		a.String("<a:" + deleted.member + ` xmlns:b="` + nsArrays + `">`)
		if !current {
			err := a.from.Deleted(deleted.kind, version, func(id int32) error {
				a.String("<b:int>")
				a.Int(int64(id))
				a.String("</b:int>")
				return a.Err()
			})
			if err != nil {
				return err
			}
		}
		a.String("</a:" + deleted.member + ">")
	}
	for _, updated := range []struct {
		member, item string
		kind         catalog.Kind
	}{
		{"UpdatedCategories", categoryList.item, catalog.KindCategory},
		{"UpdatedFamilyGroups", familyList.item, catalog.KindFamily},
		{"UpdatedProducts", productList.item, catalog.KindProduct},
		{"UpdatedVendors", vendorList.item, catalog.KindVendor},
	} {
		a.String("<a:" + updated.member + ">")
		var err error
		switch {
		case updated.kind == catalog.KindProduct:
			err = products()
		case !current:
			err = a.contracts(updated.item, store.Changed(updated.kind, version))
		}
		if err != nil {
			return err
		}
		a.String("</a:" + updated.member + ">")
	}
	return nil
}
