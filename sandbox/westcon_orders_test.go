package sandbox_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/montcheck/montcheck/sandbox"
)

// d2Names are the members of a line as D2's sample has them.
var d2Names = []string{"eRPOrderNumber", "eRPOrderLineNumber", "customerOrderNumber", "customerLineNumber",
	"eRPProductNumber", "lineQuantity",
	"unitOfMeasure", "lineStatusCode", "lineStatusDescription", "statusDate", "shipDate", "billingDocument",
	"parentERPLine"}

// bare takes the zeros before a number away.
func bare(number string) string { return strings.TrimLeft(number, "0") }

// column lists the different values of a member, in the order they come in.
func column(all []statusLine, name string) (values []string) {
	for _, l := range all {
		if v := fmt.Sprint(l[name]); !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	return values
}

func TestOrderStatusForm(t *testing.T) {
	s := startWestcon(t, sandbox.Options{})
	got := s.one().ask("W", s.scenarios.Orders)
	if !strings.HasPrefix(got.body, `{"MT_OrderStatus_Response":[{"`) ||
		strings.Join(regexp.MustCompile(`"(\w+)":`).FindAllString(got.body[27:], 13), "") != `"`+
			strings.Join(d2Names, `":"`)+`":` {
		t.Errorf("the answer begins with %.600s", got.body)
	}
	all := statusLines(t, got)
	if orders := column(all, "eRPOrderNumber"); !slices.Equal(orders, s.scenarios.Orders) {
		t.Errorf("%q were asked for, %q came", s.scenarios.Orders, orders)
	}
	form := map[string]*regexp.Regexp{}
	for name, pattern := range map[string]string{
		"eRPOrderNumber": `\d{10}`, "eRPOrderLineNumber": `\d{5}0`, "customerOrderNumber": `.{1,35}`,
		"customerLineNumber": `\d*`, "eRPProductNumber": `T\d{6}`,
		"lineQuantity": ` +\d+\.\d{3}`, "unitOfMeasure": `EA|HR`, "lineStatusCode": `INV|SHI|OPN`,
		"lineStatusDescription": `Invoiced|Shipped|Open`,
		"statusDate":            `20\d{6}`, "shipDate": `(20\d{6})?`, "billingDocument": `(00\d{8})?`,
		"parentERPLine": `\d{5}0`,
	} {
		form[name] = regexp.MustCompile(`^(` + pattern + `)$`)
	}
	numbers := map[string][]string{}
	for _, l := range all {
		if len(l) != len(d2Names) {
			t.Errorf("%v", l)
		}
		for name, pattern := range form {
			if text, ok := l[name].(string); !ok || !pattern.MatchString(text) {
				t.Errorf("%s is %#v in %v", name, l[name], l)
			}
		}
		order := l["eRPOrderNumber"].(string)
		if want := fmt.Sprintf("%06d", 10*(len(numbers[order])+1)); l["eRPOrderLineNumber"] != want {
			t.Errorf("line %v is where %s should be", l["eRPOrderLineNumber"], want)
		}
		numbers[order] = append(numbers[order], l["eRPOrderLineNumber"].(string))
		if len(l["lineQuantity"].(string)) != 14 {
			t.Errorf("the quantity is %q", l["lineQuantity"])
		}
		if (l["billingDocument"] != "") != (l["lineStatusCode"] == "INV") ||
			(l["shipDate"] == "") != (l["lineStatusCode"] == "OPN") {
			t.Errorf("%v", l)
		}
	}
	for _, l := range all {
		if parent := l["parentERPLine"].(string); parent != "000000" &&
			(!slices.Contains(numbers[l["eRPOrderNumber"].(string)], parent) || parent == l["eRPOrderLineNumber"]) {
			t.Errorf("the parent of %v is no other line of the order", l)
		}
	}
	for name, least := range map[string]int{"lineStatusCode": 3, "parentERPLine": 3, "unitOfMeasure": 2} {
		if len(column(all, name)) < least {
			t.Errorf("%s has only %q", name, column(all, name))
		}
	}
}

func TestRequestForms(t *testing.T) {
	s := startWestcon(t, sandbox.Options{})
	p, a, b := s.one(), s.scenarios.Orders[0], s.scenarios.Orders[1]
	object := func(number any) map[string]any { return map[string]any{"orderNumber": number} }
	want := statusLines(t, p.ask("W", []string{a, b}))
	for name, order := range map[string]any{
		"without zeros": []string{bare(a), bare(b)}, "some zeros": []string{"0" + bare(a), b},
		"objects": []any{object(a), object(bare(b))}, "mixed": []any{a, object(b)}, "twice": []string{a, bare(a), b, a},
		"numbers": []any{rawNumber(bare(a)), object(rawNumber(bare(b)))},
	} {
		if diff := cmp.Diff(want, statusLines(t, p.ask("W", order))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	alone := statusLines(t, p.ask("W", []string{a}))
	if diff := cmp.Diff(alone, statusLines(t, p.ask("W", object(bare(a))))); diff != "" {
		t.Errorf("one object: %s", diff)
	}
	if diff := cmp.Diff(want, append(alone, statusLines(t, p.ask("W", []string{b}))...)); diff != "" {
		t.Errorf("two orders are not the two apart: %s", diff)
	}
	h := headers(p.token)
	for _, kind := range []string{"application/json; charset=utf-8", "Application/JSON"} {
		h["Content-Type"] = kind
		if got := s.do("POST", orderStatus, question(p.key, "W", []string{a}), h); got.status != 200 {
			t.Errorf("%s: %+v", kind, got)
		}
	}
}

// rawNumber is a number that JSON writes without quotation marks.
type rawNumber string

func (n rawNumber) MarshalJSON() ([]byte, error) { return []byte(n), nil }

func TestCustomerNumbers(t *testing.T) {
	s := startWestcon(t, sandbox.Options{})
	one, two := s.one(), s.two()
	fan := statusLines(t, one.ask("C", s.scenarios.CustomerOrders[:1]))
	if orders := column(fan, "eRPOrderNumber"); len(orders) != 3 ||
		!slices.Equal(column(fan, "customerOrderNumber"), s.scenarios.CustomerOrders[:1]) {
		t.Errorf("the number stands for %q", orders)
	}
	all := statusLines(t, one.ask("C", s.scenarios.CustomerOrders))
	if diff := cmp.Diff(statusLines(t, one.ask("W", column(all, "eRPOrderNumber"))), all); diff != "" {
		t.Errorf("by Westcon's numbers the same orders are others: %s", diff)
	}
	// Both partners have an order of this number, each its own.
	shared := s.scenarios.CustomerOrders[len(s.scenarios.CustomerOrders)-1]
	mine, theirs := statusLines(t, one.ask("C", []string{shared})), statusLines(t, two.ask("C", []string{shared}))
	if a, b := column(mine, "eRPOrderNumber"),
		column(theirs, "eRPOrderNumber"); len(a) != 1 || len(b) != 1 || a[0] == b[0] {
		t.Errorf("%q and %q", a, b)
	}
	// Case counts, and so do blanks.
	for _, other := range []string{strings.ToLower(shared), shared + " ", " " + shared} {
		notMine(t, statusLines(t, one.ask("C", []string{other})), "", other)
	}
	// What is Westcon's number for one type is no customer's number.
	notMine(t, statusLines(t, one.ask("C", s.scenarios.Orders[:1])), "", s.scenarios.Orders[0])
}

// notMine checks the one line that a number gets which is not the partner's.
func notMine(t *testing.T, got []statusLine, order, customer string) {
	t.Helper()
	want := []statusLine{
		{"eRPOrderNumber": order, "eRPOrderLineNumber": "000000", "customerOrderNumber": customer,
			"customerLineNumber": "", "eRPProductNumber": "",
			"lineQuantity": "         0.000", "unitOfMeasure": "", "lineStatusCode": "NAO",
			"lineStatusDescription": "Not your order", "statusDate": "",
			"shipDate": "", "billingDocument": "", "parentERPLine": "000000"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPartnersCannotSeeEachOther(t *testing.T) {
	s := startWestcon(t, sandbox.Options{})
	one, two := s.one(), s.two()
	foreign, customers := s.scenarios.ForeignOrder, s.scenarios.ForeignCustomerOrder
	if all := statusLines(t, two.ask("W", []string{foreign})); all[0]["customerOrderNumber"] != customers {
		t.Errorf("the other partner's order is %v", all)
	}
	for _, form := range []string{foreign, bare(foreign)} {
		notMine(t, statusLines(t, one.ask("W", []string{form})), foreign, "")
	}
	notMine(t, statusLines(t, one.ask("C", []string{customers})), "", customers)
	notMine(t, statusLines(t, one.ask("W", []string{"9999999999"})), "9999999999", "") // nobody's
	notMine(t, statusLines(t, two.ask("W", s.scenarios.Orders[:1])), s.scenarios.Orders[0], "")
	mixed := statusLines(t, one.ask("W", []string{foreign, s.scenarios.Orders[0]}))
	notMine(t, mixed[:1], foreign, "")
	if diff := cmp.Diff(statusLines(t, one.ask("W", s.scenarios.Orders[:1])), mixed[1:]); diff != "" {
		t.Error(diff)
	}
	// The partner key must be the client's, whoever's subscription it is.
	for name, p := range map[string]partner{
		"the other's partner key": {s, one.token, one.subscription, two.key},
		"both the other's":        {s, one.token, two.subscription, two.key},
		"no partner key":          {s, one.token, one.subscription, ""},
		"an unknown one":          {s, one.token, one.subscription, "1"},
	} {
		refusedBy(t, name, p.ask("W", []string{foreign}), 403, "partnerKey")
	}
	if got := (partner{s, one.token, two.subscription, one.key}).ask("W", s.scenarios.Orders); got.status != 200 {
		t.Errorf("a subscription is not bound to a client: %+v", got)
	}
}

func TestRefusedQuestions(t *testing.T) {
	s := startWestcon(t, sandbox.Options{})
	p := s.one()
	wrapped := func(members string) string { return `{"mT_OrderStatus_API_REQ":{` + members + `}}` }
	start := `"partnerKey":"` + sandbox.WestconPartnerKey + `","language":"EN",`
	thousand := `"1"` + strings.Repeat(`,"1"`, 1000)
	for name, c := range map[string]struct {
		body   string
		status int
		words  string
	}{
		"empty":           {"", 400, "not JSON"},
		"cut":             {`{"mT_OrderStatus_API_REQ":`, 400, "not JSON"},
		"two objects":     {wrapped(start+`"orderType":"W","order":["1"]`) + "{}", 400, "not JSON"},
		"not UTF-8":       {wrapped(start + "\"orderType\":\"C\",\"order\":[\"\xff\"]"), 400, "not JSON"},
		"a member twice":  {wrapped(start + `"partnerKey":"1","orderType":"W","order":["1"]`), 400, "not JSON"},
		"unwrapped":       {`{` + start + `"orderType":"W","order":["1"]}`, 400, "mT_OrderStatus_API_REQ"},
		"null":            {"null", 400, "mT_OrderStatus_API_REQ"},
		"null in wrapper": {`{"mT_OrderStatus_API_REQ":null}`, 400, "mT_OrderStatus_API_REQ"},
		"wrapper's case": {strings.Replace(wrapped(start+`"orderType":"W","order":["1"]`), "mT_", "MT_", 1), 400,
			"mT_OrderStatus_API_REQ"},
		"a list":            {`[]`, 400, "shape"},
		"a list in wrapper": {`{"mT_OrderStatus_API_REQ":[]}`, 400, "shape"},
		"partner key a num": {wrapped(`"partnerKey":1,"orderType":"W","order":["1"]`), 400,
			"/mT_OrderStatus_API_REQ/partnerKey"},
		"no type":            {wrapped(start + `"order":["1"]`), 400, "orderType"},
		"type X":             {wrapped(start + `"orderType":"X","order":["1"]`), 400, "orderType"},
		"type in lower case": {wrapped(start + `"orderType":"w","order":["1"]`), 400, "orderType"},
		"a language's name": {wrapped(strings.Replace(start, "EN", "English", 1) + `"orderType":"W","order":["1"]`),
			400, "language"},
		"no orders":        {wrapped(start + `"orderType":"W"`), 400, "order must be"},
		"null orders":      {wrapped(start + `"orderType":"W","order":null`), 400, "order must be"},
		"a bare number":    {wrapped(start + `"orderType":"W","order":"1"`), 400, "order must be"},
		"empty list":       {wrapped(start + `"orderType":"W","order":[]`), 400, "1 to 1000"},
		"1,001 orders":     {wrapped(start + `"orderType":"W","order":[` + thousand + `]`), 400, "1 to 1000"},
		"null in list":     {wrapped(start + `"orderType":"W","order":["1",null]`), 400, "order[1]"},
		"list in list":     {wrapped(start + `"orderType":"W","order":[["1"]]`), 400, "order[0]"},
		"bool in list":     {wrapped(start + `"orderType":"W","order":[true]`), 400, "order[0]"},
		"object without":   {wrapped(start + `"orderType":"W","order":[{}]`), 400, "order[0]"},
		"object in object": {wrapped(start + `"orderType":"W","order":{"orderNumber":{}}`), 400, "order[0]"},
		"a fraction":       {wrapped(start + `"orderType":"W","order":[1.5]`), 400, "order[0]"},
		"an exponent":      {wrapped(start + `"orderType":"C","order":[1e5]`), 400, "order[0]"},
		"no digits":        {wrapped(start + `"orderType":"W","order":["12a"]`), 400, "1 to 10 digits"},
		"other digits":     {wrapped(start + `"orderType":"W","order":["١٢"]`), 400, "1 to 10 digits"},
		"eleven digits":    {wrapped(start + `"orderType":"W","order":["00000000001"]`), 400, "1 to 10 digits"},
		"empty number":     {wrapped(start + `"orderType":"W","order":[""]`), 400, "1 to 10 digits"},
		"empty customer":   {wrapped(start + `"orderType":"C","order":[""]`), 400, "1 to 35"},
		"long customer": {wrapped(start + `"orderType":"C","order":["` + strings.Repeat("я", 36) + `"]`),
			400, "1 to 35"},
		"deep": {wrapped(start + `"orderType":"W","order":` + strings.Repeat("[", 100_000)), 400, "not JSON"},
		"longer than 256 KiB": {wrapped(start + `"orderType":"W","order":["` + strings.Repeat("1", 256<<10) + `"]`),
			413, "262144"},
	} {
		got := s.do("POST", orderStatus, c.body, headers(p.token))
		refusedBy(t, name, got, c.status, c.words)
		if strings.Contains(got.body, sandbox.WestconPartnerKey) || strings.Contains(got.body, "English") {
			t.Errorf("%s: a value comes back in %s", name, got.body)
		}
	}
	for _, kind := range []string{"", "application/x-www-form-urlencoded", "text/plain", "text/json", "application/xml",
		"multipart/form-data; boundary=x"} {
		h := headers(p.token)
		h["Content-Type"] = kind
		refusedBy(t, kind, s.do("POST", orderStatus, "partnerKey=1&orderType=W", h), 415, "application/json")
	}
}

// TestManyOrders asks for as many orders as may be, and for what needs care in SQL, JSON and HTML.
func TestManyOrders(t *testing.T) {
	s := startWestcon(t, sandbox.Options{})
	p := s.one()
	many := slices.Clone(s.scenarios.Orders[:1])
	for n := range 999 {
		many = append(many, fmt.Sprintf("99%08d", n))
	}
	all := statusLines(t, p.ask("W", many))
	if unknown := len(all) - len(statusLines(t, p.ask("W", many[:1]))); unknown != 999 ||
		!slices.Equal(column(all, "eRPOrderNumber"), many) {
		t.Errorf("%d lines for 999 unknown orders", unknown)
	}
	for _, hostile := range []string{"' OR 1=1 --", "%", "_", "*", "<b>&\"", "\u0000", "\u2028", "😀", "null"} {
		notMine(t, statusLines(t, p.ask("C", []string{hostile})), "", hostile)
	}
}

// TestSeedsMakeOrders compares sandboxes: one seed gives one book, kept in a file too, and another seed another.
func TestSeedsMakeOrders(t *testing.T) {
	file := t.TempDir() + "/sandbox.db"
	first := startWestcon(t, sandbox.Options{Seed: 7, Data: file})
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again, same, other := startWestcon(t, sandbox.Options{Data: file}),
		startWestcon(t, sandbox.Options{Seed: 7, Products: 50}), startWestcon(t, sandbox.Options{Seed: 8})
	for name, s := range map[string]*westconSandbox{"the file": again, "the seed": same} {
		if diff := cmp.Diff(first.scenarios, s.scenarios); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if diff := cmp.Diff(statusLines(t, again.one().ask("W", first.scenarios.Orders)),
		statusLines(t, same.one().ask("W", first.scenarios.Orders))); diff != "" {
		t.Error(diff)
	}
	for _, n := range other.scenarios.Orders {
		if slices.Contains(first.scenarios.Orders, n) {
			t.Errorf("%s is of both seeds", n)
		}
	}
	notMine(t, statusLines(t, other.one().ask("W", first.scenarios.Orders[:1])), first.scenarios.Orders[0], "")
}
