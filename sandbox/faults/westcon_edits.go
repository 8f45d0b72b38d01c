package faults

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// toTokens keeps a hook to token requests, toGateway to the others.
func toTokens(h hook) hook  { return when((*call).toAuthority, h) }
func toGateway(h hook) hook { return when(func(c *call) bool { return !c.toAuthority() }, h) }

// withStatus keeps a hook to the gateway's answers with a status.
func withStatus(code int, h hook) hook {
	return toGateway(when(func(c *call) bool { return c.status == code }, h))
}

// showing keeps a hook to answers that are an order status.
func showing(h hook) hook {
	return when(func(c *call) bool { _, ok := c.lines(); return ok }, h)
}

// eachLine changes each line that shows something.
func eachLine(change func(orderLine)) hook {
	return ofLines(func(l orderLine) bool { return l["lineStatusCode"] != notOwn }, change)
}

// hiddenLine changes each line that hides another partner's order.
func hiddenLine(change func(orderLine)) hook {
	return ofLines(func(l orderLine) bool { return l["lineStatusCode"] == notOwn }, change)
}

func ofLines(which func(orderLine) bool, change func(orderLine)) hook {
	return func(c *call) {
		if lines, ok := c.lines(); ok {
			for _, l := range lines {
				if which(l) {
					change(l)
				}
			}
			c.setLines(lines)
		}
	}
}

// member gives a member of each line a value.
func member(name string, value any) hook { return eachLine(func(l orderLine) { l[name] = value }) }

// texts changes a member of each line that has it.
func texts(name string, change func(string) string) hook {
	return eachLine(func(l orderLine) {
		if s, ok := l[name].(string); ok && s != "" {
			l[name] = change(s)
		}
	})
}

// wholly changes the lines of an answer that shows something.
func wholly(change func(c *call, lines []orderLine) []orderLine) hook {
	return func(c *call) {
		if lines, ok := c.lines(); ok && len(lines) > 0 && lines[0]["lineStatusCode"] != notOwn {
			c.setLines(change(c, lines))
		}
	}
}

// forOne and forSeveral keep a hook to requests by a sort of number, for one order or for several.
func forOne(by string, h hook) hook {
	return when(func(c *call) bool { return c.by() == by && len(c.numbers()) == 1 }, h)
}

func forSeveral(by string, h hook) hook {
	return when(func(c *call) bool { n := len(c.numbers()); return c.by() == by && n > 1 && n < 100 }, h)
}

// askedBy keeps a hook to requests by a sort of number.
func askedBy(by string, h hook) hook { return when(func(c *call) bool { return c.by() == by }, h) }

// repeated keeps a hook to all but the first question for the same order.
func repeated(h hook) hook { return fromNth(2, (*call).firstNumber, h) }

// since keeps a hook to questions for an order that come so long after the first.
func since(d time.Duration, h hook) hook {
	first := map[string]time.Time{}
	return func(c *call) {
		key, now := c.firstNumber(), c.proxy.host.Now()
		if began, known := first[key]; !known {
			first[key] = now
		} else if now.Sub(began) >= d {
			h(c)
		}
	}
}

// object changes the JSON object of an answer.
func object(change func(map[string]any)) hook {
	return func(c *call) {
		var m map[string]any
		if json.Unmarshal(c.body, &m) == nil {
			change(m)
			c.body = toJSON(m)
		}
	}
}

// set gives a member of an answer a value, without takes it away.
func set(name string, value any) hook {
	return object(func(m map[string]any) { m[name] = value })
}

func without(names ...string) hook {
	return object(func(m map[string]any) {
		for _, name := range names {
			delete(m, name)
		}
	})
}

// dropHeader takes a header off the answer.
func dropHeader(name string) hook { return func(c *call) { c.header.Del(name) } }

// withError answers with a refusal as the gateway words it.
func withError(status int) hook {
	return func(c *call) {
		c.put(status, "application/json", string(toJSON(map[string]any{"statusCode": status, "message": "no"})))
	}
}

// asHTML puts a page in the place of a body.
func asHTML(c *call) { c.put(c.status, "text/html", errorHTML) }

// formValue is a member of a token request's form.
func (c *call) formValue(name string) string {
	form, _ := url.ParseQuery(string(c.sent)) // as far as it is one
	return form.Get(name)
}

// formSet gives a member of a token request's form a value.
func (c *call) formSet(name, value string) {
	if form, err := url.ParseQuery(string(c.sent)); err == nil {
		form.Set(name, value)
		c.sent = []byte(form.Encode())
	}
}

// forgives makes a member of a token request right that is wrong in one way.
func forgives(name string, right func(*call) string, wrong func(c *call, value string) bool) hook {
	return toTokens(func(c *call) {
		if wrong(c, c.formValue(name)) {
			c.formSet(name, right(c))
		}
	})
}

// letsThrough answers requests whose token was refused, if they are something, as the partner's own.
func letsThrough(is func(*call) bool) hook {
	return when(func(c *call) bool { return c.refusedBearer() && is(c) }, func(c *call) { c.as(c.partner()) })
}

// finds changes the orders that are asked for.
func finds(numbers func(*call) []string) hook {
	return func(c *call) { c.requery(func(q map[string]any) { q["order"] = numbers(c) }) }
}

// nobodys is an order number that no one has.
func nobodys(*call) []string { return []string{"9999999999"} }

// zeroed is an order number as answers print it, bare as requests have it.
func zeroed(n string) string { return strings.Repeat("0", max(0, 10-len(n))) + n }

func bare(n string) string { return strings.TrimLeft(strings.TrimSpace(n), "0") }

// busy answers every n-th of the calls with a 429.
func busy(n int, body string) hook {
	calls := 0
	return func(c *call) {
		if calls++; calls%n == 0 {
			c.put(http.StatusTooManyRequests, "application/json", body)
			c.header.Set("Retry-After", "7")
		}
	}
}
