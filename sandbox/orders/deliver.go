package orders

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/montcheck/montcheck/sandbox/database"
)

// LinkLife is how long a link of a product with FulfillmentType 1 is valid. D1, "Примечание".
const LinkLife = 24 * time.Hour

// delivery is a line that gets what was ordered.
type delivery struct {
	line        int64
	quantity    int32
	fulfillment int32
	licensed    bool
	subscribed  bool
}

// deliver writes the line's keys, links and files, all of the same time. A subscription has no keys, since it is known
// by its id, and a link of its own.
// A product with FulfillmentType 1 has two links for each key; others have one for all keys. D3, "Получение ключей".
func deliver(c *database.Conn, d delivery, at time.Time) error {
	if d.subscribed {
		return link(c, d.line, Distribution, newGUID(), at, time.Time{})
	}
	first := ""
	for range d.quantity {
		transaction := newGUID()
		if first == "" {
			first = transaction
		}
		if _, err := c.Exec("INSERT INTO keys (line_id, active_key, transaction_id, sequence, "+
			"added_at) VALUES (?, ?, ?, ?, ?)",
			d.line, newKey(), transaction, newSequence(), at.UnixMicro()); err != nil {
			return err
		}
		if d.fulfillment != 1 {
			continue
		}
		for _, kind := range []LinkKind{Distribution32, Distribution64} {
			if err := link(c, d.line, kind, transaction, at, at.Add(LinkLife)); err != nil {
				return err
			}
		}
	}
	if d.fulfillment != 1 {
		if err := link(c, d.line, Distribution, first, at, time.Time{}); err != nil {
			return err
		}
	}
	if d.licensed {
		return link(c, d.line, Certificate, first, at, time.Time{})
	}
	return nil
}

func link(c *database.Conn, line int64, kind LinkKind, transaction string, at, expires time.Time) error {
	until := int64(0)
	if !expires.IsZero() {
		until = expires.UnixMicro()
	}
	_, err := c.Exec("INSERT INTO links (line_id, kind, transaction_id, address, added_at, "+
		"expires_at) VALUES (?, ?, ?, ?, ?, ?)",
		line, int(kind), transaction, address(kind, transaction, expires), at.UnixMicro(), until)
	return err
}

// address is never the same twice, and has an ampersand, as D3's do.
func address(kind LinkKind, transaction string, expires time.Time) string {
	switch kind {
	case Certificate:
		return fmt.Sprintf("https://download.example/certificates/%s.pdf", transaction)
	case Distribution32, Distribution64:
		return fmt.Sprintf("https://download.example/db/setup_x%d.exe?e=%d&h=%s", kind, expires.Unix(),
			hex.EncodeToString(random(16)))
	}
	return fmt.Sprintf("https://download.example/db/setup.exe?t=%s&h=%s", transaction, hex.EncodeToString(random(16)))
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return b
}

func newGUID() string { return guid([16]byte(random(16))) }

// guid spells b as a GUID of RFC 9562's version 4.
func guid(b [16]byte) string {
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// newKey draws five groups of five characters of which none is taken for another: more than 110 bits.
func newKey() string {
	const letters = "BCDFGHJKMPQRTVWXY2346789BCDFGHJK" // 32, so that a byte's lower bits choose
	key := make([]byte, 0, 29)
	for i, b := range random(25) {
		if i > 0 && i%5 == 0 {
			key = append(key, '-')
		}
		key = append(key, letters[b&31])
	}
	return string(key)
}

// newSequence draws twenty digits, above what 64 bits hold, as in D3's sample.
func newSequence() string {
	digits := []byte("8")
	for _, b := range random(19) {
		digits = append(digits, '0'+b%10)
	}
	return string(digits)
}
