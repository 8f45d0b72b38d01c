package orders

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/montcheck/montcheck/sandbox/catalog"
	"github.com/montcheck/montcheck/sandbox/database"
	"github.com/montcheck/montcheck/sandbox/store"
)

// Request is an order to be placed. The services have seen to its form: numbers are there, quantities positive.
type Request struct {
	Version Version
	Number  string
	Lines   []LineRequest
}

// LineRequest is a line of a Request.
type LineRequest struct {
	Number     string // "" in version 1
	PartNum    string
	Quantity   int32
	Form       []FieldValue // nil where none was sent
	OldKey     string       // the key that a renewal renews, in version 1
	Subscriber string       // "" where none was sent, in version 2
}

// shelf is how many keys of a product the vendor has ready for one order.
const shelf = 10_000

// Place places an order and returns it as it then is. All of it is one transaction, durable when Place returns. A
// refused order leaves no trace: its number stays free. The checks stand in this order, and the first that fails
// decides:
//
//  1. the account is not blocked;
//  2. the order's number is new, then each line's;
//  3. of each line: the product exists, is not blocked, may be ordered in that quantity; the line's number is short
//     enough for its vendor; its license form is there, then sound; its old license is there, or its subscriber is,
//     then known; its vendor takes the order;
//  4. the account can pay for all lines together.
func (b *Book) Place(ctx context.Context, login string, request Request) (order *Order, err error) {
	err = b.db.Write(ctx, func(c *database.Conn) error {
		account, err := accountID(c, login)
		if err != nil {
			return err
		}
		now := b.now()
		if err := settle(c, account, now); err != nil {
			return err
		}
		p := placing{conn: c, account: account, now: now, version: request.Version}
		if err := p.place(request); err != nil {
			return err
		}
		order, err = load(c, account, request.Number, request.Version)
		return err
	})
	if err != nil {
		return nil, err
	}
	return order, nil
}

// placing is one order being placed.
type placing struct {
	conn    *database.Conn
	account int64
	now     time.Time
	version Version
}

// checked is a line that passed its checks.
type checked struct {
	LineRequest
	store.Offer
	course course
}

func (p *placing) place(request Request) error {
	if isBlocked, err := blocked(p.conn, p.account); err != nil {
		return err
	} else if isBlocked {
		return &Refusal{Reason: AccountBlocked}
	}
	if err := p.numbers(request); err != nil {
		return err
	}
	lines := make([]checked, len(request.Lines))
	for i, l := range request.Lines {
		var err error
		if lines[i], err = p.check(l); err != nil {
			return err
		}
	}
	if err := p.afford(lines); err != nil {
		return err
	}
	if _, err := p.conn.Exec("INSERT INTO orders (account_id, number, version, placed_at) VALUES (?, ?, ?, ?)",
		p.account, request.Number, int(request.Version), p.now.UnixMicro()); err != nil {
		return err
	}
	order, err := number(p.conn, "SELECT last_insert_rowid()")
	if err != nil {
		return err
	}
	for _, l := range lines {
		if err := p.insert(order, l); err != nil {
			return err
		}
	}
	return nil
}

func (p *placing) numbers(request Request) error {
	used, err := exists(p.conn, "SELECT 1 FROM orders WHERE account_id = ? AND number = ?", p.account, request.Number)
	if err != nil {
		return err
	}
	if used {
		return &Refusal{Reason: NumberUsed, About: request.Number}
	}
	if request.Version == Version1 {
		return nil
	}
	seen := map[string]bool{}
	for _, l := range request.Lines {
		used, err := exists(p.conn, "SELECT 1 FROM lines WHERE account_id = ? AND number = ?", p.account, l.Number)
		if err != nil {
			return err
		}
		if used || seen[l.Number] {
			return &Refusal{Reason: NumberUsed, About: l.Number}
		}
		seen[l.Number] = true
	}
	return nil
}

