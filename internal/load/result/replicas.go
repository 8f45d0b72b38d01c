package result

import (
	"time"
)

// Replicas is what became of the partners' own price lists.
type Replicas struct {
	Partners int     `json:"partners"`
	Asked    int     `json:"asked"` // partners that asked for prices
	Began    int     `json:"began"` // of them, those that got a usable answer: only they are checked
	Checks   []Check `json:"checks"`
	Diverged int     `json:"diverged"` // partners, in the check that found the most
	// price lists that differed from another of their version, also where a later change hid it
	Conflicts   int          `json:"conflicts"`
	Divergences []Divergence `json:"divergences"`
	Unchecked   string       `json:"unchecked,omitempty"` // why the check at the end could not be made
	Lists       []List       `json:"lists"`               // full price lists that were read, by version
	// versions by which the last partners began behind the current one, where the catalogue has fewer than the profile
	// says
	Behind int64 `json:"behind,omitempty"`
}

// Check held all replicas against the full price list.
type Check struct {
	At       time.Duration `json:"at"` // since the start
	Version  int64         `json:"version"`
	Products int           `json:"products"`
	Partners int           `json:"partners"` // that had begun
	States   int           `json:"states"`   // different ones among them, by version and content
	Diverged int           `json:"diverged"`
	Final    bool          `json:"final,omitempty"` // the one at the end, of each shard
}

// List identifies the content of the full price list at a version, so that
// shards can be held against each other.
type List struct {
	Version int64  `json:"version"`
	Digest  string `json:"digest"`           // SHA-256 over its products
	Shards  []int  `json:"shards,omitempty"` // that read it, in a merged result
}

// Divergence is a replica that differs from the list, or from another replica
// of its version, with the shortest history that shows it.
type Divergence struct {
	At       time.Duration `json:"at"`
	Partners int           `json:"partners"` // that hold it
	Version  int64         `json:"version"`
	Against  string        `json:"against"`  // list, replica or shard
	Products int           `json:"products"` // that differ
	Product  Difference    `json:"product"`  // the first of them
	History  []Step        `json:"history"`
	List     string        `json:"list,omitempty"`  // the request of the full list, below the service's address
	Lists    []List        `json:"lists,omitempty"` // that shards read at this version
}

// Difference is a product that two sides hold differently.
type Difference struct {
	ID      int64  `json:"id"`
	PartNum string `json:"partNum,omitempty"`
	Replica string `json:"replica"` // price and currency; empty for none
	Other   string `json:"other"`
}

// Step is one answer that a replica took in.
type Step struct {
	Asked    int64  `json:"asked"` // version
	Got      int64  `json:"got"`
	Products int    `json:"products"`       // that the answer held
	Body     string `json:"body"`           // its SHA-256
	Said     string `json:"said,omitempty"` // of the product that differs; empty for nothing
	// Forgotten tells that what it said of the product is no longer remembered.
	Forgotten bool   `json:"forgotten,omitempty"`
	Request   string `json:"request,omitempty"` // below the service's address
	Now       string `json:"now,omitempty"`     // what the same request says of the product now
}
