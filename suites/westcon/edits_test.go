package westcon_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// tokens keeps a rewrite to token requests, api to the others.
func tokens(r rewrite) rewrite { return when(func(c *call) bool { return c.token }, r) }
func api(r rewrite) rewrite    { return when(func(c *call) bool { return !c.token }, r) }

func when(is func(*call) bool, r rewrite) rewrite {
	return func(c *call) {
		if is(c) {
			r(c)
		}
	}
}

func status(code int) func(*call) bool { return func(c *call) bool { return c.status == code } }

// both does one rewrite after the other.
func both(all ...rewrite) rewrite {
	return func(c *call) {
		for _, r := range all {
			r(c)
		}
	}
}

// every changes each line that shows something.
func every(change func(line)) rewrite {
	return api(func(c *call) {
		if lines, ok := c.lines(); ok {
			for _, l := range lines {
				if l["lineStatusCode"] != "NAO" {
					change(l)
				}
			}
			c.setLines(lines)
		}
	})
}

// member sets a member of each line.
func member(name string, value any) rewrite { return every(func(l line) { l[name] = value }) }

// texts changes a member of each line that has it.
func texts(name string, change func(string) string) rewrite {
	return every(func(l line) {
		if s, ok := l[name].(string); ok && s != "" {
			l[name] = change(s)
		}
	})
}

// all changes the lines of an answer that shows something.
func all(change func(c *call, lines []line) []line) rewrite {
	return api(func(c *call) {
		if lines, ok := c.lines(); ok && len(lines) > 0 && lines[0]["lineStatusCode"] != "NAO" {
			c.setLines(change(c, lines))
		}
	})
}

// asking keeps a rewrite to requests by a sort of number, for one order or
// for several.
func asking(by string, several bool, r rewrite) rewrite {
	return when(func(c *call) bool {
		return c.by() == by && len(c.numbers()) > 0 && len(c.numbers()) < 100 && (len(c.numbers()) > 1) == several
	}, r)
}

// object changes the JSON object of an answer.
func object(change func(map[string]any)) rewrite {
	return func(c *call) {
		var m map[string]any
		if json.Unmarshal(c.body, &m) == nil {
			change(m)
			c.body = toJSON(m)
		}
	}
}

func set(name string, value any) rewrite {
	return object(func(m map[string]any) { m[name] = value })
}

func without(name string) rewrite { return object(func(m map[string]any) { delete(m, name) }) }

func header(name, value string) rewrite { return func(c *call) { c.header.Set(name, value) } }

func drop(name string) rewrite { return func(c *call) { c.header.Del(name) } }

func answers(code int) rewrite { return func(c *call) { c.status = code } }

func raw(old, new string) rewrite {
	return func(c *call) { c.body = []byte(strings.ReplaceAll(string(c.body), old, new)) }
}

const page = "<!DOCTYPE html><html><body><h1>Server Error</h1></body></html>"

func html(c *call) { c.put(c.status, "text/html", page) }

// field changes a member of a token request's form; an empty new value takes
// it out.
func field(name string, change func(string) string) rewrite {
	return tokens(func(c *call) {
		form, err := url.ParseQuery(string(c.sent))
		if err != nil {
			return
		}
		if value := change(form.Get(name)); value == "" {
			form.Del(name)
		} else {
			form.Set(name, value)
		}
		c.sent = []byte(form.Encode())
	})
}

// always gives a member of the form that value.
func always(name, value string) rewrite { return field(name, func(string) string { return value }) }

// granted tells whether the answer gives a token.
func granted(c *call) bool { return c.token && c.status == 200 }

func refusedToken(c *call) bool { return c.token && c.status >= 400 }

// refusedBearer tells whether the gateway refused the token, and not the key.
func refusedBearer(c *call) bool {
	return !c.token && c.status == http.StatusUnauthorized && !refusedKey(c)
}

func refusedKey(c *call) bool {
	return !c.token && c.status == http.StatusUnauthorized && strings.Contains(string(c.body), "subscription")
}

// accepts lets the requests that is about through, as the partner's own.
func accepts(is func(*call) bool) rewrite {
	return when(func(c *call) bool { return refusedBearer(c) && is(c) }, func(c *call) { c.as(one) })
}
