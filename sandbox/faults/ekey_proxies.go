package faults

import "net/http"

// cached answers all but each n-th call of a client for the same with the answer before.
func cached(n int) hook {
	kept, calls := map[string]call{}, map[string]int{}
	return func(c *call) {
		key := c.Header.Get("Authorization") + c.URL.EscapedPath()
		if calls[key]++; calls[key]%n == 1 {
			kept[key] = call{status: c.status, header: c.header, body: c.body}
			return
		}
		c.status, c.header, c.body = kept[key].status, kept[key].header.Clone(), kept[key].body
	}
}

// forAll gives those who are refused what the partner was given before at the same address.
func forAll() hook {
	kept := map[string][]byte{}
	return func(c *call) {
		key := c.URL.EscapedPath()
		if c.status == http.StatusUnauthorized {
			if body, known := kept[key]; known {
				c.put(http.StatusOK, "application/xml; charset=utf-8", string(body))
			}
		} else if c.Method == http.MethodGet {
			kept[key] = c.body
		}
	}
}

// swapped gives, at each n-th chance, the answer that came before instead.
func swapped(n int) hook {
	var before []byte
	calls := 0
	return when((*call).accepted, func(c *call) {
		own := c.body
		if calls++; calls%n == 0 {
			c.body = before
		}
		before = own
	})
}

// ordersCrossed gives two orders each other's answers when both are asked for at the same moment.
func ordersCrossed() hook {
	return when((*call).accepted, crossed(func(a, b *call) bool { return a.number != b.number && a.method == b.method }))
}

// eKeyProxies are caches and load balancers before version 1.
func eKeyProxies() []row {
	return []row{
		{name: "balance-cached-for-all", kind: Leaked, does: "Who is refused the balance is shown what the partner was given before.",
			answer: on("CheckMyBalance", forAll()), breaks: "MNT-AUTH-02 MNT-AUTH-03"},
		{name: "orders-cached-for-all", kind: Leaked, does: "Who is refused an order is shown what the partner was given before.",
			answer: get(forAll()), breaks: "MNT-AUTH-02 MNT-AUTH-03"},
		{name: "getorder-another-orders-answer", kind: WrongValue, does: "GetOrder gives the answer before in place of each seventh.",
			answer: get(swapped(7)), breaks: "EKY-GET-01", may: "EKY- AUTH-04"},
		{name: "addorder-answers-crossed", kind: Race, does: "AddOrder gives two orders each other's answers when both come at the same moment.",
			answer: add(ordersCrossed()), breaks: "EKY-ADD-01", may: "EKY-GET-01", race: true},
		{name: "getorder-answers-crossed", kind: Race, does: "GetOrder gives two questions each other's answers when both come at the same moment.",
			answer: get(ordersCrossed()), breaks: "EKY-GET-01", may: "EKY- AUTH-04", race: true},
		{name: "orders-delivered-twice", kind: Duplicated, does: "AddOrder gets each request twice, and the second answer is given.",
			answer: add(placed(func(c *call) { c.forward() })), breaks: "EKY-ADD-01", may: "EKY- EK2- AUTH-04"},
	}
}

// eKey2Proxies are the same before version 2.
func eKey2Proxies() []row {
	return []row{
		{name: "prices-cached-for-all", kind: Leaked, does: "Who is refused the price list is shown what the partner was given before.",
			answer: on("GetPriceChanges", forAll()), breaks: "MNT-AUTH-02 MNT-AUTH-03"},
		{name: "orders-cached-for-all", kind: Leaked, does: "Who is refused an order is shown what the partner was given before.",
			answer: get(forAll()), breaks: "MNT-AUTH-02 MNT-AUTH-03"},
		{name: "getorder-another-orders-answer", kind: WrongValue, does: "GetOrder gives the answer before in place of each seventh.",
			answer: get(swapped(7)), breaks: "EK2-GET-01", may: "EK2- AUTH-04"},
		{name: "addorder-answers-crossed", kind: Race, does: "AddOrder gives two orders each other's answers when both come at the same moment.",
			answer: add(ordersCrossed()), breaks: "EK2-ADD-01", may: "EK2-GET-01", race: true},
		{name: "getorder-answers-crossed", kind: Race, does: "GetOrder gives two questions each other's answers when both come at the same moment.",
			answer: get(ordersCrossed()), breaks: "EK2-GET-01", may: "EK2- AUTH-04", race: true},
		{name: "prices-cut-short-later", kind: Lost, does: "GetPriceChanges ends early from the third call on.",
			answer: on("GetPriceChanges", fromNth(3, anyCall, func(c *call) { c.body = c.body[:len(c.body)-40] })), breaks: "MNT-XML-01", may: "EK2-"},
	}
}
