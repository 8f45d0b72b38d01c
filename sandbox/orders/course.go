package orders

import (
	"time"

	"github.com/montcheck/montcheck/sandbox/database"
)

// course is what becomes of a product's orders; "" is the usual one, by which they are done at once.
type course string

const (
	outOfStock       course = "outOfStock"
	finishesLater    course = "finishesLater"
	finishesAndFails course = "finishesAndFails"
	vendorError      course = "vendorError"
)

// FinishesAfter is how long the orders of finishesLater and finishesAndFails are in process, by the sandbox's clock.
const FinishesAfter = 2 * time.Minute

// ends says how a line of the course starts: its state, its failure now or to come, and how long it is in process.
func (c course) ends() (State, Failure, time.Duration) {
	switch c {
	case outOfStock:
		return Failed, OutOfStock, 0
	case finishesLater:
		return InProcess, None, FinishesAfter
	case finishesAndFails:
		return InProcess, VendorFailed, FinishesAfter
	}
	return Done, None, 0
}

func courseOf(c *database.Conn, product int32) (found course, err error) {
	err = c.Query(func(r database.Row) error { found = course(r.Text(0)); return nil },
		"SELECT course FROM courses WHERE product_id = ?", product)
	return found, err
}

// plain are the products that anyone may order without more than a number and a quantity.
const plain = `blocked = 0 AND license_form = 0 AND renewal = 0 AND subscription = 0 AND min_count <= 1 AND price > 0`

// assignCourses gives each course a plain product: rather one that fits a small budget, and for the late ones rather
// one that is not delivered instantly. A catalogue keeps two plain products of the usual course, even if others then
// have none.
func assignCourses(c *database.Conn) error {
	var products []int64
	late := map[int64]bool{}
	err := c.Query(func(r database.Row) error {
		products = append(products, r.Int64(0))
		late[r.Int64(0)] = r.Int64(1) == 0
		return nil
	}, "SELECT id, instant FROM products WHERE "+plain+` AND (max_count < 0 OR max_count >= 2)
		AND price < 500000 ORDER BY (currency = 'RUB' AND price BETWEEN 15000 AND 60000) DESC, id DESC`)
	if err != nil {
		return err
	}
	for _, course := range []course{finishesLater, outOfStock, finishesAndFails, vendorError} {
		if len(products) < 3 {
			return nil
		}
		at := 0
		for i, p := range products {
			if late[p] == (course == finishesLater || course == finishesAndFails) {
				at = i
				break
			}
		}
		if _, err := c.Exec("INSERT INTO courses VALUES (?, ?)", products[at], string(course)); err != nil {
			return err
		}
		products = append(products[:at], products[at+1:]...)
	}
	return nil
}
