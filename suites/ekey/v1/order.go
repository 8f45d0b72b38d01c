package v1

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/beevik/etree"

	"github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/schemas"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// order is an order as version 1 answers it.
type order struct {
	number, partNum, quantity, dateOn, status string
	keys                                      []key
	links                                     []link
	errorDetails, errorCode                   string
	hasErrors                                 bool
}

type key struct{ active, date, transaction, kind, sequence string }

type link struct{ address, date, transaction, kind string }

// businessError is version 1's refusal.
type businessError struct{ code, details, vendor string }

func (o *order) Number() string { return o.number }

func (o *order) Says() string { return strconv.Quote(o.status) }

func (o *order) State() ordering.Status {
	return ordering.Status{Text: o.status, Open: o.status == schemas.InProcess,
		Final: o.status == schemas.Done || o.status == schemas.Failed}
}

func (o *order) Failed() bool { return o.status == schemas.Failed }

func (o *order) Parts(func(string) bool) []ordering.Part {
	return []ordering.Part{{State: o.State(), Fixed: o.fixed()}}
}

func (o *order) Charges() []ordering.Charge {
	return []ordering.Charge{{Whole: true, State: o.State(), Failed: o.Failed()}}
}

// orderIn is the order in an answer; nil where there is none.
func orderIn(a *ordering.Answer) *order {
	o, _ := a.Order.(*order)
	return o
}

// vendorIn are the words of a vendor that a refusal passes on.
func vendorIn(a *ordering.Answer) string {
	if e, ok := a.Own.(*businessError); ok {
		return e.vendor
	}
	return ""
}

// difference is a member of an order that changed.
type difference struct{ name, was, is string }

func (o *order) differences(now *order) []difference {
	var all []difference
	for _, d := range append(o.changed(now), difference{"Status", o.status, now.status},
		difference{"set of keys", keysOf(o), keysOf(now)}) {
		if d.was != d.is {
			all = append(all, d)
		}
	}
	return all
}

// changed is what differs of what never changes, whatever becomes of an order.
func (o *order) changed(now *order) []difference {
	return slices.DeleteFunc([]difference{
		{"OrderNum", o.number, now.number}, {"PartNum", o.partNum, now.partNum}, {"quantity", o.quantity, now.quantity},
		{"DateOn", o.dateOn, now.dateOn},
	}, func(d difference) bool { return ordering.Instant(d.was) == ordering.Instant(d.is) })
}

// keysOf are an order's keys with all that belongs to them, in any order.
func keysOf(o *order) string {
	var all []string
	for _, k := range o.keys {
		all = append(all,
			fmt.Sprintf("%s (of %s, transaction %s, type %s, sequence %s)", k.active, ordering.Instant(k.date),
				k.transaction, k.kind, k.sequence))
	}
	slices.Sort(all)
	return strings.Join(all, " and ")
}

// linksOf are an order's links with all that belongs to them, in any order.
func linksOf(o *order) string {
	var all []string
	for _, l := range o.links {
		all = append(all,
			fmt.Sprintf("%s (of %s, transaction %s, type %s)", l.address, ordering.Instant(l.date),
				l.transaction, l.kind))
	}
	slices.Sort(all)
	return strings.Join(all, " and ")
}

// fixed is what must not change of an order that reached its final state:
// all but the addresses of its links.
func (o *order) fixed() string {
	return fmt.Sprintf("%s of %s, %s of %s, %d links, keys %s, errors %s %s", o.number, ordering.Instant(o.dateOn),
		o.quantity, o.partNum, len(o.links), keysOf(o), o.errorCode, o.errorDetails)
}

// secrets are what only who ordered may see.
func (o *order) secrets() (all []string) {
	for _, k := range o.keys {
		all = append(all, k.active)
	}
	for _, l := range o.links {
		all = append(all, l.address)
	}
	return slices.DeleteFunc(all, func(s string) bool { return len(s) < 8 })
}

