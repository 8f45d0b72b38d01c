package faults

import (
	"net/http"
	"strings"

	"github.com/beevik/etree"
)

const errorPage = "<html><body><h1>Server Error in '/' Application.</h1></body></html>"

// page answers with an error page of ASP.NET.
func page(c *call) { c.put(http.StatusInternalServerError, "text/html", errorPage) }

// second keeps a hook to all but the first of its chances: whether the service can be reached is found out with it.
func second(h hook) hook { return fromNth(2, anyCall, h) }

// anyCase finds the orders of all partners, where the case of their numbers differs.
func anyCase() (ask, answer hook) {
	var taken []string
	answer = when((*call).accepted, func(c *call) { taken = append(taken, c.number) })
	ask = get(func(c *call) {
		for _, number := range taken {
			if number != c.number && strings.EqualFold(number, c.number) {
				c.SetBasicAuth(c.proxy.host.Login, c.proxy.host.Password)
				c.URL.Path, c.URL.RawPath = c.base()+"/GetOrder/"+number, ""
			}
		}
	})
	return ask, add(answer)
}

// spoilt changes an order once another partner asked for it.
func spoilt(do hook) hook {
	touched := map[string]bool{}
	return get(func(c *call) {
		if stranger(c) {
			touched[c.number] = true
		} else if touched[c.number] {
			do(c)
		}
	})
}

// retried does something when a number is refused that was lost on its way to the client before.
func retried(code string, do hook) hook {
	gone := map[string]bool{}
	return func(c *call) {
		if c.code() == code && gone[c.number] {
			do(c)
		}
		if c.accepted() && c.await() {
			gone[c.number] = true
		}
	}
}

// eKeyFurther are faults of version 1 as developers and databases make them.
func eKeyFurther() []row {
	link := func(links *etree.Element) {
		l := links.CreateElement("ProductLink")
		for _, m := range [][2]string{{"Link", "https://example.org/1"}, {"DateAdd", "2026-01-01T10:00:00+03:00"},
			{"VendorClientTransactionId", "00000000-0000-4000-8000-000000000001"}, {"linkTypeId", "1"}} {
			l.CreateElement(m[0]).SetText(m[1])
		}
	}
	caseAsk, caseAnswer := anyCase()
	return []row{
		{name: "addorder-without-partnum", kind: Missing, does: "AddOrder leaves the part number out of orders that are done.",
			answer: add(whenDone(at("//PartNum", remove))), breaks: "EKY-ADD-01", may: "EKY- AUTH"},
		{name: "status-in-lower-case", kind: WrongForm, does: "The state of a done order is in lower case.",
			answer: either(at("//Status[text()='"+done+"']", text(strings.ToLower(done)))), breaks: "EKY-ADD-02", may: "EKY- AUTH"},
		{name: "in-process-shows-a-link", kind: Leaked, does: "An order in process shows a link already.",
			answer: add(where(inProcess, at("//Links", link))), breaks: "EKY-ADD-05", may: "EKY-SCH EKY-ADD-04"},
		{name: "organization-form-error-page", kind: WrongStatus, does: "AddOrder answers the license form of an organization with an error page.",
			answer: add(ifSent("CustomerOrganization", page)), breaks: "EKY-ADD-08", may: "SEC"},
		{name: "renewal-error-page", kind: WrongStatus, does: "AddOrder answers renewals with an error page.",
			answer: add(ifSent("oldLicenceInfo", page)), breaks: "EKY-ADD-09", may: "SEC"},
		{name: "refused-number-taken-and-exists", kind: Extra, does: "AddOrder says that the number of a refused order is taken, and places the order that it refuses.",
			answer: add(again(func(c *call) {
				if c.accepted() {
					refuse1("3")(c)
				}
			})), breaks: "EKY-IDEM-06", may: "EKY-IDEM-05"},
		{name: "other-partner-finds-orders-in-another-case", kind: Leaked, does: "GetOrder gives a partner the order of another when the case of its number differs.",
			ask: caseAsk, answer: caseAnswer, breaks: "MNT-AUTH-04"},
		{name: "other-partner-spoils-orders", kind: WrongValue, does: "GetOrder gives other keys once another partner asked for the order.",
			answer: spoilt(at("//ActiveKey", suffix("Z"))), breaks: "MNT-AUTH-04", may: "EKY-GET EKY-IDEM"},
		{name: "retry-after-lost-answer-charged", kind: Race, does: "AddOrder refuses a number again when the client hung up before the first answer, and charges for it again.",
			answer: add(retried("3", charges)), breaks: "EKY-IDEM-05", race: true},
		{name: "balance-no-xml-declared", kind: WrongForm, does: "CheckMyBalance breaks off in the middle.",
			answer: on("CheckMyBalance", second(func(c *call) { c.body = c.body[:len(c.body)/2] })), breaks: "EKY-BAL-01", may: "BAL-02 XML-01"},
		{name: "price-charged-rounded", kind: OffByOne, does: "CheckMyBalance rounds what is available to whole units.",
			answer: on("CheckMyBalance", at("//Available", func(e *etree.Element) { whole, _, _ := strings.Cut(e.Text(), "."); e.SetText(whole + ".00") })),
			breaks: "EKY-BAL-02", may: "EKY-IDEM"},
	}
}

