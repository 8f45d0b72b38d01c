package hook

import (
	"net/http"
	"strings"
	"time"

	"github.com/beevik/etree"
)

// FirstAnswer answers each question to MONT Content, where the status is 200, as it was answered first.
func FirstAnswer() Hook {
	first := map[string][]byte{}
	return IfOK(func(c *Call) {
		if body, known := first[c.Question()]; known {
			c.Body = body
		} else {
			first[c.Question()] = c.Body
		}
	})
}

// FirstText gives each element at a path the text that the first one of the same had, by what same makes of it.
func FirstText(path string, same func(*etree.Element) string) Hook {
	first := map[string]string{}
	return At(path, Stated(func(e *etree.Element) {
		key := same(e)
		if first[key] == "" {
			first[key] = e.Text()
		}
		e.SetText(first[key])
	}))
}

// Cached answers all but each n-th call of a client for the same with the answer before.
func Cached(n int) Hook {
	last, calls := map[string]Answer{}, map[string]int{}
	return func(c *Call) {
		key := c.Request.Header.Get("Authorization") + c.Request.URL.EscapedPath()
		if calls[key]++; calls[key]%n == 1 {
			last[key] = c.Answer
			return
		}
		c.Answer = last[key]
		c.Header = c.Header.Clone()
	}
}

// CachedForAll gives those who are refused what the partner was given before at the same address.
func CachedForAll() Hook {
	last := map[string][]byte{}
	return func(c *Call) {
		key := c.Request.URL.EscapedPath()
		if c.Status == http.StatusUnauthorized {
			if body, known := last[key]; known {
				c.Say(http.StatusOK, "application/xml; charset=utf-8", string(body))
			}
		} else if c.Request.Method == http.MethodGet {
			last[key] = c.Body
		}
	}
}

// Swapped gives, at each n-th chance, the answer that came before instead.
func Swapped(n int) Hook {
	var before []byte
	return Counting(func(c *Call, chance int) {
		own := c.Body
		if chance%n == 0 {
			c.Body = before
		}
		before = own
	})
}

// Replayed gives the first answer again at the n-th chance.
func Replayed(n int) Hook {
	var first []byte
	return IfOK(Counting(func(c *Call, chance int) {
		switch chance {
		case 1:
			first = c.Body
		case n:
			c.Body = first
		}
	}))
}

// Spoilt does a hook to GetOrder of an order that another partner asked for before.
func Spoilt(h Hook) Hook {
	touched := map[string]bool{}
	return Get(func(c *Call) {
		if Stranger(c) {
			touched[c.Number] = true
		} else if touched[c.Number] {
			h(c)
		}
	})
}

// Replacing does a hook to GetOrder of an order of which a duplicate was refused.
func Replacing(h Hook) Hook {
	replaced := map[string]bool{}
	return func(c *Call) {
		switch code := c.Code(); {
		case c.Method == "AddOrder" && code == c.taken():
			replaced[c.Number] = true
		case c.Method == "GetOrder" && replaced[c.Number]:
			h(c)
		}
	}
}

// Forgetting accepts a number that is taken once its order is in some state.
func Forgetting(state string) Hook {
	in := map[string]bool{}
	return func(c *Call) {
		if c.Accepted() {
			in[c.Number] = Has(c.Body, state)
		} else if c.Method == "AddOrder" && in[c.Number] && (c.Code() == "3" || c.Code() == "4") {
			Accept(c)
		}
	}
}

// Leaving gives an order that was slow the state before, once, after it came to its end.
func Leaving(before, end, path string) Hook {
	seen := map[string]int{}
	return When(func(c *Call) bool { return c.Accepted() && c.slow() }, func(c *Call) {
		if c.TextAt(path) == end {
			if seen[c.Number]++; seen[c.Number] == 2 {
				At(path, Text(before))(c)
			}
		}
	})
}

// ByTurns gives an order that finishes later a state at every other question.
func ByTurns(state, path string) Hook {
	return OrdersOf(FinishesLater, EveryNth(2, Order, At(path, Text(state))))
}

// OrdersWith keeps a hook to all calls for orders whose request held a text.
func OrdersWith(text string, h Hook) Hook {
	marked := map[string]bool{}
	return func(c *Call) {
		if c.Method == "AddOrder" && c.Accepted() && Has(c.Sent, text) {
			marked[c.Number] = true
		}
		if marked[c.Number] && c.Accepted() {
			h(c)
		}
	}
}

// UsesUp lets some refusals, by their codes, use the order's number up: it is refused another way from then on.
func UsesUp(codes string, refuse Hook) Pair {
	gone := map[string]bool{}
	return Pair{
		Ask: Add(When(func(c *Call) bool { return gone[c.Number] }, func(c *Call) {
			c.Say(http.StatusInternalServerError, "application/xml; charset=utf-8", "")
			refuse(c)
		})),
		Answer: Add(func(c *Call) {
			if code := c.Code(); code != "" && c.Number != "" && strings.Contains(codes, " "+code+" ") {
				gone[c.Number] = true
			}
		}),
	}
}

// AnyCase finds the orders of all partners, where the case of their numbers differs.
func AnyCase() Pair {
	var taken []string
	return Pair{
		Ask: Get(func(c *Call) {
			for _, number := range taken {
				if number != c.Number && strings.EqualFold(number, c.Number) {
					c.Request.SetBasicAuth(c.proxy.host.Login, c.proxy.host.Password)
					c.Request.URL.Path, c.Request.URL.RawPath = c.Base()+"/GetOrder/"+number, ""
				}
			}
		}),
		Answer: Add(When((*Call).Accepted, func(c *Call) { taken = append(taken, c.Number) })),
	}
}

// NoticedLate is a service that sees only after a while that a client hung up: until then it does not know the order,
// accepts it again with other keys, and gives those; then it gives the first.
func NoticedLate(after time.Duration, unknown Hook) Pair {
	gone, again := map[string]time.Time{}, map[string]string{}
	return Pair{
		Ask: func(c *Call) {
			at, lost := gone[c.Number]
			switch {
			case !lost:
			case c.Method == "AddOrder" && again[c.Number] == "":
				renumber(c)
				again[c.Number] = c.Own
			case c.Method == "GetOrder" && again[c.Number] == "":
				c.Say(http.StatusInternalServerError, "application/xml; charset=utf-8", "")
				unknown(c)
			case c.Method == "GetOrder" && time.Since(at) < after:
				c.Own = again[c.Number]
				c.askFor(c.Own)
			}
		},
		Answer: func(c *Call) {
			restore(c)
			if _, known := gone[c.Number]; !known && c.Method == "AddOrder" && c.Accepted() && c.Await() {
				gone[c.Number] = time.Now()
			}
		},
	}
}
