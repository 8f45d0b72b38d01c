package sandbox_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/montcheck/montcheck/sandbox"
	"github.com/montcheck/montcheck/sandbox/orders"
)

// row is a line of an order of version 2. more stands after the three members.
type row struct {
	number, partNum string
	quantity        any
	more            string
}

func lines(orderNum string, rows ...row) string {
	body := "<AddOrder><orderRequest><OrderNum>" + text(orderNum) + "</OrderNum><SendOrderLines>"
	for _, r := range rows {
		body += fmt.Sprintf("<SendOrderLineContract><OrderLineNum>%s</OrderLineNum><PartNum>%s</PartNum><Quantity>"+
			"%v</Quantity>%s</SendOrderLineContract>",
			text(r.number), text(r.partNum), r.quantity, r.more)
	}
	return body + "</SendOrderLines></orderRequest></AddOrder>"
}

// result calls a method of version 2 and returns its Result, whose envelope must be the documented one.
func (s *shop) result(t testing.TB, login, verb, method, arguments, body string) node {
	t.Helper()
	w := s.send(login, verb, sandbox.EKey2Path+"/"+method+arguments, body)
	if w.Code != 200 || w.Header().Get("Content-Type") != "application/xml; charset=utf-8" ||
		!strings.HasPrefix(w.Body.String(), "<?xml ") {
		t.Fatalf("%s: %d %s %.500s", method, w.Code, w.Header(), w.Body)
	}
	n := parse(t, w.Body.Bytes())
	result := n.at(method + "Result")
	got := local(result)
	want := []string{"Data", "IsError", "ErrorCode", "Errors"}
	if failed := result.at("IsError").Text == "true"; failed {
		want = want[1:]
		if result.at("Errors", "string").Text == "" || result.at("ErrorCode").Text == "0" {
			t.Errorf("%s: %s", method, w.Body)
		}
	} else if result.at("ErrorCode").Text != "0" || len(result.at("Errors").Nodes) > 0 {
		t.Errorf("%s: %.500s", method, w.Body)
	}
	if n.XMLName.Local != method+"Response" || n.XMLName.Space != "" || len(n.Nodes) != 1 || !slices.Equal(got, want) {
		t.Errorf("%s: the envelope of %.500s", method, w.Body)
	}
	return result
}

func (s *shop) addLines(t testing.TB, login, orderNum string, rows ...row) node {
	t.Helper()
	return s.result(t, login, "POST", "AddOrder", "", lines(orderNum, rows...))
}

func (s *shop) getLines(t testing.TB, login, orderNum string) node {
	t.Helper()
	return s.result(t, login, "GET", "GetOrder", "/"+url.PathEscape(orderNum), "")
}

func placed(t testing.TB, result node) []node {
	t.Helper()
	if result.at("IsError").Text != "false" {
		t.Fatalf("refused: %s %s", result.at("ErrorCode").Text, result.at("Errors", "string").Text)
	}
	return result.at("Data", "OrderLines").Nodes
}

