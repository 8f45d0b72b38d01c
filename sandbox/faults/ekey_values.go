package faults

import (
	"net/http"
	"strings"

	"github.com/beevik/etree"
)

// capital writes booleans as .NET's Boolean.ToString does.
func capital(e *etree.Element) {
	if e.Text() == "true" || e.Text() == "false" {
		e.SetText(strings.ToUpper(e.Text()[:1]) + e.Text()[1:])
	}
}

// eKeyValues are values of version 1 that are written wrongly, and elements that stand wrongly in some answers only.
func eKeyValues() []row {
	return []row{
		{name: "partnum-padded", kind: WrongForm, does: "Part numbers of orders are filled up with blanks, as a column of fixed width gives them.",
			answer: either(at("/TransactionOrderLine/PartNum", suffix("    "))), breaks: "EKY-ADD-01 EKY-ADD-10", may: "EKY-GET-03"},
		{name: "ordernum-padded", kind: WrongForm, does: "Numbers of orders are filled up with blanks.",
			answer: either(at("/TransactionOrderLine/OrderNum", suffix("    "))), breaks: "EKY-ADD-01 EKY-ADD-10", may: "EKY-GET-03"},
		{name: "status-padded", kind: WrongForm, does: "The state of an order has a blank behind it.",
			answer: either(at("//Status", suffix(" "))), breaks: "EKY-ADD-02", may: "EKY-SCH"},
		{name: "status-with-a-hard-blank", kind: WrongForm, does: "The state of a failed order has a no-break space.",
			answer: either(where(failed, raw(failed, strings.ReplaceAll(failed, " ", "\u00a0")))), breaks: "EKY-ADD-02", may: "EKY-"},
		{name: "keytypeid-in-words", kind: WrongForm, does: "The type of a key is a word.",
			answer: either(at("//keyTypeId", text("Product"))), breaks: "EKY-SCH-01 EKY-SCH-03", may: "EKY-ADD-03"},
		{name: "sequencenumber-as-a-float", kind: WrongForm, does: "The SequenceNumber of keys went through a floating-point number.",
			answer: either(at("//SequenceNumber", text("8.01076518208320E+19"))), breaks: "EKY-ADD-03", may: "EKY-SCH"},
		{name: "sequencenumber-grouped", kind: WrongForm, does: "The SequenceNumber of a later key has blanks between thousands.",
			answer: either(final("//ProductKey/SequenceNumber", text("80 107 651"))), breaks: "EKY-ADD-03", may: "EKY-SCH"},
		{name: "transaction-wrapped", kind: WrongForm, does: "The transaction of keys is wrapped over two lines.",
			answer: either(at("//ProductKey/VendorClientTransactionId", func(e *etree.Element) { e.SetText(e.Text()[:24] + "\n" + e.Text()[24:]) })), breaks: "EKY-SCH-01 EKY-SCH-03", may: "EKY-ADD-03 EKY-ADD-04"},
		{name: "link-wrapped", kind: WrongForm, does: "The address of a link is wrapped over two lines.",
			answer: either(final("//ProductLink/Link", suffix("\n&a=b"))), breaks: "EKY-SCH-01 EKY-SCH-03", may: "EKY-ADD-04"},
		{name: "key-date-without-time", kind: WrongForm, does: "GetOrder gives keys a date without a time.",
			answer: get(at("//ProductKey/DateAdd", func(e *etree.Element) { e.SetText(e.Text()[:10]) })), breaks: "EKY-SCH-03", may: "EKY-GET EKY-IDEM EKY-ADD-03 AUTH-04"},
		{name: "dateon-with-gmt", kind: WrongForm, does: "The date of an order names GMT behind it.",
			answer: either(at("//DateOn", suffix(" GMT"))), breaks: "EKY-SCH-01 EKY-SCH-02 EKY-SCH-03"},
		{name: "quantity-with-decimals", kind: WrongForm, does: "The quantity of an order has decimals.",
			answer: either(at("//quantity", suffix(".000"))), breaks: "EKY-SCH-01 EKY-SCH-02 EKY-SCH-03"},
		{name: "getorder-another-root", kind: WrongValue, does: "The root of GetOrder's answer is Order.",
			answer: get(at("/TransactionOrderLine", rename("Order"))), breaks: "EKY-SCH-03", may: "EKY- AUTH-04"},
		{name: "getorder-in-a-namespace", kind: WrongNamespace, does: "GetOrder answers in a namespace.",
			answer: get(raw("<TransactionOrderLine", `<TransactionOrderLine xmlns="http://tempuri.org/"`)), breaks: "EKY-SCH-03", may: "EKY-ADD-05 EKY-ADD-07"},
		{name: "keys-in-a-namespace", kind: WrongNamespace, does: "The keys of an order are in a namespace, and nothing else is.",
			answer: either(raw("<Keys>", `<Keys xmlns="http://tempuri.org/">`)), breaks: "EKY-SCH-01 EKY-SCH-03", may: "EKY-ADD-03 EKY-ADD-05 EKY-ADD-07 EKY-SCH-02"},
		{name: "getorder-without-errors", kind: Missing, does: "GetOrder leaves Errors out of orders that are done.",
			answer: get(whenDone(at("//Errors", remove))), breaks: "EKY-SCH-03"},
		{name: "getorder-failed-without-links", kind: Missing, does: "GetOrder leaves Links out of orders that failed.",
			answer: get(where(failed, at("//Links", remove))), breaks: "EKY-SCH-03", may: "EKY-ADD-07"},
		{name: "failed-at-once-status-first", kind: Reordered, does: "AddOrder has Status before Errors in orders that failed at once.",
			answer: add(where(failed, first("//Errors", last))), breaks: "EKY-SCH-01"},
		{name: "getorder-in-process-without-keys", kind: Missing, does: "GetOrder leaves Keys out of orders in process.",
			answer: get(where(inProcess, at("//Keys", remove))), breaks: "EKY-SCH-03 EKY-ADD-05"},
		{name: "getorder-in-process-with-errors", kind: Extra, does: "GetOrder gives orders in process an error.",
			answer: get(where(inProcess, at("//Errors", child("Details", "Повтор")))), breaks: "EKY-SCH-03 EKY-ADD-05"},
		{name: "businesserror-in-a-namespace", kind: WrongNamespace, does: "A BusinessError is in a namespace.",
			answer: either(raw("<BusinessError", `<BusinessError xmlns="http://tempuri.org/"`)), breaks: "EKY-SCH-04"},
		{name: "getorder-refuses-without-a-text", kind: Missing, does: "The BusinessError of GetOrder has empty ErrorDetails.",
			answer: get(at("/BusinessError/ErrorDetails", empty)), breaks: "EKY-SCH-04"},
		{name: "blocked-refused-without-details", kind: Missing, does: "The refusal of a blocked product has no ErrorDetails.",
			answer: add(refused("8", at("//ErrorDetails", remove))), breaks: "EKY-SCH-04"},
		{name: "malformed-refused-with-code-0", kind: WrongValue, does: "AddOrder refuses data of a wrong form with code 0.",
			answer: add(refused("7", at("//ErrorCode", text("0")))), breaks: "EKY-ERR-07 EKY-SCH-04"},
		{name: "businesserror-code-twice", kind: Duplicated, does: "The refusal of an unknown product has its code twice.",
			answer: add(refused("2", first("//ErrorCode", double))), breaks: "EKY-SCH-04"},
		{name: "refusal-not-escaped", kind: WrongForm, does: "The refusal of an unknown product has an ampersand that is not escaped.",
			answer: add(refused("2", raw("</ErrorDetails>", " R&D</ErrorDetails>"))), breaks: "MNT-XML-01", may: "EKY-"},
		{name: "refusals-as-plain-text", kind: WrongForm, does: "Refusals are served as plain text.",
			answer: either(func(c *call) {
				if c.code() != "" {
					c.header.Set("Content-Type", "text/plain; charset=utf-8")
				}
			}), breaks: "MNT-XML-01"},
		{name: "getorder-another-charset", kind: WrongForm, does: "The header of GetOrder names another encoding than the body has.",
			answer: get(header("Content-Type", "application/xml; charset=windows-1251")), breaks: "MNT-XML-01"},
		{name: "getorder-stays-503", kind: WrongStatus, does: "GetOrder is answered with status 503, whenever it is asked.",
			ask: get(status503), breaks: "MNT-AVL-01", may: "EKY- AUTH MNT-XML"},
		{name: "getorder-cut-short-once", kind: Lost, does: "GetOrder ends early, once.",
			answer: get(nth(9, func(c *call) { c.body = c.body[:len(c.body)-20] })), breaks: "MNT-XML-01", may: "EKY- AUTH-04"},
		{name: "getorder-letters-encoded-twice", kind: WrongValue, does: "GetOrder encodes letters outside ASCII twice.",
			answer: get(func(c *call) { c.body = []byte(latin1(string(c.body))) }), breaks: "MNT-XML-02", may: "EKY- AUTH-04"},
	}
}

func status503(c *call) {
	c.put(http.StatusServiceUnavailable, "text/html", "<html>Service Unavailable</html>")
}