// eKey2Further are the same for version 2.
func eKey2Further() []row {
	caseAsk, caseAnswer := anyCase()
	return []row{
		{name: "errors-without-iserror", kind: Extra, does: "AddOrder gives Errors with IsError false.",
			answer: add(when((*call).accepted, at("//AddOrderResult/Errors", child("string", "None")))), breaks: "EK2-ENV-02", may: "EK2-SCH-AddOrder"},
		{name: "description-required-in-words", kind: WrongForm, does: "GetUserInfoDescriptionFor says yes and no for true and false.",
			answer: on("GetUserInfoDescriptionFor", both(put("//Required[text()='true']", "yes"), put("//Required[text()='false']", "no"))), breaks: "EK2-SCH-GetUserInfoDescriptionFor", may: "ADD-05 ADD-06 FORM ERR-200"},
		{name: "check-without-haserror", kind: Missing, does: "CheckEndUserInfo leaves HasError out.",
			answer: on("CheckEndUserInfo", at("//HasError", remove)), breaks: "EK2-SCH-CheckEndUserInfo", may: "FORM ADD-05 ADD-06"},
		{name: "totalsumm-a-kopeck-off", kind: OffByOne, does: "The sum of a line is a kopeck more than quantity times price.",
			answer: either(at(line+"/TotalSumm", shiftCents)), breaks: "EK2-ADD-10"},
		{name: "getorder-unknown-gives-an-order", kind: Leaked, does: "GetOrder gives the last order for a number that it does not know.",
			answer: get(refused("3", func(c *call) { c.take(c.order(c.proxy.latest)) })), breaks: "EK2-ERR-3", may: "EK2- AUTH"},
		{name: "long-line-number-error-page", kind: WrongStatus, does: "AddOrder answers long line numbers with an error page.",
			answer: add(ifSent(strings.Repeat("-", 40), page)), breaks: "EK2-ERR-25", may: "SEC"},
		{name: "other-partner-finds-orders-in-another-case", kind: Leaked, does: "GetOrder gives a partner the order of another when the case of its number differs.",
			ask: caseAsk, answer: caseAnswer, breaks: "MNT-AUTH-04"},
		{name: "retry-after-lost-answer-charged", kind: Race, does: "AddOrder refuses a number again when the client hung up before the first answer, and charges for it again.",
			answer: add(retried("4", charges)), breaks: "EK2-IDEM-04", race: true},
		{name: "number-compared-in-lower-case", kind: Refused, does: "GetOrder does not know numbers with capital letters.",
			ask: get(func(c *call) {
				c.URL.Path, c.URL.RawPath = c.base()+"/GetOrder/"+strings.ToLower(c.number)+"~", ""
			}), breaks: "EK2-GET-01", may: "EK2- AUTH"},
	}
}

// shiftCents adds a hundredth.
func shiftCents(e *etree.Element) {
	whole, cents, ok := strings.Cut(e.Text(), ".")
	if !ok || len(cents) < 2 {
		e.SetText(whole + ".01")
		return
	}
	digit := cents[1]
	e.SetText(whole + "." + cents[:1] + string('0'+(digit-'0'+1)%10) + cents[2:])
}
