package hook

// Meeting does something with two calls that come at the same moment and are apart.
func Meeting(apart func(a, b *Call) bool, do func(a, b *Call)) Hook {
	var waiting *Call
	return func(c *Call) {
		if waiting != nil && apart(waiting, c) {
			do(waiting, c)
			waiting = nil
			return
		}
		waiting = c
		c.Await()
		if waiting == c {
			waiting = nil
		}
	}
}

// Crossed gives two calls each other's answers where they come at the same moment and are apart.
func Crossed(apart func(a, b *Call) bool) Hook {
	return Meeting(apart, func(a, b *Call) { a.Body, b.Body = b.Body, a.Body })
}

// OrdersCrossed gives two orders each other's answers when both are under way.
func OrdersCrossed() Hook { return When((*Call).Accepted, Crossed(otherOrders)) }

func otherOrders(a, b *Call) bool { return a.Number != b.Number && a.Method == b.Method }

// Exchanged gives two orders of which both answers are under way each other's first text at a path.
func Exchanged(path string) Hook {
	both := func(a, b *Call) bool { return otherOrders(a, b) && a.TextAt(path) != "" && b.TextAt(path) != "" }
	return When((*Call).Accepted, Meeting(both, func(a, b *Call) {
		first, second := a.TextAt(path), b.TextAt(path)
		First(path, Text(second))(a)
		First(path, Text(first))(b)
	}))
}

// BesideAnother does something with an order that is placed while another one is.
func BesideAnother(h Hook) Hook {
	placing := ""
	return IfPlaced(func(c *Call) {
		if placing != "" && placing != c.Number {
			h(c)
			return
		}
		placing = c.Number
		c.Await()
		placing = ""
	})
}

// AtOnce accepts duplicates that come while another is being answered.
func AtOnce() Pair {
	busy := map[string]int{}
	return Pair{
		Ask: Add(func(c *Call) {
			if busy[c.Number]++; busy[c.Number] > 1 {
				renumber(c)
			}
			c.Await()
			number := c.Number
			c.after = func() { delete(busy, number) }
		}),
		Answer: restore,
	}
}

// LostAnswers forgets the number of an order whose client hung up before the answer.
func LostAnswers() Pair {
	gone := map[string]bool{}
	return Pair{
		Ask: Add(When(func(c *Call) bool { return gone[c.Number] }, renumber)),
		Answer: Add(func(c *Call) {
			restore(c)
			if c.Accepted() && c.Await() {
				gone[c.Number] = true
			}
		}),
	}
}

// Retried does a hook when a number is refused, by a code, whose client hung up before the answer before.
func Retried(code string, h Hook) Hook {
	gone := map[string]bool{}
	return func(c *Call) {
		if c.Code() == code && gone[c.Number] {
			h(c)
		}
		if c.Accepted() && c.Await() {
			gone[c.Number] = true
		}
	}
}

// AsTheOneBefore answers a caller of MONT Content who is not alone as the one before.
func AsTheOneBefore() Hook {
	before := ""
	return IfOK(func(c *Call) {
		was := before
		before = c.Question()
		if c.Alone() {
			c.Await() // a busy machine may not get round to the others before
		}
		if !c.Alone() && was != "" {
			c.Instead(was)
		}
	})
}
