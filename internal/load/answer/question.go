package answer

import (
	"fmt"
	"strings"

	"github.com/montcheck/montcheck/internal/montcontent"
)

// Question is what was asked: the operation with the arguments that matter to
// what an answer must say.
type Question struct {
	Operation      string
	Path           string // below the service's address
	Content, Price int64  // the versions asked from, of deltas
	PartNum        string // of GetProduct
	Family         string // of GetFamilyGroupProducts
}

// Delta tells whether the question asks for changes.
func (q *Question) Delta() bool { return strings.HasSuffix(q.Operation, "Changes") }

// Priced tells whether the question asks for changes of prices.
func (q *Question) Priced() bool {
	return q.Operation == montcontent.GetPriceChanges.Name || q.Operation == montcontent.GetAllChanges.Name
}

// Described tells whether the question asks for changes of content.
func (q *Question) Described() bool {
	return q.Delta() && q.Operation != montcontent.GetPriceChanges.Name
}

// Whole tells whether the answer should name every product.
func (q *Question) Whole() bool {
	return q.Operation == montcontent.GetAllProducts.Name || q.Operation == montcontent.GetProductPrices.Name
}

// Finding is something wrong with what an answer says.
type Finding struct {
	Requirement, Summary, Expected, Got string
	// where: the last element of that name and text; empty where there is none
	Element, Text string
}

func finding(requirement, summary, expected, got string) Finding {
	return Finding{Requirement: requirement, Summary: summary, Expected: expected, Got: got}
}

// at is the finding with its place.
func (f Finding) at(element string, text any) Finding {
	f.Element, f.Text = element, fmt.Sprint(text)
	return f
}

// Check says what is wrong with an answer beyond its form. An answer that says
// Error=true says nothing else.
func (q *Question) Check(r *Reading) []Finding {
	var found []Finding
	add := func(f Finding) { found = append(found, f) }
	if r.Failed {
		return nil
	}
	if r.Details {
		add(finding("CNT-ENV-02", "ErrorDetails say something, and Error is not true", "nothing", r.Reason))
	}
	q.checkUnique(r, add)
	switch q.Operation {
	case montcontent.GetProduct.Name:
		if len(r.Products) != 1 || r.Products[0].PartNum != q.PartNum {
			f := finding("CNT-PRD-02", "the answer is not the product that was asked for", q.PartNum, parts(r.Products))
			if len(r.Products) > 0 {
				f = f.at("PartNum", r.Products[0].PartNum)
			}
			add(f)
		}
	case montcontent.GetFamilyGroup.Name:
		if len(r.Entities) != 1 || r.Entities[0].ID != q.Family {
			add(finding("CNT-FAM-02", "the answer is not the family that was asked for", "family "+q.Family,
				ids(r.Entities)))
		}
	case montcontent.GetFamilyGroupProducts.Name:
		for _, p := range r.Products {
			if p.Family != q.Family {
				add(finding("CNT-PRD-01", "the answer holds a product of another family",
					"products of family "+q.Family,
					fmt.Sprintf("product %d of family %s", p.ID, p.Family)).at("Id", p.ID))
				break
			}
		}
	}
	q.checkPrices(r, add)
	if q.Delta() {
		q.checkDelta(r, add)
	}
	return found
}

func parts(products []Product) string {
	var all []string
	for _, p := range products[:min(len(products), 3)] {
		all = append(all, p.PartNum)
	}
	if len(all) == 0 {
		return "no product"
	}
	return strings.Join(all, ", ")
}

