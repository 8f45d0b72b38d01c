package ekey

import (
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/decimals"
	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/spec"
	"github.com/montcheck/montcheck/internal/target"
	"github.com/montcheck/montcheck/suites/transport"
)

// product is what the price list says of a product that matters to orders.
type product struct {
	partNum, currency                              string
	price                                          decimal.Decimal
	blocked, license, renewal, instant, subscribed bool
	fulfillment                                    int
	least, most                                    int      // 0 for no bound
	lacks                                          []string // of the members that orders go by, in version 2
}

// priceContract is an item of version 2's price list.
const priceContract = "PriceContract"

// productsIn reads the products of an answer: none where it can't be read to
// its end. The error is the harness's.
func productsIn(a *target.Answer, element string) ([]product, error) {
	body, err := a.Open()
	if err != nil {
		return nil, err
	}
	defer body.Close()
	all, err := readProducts(body, element)
	if err != nil {
		return nil, nil
	}
	return all, nil
}

// readProducts reads the products of a price list, by the local names of
// their members: ProductContract of Content, PriceContract of version 2.
func readProducts(r io.Reader, element string) ([]product, error) {
	d := transport.Decoder(r)
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
		p := product{lacks: []string{"PartNum", "Blocked", "LicenseFormRequired", "FulfillmentType"}}
		for _, m := range members.All {
			if text := strings.TrimSpace(m.Text); text != "" {
				p.set(m.XMLName.Local, text)
				p.lacks = slices.DeleteFunc(p.lacks, func(name string) bool { return name == m.XMLName.Local })
			}
		}
		all = append(all, p)
	}
}

