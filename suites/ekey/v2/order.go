package v2

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/beevik/etree"
	"github.com/shopspring/decimal"

	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// result is what every answer of version 2 begins with: the members of
// {Method}Result.
type result struct {
	isError bool
	code    string
	errors  int // items of Errors
	data    *etree.Element
}

// empty tells whether there is nothing in Data.
func (r *result) empty() bool { return r.data == nil || len(r.data.ChildElements()) == 0 }

// order is an order as version 2 answers it.
type order struct {
	number, status, created string
	wireStatus              string // as it was sent: a number or a name
	lines                   []line
}

type line struct {
	number, created, partNum, quantity, status string
	sum, price, currency                       string   // TotalSumm, ItemPrice and Currency
	keys, links, files                         []string // their texts, whatever their members
	errorCode, errorText                       string
	subscription, subscriber, form             string
}

// The states of an order and of a line, as numbers; the wiki's names for
// them are read as the same.
const (
	inProcess = "1"
	failed    = "2"
	done      = "3"
)

func stateNumber(text string) string {
	switch text {
	case "InProcess":
		return inProcess
	case "Error":
		return failed
	case "Successed", "Succeeded":
		return done
	}
	return text
}

// read reads an answer of version 2.
func read(root *etree.Element) (*result, *order) {
	if root == nil || !strings.HasSuffix(root.Tag, "Response") {
		return nil, nil
	}
	method := strings.TrimSuffix(root.Tag, "Response")
	e := root.SelectElement(method + "Result")
	if e == nil {
		return nil, nil
	}
	r := &result{isError: ordering.Yes(e, "IsError"), code: ordering.Whole(e, "ErrorCode"),
		errors: len(e.FindElements("Errors/*")), data: e.SelectElement("Data")}
	if ordering.Text(e, "Errors") != "" {
		r.errors++
	}
	if r.isError || r.data == nil || method != "AddOrder" && method != "GetOrder" {
		return r, nil
	}
	if r.empty() {
		return r, nil
	}
	o := &order{number: ordering.Exactly(r.data, "OrderNum"), status: stateNumber(ordering.Text(r.data, "OrderStatus")),
		wireStatus: ordering.Text(r.data, "OrderStatus"), created: ordering.Text(r.data, "DateCreated")}
	for _, l := range r.data.FindElements("OrderLines/*") {
		o.lines = append(o.lines, line{
			number: ordering.Exactly(l, "OrderLineNum"), created: ordering.Text(l, "DateCreated"),
			partNum: ordering.Exactly(l, "PartNum"), quantity: ordering.Whole(l, "Quantity"),
			status: stateNumber(ordering.Text(l, "OrderStatus")), sum: ordering.Whole(l, "TotalSumm"),
			price: ordering.Whole(l, "ItemPrice"), currency: ordering.Text(l, "Currency"),
			keys: items(l, "Keys"), links: items(l, "Links"), files: items(l, "Files"),
			errorCode: ordering.Whole(l, "ErrorCode"), errorText: ordering.Text(l, "ErrorText"),
			subscription: ordering.Text(l, "SubscriptionId"),
			subscriber:   strings.ToLower(ordering.Text(l, "MontSubscriberId")),
			form:         strings.Join(items(l, "EndUserInfo/Fields"), ", "),
		})
	}
	return r, o
}

// items are the texts of a list's items: their members are not documented.
func items(e *etree.Element, list string) []string {
	var all []string
	for _, item := range e.FindElements(list + "/*") {
		var words []string
		for _, leaf := range append(item.FindElements(".//*"), item) {
			if len(leaf.ChildElements()) == 0 {
				words = append(words, strings.TrimSpace(leaf.Text()))
			}
		}
		all = append(all, strings.Join(words, " "))
	}
	return all
}

func (o *order) Number() string { return o.number }

func (o *order) Says() string { return o.status }

func statusOf(text string) ordering.Status {
	return ordering.Status{Text: text, Open: text == inProcess, Final: text == done || text == failed}
}

// State is the order's as its lines have it: one with a failed line stays in process for ever (W), so that it is as
// final as its lines are.
func (o *order) State() ordering.Status {
	failing := false
	for _, l := range o.lines {
		if l.status == inProcess {
			return statusOf(inProcess)
		}
		failing = failing || l.status == failed
	}
	switch {
	case failing:
		return statusOf(failed)
	case len(o.lines) > 0:
		return statusOf(done)
	}
	return statusOf(o.status)
}

func (o *order) Failed() bool {
	return slices.ContainsFunc(o.lines, func(l line) bool { return l.status == failed })
}

