package schemas

import (
	"maps"

	"github.com/montcheck/montcheck/internal/xsd"
)

// ekey2 is version 2 of MONT eKey (D1; MONT's public wiki).
var ekey2 = service{
	documents: func() map[document]rule {
		rules := answers("EK2-SCH-", map[string]string{
			"AddOrder":                  "ekey2/add-order.xsd",
			"GetOrder":                  "ekey2/get-order.xsd",
			"GetUserInfoDescriptionFor": "ekey2/get-user-info-description-for.xsd",
			"CheckEndUserInfo":          "ekey2/check-end-user-info.xsd",
			"GetPriceChanges":           "ekey2/get-price-changes.xsd",
			"CheckLimits":               "ekey2/check-limits.xsd",
		})
		maps.Copy(rules, map[document]rule{
			{"AddOrder", request}: {"ekey2/add-order-request.xsd", "EK2-SCH-AddOrder"},
			{"GetUserInfoDescriptionFor", request}: {"ekey2/get-user-info-description-for-request.xsd",
				"EK2-SCH-GetUserInfoDescriptionFor"},
			{"CheckEndUserInfo", request}: {"ekey2/check-end-user-info-request.xsd", "EK2-SCH-CheckEndUserInfo"},
		})
		return rules
	}(),
	envelope: "EK2-ENV-01",
	matters: map[Kind]string{
		xsd.Order: "A client that reads the members of a contract in their declared order " +
			"never meets what comes too late: " +
			"the value is lost without an error.",
		xsd.Namespace: "The answers of MONT eKey have no namespace, so a client that looks for a name without " +
			"one does not find the element.",
	},
}

// EKey2 returns the schema that the answers of a method of MONT eKey version 2 must satisfy. The method is named as on
// MONT's wiki, such as GetPriceChanges; ok is false where the method has no schema.
func EKey2(method string) (*Schema, bool) { return ekey2.schema(document{method: method}) }