func (p *product) set(name, text string) {
	yes := strings.EqualFold(text, "true") || text == "1"
	number, _ := strconv.Atoi(text)
	switch name {
	case "PartNum":
		p.partNum = text
	case "CurrencyCode":
		p.currency = text
	case "Price":
		p.price, _ = decimals.Parse(text)
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

// products are those of the endpoint's price list, read once.
func (s *session) products(ctx context.Context) []product {
	if s.version == 1 && s.t.Content == nil {
		spec.NotExercised(ctx, "products are found in the price list of MONT Content: configure content for this environment")
	}
	all, err := s.priceList(ctx)
	if unread := (*noPriceList)(nil); errors.As(err, &unread) {
		spec.NotExercised(ctx, "%s", unread)
	}
	spec.Unable(ctx, err)
	if s.purses == nil && s.currency == "" {
		s.purses = map[string]decimal.Decimal{}
		for _, p := range all {
			if _, known := s.purses[p.currency]; !known {
				s.purses[p.currency] = s.money(ctx, p.currency).amount
			}
		}
	}
	return all
}

// share is what of the partner's money in its currency the least quantity of
// a product costs; the cost itself where there is one currency, or where the
// balance can't be read.
func (s *session) share(p product) decimal.Decimal {
	cost := p.cost(p.count(1))
	if purse := s.purses[p.currency]; purse.IsPositive() {
		return cost.Div(purse)
	}
	return cost
}

// dear tells whether a product would use up much of the partner's money, where
// the balance can be read.
func (s *session) dear(p product) bool {
	return s.purses[p.currency].IsPositive() && s.share(p).GreaterThan(decimal.New(5, -2))
}

// noPriceList is the error of an answer that is no price list.
type noPriceList struct {
	operation string
	status    int
}

func (e *noPriceList) Error() string {
	return fmt.Sprintf("%s gives no price list to choose products from (status %d)", e.operation, e.status)
}

// priceList reads the price list, unless that was done.
func (s *session) priceList(ctx context.Context) ([]product, error) {
	if s.catalogue != nil {
		return s.catalogue, nil
	}
	a, element, err := s.askPrices(ctx)
	if err != nil {
		return nil, err
	}
	all, err := productsIn(a, element)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, &noPriceList{a.Exchange.Operation, a.Status()}
	}
	s.catalogue = all
	return all, nil
}

// askPrices asks for the price list, which is MONT Content's in version 1. It
// names the element that a product is in.
func (s *session) askPrices(ctx context.Context) (*target.Answer, string, error) {
	if s.version == 1 {
		r := target.Request{Operation: "GetProductPrices", URL: s.t.Content.URL.String() + "/GetProductPrices"}
		a, err := s.t.Prepare(ctx, s.t.Content, r).Send(ctx)
		return a, "ProductContract", err
	}
	a, err := s.send(ctx, s.request("GetPriceChanges", "GetPriceChanges/0", ""))
	if err != nil {
		return nil, "", err
	}
	return a.Answer, priceContract, nil
}

// The sorts of products that orders need, by their attributes.
func plain(p product) bool        { return !p.blocked && p.needs(false, false) }
func withdrawn(p product) bool    { return p.blocked && p.needs(false, false) }
func licensed(p product) bool     { return !p.blocked && p.needs(true, false) }
func subscription(p product) bool { return !p.blocked && p.needs(false, true) }
func renewal(p product) bool      { return p.renewal && !p.blocked && !p.subscribed }
func limitedLinks(p product) bool { return plain(p) && p.fulfillment == 1 } // D1, "Примечание"

// needs tells whether an order needs a form, or a subscriber, and no old key.
func (p product) needs(form, subscriber bool) bool {
	return p.license == form && p.subscribed == subscriber && !p.renewal
}

// alike tells whether another product is of the same sort.
func (p product) alike(q product) bool {
	return q.blocked == p.blocked && q.license == p.license && q.renewal == p.renewal && q.subscribed == p.subscribed
}

// another is a plain product beside p, in the same currency.
func (p product) another(q product) bool {
	return plain(q) && q.partNum != p.partNum && q.currency == p.currency
}

// choose returns the cheapest product of a sort that the budget's currency
// pays for, rather one that is delivered at once unless that is dear, leaving
// out those with a behaviour of their own. It ends the spec where there is none.
func (s *session) choose(ctx context.Context, what string, wanted func(product) bool) product {
	p, ok := s.cheapest(s.products(ctx), wanted)
	if !ok {
		spec.NotExercised(ctx, "the price list has no %s%s", what, map[bool]string{true: " in " + s.currency}[s.currency != ""])
	}
	return p
}

func (s *session) cheapest(all []product, wanted func(product) bool) (product, bool) {
	special := []string{s.t.Scenarios.OutOfStock, s.t.Scenarios.FinishesLater, s.t.Scenarios.FinishesAndFails, s.t.Scenarios.VendorError, s.t.Scenarios.CreditLimit}
	var found []product
	for _, p := range all {
		if wanted(p) && p.price.IsPositive() && !slices.Contains(special, p.partNum) && !s.unsold[p.partNum] && (s.currency == "" || p.currency == s.currency) {
			found = append(found, p)
		}
	}
	if len(found) == 0 {
		return product{}, false
	}
	return slices.MinFunc(found, func(a, b product) int {
		return cmp.Or(cmp.Compare(b2i(s.dear(a)), b2i(s.dear(b))), cmp.Compare(b2i(b.instant), b2i(a.instant)),
			s.share(a).Cmp(s.share(b)), cmp.Compare(a.partNum, b.partNum))
	}), true
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
	return s.scenarioOf(s.products(ctx), key)
}

func (s *session) scenarioOf(all []product, key string) (product, bool) {
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

// refusal is why an order of the product has to be refused, whatever else it
// is: no product has this number.
func (p product) refusal() orders.Refusal {
	if p.partNum == nothing {
		return orders.Invalid
	}
	return ""
}

// cost is what some of the product cost.
func (p product) cost(quantity int) decimal.Decimal {
	return p.price.Mul(decimal.NewFromInt(int64(quantity)))
}

func (p product) String() string { return fmt.Sprintf("%s at %s %s", p.partNum, p.price, p.currency) }
