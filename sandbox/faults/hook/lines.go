package hook

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/montcheck/montcheck/sandbox/westcon"
)

// What a member of a line says.
const (
	NoLine = "000000" // parentERPLine of a line that has no parent
	NotOwn = "NAO"    // lineStatusCode of a line that hides another partner's order
)

// Scenarios are the orders of Westcon that a run knows of.
func (c *Call) Scenarios() westcon.Scenarios { return c.proxy.host.Westcon.Special }

// Query is the request for orders without its wrapper; nil where it is none.
func (c *Call) Query() map[string]any {
	var body map[string]map[string]any
	if c.ToAuthority() || json.Unmarshal(c.Sent, &body) != nil {
		return nil
	}
	return body["mT_OrderStatus_API_REQ"]
}

// Requery changes the request for orders.
func (c *Call) Requery(f func(map[string]any)) {
	if q := c.Query(); q != nil {
		f(q)
		c.Sent = toJSON(map[string]any{"mT_OrderStatus_API_REQ": q})
	}
}

// IfQuery keeps a hook to requests for orders.
func IfQuery(h Hook) Hook {
	return ToGateway(When(func(c *Call) bool { return c.Query() != nil }, h))
}

// Numbers are the orders asked for, where they are texts.
func (c *Call) Numbers() []string {
	var all []string
	list, _ := c.Query()["order"].([]any)
	for _, n := range list {
		if text, ok := n.(string); ok {
			all = append(all, text)
		}
	}
	return all
}

// FirstNumber is the first of them; empty where there is none.
func (c *Call) FirstNumber() string {
	if all := c.Numbers(); len(all) > 0 {
		return all[0]
	}
	return ""
}

// By is the sort of number that orders are asked for by: W or C.
func (c *Call) By() string { by, _ := c.Query()["orderType"].(string); return by }

// AskedBy keeps a hook to requests by a sort of number.
func AskedBy(by string, h Hook) Hook { return When(func(c *Call) bool { return c.By() == by }, h) }

// ForOne keeps a hook to requests by a sort of number for one order.
func ForOne(by string, h Hook) Hook {
	return AskedBy(by, When(func(c *Call) bool { return len(c.Numbers()) == 1 }, h))
}

// ForSeveral keeps a hook to requests by a sort of number for several orders.
func ForSeveral(by string, h Hook) Hook {
	return AskedBy(by, When(func(c *Call) bool { n := len(c.Numbers()); return n > 1 && n < 100 }, h))
}

// ForMany keeps a hook to requests for a thousand orders.
func ForMany(h Hook) Hook { return When(func(c *Call) bool { return len(c.Numbers()) >= 1000 }, h) }

// Finds changes the orders that are asked for.
func Finds(numbers func(*Call) []string) Hook {
	return func(c *Call) { c.Requery(func(q map[string]any) { q["order"] = numbers(c) }) }
}

// OrderLine is a line of an order's status.
type OrderLine = map[string]any

// Lines are the lines of the answer; ok is false where it has none.
func (c *Call) Lines() (lines []OrderLine, ok bool) {
	var body map[string][]OrderLine
	if c.ToAuthority() || c.Status != http.StatusOK || json.Unmarshal(c.Body, &body) != nil {
		return nil, false
	}
	lines, ok = body["MT_OrderStatus_Response"]
	return lines, ok
}

// SetLines gives the answer other lines.
func (c *Call) SetLines(lines []OrderLine) {
	c.Body = toJSON(map[string]any{"MT_OrderStatus_Response": lines})
}

// IfLines keeps a hook to answers that are an order status.
func IfLines(h Hook) Hook {
	return When(func(c *Call) bool { _, ok := c.Lines(); return ok }, h)
}

// LinesWhere changes each line that is something.
func LinesWhere(is func(OrderLine) bool, change func(OrderLine)) Hook {
	return func(c *Call) {
		if lines, ok := c.Lines(); ok {
			for _, l := range lines {
				if is(l) {
					change(l)
				}
			}
			c.SetLines(lines)
		}
	}
}

// Hidden tells whether a line hides another partner's order.
func Hidden(l OrderLine) bool { return l["lineStatusCode"] == NotOwn }

// Shown tells whether a line shows an order.
func Shown(l OrderLine) bool { return !Hidden(l) }

// EachLine changes each line that shows something.
func EachLine(change func(OrderLine)) Hook { return LinesWhere(Shown, change) }

// HiddenLine changes each line that hides another partner's order.
func HiddenLine(change func(OrderLine)) Hook { return LinesWhere(Hidden, change) }

// InState changes each line whose status has a code.
func InState(code string, change func(OrderLine)) Hook {
	return LinesWhere(func(l OrderLine) bool { return l["lineStatusCode"] == code }, change)
}

// SetMember gives a member of each line that shows something a value.
func SetMember(name string, value any) Hook { return EachLine(func(l OrderLine) { l[name] = value }) }

// EditMember changes a member of each line that has it.
func EditMember(name string, change func(string) string) Hook {
	return EachLine(func(l OrderLine) {
		if s, ok := l[name].(string); ok && s != "" {
			l[name] = change(s)
		}
	})
}

// AllLines changes the lines of an answer that shows something.
func AllLines(change func(c *Call, lines []OrderLine) []OrderLine) Hook {
	return func(c *Call) {
		if lines, ok := c.Lines(); ok && len(lines) > 0 && Shown(lines[0]) {
			c.SetLines(change(c, lines))
		}
	}
}

// FirstLine changes the first line of an answer that shows something.
func FirstLine(change func(OrderLine)) Hook {
	return AllLines(func(_ *Call, lines []OrderLine) []OrderLine { change(lines[0]); return lines })
}

// LastLine changes the last line of an answer that shows something.
func LastLine(change func(OrderLine)) Hook {
	return AllLines(func(_ *Call, lines []OrderLine) []OrderLine { change(lines[len(lines)-1]); return lines })
}

// LoseLine takes the last line away.
func LoseLine() Hook {
	return AllLines(func(_ *Call, lines []OrderLine) []OrderLine { return lines[:len(lines)-1] })
}

// RepeatLine gives the last line twice.
func RepeatLine() Hook {
	return AllLines(func(_ *Call, lines []OrderLine) []OrderLine { return append(lines, lines[len(lines)-1]) })
}

// Stray adds a line like the last, of a number of its own.
func Stray(change func(*Call, OrderLine)) Hook {
	return AllLines(func(c *Call, lines []OrderLine) []OrderLine {
		l := maps.Clone(lines[len(lines)-1])
		l["eRPOrderLineNumber"], l["parentERPLine"] = "999990", NoLine
		change(c, l)
		return append(lines, l)
	})
}

// LinesOf are the lines that are of an order, or not of it.
func LinesOf(lines []OrderLine, order any, of bool) []OrderLine {
	return slices.DeleteFunc(slices.Clone(lines),
		func(l OrderLine) bool { return (l["eRPOrderNumber"] == order) != of })
}

// Zeroed is an order number as answers print it.
func Zeroed(n string) string { return strings.Repeat("0", max(0, 10-len(n))) + n }

// BareNumber is an order number as requests have it.
func BareNumber(n string) string { return strings.TrimLeft(strings.TrimSpace(n), "0") }
