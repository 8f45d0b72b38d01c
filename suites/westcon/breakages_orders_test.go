package westcon_test

import (
	"maps"
	"slices"
	"strings"
)

// orderBreakages are order statuses that break the contract.
func orderBreakages() []breakage {
	return slices.Concat(requestBreakages(), formBreakages(), lineBreakages(), secrecyBreakages())
}

func padded(n string) string { return strings.Repeat("0", max(0, 10-len(n))) + n }

// requestBreakages take another request than D2's, or answer oddly.
func requestBreakages() []breakage {
	first := func(c *call) string {
		if n := c.numbers(); len(n) > 0 {
			return n[0]
		}
		return ""
	}
	order := func(is func(any) bool) func(*call) bool {
		return func(c *call) bool { return !c.token && c.query() != nil && is(c.query()["order"]) }
	}
	refuse := func(c *call) { c.put(400, "application/json", `{"statusCode":400,"message":"no"}`) }
	stack := func(c *call) {
		c.put(500, "text/html", "<html>Server Error<pre>   at Westcon.Orders.Find(String n)</pre></html>")
	}
	edge := func(what func(*call) bool, how rewrite) rewrite { return api(when(what, how)) }
	return []breakage{
		{name: "requests are refused", answer: api(when(status(200), refuse)), fails: "WST-REQ-01"},
		{name: "several orders are refused", ask: asking("W", true, refuse), fails: "WST-REQ-01", also: "ORD-03 ORD-07"},
		{name: "orderType C is refused", ask: api(when(func(c *call) bool { return c.by() == "C" }, refuse)), fails: "WST-REQ-01"},
		{name: "objects are refused", ask: api(when(order(func(o any) bool { _, is := o.(map[string]any); return is }), refuse)), fails: "WST-REQ-02"},
		{name: "zeros in front are refused", ask: api(when(func(c *call) bool { return c.by() == "W" && strings.HasPrefix(first(c), "0") }, refuse)), fails: "WST-REQ-03"},
		{name: "zeros in front find nothing", ask: api(func(c *call) {
			if c.by() == "W" && strings.HasPrefix(first(c), "0000") {
				c.editRequest(func(q map[string]any) { q["order"] = []string{"9999999999"} })
			}
		}), fails: "WST-REQ-03", also: "ORD-01"},
		{name: "numbers without zeros find nothing", ask: api(func(c *call) {
			if n := first(c); c.by() == "W" && len(n) < 10 && n != "1" {
				c.editRequest(func(q map[string]any) { q["order"] = []string{"9999999999"} })
			}
		}), fails: "WST-ORD-13", also: "REQ ORD"},

		{name: "a stack trace for an empty list", answer: edge(order(func(o any) bool { l, is := o.([]any); return is && len(l) == 0 }), stack), fails: "WST-ORD-08"},
		{name: "status 500 for a wrong orderType", answer: edge(func(c *call) bool { return c.by() == "X" }, answers(500)), fails: "WST-ORD-08"},
		{name: "a page of HTML for JSON that breaks off", answer: edge(func(c *call) bool { return strings.HasSuffix(string(c.sent), `"partnerKey": `) }, html), fails: "WST-ORD-08"},
		{name: "an error with status 200 for an unknown order", answer: edge(func(c *call) bool { return first(c) == "9999999999" }, func(c *call) { c.put(200, "application/json", `{"error":"not found"}`) }), fails: "WST-ORD-08"},
		{name: "an empty body for a thousand orders", answer: edge(func(c *call) bool { return len(c.numbers()) == 1000 }, func(c *call) { c.put(413, "application/json", "") }), fails: "WST-ORD-08"},
		{name: "a gateway's time is up for a thousand orders", answer: edge(func(c *call) bool { return len(c.numbers()) == 1000 }, func(c *call) { c.put(504, "text/html", page) }), fails: "WST-ORD-08"},
		{name: "a form gives a redirect", answer: edge(func(c *call) bool { return c.Header.Get("Content-Type") == "application/x-www-form-urlencoded" }, func(c *call) {
			c.put(302, "text/html", "")
			c.header.Set("Location", "https://login.example/")
		}), fails: "WST-ORD-08"},
		{name: "an exception's name in an error", answer: edge(func(c *call) bool { return c.status == 400 }, set("message", "System.NullReferenceException: no order")), fails: "WST-ORD-08", also: "ERR-01"},
		{name: "a wrong orderType shows the last order", answer: edge(func(c *call) bool { return c.by() == "X" }, func(c *call) {
			_, s := shared()
			c.editRequest(func(q map[string]any) { q["orderType"], q["order"] = "W", []string{s.orders[0]} })
			c.forward()
		}), fails: "WST-ORD-08"},
	}
}