func (o *order) Parts(renews func(partNum string) bool) []ordering.Part {
	all := []ordering.Part{{State: o.State()}}
	for _, l := range o.lines {
		all = append(all, ordering.Part{Line: l.number, State: statusOf(l.status), Fixed: l.fixed(renews(l.partNum))})
	}
	return all
}

func (o *order) Charges() (all []ordering.Charge) {
	for _, l := range o.lines {
		sum, _ := decimal.NewFromString(l.sum) // one that is no number is for the schema
		all = append(all, ordering.Charge{Line: l.number, Amount: sum, Currency: l.currency, State: statusOf(l.status),
			Failed: l.status == failed})
	}
	return all
}

// orderIn is the order in an answer; nil where there is none.
func orderIn(a *ordering.Answer) *order {
	o, _ := a.Order.(*order)
	return o
}

// resultIn is the envelope of an answer; nil where there is none.
func resultIn(a *ordering.Answer) *result {
	r, _ := a.Own.(*result)
	return r
}

// fixed is what must not change of an order that reached its final state: of
// itself, then of each line, whatever their order.
func (o *order) fixed(renews func(partNum string) bool) []string {
	var lines []string
	for _, l := range o.lines {
		lines = append(lines, l.fixed(renews(l.partNum)))
	}
	slices.Sort(lines)
	return append([]string{fmt.Sprintf("%s of %s, status %s", o.number, ordering.Instant(o.created), o.status)},
		lines...)
}

// fixed is the same of a line: all but links that are renewed.
func (l line) fixed(renewed bool) string {
	list := func(all []string) string { return strings.Join(slices.Sorted(slices.Values(all)), " and ") }
	links := fmt.Sprintf("%d links", len(l.links))
	if !renewed {
		links = "links " + list(l.links)
	}
	return fmt.Sprintf("%s, status %s, keys %s, %s, %d files, error %s %s, subscription %s", l.ordered(), l.status,
		list(l.keys), links, len(l.files),
		l.errorCode, l.errorText, l.subscription)
}

// ordered is what never changes of a line, whatever becomes of it.
func (l line) ordered() string {
	return fmt.Sprintf("%s of %s, %s of %s at %s for %s %s, subscriber %q, form %q", l.number,
		ordering.Instant(l.created), l.quantity, l.partNum, l.price, l.sum, l.currency,
		l.subscriber, l.form)
}

// secrets are what only who ordered may see: keys and addresses, by whatever
// members they come. Dates and numbers are none.
func (o *order) secrets() (all []string) {
	for _, l := range o.lines {
		for _, item := range slices.Concat(l.keys, l.links, l.files) {
			for word := range strings.FieldsSeq(item) {
				if len(word) >= 12 && ordering.Instant(word) == word {
					all = append(all, word)
				}
			}
		}
	}
	return all
}

// sameLines notes lines that come, go, or are ordered otherwise than at first.
func sameLines(ctx context.Context, o *ordering.SlowOrder, found *Findings) {
	o.Known(ctx, found)
	var first *order
	for _, a := range o.Answers {
		if !a.Given() {
			continue
		}
		if first == nil {
			first = orderIn(a)
		}
		sameAs(ctx, a, first, found)
	}
}

// sameAs notes what is not as in the first answer on an order of what never
// changes: its date, and which lines it has.
func sameAs(ctx context.Context, a *ordering.Answer, first *order, found *Findings) {
	now := orderIn(a)
	if was, is := first.number+" of "+ordering.Instant(first.created),
		now.number+" of "+ordering.Instant(now.created); was != is {
		found.Add(a.About(ctx).Finding("the order is another than at first", was, is))
	}
	if len(first.lines) != len(now.lines) {
		found.Add(
			a.About(ctx).Finding("order "+first.number+" has other lines than at first", lineNumbers(first),
				lineNumbers(now)))
		return
	}
	for _, was := range first.lines {
		i := slices.IndexFunc(now.lines, func(l line) bool { return l.number == was.number })
		if i < 0 {
			found.Add(
				a.About(ctx).Finding("order "+first.number+" has other lines than at first", lineNumbers(first),
					lineNumbers(now)))
		} else if is := now.lines[i]; was.ordered() != is.ordered() {
			found.Add(a.About(ctx).Finding("line "+was.number+" is another than at first", was.ordered(), is.ordered()))
		}
	}
}

func lineNumbers(o *order) string {
	var all []string
	for _, l := range o.lines {
		all = append(all, l.number)
	}
	return strings.Join(all, ", ")
}
