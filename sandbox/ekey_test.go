package sandbox_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/montcheck/montcheck/sandbox"
	"github.com/montcheck/montcheck/sandbox/orders"
)

// add places an order of version 1. more stands after the three members.
func (s *shop) add(login, orderNum, partNum string, quantity any, more string) (int, string) {
	w := s.send(login, "POST", sandbox.EKeyPath+"/AddOrder", line(orderNum, partNum, quantity, more))
	return w.Code, w.Body.String()
}

func line(orderNum, partNum string, quantity any, more string) string {
	return fmt.Sprintf(`<TransactionOrderLine xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`+
		`<OrderNum>%s</OrderNum><PartNum>%s</PartNum><quantity>%v</quantity>%s</TransactionOrderLine>`,
		text(orderNum), text(partNum), quantity, more)
}

func (s *shop) get(login, orderNum string) (int, string) {
	w := s.send(login, "GET", sandbox.EKeyPath+"/GetOrder/"+url.PathEscape(orderNum), "")
	return w.Code, w.Body.String()
}

// names lists the elements of a document with their depth, as far as they differ from the one before.
func names(n node) (list []string) {
	last := ""
	var walk func(node, string)
	walk = func(n node, path string) {
		path += "/" + n.XMLName.Local
		if n.XMLName.Space != "" {
			path += "{" + n.XMLName.Space + "}"
		}
		if path != last {
			list = append(list, path)
		}
		last = path
		for _, c := range n.Nodes {
			walk(c, path)
		}
	}
	walk(n, "")
	return list
}

func refused(t *testing.T, status int, body string, code int) node {
	t.Helper()
	n := parse(t, []byte(body))
	if status != 500 || n.XMLName.Local != "BusinessError" || n.at("ErrorCode").Text != fmt.Sprint(code) ||
		n.at("ErrorDetails").Text == "" {
		t.Errorf("want BusinessError %d, got %d %s", code, status, body)
	}
	return n
}

func accepted(t *testing.T, status int, body string) node {
	t.Helper()
	if status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	return parse(t, []byte(body))
}

