// Package orders keeps a run from ordering what its user did not ask for:
// keys that were delivered can't be returned. The guard holds a run to its
// budget, and the ledger remembers every order that the run may have placed,
// on disk before the request leaves.
package orders

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/shopspring/decimal"
)

// Path is where the ledger of a run is in the folder of its reports. Runs
// that share a folder have a ledger each.
func Path(dir, run string) string { return filepath.Join(dir, "orders-"+run+".jsonl") }

// Find returns the path of the newest ledger in a folder; run ids sort by
// time. Without any it is fs.ErrNotExist.
func Find(dir string) (string, error) {
	all, err := filepath.Glob(Path(dir, "*"))
	if err != nil || len(all) == 0 {
		return "", fmt.Errorf("no order was placed by a run in %s: %w", dir, fs.ErrNotExist)
	}
	return slices.Max(all), nil
}

// Header is the first line of a ledger: whose orders these are.
type Header struct {
	Run         string    `json:"run"`
	Environment string    `json:"environment"`
	Config      string    `json:"config,omitempty"` // the file that the environment was read from
	Started     time.Time `json:"started"`
}

// Order is an order that a request may place.
type Order struct {
	Number   string          `json:"number"`
	Version  int             `json:"version"` // of eKey: 1 or 2
	Lines    []Line          `json:"lines"`
	Amount   decimal.Decimal `json:"amount"` // what it costs at most, in Currency
	Currency string          `json:"currency"`
	Purpose  string          `json:"purpose"` // the spec that wants it
	Refusal  Refusal         `json:"refusal,omitempty"`
}

// key tells orders apart: the versions keep numbers of their own.
func (o Order) key() string { return strconv.Itoa(o.Version) + " " + o.Number }

// Line is a line of an order; version 1 has one, without a number.
type Line struct {
	Number   string `json:"number,omitempty"`
	PartNum  string `json:"partNum"`
	Quantity int    `json:"quantity"`
}

// Outcome is what became of a request to place an order.
type Outcome string

// The outcomes.
const (
	Sent     Outcome = "sent"     // the request is about to leave; nothing is known yet
	Accepted Outcome = "accepted" // the endpoint says that the order is placed
	Refused  Outcome = "refused"  // the endpoint says that it is not, which is not proved
	Absent   Outcome = "absent"   // it is proved that the request placed nothing
)

// Entry is a line of a ledger after its first.
type Entry struct {
	Time    time.Time `json:"time"`
	Outcome Outcome   `json:"outcome"`
	Request int       `json:"request"` // counts the requests of the run, from 1
	Order   Order     `json:"order"`
}

// Ledger is a ledger that is being written. It is safe for concurrent use.
type Ledger struct {
	mu      sync.Mutex
	file    *os.File
	lasting bool // whether the orders outlive the process: those of an embedded sandbox don't
}

// Create makes a new ledger in dir. It is an error if there is one.
func Create(dir string, h Header) (*Ledger, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(Path(dir, h.Run), os.O_WRONLY|os.O_CREATE|os.O_EXCL|os.O_APPEND, 0o644)
	if err != nil {
		return nil, fmt.Errorf("no ledger of orders: %w", err)
	}
	l := &Ledger{file: f, lasting: h.Config != ""}
	if err := l.write(h, true); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return l, nil
}

// write writes a line. One that must outlive even the machine's crash is on
// disk when it returns, unless the orders themselves end with the process.
func (l *Ledger) write(line any, must bool) error {
	text, err := json.Marshal(line)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := l.file.Write(append(text, '\n')); err != nil {
		return fmt.Errorf("the ledger of orders can't be written: %w", err)
	}
	if must && l.lasting {
		return l.file.Sync()
	}
	return nil
}

// Close closes the file.
func (l *Ledger) Close() error { return l.file.Close() }

// Placed is an order of a ledger that may have been placed.
type Placed struct {
	Order
	Outcome Outcome // Sent where no answer told, Refused where that is not proved
	Time    time.Time
	State   string // what the endpoint says of it now; empty where it was not asked
}

// Read returns the orders that the run may have placed, in the order of the
// requests. A last line that was cut by a crash is left out: its request
// did not leave.
func Read(path string) (Header, []Placed, error) {
	f, err := os.Open(path)
	if err != nil {
		return Header{}, nil, err
	}
	defer f.Close()
	return read(f)
}

func read(r io.Reader) (h Header, placed []Placed, err error) {
	lines := bufio.NewReader(r)
	first, err := lines.ReadBytes('\n')
	if err != nil || json.Unmarshal(first, &h) != nil || h.Run == "" {
		return h, nil, errors.New("this is no ledger of orders")
	}
	requests := map[int]Entry{}
	var order []int
	for n := 2; ; n++ {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			break
		}
		if err != nil {
			return h, nil, err
		}
		var e Entry
		if err := json.Unmarshal(line, &e); err != nil {
			return h, nil, fmt.Errorf("line %d of the ledger: %w", n, err)
		}
		if _, again := requests[e.Request]; !again {
			order = append(order, e.Request)
		}
		requests[e.Request] = e
	}
	return h, merge(requests, order), nil
}

// merge makes one order of the requests with one number: placed if any of
// them may have placed it.
func merge(requests map[int]Entry, order []int) []Placed {
	var placed []Placed
	at := map[string]int{}
	for _, request := range order {
		e := requests[request]
		if e.Outcome == Absent {
			continue
		}
		if i, again := at[e.Order.key()]; again {
			if e.Outcome == Accepted || placed[i].Outcome == Refused {
				placed[i].Outcome = e.Outcome
			}
			continue
		}
		at[e.Order.key()] = len(placed)
		placed = append(placed, Placed{Order: e.Order, Outcome: e.Outcome, Time: e.Time})
	}
	return placed
}
