package faults

import "net/http"

// unavailable are the requirements that warn of bad moments.
const unavailable = "MNT-AVL-01"

// gatewayPage is how a gateway or a web server says that the service can't be asked just now.
func gatewayPage(code int) hook {
	return func(c *call) {
		c.put(code, "text/html", "<html><title>"+http.StatusText(code)+"</title></html>")
		c.header.Set("Retry-After", "1")
		if code == http.StatusBadGateway {
			c.header.Del("Retry-After")
		}
	}
}

// everyTime keeps a hook to each n-th of all calls.
func everyTime(n int, h hook) hook { return everyNth(n, func(*call) string { return "" }, h) }

// contentMoments are bad moments to ask MONT Content: the next try is right.
func contentMoments() []otherwise {
	return []otherwise{
		{name: "families-503-once", does: "GetVendorFamilyGroups answers with status 503, once.", may: unavailable,
			answer: on("GetVendorFamilyGroups", answers(nth(3, gatewayPage(http.StatusServiceUnavailable))))},
		{name: "products-502-once", does: "GetVendorProducts answers with status 502, once.", may: unavailable,
			answer: on("GetVendorProducts", answers(nth(4, gatewayPage(http.StatusBadGateway))))},
		{name: "one-request-of-fifty-502", does: "One request of fifty is answered by a gateway with status 502.", may: unavailable,
			answer: everyTime(50, gatewayPage(http.StatusBadGateway))},
		{name: "too-many-requests-now-and-then", does: "One request of four hundred is one too many.", may: unavailable,
			answer: everyTime(400, gatewayPage(http.StatusTooManyRequests))},
		{name: "page-of-a-firewall-now-and-then", does: "One request of a hundred is answered with a firewall's page.", may: unavailable,
			answer: everyTime(100, func(c *call) {
				c.put(http.StatusOK, "text/html", "<!DOCTYPE html><html><title>Checking your browser</title></html>")
			})},
	}
}

// eKeyMoments are bad moments to ask either version of eKey.
func eKeyMoments(prefix string) []otherwise {
	return []otherwise{
		{name: prefix + "-getorder-503-once", does: "GetOrder answers with status 503, once.", may: unavailable,
			answer: get(nth(3, gatewayPage(http.StatusServiceUnavailable)))},
		{name: prefix + "-addorder-429-once", does: "One order is refused because there are too many requests, before it is looked at.",
			may: unavailable, ask: add(nth(6, gatewayPage(http.StatusTooManyRequests)))},
	}
}
