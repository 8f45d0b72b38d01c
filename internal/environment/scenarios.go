package environment

import "slices"

// Scenario is what the endpoint's owner prepared for a state that can't be brought about from outside, by its key in
// montcheck.yaml.
type Scenario string

// The scenarios of MONT eKey.
const (
	OutOfStock       Scenario = "out_of_stock"       // part number
	FinishesLater    Scenario = "finishes_later"     // part number whose orders stay in process for a while
	FinishesAndFails Scenario = "finishes_and_fails" // part number whose orders stay in process, then end with an error
	VendorError      Scenario = "vendor_error"       // part number whose orders the vendor refuses at once
	CreditLimit      Scenario = "credit_limit"       // part number so dear that any order is above the credit limit
	RenewalKey       Scenario = "renewal_key"        // activation key that can be renewed
	Subscriber       Scenario = "subscriber"         // id of a subscriber that MONT knows, for subscriptions
)

// The scenarios of Westcon.
const (
	WestconOrders         Scenario = "westcon_orders"          // Westcon's numbers of the partner's orders
	WestconCustomerOrders Scenario = "westcon_customer_orders" // the partner's own numbers of orders
	// Westcon's number of another partner's order
	WestconForeignOrder         Scenario = "westcon_foreign_order"
	WestconForeignCustomerOrder Scenario = "westcon_foreign_customer_order" // another partner's own number of an order
)

// AllScenarios are all that an environment can name.
var AllScenarios = []Scenario{OutOfStock, FinishesLater, FinishesAndFails, VendorError, CreditLimit, RenewalKey,
	Subscriber, WestconOrders, WestconCustomerOrders, WestconForeignOrder, WestconForeignCustomerOrder}

// Products are those that a part number stands for.
var Products = []Scenario{OutOfStock, FinishesLater, FinishesAndFails, VendorError, CreditLimit}

// Many tells whether a scenario is a list; else it is one text.
func (s Scenario) Many() bool {
	return slices.Contains([]Scenario{WestconOrders, WestconCustomerOrders}, s)
}

// String is the scenario as messages name it: scenarios.out_of_stock.
func (s Scenario) String() string { return "scenarios." + string(s) }

// Scenarios are those of an environment. What it does not name is empty.
type Scenarios map[Scenario][]string

// All are the values of a scenario.
func (s Scenarios) All(of Scenario) []string { return s[of] }

// One is the value of a scenario, or its first; empty where there is none.
func (s Scenarios) One(of Scenario) string {
	if len(s[of]) == 0 {
		return ""
	}
	return s[of][0]
}