func (p *placing) check(l LineRequest) (checked, error) {
	offer, found, err := store.OfferOf(p.conn, l.PartNum)
	if err != nil {
		return checked{}, err
	}
	line := checked{l, offer, ""}
	refuse := func(reason Reason, about string) (checked, error) { return line, &Refusal{reason, about} }
	switch {
	case !found:
		return refuse(NoProduct, l.PartNum)
	case offer.Blocked:
		return refuse(ProductBlocked, l.PartNum)
	case l.Quantity < offer.MinCount, offer.MaxCount != store.NoMaxCount && l.Quantity > offer.MaxCount:
		return refuse(WrongQuantity, l.PartNum)
	case p.version == Version2 && offer.Fulfillment == 1 && len([]rune(l.Number)) > maxVendorLineNumber:
		return refuse(LineNumberTooLong, l.Number)
	}
	if offer.LicenseForm {
		if line.Form, err = checkForm(offer.Vendor, p.version, l.Form); err != nil {
			return line, err
		}
	} else {
		line.Form = nil
	}
	switch {
	case p.version == Version1 && offer.Renewal:
		if l.OldKey == "" {
			return refuse(NoOldLicense, l.PartNum)
		}
		known, err := p.renewable(l.OldKey)
		if err != nil {
			return line, err
		}
		if !known {
			return refuse(VendorRefused, KeyNotFound)
		}
	case p.version == Version2 && offer.Subscription:
		if l.Subscriber == "" {
			return refuse(NoSubscriber, l.PartNum)
		}
		known, err := exists(p.conn, "SELECT 1 FROM subscribers WHERE account_id = ? AND id = ?", p.account,
			l.Subscriber)
		if err != nil {
			return line, err
		}
		if !known {
			return refuse(UnknownSubscriber, l.Subscriber)
		}
	}
	if !offer.Subscription || p.version == Version1 {
		line.Subscriber = ""
	}
	if line.course, err = courseOf(p.conn, offer.ID); err != nil {
		return line, err
	}
	if line.course == vendorError {
		return refuse(VendorRefused, VendorUnavailable)
	}
	return line, nil
}

// maxVendorLineNumber bounds the line numbers of products with FulfillmentType 1, in characters: the bound is
// Microsoft's, whose products those are (D1, "Примечание").
const maxVendorLineNumber = 32

// renewable tells whether a key can be renewed: one that was sold to this partner, or elsewhere.
func (p *placing) renewable(key string) (bool, error) {
	return exists(p.conn, `SELECT 1 FROM renewal_keys WHERE active_key = ? UNION ALL
		SELECT 1 FROM keys k JOIN lines l ON l.id = k.line_id WHERE k.active_key = ? AND l.account_id = ?`,
		key, key, p.account)
}

// afford checks the lines' sum in each currency. It divides where a product of price and quantity could overflow.
func (p *placing) afford(lines []checked) error {
	left := map[string]catalog.Money{}
	for _, l := range lines {
		if _, ok := left[l.Currency]; !ok {
			amount, err := available(p.conn, p.account, l.Currency)
			if err != nil {
				return err
			}
			left[l.Currency] = max(amount, 0)
		}
		if l.Price > left[l.Currency]/catalog.Money(l.Quantity) {
			return &Refusal{Reason: AboveLimit, About: l.Offer.PartNum}
		}
		left[l.Currency] -= l.Price * catalog.Money(l.Quantity)
	}
	return nil
}

// insert writes a line, and what it ends with where it ends at once.
func (p *placing) insert(order int64, l checked) error {
	state, failure, due := l.course.ends()
	if l.Quantity > shelf {
		state, failure, due = Failed, OutOfStock, 0
	}
	dueAt := int64(0)
	if state == InProcess {
		dueAt = p.now.Add(due).UnixMicro()
	}
	form, err := json.Marshal(l.Form)
	if err != nil {
		return fmt.Errorf("form: %w", err)
	}
	subscription := ""
	if l.Subscriber != "" {
		subscription = newGUID()
	}
	_, err = p.conn.Exec(
		`INSERT INTO lines (order_id, account_id, number, part_num, quantity, price, currency, fulfillment, licensed,
		form, subscriber, subscription, state, failure, due_at)
		VALUES (?, ?, nullif(?, ''), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		order, p.account, l.Number, l.LineRequest.PartNum, l.Quantity, int64(l.Price), l.Currency, l.Fulfillment,
		l.LicenseForm, form, l.Subscriber, subscription, int(state), int(failure), dueAt)
	if err != nil {
		return err
	}
	if state == Failed {
		return nil
	}
	if err := charge(p.conn, p.account, l.Currency, l.Price*catalog.Money(l.Quantity)); err != nil {
		return err
	}
	if state == InProcess {
		return nil
	}
	id, err := number(p.conn, "SELECT last_insert_rowid()")
	if err != nil {
		return err
	}
	return deliver(p.conn, delivery{id, l.Quantity, l.Fulfillment, l.LicenseForm, l.Subscriber != ""}, p.now)
}