func TestOrderOfLines(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	special, err := s.sandbox.Scenarios(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	plain := s.find(t, isPlain)
	subscription := s.find(t, func(o offer) bool {
		return o.ProductType == 2 && !o.Blocked && !o.LicenseFormRequired && o.MinCountRequired <= 1
	})
	rows := []row{{"KEYS-00004280-1", plain.PartNum, 2, ""}, {"KEYS-00004280-2", special.FinishesLater, 1, ""},
		{"KEYS-00004280-3", special.OutOfStock, 1, ""},
		{"KEYS-00004280-4", special.FinishesAndFails, 1, ""},
		{"KEYS-00004280-5", subscription.PartNum, 1,
			"<MontSubscriberId>" + strings.ToUpper(special.Subscriber) + "</MontSubscriberId>"}}
	result := s.addLines(t, "", "KEYS-00004280", rows...)
	list := placed(t, result)
	if got := strings.Join(local(result.at("Data")), " "); got != "OrderNum OrderStatus DateCreated OrderLines" ||
		len(list) != len(rows) {
		t.Fatalf("%s, %d lines", got, len(list))
	}
	states := func(result node) string {
		list := result.at("Data", "OrderStatus").Text + ":"
		for _, l := range placed(t, result) {
			list += l.at("OrderStatus").Text
			if filled := len(l.at("Keys").Nodes)+len(l.at("Links").Nodes)+
				len(l.at("SubscriptionId").Text) > 0; filled != (l.at("OrderStatus").Text == "3") {
				t.Errorf("a line of status %s: %+v", l.at("OrderStatus").Text, l)
			}
			if failed := l.at("ErrorCode").Text != "0"; failed != (l.at("OrderStatus").Text == "2") {
				t.Errorf("%+v", l)
			}
		}
		return list
	}
	const members = "OrderLineNum DateCreated PartNum Quantity TotalSumm ItemPrice Currency " +
		"OrderStatus Keys Links Files"
	for i, l := range list {
		want := members + " MontSubscriberId ErrorCode"
		if i == 4 {
			want = members + " SubscriptionId MontSubscriberId ErrorCode"
		}
		if l.at("OrderStatus").Text == "2" {
			want += " ErrorText" // "wi-line": why it failed
		}
		if got := strings.Join(local(l), " "); got != want {
			t.Errorf("line %d: %s, want %s", i, got, want)
		}
		if l.at("OrderLineNum").Text != rows[i].number || l.at("PartNum").Text != rows[i].partNum ||
			l.at("Quantity").Text != fmt.Sprint(rows[i].quantity) {
			t.Errorf("line %d: %+v", i, l)
		}
		if l.at("MontSubscriberId").null() == (i == 4) {
			t.Errorf("line %d: %+v", i, l.at("MontSubscriberId"))
		}
	}
	if id := list[4].at("MontSubscriberId").Text; id != special.Subscriber {
		t.Errorf("subscriber %s, want %s", id, special.Subscriber)
	}
	if bought := list[4]; len(bought.at("Keys").Nodes) != 0 || len(bought.at("Links").Nodes) != 1 ||
		bought.at("SubscriptionId").Text == "" {
		t.Errorf("the subscription is %+v", bought)
	}
	if keys := list[0].at("Keys").Nodes; len(keys) != 2 || keys[0].XMLName.Local != "OrderKeyContract" {
		t.Errorf("%+v", keys)
	}
	if got := states(result); got != "1:31213" {
		t.Errorf("placed as %s", got)
	}
	if again := s.getLines(t, "", "KEYS-00004280"); cmp.Diff(result.Nodes, again.Nodes) != "" {
		t.Error(cmp.Diff(result, again))
	}
	before := s.spent(t, sandbox.PartnerLogin)
	s.wait(orders.FinishesAfter)
	later := s.getLines(t, "", "KEYS-00004280")
	if got := states(later); got != "1:33223" {
		t.Errorf("two minutes later %s", got)
	}
	if s.spent(t, sandbox.PartnerLogin) >= before {
		t.Error("what failed is still charged")
	}
	all := s.addLines(t, "", "done", row{"done-1", plain.PartNum, 1, ""}, row{"done-2", plain.PartNum, 1, ""})
	if got := states(all); got != "3:33" {
		t.Errorf("all done: %s", got)
	}
}

func TestRefusalsOfVersion2(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	special, err := s.sandbox.Scenarios(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	orderable := func(o offer) bool { return !o.Blocked && o.MinCountRequired <= 1 }
	plain := s.find(t, isPlain).PartNum
	microsoft := s.find(t, func(o offer) bool {
		return orderable(o) && !o.LicenseFormRequired && o.ProductType == 1 && o.FulfillmentType == 1
	}).PartNum
	blocked := s.find(t, func(o offer) bool { return o.Blocked }).PartNum
	licensed := s.find(t,
		func(o offer) bool { return orderable(o) && o.LicenseFormRequired && o.ProductType == 1 }).PartNum
	subscription := s.find(t,
		func(o offer) bool { return orderable(o) && !o.LicenseFormRequired && o.ProductType == 2 }).PartNum
	several := s.find(t, func(o offer) bool { return !o.Blocked && o.MinCountRequired > 1 && o.MaxCountRequired != "" })
	placed(t, s.addLines(t, "", "used", row{"used-1", plain, 1, ""}))
	if status, body := s.add("", "used by version 1", plain, 1, ""); status != 200 {
		t.Fatal(body)
	}
	good := row{"r-1", plain, 1, ""}
	spent := s.spent(t, sandbox.PartnerLogin)
	for name, c := range map[string]struct {
		code int
		body string
	}{
		"no number":                {71, strings.Replace(lines("r", good), "<OrderNum>r</OrderNum>", "", 1)},
		"blank number":             {71, lines(" ", good)},
		"no request":               {71, "<AddOrder/>"},
		"no lines":                 {72, lines("r")},
		"no list of lines":         {72, "<AddOrder><orderRequest><OrderNum>r</OrderNum></orderRequest></AddOrder>"},
		"no line number":           {8, lines("r", good, row{"", plain, 1, ""})},
		"long line number":         {25, lines("r", row{strings.Repeat("1", 201), plain, 1, ""})},
		"line number with a tab":   {25, lines("r", row{"a\tb", plain, 1, ""})},
		"33 characters":            {25, lines("r", row{strings.Repeat("я", 33), microsoft, 1, ""})},
		"no quantity":              {17, strings.Replace(lines("r", good), "<Quantity>1</Quantity>", "", 1)},
		"quantity is nought":       {17, lines("r", good, row{"r-2", plain, 0, ""})},
		"quantity is text":         {17, lines("r", row{"r-1", plain, "many", ""})},
		"quantity below the least": {17, lines("r", row{"r-1", several.PartNum, several.MinCountRequired - 1, ""})},
		"quantity above the greatest": {17,
			lines("r", row{"r-1", several.PartNum, several.MaxCountRequired + "0", ""})},
		"number used":                {4, lines("used", good)},
		"number used by version 1":   {4, lines("used by version 1", good)},
		"line number used":           {4, lines("r", good, row{"used-1", plain, 1, ""})},
		"line number used, bad part": {4, lines("r", row{"r-1", "no such", 1, ""}, row{"used-1", plain, 1, ""})},
		"line number twice":          {4, lines("r", good, good)},
		"unknown product":            {2, lines("r", good, row{"r-2", "no such", 1, ""})},
		"no part number": {2,
			strings.Replace(lines("r", good), "<PartNum>"+text(plain)+"</PartNum>", "", 1)},
		"blocked product": {10, lines("r", good, row{"r-2", blocked, 1, ""})},
		"no form":         {12, lines("r", row{"r-1", licensed, 1, ""})},
		"empty form": {12,
			lines("r", row{"r-1", licensed, 1, "<EndUserInfo><Fields/></EndUserInfo>"})},
		"form of another product": {200,
			lines("r", row{"r-1", licensed, 1, form(map[string]string{"Shoe": "45"})})},
		"subscription, no subscriber": {87, lines("r", row{"r-1", subscription, 1, ""})},
		"subscription, nil subscriber": {87,
			lines("r",
				row{"r-1", subscription, 1,
					`<MontSubscriberId xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>`})},
		"subscription, GUID of nought": {87,
			lines("r",
				row{"r-1", subscription, 1,
					"<MontSubscriberId>00000000-0000-0000-0000-000000000000</MontSubscriberId>"})},
		"unknown subscriber": {75,
			lines("r",
				row{"r-1", subscription, 1,
					"<MontSubscriberId>00000000-0000-0000-0000-000000000001</MontSubscriberId>"})},
		"subscriber that is no GUID": {75,
			lines("r", row{"r-1", subscription, 1, "<MontSubscriberId>me</MontSubscriberId>"})},
		"vendor refuses":           {101, lines("r", row{"r-1", special.VendorError, 1, ""})},
		"above the limit":          {6, lines("r", good, row{"r-2", special.CreditLimit, 1, ""})},
		"above the limit together": {6, lines("r", halves(t, s, plain)...)},
	} {
		t.Run(name, func(t *testing.T) {
			if got := s.result(t, "", "POST", "AddOrder", "", c.body); got.at("ErrorCode").Text != fmt.Sprint(c.code) {
				t.Errorf("%s %s, want %d", got.at("ErrorCode").Text, got.at("Errors", "string").Text, c.code)
			}
		})
	}
	if got := s.getLines(t, "", "r"); got.at("ErrorCode").Text != "3" {
		t.Errorf("a refused order is there: %+v", got)
	}
	if now := s.spent(t, sandbox.PartnerLogin); now != spent {
		t.Errorf("refused orders cost %d", now-spent)
	}
	placed(t, s.addLines(t, "", "r", good, row{"r-2", plain, 1, ""})) // all numbers stayed free
	placed(t, s.addLines(t, sandbox.PartnerTwoLogin, "used", row{"used-1", plain, 1, ""}))
	if got := s.getLines(t, sandbox.PartnerTwoLogin, "r"); got.at("ErrorCode").Text != "3" {
		t.Error("another partner's order is shown")
	}
	status, body := s.add("", "r", plain, 1, "")
	refused(t, status, body, 3)
	post(t, s, "/balance", `{"blocked":true}`)
	if got := s.addLines(t, "", "b", row{"b-1", plain, 1, ""}); got.at("ErrorCode").Text != "16" {
		t.Errorf("a blocked reseller: %+v", got)
	}
	theirs := s.result(t, "", "POST", "AddOrder", "", lines("b", row{"b-1", subscription, 1, ""}))
	if theirs.at("ErrorCode").Text != "16" {
		t.Errorf("%+v", theirs)
	}
}

// halves are two lines of which the account can pay either.
func halves(t *testing.T, s *shop, partNum string) []row {
	price := int64(0)
	for _, o := range s.offers(t) {
		if o.PartNum == partNum {
			price = cents(t, o.Price)
		}
	}
	n := 60_000_00 / price
	return []row{{"h-1", partNum, n, ""}, {"h-2", partNum, n, ""}}
}

func form(values map[string]string) string {
	body := "<EndUserInfo><Fields>"
	for name, value := range values {
		body += "<EndUserInfoFieldContract><FieldValue>" + text(value) + "</FieldValue><FieldName>" + name +
			"</FieldName></EndUserInfoFieldContract>"
	}
	return body + "</Fields></EndUserInfo>"
}

// fill fills a described form by its rules.
func fill(t *testing.T, descriptions []node, partNum string) map[string]string {
	t.Helper()
	values := map[string]string{}
	for _, d := range descriptions {
		related := false
		for _, p := range d.at("RelatedPartNums").Nodes {
			related = related || p.Text == partNum
		}
		if !related || d.at("Required").Text == "false" {
			continue
		}
		name := d.at("FieldName").Text
		switch known := map[string]string{"Email": "a@b.ru", "Postcode": "123444", "Phone": "+7 495 123-45-67",
			"KasperskyPIN": "ABCD1234"}; {
		case d.at("FieldType").Text == "2":
			values[name] = "true"
		case d.at("FieldType").Text == "3":
			values[name] = d.at("AvaliableValues").Nodes[3].Text
		case known[name] != "":
			values[name] = known[name]
		default:
			values[name] = "Иванов & <Со>"
		}
	}
	return values
}

func TestFormsOfVersion2(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	post(t, s, "/balance", `{"currency":"RUB","credit":"9999999"}`)
	var products []string
	vendors := map[string]bool{}
	for _, o := range s.offers(t) {
		if o.LicenseFormRequired && !o.Blocked && o.ProductType == 1 && o.MinCountRequired <= 1 &&
			o.CurrencyCode == "RUB" && !vendors[o.vendor] {
			vendors[o.vendor] = true
			products = append(products, o.PartNum)
		}
	}
	body := "<GetUserInfoDescriptionFor><langCode>RU</langCode><partNums>"
	for _, p := range append(products, s.find(t, isPlain).PartNum, products[0]) {
		body += "<string>" + text(p) + "</string>"
	}
	body += "</partNums></GetUserInfoDescriptionFor>"
	described := s.result(t, "", "POST", "GetUserInfoDescriptionFor", "", body).at("Data", "Descriptions").Nodes
	seen := map[string]bool{}
	for _, d := range described {
		if got := strings.Join(local(d), " "); got != "FieldName FieldTitle FieldDescription RegExprs SmallRegExprs "+
			"AvaliableValues ErrorText HasError RelatedPartNums FieldType UserType Required MinLength MaxLength" {
			t.Error(got)
		}
		if seen[d.at("FieldName").Text] || d.at("HasError").Text != "false" {
			t.Errorf("%+v", d)
		}
		seen[d.at("FieldName").Text] = true
	}
	if len(seen) != 12 || len(products) < 5 {
		t.Errorf("%d fields for %d products", len(seen), len(products))
	}
	check := func(partNum string, values map[string]string) (wrong []string) {
		form := strings.NewReplacer("<EndUserInfo>", "<endUserInfo>", "</EndUserInfo>",
			"</endUserInfo>").Replace(form(values))
		for _, d := range s.result(t, "", "POST", "CheckEndUserInfo", "",
			"<CheckEndUserInfo>"+form+"<partNum>"+text(partNum)+
				"</partNum><langCode>EN</langCode></CheckEndUserInfo>").at("Data", "Descriptions").Nodes {
			if d.at("HasError").Text == "true" {
				wrong = append(wrong, d.at("FieldName").Text)
			}
			if d.at("RelatedPartNums", "string").Text != partNum {
				t.Errorf("%+v", d)
			}
		}
		return wrong
	}
	n := 0
	try := func(partNum string, values map[string]string) string {
		n++
		return s.addLines(t, "", fmt.Sprint("f", n),
			row{fmt.Sprint("f", n, "-1"), partNum, 1, form(values)}).at("ErrorCode").Text
	}
	for _, p := range products {
		values := fill(t, described, p)
		if wrong := check(p, values); wrong != nil {
			t.Errorf("%s: %v in %v", p, wrong, values)
		}
		if code := try(p, values); code != "0" {
			t.Errorf("%s: a form filled by its description is refused with %s: %v", p, code, values)
		}
		for name, value := range values {
			delete(values, name)
			if wrong := check(p, values); !slices.Equal(wrong, []string{name}) {
				t.Errorf("%s without %s: %v", p, name, wrong)
			}
			if code := try(p, values); code != "200" {
				t.Errorf("%s without %s: %s", p, name, code)
			}
			values[name] = strings.Repeat("x", 129)
			if wrong := check(p, values); !slices.Equal(wrong, []string{name}) {
				t.Errorf("%s with an overlong %s: %v", p, name, wrong)
			}
			if code := try(p, values); code != "200" {
				t.Errorf("%s with an overlong %s: %s", p, name, code)
			}
			values[name] = value
		}
	}
	line := placed(t, s.getLines(t, "", "f1"))[0]
	if fields := line.at("EndUserInfo", "Fields").Nodes; len(fields) == 0 ||
		strings.Join(local(fields[0]), " ") != "FieldName FieldValue" {
		t.Errorf("%+v", line)
	}
	if files := line.at("Files").Nodes; len(files) != 1 || files[0].at("Link").Text == "" {
		t.Errorf("%+v", files)
	}
	for method, body := range map[string]string{
		"GetUserInfoDescriptionFor": "<GetUserInfoDescriptionFor><partNums><string>no " +
			"such</string></partNums></GetUserInfoDescriptionFor>",
		"CheckEndUserInfo": "<CheckEndUserInfo/>",
	} {
		if got := s.result(t, "", "POST", method, "", body); got.at("ErrorCode").Text != "2" {
			t.Errorf("%s: %+v", method, got)
		}
	}
}

func TestPriceListOfVersion2(t *testing.T) {
	s := openShop(t, sandbox.Options{Products: 400})
	data := s.result(t, "", "GET", "GetPriceChanges", "/0", "").at("Data")
	if got := strings.Join(local(data), " "); got != "ActualVersion ClearBeforeUpdate PriceList" ||
		data.at("ClearBeforeUpdate").Text != "true" {
		t.Error(got)
	}
	for _, version := range []string{"", "/7", "/-1", "?version=9"} {
		if again := s.result(t, "", "GET", "GetPriceChanges", version, "").at("Data"); cmp.Diff(data, again) != "" {
			t.Errorf("%s: another list", version)
		}
	}
	content := map[string]node{}
	for _, p := range ask(t, s, "/GetProductPrices").at("ProductList").Nodes {
		content[p.at("PartNum").Text] = p
	}
	kinds := map[string]int{}
	for _, p := range data.at("PriceList").Nodes {
		if got := strings.Join(local(p), " "); got != "PartNum Price EndUserPrice CurrencyCode EndUserCurrencyCode "+
			"FulfillmentType LicenseFormRequired InstantDelivery "+
			"HasVat Blocked MinCountRequired MaxCountRequired FamilyGroupId ProductType Returnable ExistsInCalc "+
			"SubscriptionDuration SubscriptionDurationType OfferLimit WithdrawlKeysSupport IsAddon" {
			t.Fatal(got)
		}
		same := content[p.at("PartNum").Text]
		for here, there := range map[string]string{"Price": "Price", "CurrencyCode": "CurrencyCode",
			"FulfillmentType":     "FulfillmentType",
			"LicenseFormRequired": "LicenseFormRequired", "InstantDelivery": "InstantDelivery",
			"Blocked":          "BlockedForSale",
			"MinCountRequired": "MinCountRequired", "MaxCountRequired": "MaxCountRequired",
			"FamilyGroupId": "FamilyGroupId"} {
			if p.at(here).Text != same.at(there).Text || p.at(here).null() != same.at(there).null() {
				t.Errorf("%s: %s %+v, Content has %+v", p.at("PartNum").Text, here, p.at(here), same.at(there))
			}
		}
		if cents(t, p.at("EndUserPrice").Text) < cents(t, p.at("Price").Text) {
			t.Errorf("%+v", p)
		}
		kinds[p.at("ProductType").Text]++
		if duration := p.at("SubscriptionDuration").Text != "0"; duration != (p.at("ProductType").Text == "2") ||
			duration != (p.at("SubscriptionDurationType").Text != "0") {
			t.Errorf("%+v", p)
		}
	}
	if len(content) != 400 || kinds["1"]+kinds["2"] != 400 || kinds["2"] < 10 {
		t.Errorf("%d products in Content, %v here", len(content), kinds)
	}
	post(t, s, "/block", `{"productId":1,"blocked":true}`)
	post(t, s, "/prices", `{"changes":[{"productId":1,"price":"77.70"}]}`)
	if now := s.result(t, "", "GET", "GetPriceChanges", "/0", "").at("Data",
		"PriceList").Nodes[0]; now.at("Blocked").Text != "true" || now.at("Price").Text != "77.70" {
		t.Errorf("%+v", now)
	}
}

func TestLimitsOfVersion2(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	o := s.find(t, isPlain)
	roubles := func() string {
		for _, l := range s.result(t, "", "GET", "CheckLimits", "", "").at("Data").Nodes {
			if l.XMLName.Local != "ResellerLimitContract" || l.at("LimitType").Text != "ESD" {
				t.Errorf("%+v", l)
			}
			if l.at("CurrencyCode").Text == "RUB" {
				return l.at("Available").Text
			}
		}
		t.Fatal("no roubles")
		return ""
	}
	before := cents(t, roubles())
	list := placed(t, s.addLines(t, "", "b", row{"b-1", o.PartNum, 2, ""}, row{"b-2", o.PartNum, 1, ""}))
	if now := cents(t, roubles()); before-now != 3*cents(t, o.Price) {
		t.Errorf("from %d to %d by three at %s", before, now, o.Price)
	}
	whole := strings.TrimSuffix(strings.TrimSuffix(o.Price, "0"), ".0")
	if list[0].at("ItemPrice").Text != whole && list[0].at("ItemPrice").Text+"0" != o.Price {
		t.Errorf("ItemPrice %s of %s", list[0].at("ItemPrice").Text, o.Price)
	}
}

func TestLinksOfVersion2LiveADay(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	o := s.find(t, func(o offer) bool {
		other := o
		other.FulfillmentType = 2
		return o.FulfillmentType == 1 && isPlain(other)
	})
	placed(t, s.addLines(t, "", "l", row{"l-1", o.PartNum, 1, ""}, row{"l-2", o.PartNum, 1, ""}))
	links := func() (all []string) {
		for _, l := range placed(t, s.getLines(t, "", "l")) {
			for _, k := range l.at("Links").Nodes {
				all = append(all, k.at("Link").Text)
			}
		}
		return all
	}
	fresh := links()
	s.wait(23 * time.Hour)
	if again := links(); !slices.Equal(fresh, again) || len(fresh) != 4 {
		t.Errorf("%v, then %v", fresh, again)
	}
	s.wait(time.Hour)
	renewed := links()
	for i := range fresh {
		if renewed[i] == fresh[i] {
			t.Errorf("the link %s outlived its day", fresh[i])
		}
	}
}

func TestVersionsKeepTheirOrdersApart(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	plain := s.find(t, isPlain).PartNum
	s.add("", "one", plain, 1, "")
	placed(t, s.addLines(t, "", "two", row{"two-1", plain, 1, ""}))
	if got := s.getLines(t, "", "one"); got.at("ErrorCode").Text != "3" {
		t.Errorf("%+v", got)
	}
	status, body := s.get("", "two")
	refused(t, status, body, 2)
}
