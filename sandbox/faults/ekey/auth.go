package ekey

import (
	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// authFaults break MNT-AUTH first.
func authFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "balance-cached-for-all",
			Kind:   deviation.Leaked,
			Does:   "Who is refused the balance is shown what the partner was given before.",
			Breaks: []string{"MNT-AUTH-02", "MNT-AUTH-03"},
			Answer: On("CheckMyBalance", CachedForAll()),
		},
		{
			Name:   "orders-cached-for-all",
			Kind:   deviation.Leaked,
			Does:   "Who is refused an order is shown what the partner was given before.",
			Breaks: []string{"MNT-AUTH-02", "MNT-AUTH-03"},
			Answer: Get(CachedForAll()),
		},
		{
			Name:   "other-partner-finds-orders-in-another-case",
			Kind:   deviation.Leaked,
			Does:   "GetOrder gives a partner the order of another when the case of its number differs.",
			Breaks: []string{"MNT-AUTH-04"},
			Both:   AnyCase(),
		},
		{
			Name:   "other-partner-spoils-orders",
			Kind:   deviation.WrongValue,
			Does:   "GetOrder gives other keys once another partner asked for the order.",
			Breaks: []string{"MNT-AUTH-04"},
			May:    deviation.Since(readAgain, "EKY-IDEM-02", "EKY-IDEM-07"),
			Answer: Spoilt(At("//ActiveKey", Suffix("Z"))),
		},
		{
			Name:   "other-partner-sees-orders",
			Kind:   deviation.Leaked,
			Does:   "GetOrder gives a partner the orders of another.",
			Breaks: []string{"MNT-AUTH-04"},
			Answer: Get(ShowToOthers),
		},
	}
}
