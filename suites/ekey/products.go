package ekey

import (
	"cmp"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/internal/target"
)

// product is what the price list says of a product that matters to orders.
type product struct {
	partNum, currency                              string
	price                                          decimal.Decimal
	blocked, license, renewal, instant, subscribed bool
	fulfillment                                    int
	least, most                                    int // 0 for no bound
}

// readProducts reads the products of a price list, by the local names of
// their members: ProductContract of Content, PriceContract of version 2.
func readProducts(r io.Reader, element string) ([]product, error) {
	d := xml.NewDecoder(r)
	var all []product
	for {
		t, err := d.Token()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		start, ok := t.(xml.StartElement)
		if !ok || start.Name.Local != element {
			continue
		}
		var members struct {
			All []struct {
				XMLName xml.Name
				Text    string `xml:",chardata"`
			} `xml:",any"`
		}
		if err := d.DecodeElement(&members, &start); err != nil {
			return nil, err
		}
		var p product
		for _, m := range members.All {
			p.set(m.XMLName.Local, strings.TrimSpace(m.Text))
		}
		all = append(all, p)
	}
}

func (p *product) set(name, text string) {
	yes := text == "true" || text == "1"
	number, _ := strconv.Atoi(text)
	switch name {
	case "PartNum":
		p.partNum = text
	case "CurrencyCode":
		p.currency = text
	case "Price":
		p.price, _ = decimal.NewFromString(text)
	case "BlockedForSale", "Blocked":
		p.blocked = yes
	case "LicenseFormRequired":
		p.license = yes
	case "IsRenewal":
		p.renewal = yes
	case "InstantDelivery":
		p.instant = yes
	case "FulfillmentType":
		p.fulfillment = number
	case "ProductType":
		p.subscribed = number == 2
	case "MinCountRequired":
		p.least = number
	case "MaxCountRequired":
		p.most = number
	}
}

// products reads the price list of the endpoint, once.
func (s *session) products(ctx context.Context) []product {
	if s.catalogue != nil {
		return s.catalogue
	}
	request, element := target.Request{Operation: "GetPriceChanges", URL: s.service.URL.String() + "/GetPriceChanges/0"}, "PriceContract"
	service := s.service
	if s.version == 1 {
		if s.t.Content == nil {
			spec.NotExercised(ctx, "products are found in the price list of MONT Content: configure content for this environment")
		}
		service = s.t.Content
		request, element = target.Request{Operation: "GetProductPrices", URL: service.URL.String() + "/GetProductPrices"}, "ProductContract"
	}
	a, err := s.t.Prepare(ctx, service, request).Send(ctx)
	spec.Unable(ctx, err)
	body, err := a.Open()
	spec.Unable(ctx, err)
	defer body.Close()
	all, err := readProducts(body, element)
	if err != nil || len(all) == 0 {
		spec.NotExercised(ctx, "%s gives no price list to choose products from (status %d)", request.Operation, a.Status())
	}
	s.catalogue = all
	return all
}

// plain is a product that can be ordered without further ado.
func plain(p product) bool { return !p.blocked && !p.license && !p.renewal && !p.subscribed }

// choose returns the cheapest product of a sort that the budget's currency
// pays for, leaving out those with a behaviour of their own.
func (s *session) choose(ctx context.Context, what string, wanted func(product) bool) product {
	special := []string{s.t.Scenarios.OutOfStock, s.t.Scenarios.FinishesLater, s.t.Scenarios.FinishesAndFails, s.t.Scenarios.VendorError, s.t.Scenarios.CreditLimit}
	var found []product
	for _, p := range s.products(ctx) {
		if wanted(p) && p.price.IsPositive() && !slices.Contains(special, p.partNum) && (s.currency == "" || p.currency == s.currency) {
			found = append(found, p)
		}
	}
	if len(found) == 0 {
		spec.NotExercised(ctx, "the price list has no %s%s", what, map[bool]string{true: " in " + s.currency}[s.currency != ""])
	}
	return slices.MinFunc(found, func(a, b product) int {
		return cmp.Or(cmp.Compare(b2i(b.instant), b2i(a.instant)), a.price.Cmp(b.price), cmp.Compare(a.partNum, b.partNum))
	})
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// named returns the product that the configuration names for a behaviour
// that no attribute shows.
func (s *session) named(ctx context.Context, key string) product {
	partNum := s.scenario(key)
	if partNum == "" {
		spec.NotExercised(ctx, "no attribute shows which product does this: configure scenarios.%s", key)
	}
	p, ok := s.special(ctx, key)
	if !ok {
		spec.NotExercised(ctx, "scenarios.%s is %q, which the price list does not have", key, partNum)
	}
	return p
}

// special returns the product that the configuration names, if it does and
// the price list has it.
func (s *session) special(ctx context.Context, key string) (product, bool) {
	all := s.products(ctx)
	i := slices.IndexFunc(all, func(p product) bool { return p.partNum != "" && p.partNum == s.scenario(key) })
	if i < 0 {
		return product{}, false
	}
	return all[i], true
}

// scenario is the part number that the configuration names for a behaviour.
func (s *session) scenario(key string) string {
	return map[string]string{
		"out_of_stock": s.t.Scenarios.OutOfStock, "finishes_later": s.t.Scenarios.FinishesLater, "finishes_and_fails": s.t.Scenarios.FinishesAndFails,
		"vendor_error": s.t.Scenarios.VendorError, "credit_limit": s.t.Scenarios.CreditLimit,
	}[key]
}

// count is a quantity that the product can be ordered in, near the wanted one.
func (p product) count(wanted int) int {
	n := max(wanted, p.least, 1)
	if p.most > 0 {
		n = min(n, p.most)
	}
	return n
}

// cost is what some of the product cost.
func (p product) cost(quantity int) decimal.Decimal {
	return p.price.Mul(decimal.NewFromInt(int64(quantity)))
}

func (p product) String() string { return fmt.Sprintf("%s at %s %s", p.partNum, p.price, p.currency) }