// formBreakages answer in another form than D2's.
func formBreakages() []breakage {
	shows := func(r rewrite) rewrite { return api(when(func(c *call) bool { _, ok := c.lines(); return ok }, r)) }
	lineNumber := func(change func(string) string) rewrite {
		return both(texts("eRPOrderLineNumber", change), texts("parentERPLine", func(s string) string {
			if s == "000000" {
				return s
			}
			return change(s)
		}))
	}
	return []breakage{
		{name: "no unitOfMeasure", answer: every(func(l line) { delete(l, "unitOfMeasure") }), fails: "WST-SCH-01"},
		{name: "a member more", answer: member("price", "1.00"), fails: "WST-SCH-01"},
		{name: "members in Pascal case", answer: every(func(l line) {
			l["UnitOfMeasure"] = l["unitOfMeasure"]
			delete(l, "unitOfMeasure")
		}), fails: "WST-SCH-01"},
		{name: "quantity as a number", answer: shows(raw(`"lineQuantity":"         `, `"lineQuantity":"`)), fails: "WST-ORD-09 WST-ORD-16"},
		{name: "quantity is no text", answer: every(func(l line) { l["lineQuantity"] = 2 }), fails: "WST-SCH-01", also: "ORD"},
		{name: "line number is no text", answer: every(func(l line) { l["customerLineNumber"] = 1 }), fails: "WST-SCH-01"},
		{name: "null for an empty text", answer: every(func(l line) {
			for name, value := range l {
				if value == "" {
					l[name] = nil
				}
			}
		}), fails: "WST-SCH-01"},
		{name: "the root in other letters", answer: shows(raw(`"MT_OrderStatus_Response"`, `"mT_OrderStatus_Response"`)), fails: "WST-SCH-01", also: "ORD-08"},
		{name: "another root", answer: shows(raw(`"MT_OrderStatus_Response"`, `"orders"`)), fails: "WST-SCH-01 WST-REQ-01", also: "ORD-08 REQ-02 REQ-03"},
		{name: "lines without the root", answer: shows(func(c *call) { lines, _ := c.lines(); c.body = toJSON(lines) }), fails: "WST-SCH-01 WST-REQ-01", also: "ORD-08 REQ-02 REQ-03"},
		{name: "one line is no array", answer: shows(func(c *call) {
			if lines, _ := c.lines(); len(lines) == 1 {
				c.body = toJSON(map[string]any{"MT_OrderStatus_Response": lines[0]})
			}
		}), fails: "WST-SCH-01", also: "ORD-08"},
		{name: "a member twice", answer: shows(raw(`"unitOfMeasure":"EA"`, `"unitOfMeasure":"ST","unitOfMeasure":"EA"`)), fails: "WST-SCH-01"},
		{name: "a byte order mark", answer: shows(func(c *call) { c.body = append([]byte("\ufeff"), c.body...) }), fails: "WST-SCH-01", also: "ORD-08"},
		{name: "a page of HTML with status 200", answer: shows(html), fails: "WST-SCH-01 WST-SCH-02 WST-REQ-01", also: "ORD-08 REQ-02"},
		{name: "cut short", answer: shows(func(c *call) { c.body = c.body[:len(c.body)-2] }), fails: "WST-SCH-01", also: "ORD-08"},
		{name: "JSON as text", answer: shows(header("Content-Type", "text/plain; charset=utf-8")), fails: "WST-SCH-02"},
		{name: "JSON without a type", answer: shows(func(c *call) { c.header["Content-Type"] = nil }), fails: "WST-SCH-02"},

		{name: "dates with points", answer: texts("statusDate", func(s string) string { return s[6:] + "." + s[4:6] + "." + s[:4] }), fails: "WST-ORD-04"},
		{name: "dates with hyphens", answer: texts("shipDate", func(s string) string { return s[:4] + "-" + s[4:6] + "-" + s[6:] }), fails: "WST-ORD-04"},
		{name: "zeros for no date", answer: every(func(l line) {
			if l["shipDate"] == "" {
				l["shipDate"] = "00000000"
			}
		}), fails: "WST-ORD-04"},
		{name: "month and day changed round", answer: texts("statusDate", func(string) string { return "20261321" }), fails: "WST-ORD-04"},
		{name: "the 30th of February", answer: texts("statusDate", func(string) string { return "20260230" }), fails: "WST-ORD-04"},
		{name: "a date with a time", answer: texts("statusDate", func(s string) string { return s + "T000000" }), fails: "WST-ORD-04"},

		{name: "quantity with a comma", answer: texts("lineQuantity", func(s string) string { return strings.ReplaceAll(s, ".", ",") }), fails: "WST-ORD-09"},
		{name: "quantity with two decimals", answer: texts("lineQuantity", func(s string) string { return " " + strings.TrimSuffix(s, "0") }), fails: "WST-ORD-09"},
		{name: "quantity without blanks", answer: texts("lineQuantity", strings.TrimSpace), fails: "WST-ORD-09 WST-ORD-16"},
		{name: "quantity with zeros in front", answer: texts("lineQuantity", func(s string) string { return strings.Repeat("0", 14-len(strings.TrimSpace(s))) + strings.TrimSpace(s) }), fails: "WST-ORD-09"},
		{name: "quantity with blanks behind", answer: texts("lineQuantity", func(s string) string { return strings.TrimSpace(s) + strings.Repeat(" ", 14-len(strings.TrimSpace(s))) }), fails: "WST-ORD-09"},
		{name: "quantity of another width", answer: texts("lineQuantity", func(s string) string { return s[1:] }), fails: "WST-ORD-16"},
		{name: "quantity in words", answer: member("lineQuantity", "           two"), fails: "WST-ORD-09"},

		{name: "line numbers of two digits", answer: lineNumber(func(s string) string { return strings.TrimLeft(s, "0") }), fails: "WST-ORD-10 WST-ORD-11"},
		{name: "line numbers with letters", answer: texts("eRPOrderLineNumber", func(s string) string { return "L" + s[1:] }), fails: "WST-ORD-10 WST-ORD-11"},
		{name: "order numbers without zeros", answer: texts("eRPOrderNumber", func(s string) string { return strings.TrimLeft(s, "0") }), fails: "WST-ORD-12"},
		{name: "order numbers with twelve digits", answer: texts("eRPOrderNumber", func(s string) string { return "00" + s }), fails: "WST-ORD-12", also: "ORD-01 ORD-15 ORD-07"},
	}
}

