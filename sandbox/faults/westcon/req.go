package westcon

import (
	"net/http"
	"slices"
	"strings"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// reqFaults break WST-REQ first.
func reqFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:   "nothing-is-there",
			Kind:   deviation.WrongStatus,
			Does:   "Every request for orders is answered with status 404.",
			Breaks: []string{"WST-REQ-01"},
			Hides: []string{"WST-SUB-01", "WST-SUB-02", "WST-SUB-03", "WST-AUTH-01", "WST-AUTH-02", "WST-AUTH-04",
				"WST-AUTH-06", "WST-AUTH-07", "WST-ERR-02", "WST-ORD-07"},
			Answer: IfQuery(
				When(
					func(c *Call) bool { return c.Status != http.StatusTooManyRequests },
					WithError(http.StatusNotFound),
				),
			),
		},
		{
			Name:   "hidden-order-breaks-the-service",
			Kind:   deviation.WrongStatus,
			Does:   "Another partner's order is answered with status 500.",
			Breaks: []string{"WST-REQ-01"},
			Hides:  []string{"WST-ORD-07"},
			Answer: askingForHidden(WithError(http.StatusInternalServerError)),
		},
		{
			Name:   "requests-refused",
			Kind:   deviation.Refused,
			Does:   "Every request for orders is refused.",
			Breaks: []string{"WST-REQ-01"},
			Answer: ToGateway(IfStatus(http.StatusOK, WithError(http.StatusBadRequest))),
		},
		{
			Name:   "requests-answered-with-202",
			Kind:   deviation.WrongStatus,
			Does:   "Requests for orders are answered with status 202.",
			Breaks: []string{"WST-REQ-01"},
			May:    deviation.Since("Unusual requests get the status, too.", "WST-ORD-08"),
			Answer: ToGateway(IfStatus(http.StatusOK, Status(http.StatusAccepted))),
		},
		{
			Name:   "several-orders-refused",
			Kind:   deviation.Refused,
			Does:   "A request for several orders is refused.",
			Breaks: []string{"WST-REQ-01"},
			Ask:    ForSeveral("W", WithError(http.StatusBadRequest)),
		},
		{
			Name:   "ordertype-c-refused",
			Kind:   deviation.Refused,
			Does:   "A request by orderType C is refused.",
			Breaks: []string{"WST-REQ-01"},
			Ask:    AskedBy("C", WithError(http.StatusBadRequest)),
		},
		{
			Name:   "single-object-refused",
			Kind:   deviation.Refused,
			Does:   "A single object for the orders is refused.",
			Breaks: []string{"WST-REQ-02"},
			Ask:    When(oneObject, WithError(http.StatusBadRequest)),
		},
		{
			Name:   "array-of-objects-empty",
			Kind:   deviation.Lost,
			Does:   "An array of objects for the orders finds nothing.",
			Breaks: []string{"WST-REQ-02"},
			Answer: When(listOfObjects, IfLines(noLinesAtAll)),
		},
		{
			Name:   "single-object-fails",
			Kind:   deviation.WrongStatus,
			Does:   "A single object for the orders is answered with status 500.",
			Breaks: []string{"WST-REQ-02"},
			Ask:    When(oneObject, WithError(http.StatusInternalServerError)),
		},
		{
			Name:   "leading-zeros-refused",
			Kind:   deviation.Refused,
			Does:   "A number with zeros in front is refused.",
			Breaks: []string{"WST-REQ-03"},
			Ask:    When(zeros, WithError(http.StatusBadRequest)),
		},
		{
			Name:   "leading-zeros-find-nothing",
			Kind:   deviation.Lost,
			Does:   "A number with zeros in front finds nothing.",
			Breaks: []string{"WST-REQ-03"},
			Ask:    When(zeros, Finds(nobodys)),
		},
		{
			Name:   "leading-zeros-find-another-order",
			Kind:   deviation.WrongValue,
			Does:   "A number with zeros in front finds the partner's next order.",
			Breaks: []string{"WST-REQ-03"},
			May:    deviation.Since("The order shown is not the one asked for.", "WST-ORD-01"),
			Ask: When(zeros, Finds(func(c *Call) []string {
				all := c.Scenarios().Orders
				return []string{all[(slices.Index(all, c.FirstNumber())+1)%len(all)]}
			})),
		},
	}
}

// oneObject tells whether a single object stands for the orders, listOfObjects whether a list of them does.
func oneObject(c *Call) bool { return isObject(c.Query()["order"]) }

func listOfObjects(c *Call) bool {
	list, _ := c.Query()["order"].([]any)
	return len(list) > 0 && isObject(list[0])
}

func zeros(c *Call) bool { return c.By() == "W" && strings.HasPrefix(c.FirstNumber(), "0000") }

// isObject tells whether a value of JSON is an object.
func isObject(value any) bool { _, is := value.(map[string]any); return is }
