package gateway

import (
	"crypto/subtle"
	"fmt"
	"net/http"

	"github.com/go-json-experiment/json"

	"github.com/montcheck/montcheck/sandbox/westcon"
)

// line is a line of the answer. Names and order are those of D2's sample, and every value is text.
type line struct {
	Order                 string `json:"eRPOrderNumber"`
	Number                string `json:"eRPOrderLineNumber"`
	CustomerOrder         string `json:"customerOrderNumber"`
	CustomerLine          string `json:"customerLineNumber"`
	Product               string `json:"eRPProductNumber"`
	Quantity              string `json:"lineQuantity"`
	Unit                  string `json:"unitOfMeasure"`
	LineStatusCode        string `json:"lineStatusCode"`
	LineStatusDescription string `json:"lineStatusDescription"`
	StatusDate            string `json:"statusDate"`
	ShipDate              string `json:"shipDate"`
	BillingDocument       string `json:"billingDocument"`
	Parent                string `json:"parentERPLine"`
}

// notYours is the status of the one line that stands for a number which is not the partner's.
const notYours westcon.Status = "NAO"

var descriptions = map[westcon.Status]string{
	westcon.Invoiced: "Invoiced",
	westcon.Shipped:  "Shipped",
	westcon.Ordered:  "Open",
	notYours:         "Not your order",
}

// orderStatus answers a request of the partner with the key.
func (g *Gateway) orderStatus(w http.ResponseWriter, r *http.Request, partnerKey string) ([]byte, *refusal) {
	q, refused := read(w, r)
	if refused != nil {
		return nil, refused
	}
	if subtle.ConstantTimeCompare([]byte(q.partnerKey), []byte(partnerKey)) != 1 {
		return nil, &refusal{http.StatusForbidden, "The partnerKey is not that of the client whose token this is."}
	}
	found, err := g.Orders.Lines(r.Context(), partnerKey, q.whose, q.numbers)
	if err != nil {
		return nil, g.failed(err)
	}
	answer := struct {
		Lines []line `json:"MT_OrderStatus_Response"`
	}{}
	for i, lines := range found {
		if len(lines) == 0 {
			answer.Lines = append(answer.Lines, unknown(q.whose, q.numbers[i]))
		}
		for _, l := range lines {
			answer.Lines = append(answer.Lines, printed(l))
		}
	}
	out, err := json.Marshal(answer)
	if err != nil {
		return nil, g.failed(err)
	}
	return out, nil
}

func (g *Gateway) failed(err error) *refusal {
	g.Logger.Error("order status", "error", err)
	return &refusal{http.StatusInternalServerError, "Internal server error"}
}

func printed(l westcon.Line) line {
	return line{
		l.Order, l.Number, l.CustomerOrder, l.CustomerLine, l.Product, quantity(l.Quantity), l.Unit,
		string(l.Status), descriptions[l.Status], l.StatusDate, l.ShipDate, l.BillingDocument, l.Parent,
	}
}

// unknown is the line for a number that nothing of the partner's has: only the number is in it, and else what the ERP
// has for nothing.
func unknown(whose westcon.Whose, number string) line {
	l := westcon.Line{Number: westcon.NoLine, Parent: westcon.NoLine, Status: notYours}
	if whose == westcon.Westcons {
		l.Order = number
	} else {
		l.CustomerOrder = number
	}
	return printed(l)
}

// quantity prints thousandths with a point, blanks before it, 14 characters in all.
func quantity(thousandths int64) string {
	return fmt.Sprintf("%10d.%03d", thousandths/1000, thousandths%1000)
}