// checkDelta holds a delta against the versions asked from.
func (q *Question) checkDelta(r *Reading, add func(Finding)) {
	moved := false
	for _, v := range []struct {
		name       string
		asked, got int64
		has, wants bool
	}{
		{"CurrentContentVersion", q.Content, r.Content, r.HasContent, q.Described()},
		{"CurrentPriceVersion", q.Price, r.Price, r.HasPrice, q.Priced()},
	} {
		switch {
		case !v.wants:
		case !v.has:
			add(finding("CNT-DELTA-01", "the answer carries no "+v.name, v.name, "none"))
			moved = true // nothing can be said
		case v.got < v.asked:
			add(finding("CNT-DELTA-02", v.name+" went down: it is below the version that was asked from, "+
				"which an earlier answer gave", fmt.Sprintf("at least %d", v.asked),
				fmt.Sprint(v.got)).at(v.name, v.got))
			moved = true
		case v.got > v.asked:
			moved = true
		}
	}
	if !moved && len(r.Entities) > 0 {
		add(finding("CNT-DELTA-04", "a delta from the current version is not empty", "nothing",
			fmt.Sprintf("%d entities, the first of them %s", len(r.Entities), ids(r.Entities))).at("Id",
			r.Entities[0].ID))
	}
	if q.Operation == montcontent.GetPriceChanges.Name {
		for _, e := range r.Entities {
			if e.Kind != product {
				add(finding("CNT-DELTA-06", "a delta of prices holds what has no price", "products only",
					fmt.Sprintf("%s %s", e.Kind, e.ID)).at("Id", e.ID))
				break
			}
		}
	}
}

// product is the kind of products.
const product = "ProductContract"

// checkUnique expects each entity once.
func (q *Question) checkUnique(r *Reading, add func(Finding)) {
	seen := make(map[Entity]bool, len(r.Entities))
	for _, e := range r.Entities {
		other := e
		other.Deleted = !e.Deleted
		name := fmt.Sprintf("%s %s", e.Kind, e.ID)
		switch {
		case seen[other]:
			add(finding("CNT-DELTA-11", "the same is updated and deleted", "either of both", name).at("Id", e.ID))
			return
		case seen[e]:
			requirement := "CNT-DELTA-03"
			switch {
			case e.Kind == product:
				requirement = "CNT-PRD-06"
			case q.Operation == montcontent.GetAllVendors.Name:
				requirement = "CNT-VEN-01"
			case q.Operation == montcontent.GetAllCategories.Name:
				requirement = "CNT-CAT-04"
			}
			add(finding(requirement, "the same stands in the answer twice", "each once", name+" again").at("Id", e.ID))
			return
		}
		seen[e] = true
	}
	numbers := make(map[string]int64, len(r.Products))
	for _, p := range r.Products {
		if other, twice := numbers[p.PartNum]; twice && p.PartNum != "" {
			add(finding("CNT-PRD-06", "two products have one part number", "each once",
				fmt.Sprintf("%q of products %d and %d", p.PartNum, other, p.ID)).at("PartNum", p.PartNum))
			return
		}
		numbers[p.PartNum] = p.ID
	}
}

// checkPrices expects prices, and descriptions, where they belong: lists and
// single products are asked for with prices.
func (q *Question) checkPrices(r *Reading, add func(Finding)) {
	wanted := map[string]string{montcontent.GetAllChanges.Name: "CNT-DELTA-07",
		montcontent.GetPriceChanges.Name: "CNT-DELTA-06", montcontent.GetProductPrices.Name: "CNT-PRD-04"}[q.Operation]
	if wanted == "" {
		wanted = "CNT-PRD-03"
	}
	for _, p := range r.Products {
		priced := p.Price != "" && p.Currency != ""
		switch {
		case q.Operation == montcontent.GetContentChanges.Name && p.Price != "":
			add(finding("CNT-DELTA-05", "a delta of content holds a price", "no price",
				fmt.Sprintf("product %d at %s", p.ID, p.Text())).at("Id", p.ID))
			return
		case q.Operation != montcontent.GetContentChanges.Name && !priced:
			add(finding(wanted, "a product has no price", "Price and CurrencyCode",
				fmt.Sprintf("product %d has %q", p.ID, p.Text())).at("Id", p.ID))
			return
		case (q.Operation == montcontent.GetPriceChanges.Name || q.Operation == montcontent.GetProductPrices.Name) &&
			p.Described:
			add(finding(wanted, "prices come with a description", "no Translations",
				fmt.Sprintf("product %d has some", p.ID)).at("Id", p.ID))
			return
		}
	}
}

func ids(entities []Entity) string {
	if len(entities) == 0 {
		return "none"
	}
	return fmt.Sprintf("%s %s", entities[0].Kind, entities[0].ID)
}
