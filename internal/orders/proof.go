package orders

// Refusal says why a correct service refuses an order; empty where it may
// place it. Only an order that has to be refused can go back to the budget.
type Refusal string

// The reasons.
const (
	Invalid   Refusal = "invalid"   // complete, but of what can't be ordered so: an unknown product, say
	Malformed Refusal = "malformed" // no order at all: without a number or a quantity, or not well-formed
	Taken     Refusal = "taken"     // its number, or that of a line, was used before
)

// Evidence is all that is known of an order after it was sent. Its zero value
// says nothing.
type Evidence struct {
	Said    Said
	Found   Found
	Balance Balance
}

// Said is what the answer to AddOrder says of the order.
type Said int

// The sorts of answers. Unclear is all that is not the service's own documented
// answer: none at all, a page, an error of a gateway, a code that leaves it open.
const (
	Unclear  Said = iota
	Exists        // the number exists: it may be this order that made it so
	Declined      // refused, in the documented form
	Confirmed
)

// Found is what GetOrder says of the number.
type Found int

// The sorts of answers to GetOrder.
const (
	Unknown   Found = iota // not asked, or no documented answer
	Missing                // there is no such order, in the documented form
	Present                // the order
	Unaskable              // no address can hold the number
)

// Balance is what the balance did, apart from orders that are known to be
// accepted.
type Balance int

// The sorts of movement.
const (
	Moved      Balance = iota // or not read again
	Same                      // it can be read, and is what it was
	Unreadable                // it could not be read before either
)

// absent tells whether the evidence proves that a request placed nothing.
// taken tells whether another request with its number was accepted. An order
// that a correct service may place is never proved absent: who refused it may
// place it all the same, or later.
func (o Order) absent(e Evidence, taken bool) bool {
	if e.Balance == Moved || e.Said == Confirmed {
		return false
	}
	if taken { // GetOrder gives the first one; so the balance alone tells of another
		return (e.Said == Exists || e.Said == Declined) && e.Found == Present
	}
	documented := e.Said == Declined || o.Refusal == Taken && e.Said == Exists
	asked := e.Found == Missing || e.Found == Unaskable && e.Balance == Same
	switch o.Refusal {
	case Invalid, Taken:
		return documented && asked
	case Malformed:
		return documented && (asked || e.Found == Unaskable) || e.Said == Unclear && asked && e.Balance == Same
	}
	return false
}
