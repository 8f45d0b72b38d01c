package variations

import (
	"net/http"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// contentMoments are bad moments to ask MONT Content: the next try is right.
func contentMoments() []deviation.Variation {
	return []deviation.Variation{
		{
			Name:   "families-503-once",
			Does:   "GetVendorFamilyGroups answers with status 503, once.",
			May:    deviation.Since(outage, "MNT-AVL-01"),
			Answer: On("GetVendorFamilyGroups", IfOK(Nth(3, AnyCall, gatewayPage(http.StatusServiceUnavailable)))),
		},
		{
			Name:   "products-502-once",
			Does:   "GetVendorProducts answers with status 502, once.",
			May:    deviation.Since(outage, "MNT-AVL-01"),
			Answer: On("GetVendorProducts", IfOK(Nth(4, AnyCall, gatewayPage(http.StatusBadGateway)))),
		},
		{
			Name:   "one-request-of-fifty-502",
			Does:   "One request of fifty is answered by a gateway with status 502.",
			May:    deviation.Since(outage, "MNT-AVL-01"),
			Answer: EveryNth(50, AnyCall, gatewayPage(http.StatusBadGateway)),
		},
		{
			Name:   "too-many-requests-now-and-then",
			Does:   "One request of four hundred is one too many.",
			May:    deviation.Since(outage, "MNT-AVL-01"),
			Answer: EveryNth(400, AnyCall, gatewayPage(http.StatusTooManyRequests)),
		},
		{
			Name: "page-of-a-firewall-now-and-then",
			Does: "One request of a hundred is answered with a firewall's page.",
			May:  deviation.Since(outage, "MNT-AVL-01"),
			Answer: EveryNth(100, AnyCall,
				Say(http.StatusOK, "text/html", "<!DOCTYPE html><html><title>Checking your browser</title></html>")),
		},
	}
}

// gatewayPage is how a gateway or a web server says that the service can't be asked just now.
func gatewayPage(code int) Hook {
	page := Say(code, "text/html", "<html><title>"+http.StatusText(code)+"</title></html>")
	if code == http.StatusBadGateway {
		return Do(page, DropHeader("Retry-After"))
	}
	return Do(page, Header("Retry-After", "1"))
}

func eKeyMoments(prefix string) []deviation.Variation {
	return []deviation.Variation{
		{
			Name:   prefix + "-getorder-503-once",
			Does:   "GetOrder answers with status 503, once.",
			May:    deviation.Since(outage, "MNT-AVL-01"),
			Answer: Get(Nth(3, AnyCall, gatewayPage(http.StatusServiceUnavailable))),
		},
		{
			Name: prefix + "-addorder-429-once",
			Does: "One order is refused because there are too many requests, before it is looked at.",
			May:  deviation.Since(outage, "MNT-AVL-01"),
			Ask:  Add(Nth(6, AnyCall, gatewayPage(http.StatusTooManyRequests))),
		},
	}
}
