package variations

import (
	"net/http"
	"strings"
	"time"

	"github.com/beevik/etree"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// eKey are other answers that D3 allows eKey version 1.
func eKey() []deviation.Variation {
	return []deviation.Variation{
		{
			Name: "whole-numbers-with-a-sign",
			Does: "Whole numbers of eKey have a sign and a nought in front.",
			Answer: Do(At("//quantity", plus), At("//ErrorCode", plus), At("//Errors/Code", plus),
				At("//keyTypeId", plus)),
		},
		{
			Name:   "keys-in-another-order",
			Does:   "GetOrder gives keys and links in the opposite order.",
			Answer: Get(Do(At("//Keys", Reverse), At("//Links", Reverse))),
		},
		{
			Name: "descriptions-nil",
			Does: "Keys have no Description, and links have nil for it.",
			Answer: AddOrGet(Do(
				At("//ProductKey/Description", Remove),
				At(
					"//ProductLink/Description",
					func(e *etree.Element) { e.Child = nil; e.CreateAttr("xsi:nil", "true") },
				),
			)),
		},
		{
			Name: "dates-with-more-digits",
			Does: "GetOrder gives dates with noughts behind the fraction.",
			Answer: Get(At("//DateOn", Respell(func(s string) string {
				if strings.Contains(s, ".") {
					return s + "0"
				}
				return s + ".000"
			}))),
		},
		{
			Name:   "dates-in-another-zone",
			Does:   "GetOrder gives the dates of keys and links in UTC.",
			Answer: Get(At("//DateAdd", Respell(inUTC))),
		},
		{
			Name: "orders-in-process-first",
			Does: "AddOrder answers every order as in process, and GetOrder gives its end.",
			Open: deviation.Since("No order is finished at once.", "EKY-SCH-01"),
			Answer: IfPlaced(
				Do(At("//Keys", Empty), At("//Links", Empty), At("//Errors", Empty), At("//Status", Text(InProcess)))),
		},
		{
			Name:   "balance-with-a-limit",
			Does:   "CheckMyBalance tells the limit beside what is available.",
			Answer: On("CheckMyBalance", At("//Balance", Child("Limit", "9000000.00"))),
		},
		{
			Name:   "balance-not-told",
			Does:   "CheckMyBalance tells no amount.",
			Open:   deviation.Since("What is charged shows in the balance only.", "EKY-BAL-02", "EKY-IDEM-03"),
			Answer: On("CheckMyBalance", At("//Balances", Remove)),
		},
		{
			Name: "getorder-status-declared",
			Does: "GetOrder declares the namespace of XMLSchema too.",
			Answer: Get(
				Replace(
					"<TransactionOrderLine ",
					`<TransactionOrderLine xmlns:xsd="http://www.w3.org/2001/XMLSchema" `,
				),
			),
		},
		{
			Name:   "orders-delivered-twice",
			Does:   "AddOrder gets each request twice, and the first answer is given.",
			Answer: IfPlaced(deliveredTwice),
		},
		{
			Name: "other-partners-refused-with-401",
			Does: "GetOrder refuses other partners with status 401, which says nothing of the order.",
			Open: deviation.Since("A refusal of the login says nothing of the order.", "MNT-AUTH-04"),
			Answer: Get(IfRefused(When(func(c *Call) bool { return !Partner(c) },
				Say(http.StatusUnauthorized, "text/html", "<html><body>Unauthorized</body></html>")))),
		},
		{
			Name:   "vendordetails-empty",
			Does:   "VendorDetails of a refusal is empty.",
			Answer: IfCode("2", At("/BusinessError/VendorDetails", Empty)),
		},
		{
			Name:   "vendordetails-absent",
			Does:   "VendorDetails of refusals is absent.",
			Answer: At("/BusinessError/VendorDetails", Remove),
		},
		{
			Name:   "balance-of-another-root",
			Does:   "The balance has another root.",
			Answer: On("CheckMyBalance", At("/*", Rename("Balance"))),
		},
		{
			Name:   "unknown-number-is-code-1",
			Does:   "GetOrder refuses an unknown number with code 1.",
			Answer: Get(At("/BusinessError/ErrorCode", Text("1"))),
		},
		{
			Name:   "out-of-stock-is-code-3",
			Does:   "Out of stock is code 3, as the other half of D3 says.",
			May:    deviation.Since(documentsDiffer, "EKY-ERR-11"),
			Answer: At("//Errors/Code[text()='11']", Text("3")),
		},
	}
}

// inUTC is a date with an offset, as UTC has it.
func inUTC(date string) string {
	t, err := time.Parse(time.RFC3339Nano, date)
	if err != nil {
		return date
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// plus puts a sign and noughts before a whole number.
func plus(e *etree.Element) { e.SetText("+0" + e.Text()) }

// deliveredTwice has the service get a request twice, and gives the first answer.
func deliveredTwice(c *Call) {
	if c.Request.Context().Err() == nil {
		first := c.Answer
		c.Forward()
		c.Answer = first
	}
}