// lineBreakages answer with other lines than they should.
func lineBreakages() []breakage {
	parent := func(change func(own, parent string, lines []line) string) rewrite {
		return all(func(_ *call, lines []line) []line {
			for _, l := range lines {
				own, _ := l["eRPOrderLineNumber"].(string)
				up, _ := l["parentERPLine"].(string)
				l["parentERPLine"] = change(own, up, lines)
			}
			return lines
		})
	}
	stray := func(lines []line, change func(line)) []line {
		l := maps.Clone(lines[len(lines)-1])
		l["eRPOrderLineNumber"], l["parentERPLine"] = "999990", "000000"
		change(l)
		return append(lines, l)
	}
	return []breakage{
		{name: "a line of another order", answer: all(func(c *call, lines []line) []line {
			return stray(lines, func(l line) { l["eRPOrderNumber"] = "0000999999" })
		}), fails: "WST-ORD-01 WST-ORD-03", also: "ORD-07 ORD-10 REQ-02 AUTH-06"},
		{name: "a line of another order of the partner's", answer: asking("W", false, all(func(c *call, lines []line) []line {
			_, s := shared()
			return stray(lines, func(l line) { l["eRPOrderNumber"] = s.orders[len(s.orders)-1] })
		})), fails: "WST-ORD-01 WST-ORD-03", also: "ORD REQ"},
		{name: "C gives lines of another customer order", answer: asking("C", false, all(func(c *call, lines []line) []line {
			return stray(lines, func(l line) { l["customerOrderNumber"] = "another" })
		})), fails: "WST-ORD-02 WST-ORD-03"},
		{name: "C takes numbers without regard to case", answer: asking("C", false, all(func(c *call, lines []line) []line {
			return stray(lines, func(l line) { l["customerOrderNumber"] = strings.ToLower(l["customerOrderNumber"].(string)) + "é" })
		})), fails: "WST-ORD-02 WST-ORD-03"},
		{name: "C shows nothing", answer: asking("C", false, all(func(c *call, lines []line) []line { return []line{} })), fails: "WST-ORD-02 WST-ORD-15", also: "ORD-03"},
		{name: "several orders lose a line", answer: asking("W", true, all(func(c *call, lines []line) []line { return lines[:len(lines)-1] })), fails: "WST-ORD-03"},
		{name: "several orders have a line twice", answer: asking("W", true, all(func(c *call, lines []line) []line { return append(lines, lines[len(lines)-1]) })), fails: "WST-ORD-03 WST-ORD-10"},
		{name: "several orders are the first", answer: asking("W", true, all(func(c *call, lines []line) []line {
			return slices.DeleteFunc(lines, func(l line) bool { return l["eRPOrderNumber"] != lines[0]["eRPOrderNumber"] })
		})), fails: "WST-ORD-03"},
		{name: "several customer orders lose a line", answer: asking("C", true, all(func(c *call, lines []line) []line { return lines[1:] })), fails: "WST-ORD-03"},
		{name: "several customer orders have a line's quantity changed", answer: asking("C", true, all(func(c *call, lines []line) []line {
			lines[0]["lineQuantity"] = "        77.000"
			return lines
		})), fails: "WST-ORD-03"},

		{name: "invoiced is described as Shipped", answer: every(func(l line) {
			if l["lineStatusCode"] == "INV" {
				l["lineStatusDescription"] = "Shipped"
			}
		}), fails: "WST-ORD-05"},
		{name: "descriptions in lower case", answer: texts("lineStatusDescription", strings.ToLower), fails: "WST-ORD-05"},
		{name: "codes in lower case", answer: texts("lineStatusCode", strings.ToLower), fails: "WST-ORD-05", also: "ORD-06"},
		{name: "no description", answer: member("lineStatusDescription", ""), fails: "WST-ORD-05"},
		{name: "no code", answer: member("lineStatusCode", ""), fails: "WST-ORD-05", also: "ORD-06"},
		{name: "another description by C", answer: api(when(func(c *call) bool { return c.by() == "C" }, every(func(l line) {
			if l["lineStatusCode"] == "OPN" {
				l["lineStatusDescription"] = "Pending"
			}
		}))), fails: "WST-ORD-05", also: "ORD-15"},
		{name: "one description for two codes", answer: every(func(l line) {
			if l["lineStatusCode"] == "SHI" {
				l["lineStatusCode"] = "PGI"
			}
		}), fails: "WST-ORD-05"},
		{name: "invoiced without a billing document", answer: every(func(l line) { l["billingDocument"] = "" }), fails: "WST-ORD-06"},
		{name: "invoiced with a billing document of zeros", answer: every(func(l line) { l["billingDocument"] = "0000000000" }), fails: "WST-ORD-06"},

		{name: "line numbers all the same", answer: member("eRPOrderLineNumber", "000010"), fails: "WST-ORD-10", also: "ORD-11"},
		{name: "a line twice", answer: all(func(_ *call, lines []line) []line { return append(lines, lines[0]) }), fails: "WST-ORD-10", also: "ORD-03 ORD-15"},
		{name: "parents that do not exist", answer: parent(func(_, up string, _ []line) string {
			if up == "000000" {
				return "999990"
			}
			return up
		}), fails: "WST-ORD-11"},
		{name: "lines that are their own parents", answer: parent(func(own, _ string, _ []line) string { return own }), fails: "WST-ORD-11"},
		{name: "lines that are each other's parents", answer: parent(func(own, up string, lines []line) string {
			if n := len(lines); n > 1 && lines[0]["eRPOrderNumber"] == lines[1]["eRPOrderNumber"] {
				switch own {
				case "000010":
					return "000020"
				case "000020":
					return "000010"
				}
			}
			return up
		}), fails: "WST-ORD-11", also: "ORD-03 ORD-15"},
		{name: "parents of four digits", answer: parent(func(_, up string, _ []line) string { return up[2:] }), fails: "WST-ORD-11"},
		{name: "a parent is left out", answer: all(func(_ *call, lines []line) []line {
			for _, l := range lines {
				if up := l["parentERPLine"]; up != "000000" {
					return slices.DeleteFunc(lines, func(other line) bool {
						return other["eRPOrderLineNumber"] == up && other["eRPOrderNumber"] == l["eRPOrderNumber"]
					})
				}
			}
			return lines
		}), fails: "WST-ORD-11", also: "ORD-03 ORD-15"},

		{name: "an own order is not shown", answer: all(func(_ *call, lines []line) []line {
			_, s := shared()
			return slices.DeleteFunc(lines, func(l line) bool { return l["eRPOrderNumber"] == s.orders[1] })
		}), fails: "WST-ORD-13", also: "ORD-15 SCH-01"},
		{name: "an own order is someone else's", ask: api(func(c *call) {
			_, s := shared()
			c.editRequest(func(q map[string]any) {
				for i, n := range c.numbers() {
					if c.by() == "W" && padded(n) == s.orders[1] {
						q["order"].([]any)[i] = s.foreign
					}
				}
			})
		}), fails: "WST-ORD-13", also: "ORD-15"},
		{name: "an own order is shown, and someone else's", answer: all(func(_ *call, lines []line) []line {
			l := maps.Clone(lines[0])
			l["lineStatusCode"], l["lineStatusDescription"] = "NAO", "Not your order"
			return append(lines, l)
		}), fails: "WST-ORD-13"},
		{name: "the second time another product", answer: asking("W", false, all(func(c *call, lines []line) []line {
			n := c.numbers()[0]
			if c.proxy.state[n]++; c.proxy.state[n] > 1 {
				lines[0]["eRPProductNumber"] = "T000001"
			}
			return lines
		})), fails: "WST-ORD-14", also: "REQ-03 ORD-03"},
		{name: "each time another state", answer: asking("W", false, all(func(c *call, lines []line) []line {
			n := c.numbers()[0]
			if c.proxy.state[n]++; c.proxy.state[n]%2 == 0 {
				lines[0]["statusDate"] = "20200101"
			}
			return lines
		})), fails: "WST-ORD-14", also: "REQ ORD-03 ORD-15"},
		{name: "C loses a line", answer: asking("C", false, all(func(c *call, lines []line) []line { return lines[1:] })), fails: "WST-ORD-15", also: "ORD-02 ORD-03"},
		{name: "C has other products", answer: api(when(func(c *call) bool { return c.by() == "C" }, member("eRPProductNumber", "T1"))), fails: "WST-ORD-15"},
		{name: "W has no dates that C has", answer: api(when(func(c *call) bool { return c.by() == "W" }, member("shipDate", ""))), fails: "WST-ORD-15"},
	}
}
