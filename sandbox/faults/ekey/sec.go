package ekey

import (
	"net/http"
	"strings"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// secFaults break EKY-SEC first.
func secFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "old-key-entity-resolved",
			Kind:   deviation.Leaked,
			Does:   "AddOrder resolves an external entity in the former license and shows the file.",
			Breaks: []string{"EKY-SEC-01"},
			Answer: Add(
				IfSent("SYSTEM", IfSent("<ActivationKey>left-", RefuseWith("4", "No key left-web.mont.local-right")))),
		},
		{
			Name:   "getorder-shows-sql",
			Kind:   deviation.Leaked,
			Does:   "GetOrder answers quotes with an error of its database.",
			Breaks: []string{"EKY-SEC-01"},
			Answer: Get(When(quoted, func(c *Call) {
				c.Say(http.StatusInternalServerError, "application/xml; charset=utf-8", "")
				RefuseWith("1", "Unclosed quotation mark after the character string")(c)
			})),
		},
		{
			Name:   "getorder-does-not-escape",
			Kind:   deviation.Leaked,
			Does:   "GetOrder writes the markup in an order's number as it was sent.",
			Breaks: []string{"EKY-SEC-01"},
			May:    deviation.Since(bySchema, "EKY-SCH-03"),
			Answer: Get(Replace("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>")),
		},
		{
			Name:   "stack-trace",
			Kind:   deviation.Leaked,
			Does:   "AddOrder answers a DTD with a stack trace.",
			Breaks: []string{"EKY-SEC-01"},
			Answer: Add(
				IfSent("DOCTYPE",
					RefuseWith("7",
						"System.Xml.XmlException: DTD\r\n   at "+"System.Xml.XmlTextReaderImpl.Throw(Exception e)"))),
		},
		{
			Name:   "internal-entity-resolved",
			Kind:   deviation.Leaked,
			Does:   "AddOrder resolves an internal entity.",
			Breaks: []string{"EKY-SEC-01"},
			Answer: Add(IfSent("montcheck-entity", RefuseWith("2", "No product montcheck-entity"))),
		},
		{
			Name:   "external-entity-resolved",
			Kind:   deviation.Leaked,
			Does:   "AddOrder resolves an external entity and shows the file.",
			Breaks: []string{"EKY-SEC-01"},
			Answer: Add(IfSent("SYSTEM", RefuseWith("2", "No product left-web.mont.local-right"))),
		},
		{
			Name:   "aspnet-page-shows-source",
			Kind:   deviation.Leaked,
			Does:   "AddOrder answers a quote with a page that shows the source.",
			Breaks: []string{"EKY-SEC-01"},
			Answer: Add(
				IfSent(
					"OR '1'",
					Page(
						`<h1>Unclosed quotation mark after the character string</h1><b>Source `+
							`Error:</b> c:\inetpub\B2B\Orders.cs:42`,
					),
				),
			),
		},
		{
			Name:   "quotes-place-an-order",
			Kind:   deviation.Accepted,
			Does:   "AddOrder places an order for a part number with quotes.",
			Breaks: []string{"EKY-SEC-01"},
			May:    deviation.Since(letters, "MNT-XML-02"),
			Answer: Add(IfSent("OR '1'", Accept)),
		},
	}
}

// quoted tells whether a number holds quotes.
func quoted(c *Call) bool { return strings.Contains(c.Number, "OR '1'") }
