package westcon_test

import (
	"net/http"
	"slices"
	"strings"
)

// secrecyBreakages show what is another partner's.
func secrecyBreakages() []breakage {
	asksFor := func(by string, exactly func(asked, foreign string) bool) func(*call) bool {
		return func(c *call) bool {
			_, s := shared()
			foreign := s.foreign
			if by == "C" {
				foreign = s.foreignCustomer
			}
			return c.by() == by && slices.ContainsFunc(c.numbers(), func(n string) bool { return exactly(n, foreign) })
		}
	}
	// reveals shows the other partner's order as if it were the one's.
	reveals := func(c *call) {
		_, s := shared()
		c.editRequest(func(q map[string]any) {
			if c.by() == "C" {
				q["order"] = []string{s.foreignCustomer}
			} else {
				q["order"] = []string{s.foreign}
			}
		})
		c.as(two)
	}
	hidden := func(change func(line)) rewrite {
		return api(func(c *call) {
			if lines, ok := c.lines(); ok {
				for _, l := range lines {
					if l["lineStatusCode"] == "NAO" {
						change(l)
					}
				}
				c.setLines(lines)
			}
		})
	}
	bare := func(n string) string { return strings.TrimLeft(strings.TrimSpace(n), "0") }
	return []breakage{
		{name: "another partner's order is shown", answer: when(asksFor("W", func(n, f string) bool { return bare(n) == bare(f) }), reveals), fails: "WST-ORD-07", also: "ORD-01"},
		{name: "another partner's order is shown by its number with many zeros", answer: when(asksFor("W", func(n, f string) bool { return n == "00"+f }), reveals), fails: "WST-ORD-07", also: "ORD-01 ORD-12"},
		{name: "another partner's order is shown by its number with blanks", answer: when(asksFor("W", func(n, f string) bool { return strings.HasPrefix(n, " ") }), reveals), fails: "WST-ORD-07", also: "ORD-01"},
		{name: "another partner's order is shown beside an own one", answer: when(asksFor("W", func(n, f string) bool { return bare(n) == bare(f) }), when(func(c *call) bool { return len(c.numbers()) > 1 }, reveals)), fails: "WST-ORD-07", also: "ORD-01"},
		{name: "another partner's order is shown by C", answer: when(asksFor("C", func(n, f string) bool { return n == f }), reveals), fails: "WST-ORD-07", also: "ORD-02"},
		{name: "another partner's order is shown by C in small letters", answer: when(asksFor("C", func(n, f string) bool { return n == strings.ToLower(f) && n != f }), reveals), fails: "WST-ORD-07 WST-ORD-02"},
		{name: "a hidden order tells its product", answer: hidden(func(l line) { l["eRPProductNumber"] = "T000001" }), fails: "WST-ORD-07"},
		{name: "a hidden order tells its quantity", answer: hidden(func(l line) { l["lineQuantity"] = "         2.000" }), fails: "WST-ORD-07"},
		{name: "a hidden order tells whose it is", answer: hidden(func(l line) { l["customerOrderNumber"] = "Rb1-03" }), fails: "WST-ORD-07"},
		{name: "a refusal as a partner shows the order", answer: api(when(status(http.StatusForbidden), func(c *call) { c.as(one); c.status = 403 })), fails: "WST-AUTH-06", also: "ERR-01"},
	}
}
