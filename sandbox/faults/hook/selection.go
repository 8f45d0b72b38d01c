package hook

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// When keeps a hook to the calls that are something.
func When(is func(*Call) bool, h Hook) Hook {
	return func(c *Call) {
		if is(c) {
			h(c)
		}
	}
}

// Do does several hooks, one after the other.
func Do(all ...Hook) Hook {
	return func(c *Call) {
		for _, h := range all {
			h(c)
		}
	}
}

// On keeps a hook to some methods of the service, given with blanks between.
func On(methods string, h Hook) Hook {
	return When(func(c *Call) bool { return slices.Contains(strings.Fields(methods), c.Method) }, h)
}

// Add keeps a hook to AddOrder.
func Add(h Hook) Hook { return On("AddOrder", h) }

// Get keeps a hook to GetOrder.
func Get(h Hook) Hook { return On("GetOrder", h) }

// AddOrGet keeps a hook to AddOrder and GetOrder.
func AddOrGet(h Hook) Hook { return On("AddOrder GetOrder", h) }

// IfArg keeps a hook to calls with an argument, whatever the case of its letters. The value may name a fact.
func IfArg(name, value string, h Hook) Hook {
	return When(func(c *Call) bool { return strings.EqualFold(c.Arg(name), c.Expand(value)) }, h)
}

// IfPrices keeps a hook to calls that ask for prices, or to those that do not.
func IfPrices(asked bool, h Hook) Hook {
	return When(func(c *Call) bool { return strings.EqualFold(c.Arg("withPrice"), "true") == asked }, h)
}

// IfStatus keeps a hook to answers with a status.
func IfStatus(code int, h Hook) Hook {
	return When(func(c *Call) bool { return c.Status == code }, h)
}

// IfOK keeps a hook to answers with status 200.
func IfOK(h Hook) Hook { return IfStatus(http.StatusOK, h) }

// IfHas keeps a hook to bodies that hold a text: of the request where it asks, of the answer where it answers.
func IfHas(text string, h Hook) Hook {
	return When(func(c *Call) bool { return Has(*c.text(), text) }, h)
}

// IfSent keeps a hook to calls whose request holds a text.
func IfSent(text string, h Hook) Hook {
	return When(func(c *Call) bool { return Has(c.Sent, text) }, h)
}

// Has tells whether a body holds a text.
func Has(body []byte, text string) bool { return strings.Contains(string(body), text) }

// IfXML keeps a hook to answers whose body is XML.
func IfXML(h Hook) Hook {
	return When(func(c *Call) bool {
		return Has([]byte(c.Header.Get("Content-Type")), "xml") && len(c.Body) > 0 && c.Body[0] == '<'
	}, h)
}

// IfError keeps a hook to answers of MONT Content that say Error=true.
func IfError(h Hook) Hook { return IfOK(IfHas("<Error>true<", h)) }

// AnyCall makes all calls the same, for Nth, EveryNth, FromNth and After.
func AnyCall(*Call) string { return "" }

// Order makes calls for one order of eKey the same.
func Order(c *Call) string { return c.Number }

// Connection makes calls on one connection the same.
func Connection(c *Call) string { return c.Request.RemoteAddr }

// Nth keeps a hook to the n-th, from 1, of the calls that are the same, by what same makes of them.
func Nth(n int, same func(*Call) string, h Hook) Hook {
	return counted(same, func(seen int) bool { return seen == n }, h)
}

// EveryNth keeps a hook to each n-th of the calls that are the same.
func EveryNth(n int, same func(*Call) string, h Hook) Hook {
	return counted(same, func(seen int) bool { return seen%n == 0 }, h)
}

// FromNth keeps a hook to the calls that are the same from the n-th on.
func FromNth(n int, same func(*Call) string, h Hook) Hook {
	return counted(same, func(seen int) bool { return seen >= n }, h)
}

func counted(same func(*Call) string, is func(seen int) bool, h Hook) Hook {
	seen := map[string]int{}
	return func(c *Call) {
		key := same(c)
		if seen[key]++; is(seen[key]) {
			h(c)
		}
	}
}

// After keeps a hook to calls that come so long after the first that is the same, by the sandbox's clock.
func After(d time.Duration, same func(*Call) string, h Hook) Hook {
	began := map[string]time.Time{}
	return func(c *Call) {
		key, now := same(c), c.proxy.host.Now()
		if first, known := began[key]; !known {
			began[key] = now
		} else if now.Sub(first) >= d {
			h(c)
		}
	}
}

// Counting does something that depends on how often it was done, from 1.
func Counting(do func(c *Call, n int)) Hook {
	n := 0
	return func(c *Call) {
		n++
		do(c, n)
	}
}