// read reads an answer to AddOrder or GetOrder: an order or a refusal.
func read(root *etree.Element) (*order, *businessError) {
	if root == nil {
		return nil, nil
	}
	switch root.Tag {
	case "BusinessError":
		return nil, &businessError{ordering.Whole(root, "ErrorCode"), ordering.Text(root, "ErrorDetails"),
			ordering.Text(root, "VendorDetails")}
	case "TransactionOrderLine":
	default:
		return nil, nil
	}
	o := &order{number: ordering.Exactly(root, "OrderNum"), partNum: ordering.Exactly(root, "PartNum"),
		quantity: ordering.Whole(root, "quantity"), dateOn: ordering.Text(root, "DateOn"),
		status: ordering.Text(root, "Status")}
	for _, k := range root.FindElements("Keys/ProductKey") {
		o.keys = append(o.keys,
			key{ordering.Text(k, "ActiveKey"), ordering.Text(k, "DateAdd"),
				ordering.Text(k, "VendorClientTransactionId"), ordering.Text(k, "keyTypeId"),
				ordering.Text(k, "SequenceNumber")})
	}
	for _, l := range root.FindElements("Links/ProductLink") {
		o.links = append(o.links,
			link{ordering.Text(l, "Link"), ordering.Text(l, "DateAdd"), ordering.Text(l, "VendorClientTransactionId"),
				ordering.Text(l, "linkTypeId")})
	}
	if e := root.SelectElement("Errors"); e != nil {
		o.hasErrors = len(e.ChildElements()) > 0
		o.errorDetails, o.errorCode = ordering.Text(e, "Details"), ordering.Whole(e, "Code")
	}
	return o, nil
}

// identical notes what changed of what never changes, from AddOrder's answer
// on.
func identical(ctx context.Context, o *ordering.SlowOrder, found *verdict.Findings) {
	o.Known(ctx, found)
	var first *order
	for _, a := range o.Answers {
		if !a.Given() {
			continue
		}
		if first == nil {
			first = orderIn(a)
		}
		for _, d := range first.changed(orderIn(a)) {
			found.Add(a.About(ctx).Finding("order "+o.Number+" has another "+d.name+" than at first", d.was, d.is))
		}
	}
}

// endsInTime ends the spec as failed where an order stayed in process beyond a
// working day of the endpoint's clock: where that clock was moved on for good,
// as the date of a later order shows.
func (s *session) endsInTime(ctx context.Context, o *ordering.SlowOrder) {
	if !o.Overdue {
		return
	}
	last := o.Last()
	if began, latest := moment(orderIn(last).dateOn), s.latestOrder(); latest.Sub(began) >= ordering.WorkingDays {
		last.Reject(ctx,
			fmt.Sprintf("the order is still in process %d days later by the endpoint's own clock",
				int(ordering.WorkingDays.Hours())/24),
			"an end within one working day, which D3 gives an order that is not delivered instantly", last.State())
	}
	verdict.NotExercised(ctx,
		"%s; whether the control door moves the clock of this service is not known: no later order is dated by it",
		o.Open)
}

// latestOrder is the latest date of the orders of version 1 that were seen.
func (s *session) latestOrder() (latest time.Time) {
	for _, a := range s.Recorded(func(a *ordering.Answer) bool { return a.Given() }) {
		if t := moment(orderIn(a).dateOn); t.After(latest) {
			latest = t
		}
	}
	return latest
}

// moment reads a date, whatever it says of its zone; zero where it is none.
func moment(date string) time.Time {
	t, _ := time.Parse(time.RFC3339Nano, ordering.Instant(date))
	if t.IsZero() {
		t, _ = time.Parse("2006-01-02T15:04:05.999999999", date)
	}
	return t
}

// zone says how a date tells its zone.
func zone(date string) string {
	_, clock, _ := strings.Cut(date, "T")
	switch {
	case strings.HasSuffix(clock, "Z"):
		return "in UTC (Z)"
	case strings.ContainsAny(clock, "+-"):
		return "with an offset"
	}
	return "without a zone"
}

// gives tells whether an answer is an order, or should be one: it is neither
// an order nor a refusal.
func gives(a *ordering.Answer) bool {
	return a.Given() || a.Refusal == nil && a.Root != nil && a.Status() == 200
}
