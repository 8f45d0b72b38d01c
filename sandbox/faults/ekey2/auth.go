package ekey2

import (
	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// authFaults break MNT-AUTH first.
func authFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "prices-cached-for-all",
			Kind:   deviation.Leaked,
			Does:   "Who is refused the price list is shown what the partner was given before.",
			Breaks: []string{"MNT-AUTH-02", "MNT-AUTH-03"},
			Answer: On("GetPriceChanges", CachedForAll()),
		},
		{
			Name:   "orders-cached-for-all",
			Kind:   deviation.Leaked,
			Does:   "Who is refused an order is shown what the partner was given before.",
			Breaks: []string{"MNT-AUTH-02", "MNT-AUTH-03"},
			Answer: Get(CachedForAll()),
		},
		{
			Name:   "refusal-holds-the-order",
			Kind:   deviation.Leaked,
			Does:   "The refusal of another partner's order holds the order.",
			Breaks: []string{"MNT-AUTH-04"},
			Answer: Get(func(c *Call) {
				if user, _, _ := c.Request.BasicAuth(); user != c.Host().Login && c.Status != 401 {
					c.Take(c.Order(c.Number))
					Replace("<IsError>false</IsError><ErrorCode>0<", "<IsError>true</IsError><ErrorCode>3<")(c)
				}
			}),
		},
		{
			Name:   "other-partner-sees-orders",
			Kind:   deviation.Leaked,
			Does:   "GetOrder gives a partner the orders of another.",
			Breaks: []string{"MNT-AUTH-04"},
			Answer: Get(ShowToOthers),
		},
		{
			Name:   "spoilt-by-another-partner",
			Kind:   deviation.WrongValue,
			Does:   "GetOrder gives other keys once another partner asked for the order.",
			Breaks: []string{"MNT-AUTH-04"},
			May:    deviation.Since(readAgain, "EK2-ERR-4", "EK2-IDEM-01", "EK2-IDEM-02"),
			Answer: Spoilt(At(Line+"/Keys/OrderKeyContract/ActiveKey", Suffix("Z"))),
		},
		{
			Name:   "other-partner-finds-orders-in-another-case",
			Kind:   deviation.Leaked,
			Does:   "GetOrder gives a partner the order of another when the case of its number differs.",
			Breaks: []string{"MNT-AUTH-04"},
			Both:   AnyCase(),
		},
	}
}
