package ordering

import (
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
	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/orders"
	"github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/transport"
)

// Product is what the price list says of a product that matters to orders.
type Product struct {
	PartNum, Currency                              string
	Price                                          decimal.Decimal
	blocked, License, renewal, instant, subscribed bool
	Fulfillment                                    int
	Least, Most                                    int      // 0 for no bound
	Lacks                                          []string // of the members that orders go by, in version 2
}

// PriceContract is an item of version 2's price list.
const PriceContract = "PriceContract"

// ProductsIn reads the products of an answer: none where it can't be read to
// its end. The error is the harness's.
func ProductsIn(a *endpoint.Answer, element string) ([]Product, error) {
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
func readProducts(r io.Reader, element string) ([]Product, error) {
	d := transport.Decoder(r)
	var all []Product
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
		p := Product{Lacks: []string{"PartNum", "Blocked", "LicenseFormRequired", "FulfillmentType"}}
		for _, m := range members.All {
			if text := strings.TrimSpace(m.Text); text != "" {
				p.set(m.XMLName.Local, text)
				p.Lacks = slices.DeleteFunc(p.Lacks, func(name string) bool { return name == m.XMLName.Local })
			}
		}
		all = append(all, p)
	}
}

func (p *Product) set(name, text string) {
	yes := strings.EqualFold(text, "true") || text == "1"
	number, _ := strconv.Atoi(text)
	switch name {
	case "PartNum":
		p.PartNum = text
	case "CurrencyCode":
		p.Currency = text
	case "Price":
		p.Price, _ = decimals.Parse(text)
	case "BlockedForSale", "Blocked":
		p.blocked = yes
	case "LicenseFormRequired":
		p.License = yes
	case "IsRenewal":
		p.renewal = yes
	case "InstantDelivery":
		p.instant = yes
	case "FulfillmentType":
		p.Fulfillment = number
	case "ProductType":
		p.subscribed = number == 2
	case "MinCountRequired":
		p.Least = number
	case "MaxCountRequired":
		p.Most = number
	}
}

// Products are those of the endpoint's price list, read once.
func (s *Session) Products(ctx context.Context) []Product {
	if s.Version.Number == 1 && s.Target.Content == nil {
		verdict.NotExercised(ctx,
			"products are found in the price list of MONT Content: configure content for this environment")
	}
	all, err := s.PriceList(ctx)
	if unread := (*noPriceList)(nil); errors.As(err, &unread) {
		verdict.NotExercised(ctx, "%s", unread)
	}
	verdict.Unable(ctx, err)
	if s.purses == nil && s.Currency == "" {
		s.purses = map[string]decimal.Decimal{}
		for _, p := range all {
			if _, known := s.purses[p.Currency]; !known {
				s.purses[p.Currency] = s.Money(ctx, p.Currency).amount
			}
		}
	}
	return all
}

// noPriceList is the error of an answer that is no price list.
type noPriceList struct {
	Operation string
	status    int
}

func (e *noPriceList) Error() string {
	return fmt.Sprintf("%s gives no price list to choose products from (status %d)", e.Operation, e.status)
}

// PriceList reads the price list, unless that was done.
func (s *Session) PriceList(ctx context.Context) ([]Product, error) {
	if s.Catalogue != nil {
		return s.Catalogue, nil
	}
	a, element, err := s.Dialect.Prices(ctx)
	if err != nil {
		return nil, err
	}
	all, err := ProductsIn(a, element)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, &noPriceList{a.Exchange.Operation, a.Status()}
	}
	s.Catalogue = all
	return all, nil
}

// Renews tells whether links of a product live for a limited time: D1,
// "Примечание".
func (s *Session) Renews(partNum string) bool {
	i := slices.IndexFunc(s.Catalogue, func(p Product) bool { return p.PartNum == strings.TrimSpace(partNum) })
	return i >= 0 && s.Catalogue[i].Fulfillment == 1
}

// anew is a product as the price list has it now: a catalogue may change
// while a run is at work.
func (s *Session) anew(ctx context.Context, p Product) Product {
	s.Catalogue = nil
	all := s.Products(ctx)
	if i := slices.IndexFunc(all, func(now Product) bool { return now.PartNum == p.PartNum }); i >= 0 {
		return all[i]
	}
	return Product{PartNum: p.PartNum}
}

// Fell tells whether a product became cheaper since the price list was read.
func (s *Session) Fell(ctx context.Context, p Product) bool {
	return s.anew(ctx, p).Price.LessThan(p.Price)
}

// ForSale ends the spec as not exercised where a product was blocked since
// the price list was read.
func (s *Session) ForSale(ctx context.Context, p Product) {
	if s.anew(ctx, p).blocked {
		verdict.NotExercised(ctx, "%s was blocked while the run was at work", p.PartNum)
	}
}

// OrderBlocked orders a blocked product. Where that is accepted, it may have
// been freed since the price list was read: then another one is tried.
func (s *Session) OrderBlocked(ctx context.Context, order func(Product) *Answer) *Answer {
	for range 3 {
		p := s.Choose(ctx, "blocked product", Withdrawn)
		if a := order(p); s.said(a, "") != orders.Confirmed || s.anew(ctx, p).blocked {
			return a
		}
	}
	verdict.NotExercised(ctx, "products are no longer blocked when they are ordered")
	return nil
}