func TestShapesOfVersion1(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	special, err := s.sandbox.Scenarios(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	root := []string{"/TransactionOrderLine", "/TransactionOrderLine/OrderNum", "/TransactionOrderLine/DateOn",
		"/TransactionOrderLine/quantity", "/TransactionOrderLine/PartNum"}
	shape := func(rest ...string) []string {
		list := append([]string{}, root...)
		for _, r := range rest {
			list = append(list, "/TransactionOrderLine/"+r)
		}
		return list
	}
	key := []string{"Keys", "Keys/ProductKey", "Keys/ProductKey/ActiveKey", "Keys/ProductKey/DateAdd",
		"Keys/ProductKey/VendorClientTransactionId",
		"Keys/ProductKey/keyTypeId", "Keys/ProductKey/SequenceNumber", "Keys/ProductKey/Description"}
	link := []string{"Links", "Links/ProductLink", "Links/ProductLink/Link", "Links/ProductLink/DateAdd",
		"Links/ProductLink/VendorClientTransactionId",
		"Links/ProductLink/linkTypeId", "Links/ProductLink/Description"}
	for _, c := range []struct {
		partNum, status string
		want            []string
	}{
		{s.find(t, isPlain).PartNum, "Завершен успешно",
			shape(append(append(append([]string{}, key...), link...), "Errors", "Status")...)},
		{special.FinishesLater, "В процессе", shape("Keys", "Links", "Errors", "Status")},
		{special.OutOfStock, "Завершен с ошибкой",
			shape("Keys", "Links", "Errors", "Errors/Details", "Errors/Code", "Status")},
	} {
		status, body := s.add("", "n-"+c.partNum, c.partNum, 1, "")
		n := accepted(t, status, body)
		if diff := cmp.Diff(c.want, names(n)); diff != "" {
			t.Errorf("%s: %s", c.partNum, diff)
		}
		if got := n.at("Status").Text; got != c.status || strings.HasPrefix(body, "<?") {
			t.Errorf("Status %q in %s", got, body)
		}
		if n.at("OrderNum").Text != "n-"+c.partNum || n.at("PartNum").Text != c.partNum ||
			n.at("quantity").Text != "1" {
			t.Errorf("not what was ordered: %s", body)
		}
		if on := n.at("DateOn").Text; !regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$`).MatchString(on) {
			t.Errorf("DateOn %s", on)
		}
		for _, k := range append(n.at("Keys").Nodes, n.at("Links").Nodes...) {
			if _, err := time.Parse(time.RFC3339Nano, k.at("DateAdd").Text); err != nil {
				t.Error(err)
			}
		}
		if again, want := first(s.get("", "n-"+c.partNum)), body; again != want {
			t.Errorf("GetOrder gives %s after %s", again, want)
		}
	}
	if code := parse(t, []byte(first(s.get("", "n-"+special.OutOfStock)))).at("Errors", "Code").Text; code != "11" {
		t.Errorf("out of stock has the code %s", code)
	}
	status, body := s.add("", "v", special.VendorError, 1, "")
	if n := refused(t, status, body,
		4); cmp.Diff(
		[]string{"/BusinessError", "/BusinessError/ErrorDetails", "/BusinessError/ErrorCode",
			"/BusinessError/VendorDetails"}, names(n)) != "" {
		t.Error(body)
	}
}

// first is the body of an answer.
func first(_ int, body string) string { return body }

func TestKeysAndLinks(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	seen := map[string]bool{}
	for fulfillment, linksPerOrder := range map[int]int{1: 6, 2: 1} {
		o := s.find(t, func(o offer) bool {
			fit := o
			fit.FulfillmentType = 2
			return isPlain(fit) && o.FulfillmentType == fulfillment
		})
		status, body := s.add("", fmt.Sprint(fulfillment), o.PartNum, 3, "")
		n := accepted(t, status, body)
		transactions := map[string]bool{}
		for _, k := range n.at("Keys").Nodes {
			sequence := k.at("SequenceNumber").Text
			if seen[k.at("ActiveKey").Text] || len(k.at("ActiveKey").Text) != 29 || len(sequence) != 20 ||
				sequence[0] != '8' {
				t.Errorf("%+v", k)
			}
			seen[k.at("ActiveKey").Text] = true
			transactions[k.at("VendorClientTransactionId").Text] = true
		}
		if len(transactions) != 3 || len(n.at("Links").Nodes) != linksPerOrder {
			t.Errorf("FulfillmentType %d: %s", fulfillment, body)
		}
		for _, l := range n.at("Links").Nodes {
			if !transactions[l.at("VendorClientTransactionId").Text] {
				t.Errorf("a link of no key: %s", body)
			}
		}
		s.wait(orders.LinkLife - time.Minute)
		if again := first(s.get("", fmt.Sprint(fulfillment))); again != body {
			t.Errorf("FulfillmentType %d: the order changed within a day: %s", fulfillment, again)
		}
		s.wait(time.Minute)
		later := parse(t, []byte(first(s.get("", fmt.Sprint(fulfillment)))))
		if fmt.Sprint(later.at("Keys")) != fmt.Sprint(n.at("Keys")) {
			t.Error("the keys changed with time")
		}
		for i, l := range later.at("Links").Nodes {
			if renewed := l.at("Link").Text != n.at("Links").Nodes[i].at("Link").Text; renewed != (fulfillment == 1) {
				t.Errorf("FulfillmentType %d: after a day the link %s", fulfillment, l.at("Link").Text)
			}
		}
		if again := parse(t,
			[]byte(first(s.get("", fmt.Sprint(fulfillment))))); fmt.Sprint(again) != fmt.Sprint(later) {
			t.Error("fresh links were made afresh")
		}
	}
}

func TestRefusalsOfVersion1(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	special, err := s.sandbox.Scenarios(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	plain := s.find(t, isPlain).PartNum
	blocked := s.find(t, func(o offer) bool { return o.Blocked }).PartNum
	licensed := s.find(t, func(o offer) bool {
		return !o.Blocked && o.LicenseFormRequired && !o.renewal && o.MinCountRequired <= 1
	}).PartNum
	renewal := s.find(t, func(o offer) bool {
		return !o.Blocked && !o.LicenseFormRequired && o.renewal && o.MinCountRequired <= 1
	}).PartNum
	several := s.find(t, func(o offer) bool {
		return !o.Blocked && !o.LicenseFormRequired && !o.renewal && o.MinCountRequired > 1 && o.MaxCountRequired != ""
	})
	old := func(key string) string {
		return "<oldLicenceInfo><ActivationKey>" + key + "</ActivationKey></oldLicenceInfo>"
	}
	tag := "TransactionOrderLine"
	whole := func(members string) string { return "<" + tag + ">" + members + "</" + tag + ">" }
	if status, body := s.add("", "used", plain, 1, ""); status != 200 {
		t.Fatal(body)
	}
	spent := s.spent(t, sandbox.PartnerLogin)
	for name, c := range map[string]struct {
		code int
		body string
	}{
		"unknown product":              {2, line("r", "no such", 1, "")},
		"part number in other case":    {2, line("r", strings.ToLower(plain)+"X", 1, "")},
		"number used":                  {3, line("used", plain, 1, "")},
		"number used, other quantity":  {3, line("used", plain, 2, "")},
		"number used, unknown product": {3, line("used", "no such", 1, "")},
		"number used, blocked product": {3, line("used", blocked, 1, "")},
		"vendor refuses":               {4, line("r", special.VendorError, 1, "")},
		"unknown old key":              {4, line("r", renewal, 1, old("9B4D-YAUF-RFQ4-M62K"))},
		"above the limit":              {5, line("r", special.CreditLimit, 1, "")},
		"far above the limit":          {5, line("r", plain, 2_000_000_000, "")},
		"no number":                    {6, whole("<PartNum>" + plain + "</PartNum><quantity>1</quantity>")},
		"empty number":                 {6, line("", plain, 1, "")},
		"blank number":                 {6, line(" \n", plain, 1, "")},
		"nil number": {6, `<TransactionOrderLine ` +
			`xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><OrderNum i:nil="true"/></TransactionOrderLine>`},
		"no number, all else wrong": {6, whole("<quantity>x</quantity>")},
		"number in other case of the name": {6,
			whole("<Ordernum>r</Ordernum><PartNum>" + plain + "</PartNum><quantity>1</quantity>")},
		"number in a namespace": {6,
			whole(`<OrderNum xmlns="x">r</OrderNum><PartNum>` + plain + "</PartNum><quantity>1</quantity>")},
		"no part number": {7, whole("<OrderNum>r</OrderNum><quantity>1</quantity>")},
		"no quantity":    {7, whole("<OrderNum>r</OrderNum><PartNum>" + plain + "</PartNum>")},
		"Quantity": {7,
			whole("<OrderNum>r</OrderNum><PartNum>" + plain + "</PartNum><Quantity>1</Quantity>")},
		"quantity is nought":          {7, line("r", plain, 0, "")},
		"quantity below nought":       {7, line("r", plain, -1, "")},
		"quantity is no number":       {7, line("r", plain, "one", "")},
		"quantity is a fraction":      {7, line("r", plain, "1.0", "")},
		"quantity beyond Int32":       {7, line("r", plain, "2147483648", "")},
		"quantity is empty":           {7, line("r", plain, "", "")},
		"quantity below the least":    {7, line("r", several.PartNum, several.MinCountRequired-1, "")},
		"quantity above the greatest": {7, line("r", several.PartNum, several.MaxCountRequired+"0", "")},
		"two numbers":                 {7, line("r", plain, 1, "<OrderNum>r2</OrderNum>")},
		"two quantities":              {7, line("r", plain, 1, "<quantity>1</quantity>")},
		"markup in the number": {7,
			whole("<OrderNum><b>r</b></OrderNum><PartNum>" + plain + "</PartNum><quantity>1</quantity>")},
		"control character in the number": {7, line("r\u0085", plain, 1, "")},
		"overlong number":                 {7, line(strings.Repeat("я", 201), plain, 1, "")},
		"blocked product":                 {8, line("r", blocked, 1, "")},
		"no license form":                 {9, line("r", licensed, 1, "")},
		"empty license form":              {9, line("r", licensed, 1, "<endUserInfo/>")},
		"form without a name": {9,
			line("r", licensed, 1, strings.Replace(person, "CustomerName", "Customername", 2))},
		"form with a blank name": {9, line("r", licensed, 1, strings.Replace(person, "Ivanov Ivan", " ", 1))},
		"mail address without @": {7, line("r", licensed, 1, strings.Replace(person, "ii@mail.ru", "ii", 1))},
		"two mail addresses": {7,
			line("r", licensed, 1, strings.Replace(person, "<Email>", "<Email>a@b.c</Email><Email>", 1))},
		"no old license":    {10, line("r", renewal, 1, "")},
		"empty old license": {10, line("r", renewal, 1, "<oldLicenceInfo/>")},
		"empty old key":     {10, line("r", renewal, 1, old(""))},
	} {
		w := s.send("", "POST", sandbox.EKeyPath+"/AddOrder", c.body)
		t.Run(name, func(t *testing.T) { refused(t, w.Code, w.Body.String(), c.code) })
	}
	status, body := s.get("", "r")
	if n := refused(t, status, body, 2); n.at("ErrorDetails").Text != "Нет заказа с таким номером." {
		t.Error(body)
	}
	if now := s.spent(t, sandbox.PartnerLogin); now != spent {
		t.Errorf("refused orders cost %d", now-spent)
	}
	accepted(t, first2(s.add("", "r", plain, 1, "")), first(s.get("", "r")))
	accepted(t, first2(s.add("", "renewed", renewal, 1, old(special.RenewalKey))), first(s.get("", "renewed")))
	sold := parse(t, []byte(first(s.get("", "r")))).at("Keys", "ProductKey", "ActiveKey").Text
	accepted(t, first2(s.add("", "renewed again", renewal, 1, old(sold))), first(s.get("", "renewed again")))
	status, body = s.add(sandbox.PartnerTwoLogin, "r", renewal, 1, old(sold))
	refused(t, status, body, 4)
}

// first2 is the status of an answer.
func first2(status int, _ string) int { return status }

// The forms that D3's samples send ("Размещение заказа").
const (
	person = `<endUserInfo><Phone>123456</Phone><Fax>654321</Fax><Email>ii@mail.ru</Email>` +
		`<CustomerName>Ivanov Ivan</CustomerName>` +
		`<Postcode>123444</Postcode><City>Moscow</City><Street>Pushkinskaya 12, flat 12</Street>` +
		`<RegionCode>77</RegionCode></endUserInfo>`
	legalEntity = `<endUserInfo><Phone>123456</Phone><Fax>654321</Fax><Email>ii@mail.ru</Email>` +
		`<CustomerName>Ivanov Ivan</CustomerName>` +
		`<PostCode>123444</PostCode><City>Moscow</City><Street>Pushkinskaya 12, flat ` +
		`12</Street><RegionCode>77</RegionCode>` +
		`<CustomerCode>123455667777</CustomerCode><CustomerOrganization>ООО "Рога &amp; ` +
		`Копыта"</CustomerOrganization></endUserInfo>`
)

func TestFormsOfVersion1(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	post(t, s, "/balance", `{"currency":"RUB","credit":"9999999"}`)
	vendors := map[string]bool{}
	incomplete := 0
	for _, o := range s.offers(t) {
		if !o.LicenseFormRequired || o.Blocked || o.renewal || o.MinCountRequired > 1 || o.CurrencyCode != "RUB" ||
			vendors[o.vendor] {
			continue
		}
		vendors[o.vendor] = true
		for kind, form := range map[string]string{"person": person, "legal entity": legalEntity} {
			if status, body := s.add("", kind+o.PartNum, o.PartNum, 1, form); status != 200 {
				t.Errorf("%s of vendor %s, %s: %s", o.PartNum, o.vendor, kind, body)
			}
		}
		without := strings.Replace(legalEntity, "<CustomerCode>123455667777</CustomerCode>", "", 1)
		if status, body := s.add("", "without"+o.PartNum, o.PartNum, 1, without); status != 200 {
			incomplete++
			refused(t, status, body, 9)
		}
	}
	if len(vendors) < 5 || incomplete == 0 || incomplete == len(vendors) {
		t.Errorf("%d vendors, of which %d want a legal entity's number", len(vendors), incomplete)
	}
}

func TestMembersInAnyOrder(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	plain := s.find(t, isPlain).PartNum
	members := []string{"<OrderNum/>", "<PartNum>" + plain + "</PartNum>", "<quantity> 1 </quantity>",
		"<Extra><a/></Extra><!-- - --><?php?>"}
	n := 0
	var permute func(rest []string, body string)
	permute = func(rest []string, body string) {
		if len(rest) == 0 {
			body = strings.Replace(body, "<OrderNum/>", fmt.Sprintf("<OrderNum>o%d</OrderNum>", n), 1)
			if w := s.send("", "POST", sandbox.EKeyPath+"/AddOrder",
				"\ufeff<?xml version='1.0' encoding='UTF-8'?>\n<TransactionOrderLine>"+body+
					"</TransactionOrderLine>\n"); w.Code != 200 {
				t.Errorf("%s: %d %s", body, w.Code, w.Body)
			}
			n++
			return
		}
		for i := range rest {
			others := append(append([]string{}, rest[:i]...), rest[i+1:]...)
			permute(others, body+rest[i])
		}
	}
	permute(members, "")
	if n != 24 {
		t.Error(n)
	}
}

func TestOrderNumbersOfAllKinds(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	plain := s.find(t, isPlain).PartNum
	list := []string{"155-6786-979", "order", "Order", "ORDER", "заказ", "Заказ", "a/b", "a b", " a b", "a%2Fb", "100%",
		"?x=1#y", "<b>&amp;\"'", "é", "e\u0301", "..", "😀"}
	for _, number := range list {
		status, body := s.add("", number, plain, 1, "")
		if n := accepted(t, status, body); n.at("OrderNum").Text != number {
			t.Errorf("%q came back as %s", number, body)
		}
		status, again := s.get("", number)
		if status != 200 || again != body {
			t.Errorf("%q: %s", number, again)
		}
		status, body = s.add("", number, plain, 1, "")
		refused(t, status, body, 3)
		status, body = s.get(sandbox.PartnerTwoLogin, number)
		refused(t, status, body, 2)
	}
	if got, want := s.spent(t, sandbox.PartnerLogin), int64(len(list))*cents(t, s.find(t, isPlain).Price); got != want {
		t.Errorf("spent %d, want %d", got, want)
	}
	status, body := s.add(sandbox.PartnerTwoLogin, list[0], plain, 1, "")
	accepted(t, status, body) // another partner's numbers are its own
}

func TestOrdersThatFinishLater(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	special, err := s.sandbox.Scenarios(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	balance := func() string { return s.send("", "GET", sandbox.EKeyPath+"/CheckMyBalance", "").Body.String() }
	start := balance()
	waiting := first(s.add("", "later", special.FinishesLater, 2, ""))
	reserved := balance()
	if _, body := s.add("", "fails", special.FinishesAndFails, 2, ""); !strings.Contains(body, "В процессе") ||
		reserved == start || balance() == reserved {
		t.Errorf("an order in process takes nothing: %s", body)
	}
	s.wait(orders.FinishesAfter - 10*time.Second)
	if again := first(s.get("", "later")); again != waiting {
		t.Errorf("too early: %s", again)
	}
	s.wait(10 * time.Second)
	if now := balance(); now != reserved {
		t.Errorf("after the failure %s, want %s", now, reserved)
	}
	done := first(s.get("", "later"))
	if n := parse(t, []byte(done)); n.at("Status").Text != "Завершен успешно" || len(n.at("Keys").Nodes) != 2 ||
		n.at("DateOn").Text != parse(t, []byte(waiting)).at("DateOn").Text {
		t.Error(done)
	}
	failed := first(s.get("", "fails"))
	if n := parse(t, []byte(failed)); n.at("Status").Text != "Завершен с ошибкой" || len(n.at("Keys").Nodes) != 0 ||
		n.at("Errors", "Code").Text != "4" {
		t.Error(failed)
	}
	s.wait(time.Hour)
	for number, want := range map[string]string{"later": done, "fails": failed} {
		if again := first(s.get("", number)); again != want {
			t.Errorf("%s left its final state: %s", number, again)
		}
	}
	if now := balance(); now != reserved {
		t.Errorf("charged again: %s", now)
	}
	status, body := s.add("", "fails", special.FinishesAndFails, 2, "")
	refused(t, status, body, 3)
}

func TestBalanceOfVersion1(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	o := s.find(t, isPlain)
	read := func(login string) node {
		w := s.send(login, "GET", sandbox.EKeyPath+"/CheckMyBalance", "")
		return accepted(t, w.Code, w.Body.String())
	}
	if n := read(""); fmt.Sprint(names(n)) != "[/CheckMyBalanceResponse /CheckMyBalanceResponse/IsBlocked "+
		"/CheckMyBalanceResponse/Balances "+strings.Repeat(
		"/CheckMyBalanceResponse/Balances/Balance /CheckMyBalanceResponse/Balances/Balance/CurrencyCode "+
			"/CheckMyBalanceResponse/Balances/Balance/Available ", 2)+
		"/CheckMyBalanceResponse/Balances/Balance /CheckMyBalanceResponse/Balances/Balance/CurrencyCode "+
		"/CheckMyBalanceResponse/Balances/Balance/Available]" {
		t.Error(names(n))
	}
	// Exactly what is left may be spent, and then nothing.
	credit := 3 * cents(t, o.Price)
	if w := post(t, s, "/balance",
		fmt.Sprintf(`{"currency":"RUB","credit":"%d.%02d"}`, credit/100, credit%100)); w.Code != 200 {
		t.Fatal(w.Body)
	}
	status, body := s.add("", "four", o.PartNum, 4, "")
	refused(t, status, body, 5)
	accepted(t, first2(s.add("", "three", o.PartNum, 3, "")), first(s.get("", "three")))
	if n := read(""); n.at("Balances").Nodes[1].at("Available").Text != "0.00" {
		t.Errorf("%+v", n)
	}
	status, body = s.add("", "one", o.PartNum, 1, "")
	refused(t, status, body, 5)
	if n := read(sandbox.PartnerTwoLogin); n.at("Balances").Nodes[1].at("Available").Text != "100000.00" {
		t.Errorf("the other partner has paid: %+v", n)
	}
	post(t, s, "/balance", `{"blocked":true}`)
	if n := read(""); n.at("IsBlocked").Text != "true" {
		t.Errorf("%+v", n)
	}
	status, body = s.add("", "blocked", o.PartNum, 1, "")
	refused(t, status, body, 1)
	accepted(t, first2(s.get("", "three")), first(s.get("", "three")))
}

// TestOldClients calls as PHP does: over HTTP/1.0, with text/xml, and with Expect: 100-continue before a long body.
func TestOldClients(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	server := s.serve(t)
	plain := s.find(t, isPlain).PartNum
	say := func(request string) (*http.Response, string) {
		conn, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := fmt.Fprint(conn, request); err != nil {
			t.Fatal(err)
		}
		reader := bufio.NewReader(conn)
		r, err := http.ReadResponse(reader, nil)
		if err != nil {
			t.Fatal(err)
		}
		return r, readAll(t, r)
	}
	const basic = "Authorization: Basic cGFydG5lcjpwYXJ0bmVyLXBhc3N3b3Jk\r\n"
	body := line("old", plain, 1, "")
	r, answer := say(fmt.Sprintf("POST %s/AddOrder HTTP/1.0\r\n%sContent-Type: text/xml\r\n"+
		"Content-Length: %d\r\n\r\n%s", sandbox.EKeyPath, basic, len(body), body))
	if r.StatusCode != 200 || !r.Close || !strings.Contains(answer, "Завершен успешно") {
		t.Errorf("HTTP/1.0: %s %s", r.Status, answer)
	}
	r, answer = say(fmt.Sprintf("GET /b2bservice.svc/getorder/old HTTP/1.0\r\n%s\r\n", basic))
	if r.StatusCode != 200 || !strings.Contains(answer, "<OrderNum>old</OrderNum>") {
		t.Errorf("HTTP/1.0, other case: %s %s", r.Status, answer)
	}

	body = line("expected", plain, 1, "<Note>"+strings.Repeat("x", 2000)+"</Note>")
	request, err := http.NewRequestWithContext(t.Context(), "POST", server.URL+sandbox.EKeyPath+"/AddOrder",
		strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.SetBasicAuth(sandbox.PartnerLogin, sandbox.PartnerPassword)
	request.Header.Set("Expect", "100-continue")
	request.Header.Set("Content-Type", `text/xml; charset="UTF-8"`)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if text := readAll(t, response); response.StatusCode != 200 ||
		!strings.Contains(text, "<OrderNum>expected</OrderNum>") {
		t.Errorf("%s %s", response.Status, text)
	}
}
