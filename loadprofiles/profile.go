package loadprofiles

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/montcheck/montcheck/internal/montcontent"
)

// Profile says what load to make, and what must hold under it.
type Profile struct {
	Name   string  `json:"name" yaml:"-"` // of the file
	About  Text    `json:"about" yaml:"about"`
	Stages []Stage `json:"stages" yaml:"stages"`
	Mix    []Share `json:"mix" yaml:"-"` // in alphabetical order
	// what each partner asks once before the mix, in this order
	First      []string   `json:"first,omitempty" yaml:"first"`
	Population Population `json:"population" yaml:"population"`
	Changes    *Repricing `json:"changes,omitempty" yaml:"changes"`
	// between two checks of the replicas while the load goes on; 0 for the end only
	Check   Duration `json:"check,omitempty" yaml:"check"`
	Workers int      `json:"workers" yaml:"workers"` // requests in flight at most
	// of one request, from its sending to the last byte of its answer
	Timeout    Duration    `json:"timeout" yaml:"timeout"`
	Abort      Abort       `json:"abort" yaml:"abort"`
	Thresholds []Threshold `json:"thresholds" yaml:"-"` // in the order of the file
}

// Text is a text in the languages of the reports.
type Text struct {
	En string `json:"en" yaml:"en"`
	Ru string `json:"ru" yaml:"ru"`
}

// In returns the text in a language, English where it lacks that.
func (t Text) In(lang string) string {
	if lang == "ru" && t.Ru != "" {
		return t.Ru
	}
	return t.En
}

// Stage is a time with one rate, or one course of rates.
type Stage struct {
	Name     string   `json:"name" yaml:"name"`
	Rate     Rate     `json:"rate" yaml:"rate"`
	Duration Duration `json:"duration" yaml:"duration"`
}

// Rate is in requests a second: From at the stage's start, To at its end, in
// a straight line or in that many equal Steps.
type Rate struct {
	From  float64 `json:"from" yaml:"from"`
	To    float64 `json:"to" yaml:"to"`
	Steps int     `json:"steps,omitempty" yaml:"steps"`
}

// Peak is the highest rate.
func (r Rate) Peak() float64 { return max(r.From, r.To) }

// Share is the weight of an operation in the mix.
type Share struct {
	Operation string `json:"operation"`
	Weight    int    `json:"weight"`
}

// Population is the virtual partners.
type Population struct {
	Partners int `json:"partners" yaml:"partners"`
	// Behind is how many price versions behind the current one the partners
	// start, spread evenly from 0 to Behind; Everything is from version 0, with
	// nothing at hand.
	Behind Behind `json:"behind" yaml:"behind"`
}

// Behind is a number of versions.
type Behind int64

// Everything is the Behind of partners that start from nothing.
const Everything Behind = -1

// Repricing is made while the load goes on, where the endpoint can be steered.
type Repricing struct {
	Every  Duration `json:"every" yaml:"every"`
	Prices int      `json:"prices" yaml:"prices"` // that each change sets anew
}

// Abort ends a run that does nothing but harm: when of the requests that ended
// in the time Within more than the part Errors failed, and no fewer than Least.
type Abort struct {
	Errors Part     `json:"errors" yaml:"errors"`
	Within Duration `json:"within" yaml:"within"`
	Least  int      `json:"least" yaml:"least"`
}

// Part is a share of a whole, from 0 to 1; in a file also as 5%.
type Part float64

// Duration is a length of time; in a file such as 1m30s, in JSON nanoseconds.
type Duration time.Duration

// Std returns the duration as the standard library has it.
func (d Duration) Std() time.Duration { return time.Duration(d) }

// The defaults of a profile.
const (
	defaultWorkers  = 64
	defaultTimeout  = Duration(30 * time.Second)
	defaultPartners = 10
)

var defaultAbort = Abort{Errors: 0.5, Within: Duration(10 * time.Second), Least: 50}

// Duration is the length of all stages.
func (p *Profile) Duration() time.Duration {
	total := time.Duration(0)
	for _, s := range p.Stages {
		total += s.Duration.Std()
	}
	return total
}

// Peak is the highest rate of all stages, in requests a second.
func (p *Profile) Peak() float64 {
	peak := 0.0
	for _, s := range p.Stages {
		peak = max(peak, s.Rate.Peak())
	}
	return peak
}

// Mean is the rate over all stages, in requests a second.
func (p *Profile) Mean() float64 {
	requests := 0.0
	for _, s := range p.Stages { // equal steps from one rate to another come to the same
		requests += (s.Rate.From + s.Rate.To) / 2 * s.Duration.Std().Seconds()
	}
	return requests / p.Duration().Seconds()
}

// Scale multiplies all rates, and with them the throughput that is asked for.
func (p *Profile) Scale(by float64) {
	for i := range p.Thresholds {
		if t := &p.Thresholds[i]; t.Metric == Throughput {
			t.Value *= by
			t.Text = fmt.Sprintf("%s%s%s", t.Aggregate, t.Relation, strconv.FormatFloat(t.Value, 'f', -1, 64))
		}
	}
	for i := range p.Stages {
		p.Stages[i].Rate.From *= by
		p.Stages[i].Rate.To *= by
	}
}

// Stretch gives the profile another length; its stages keep their proportions.
func (p *Profile) Stretch(to time.Duration) {
	by := float64(to) / float64(p.Duration())
	end, before := 0.0, Duration(0)
	for i := range p.Stages { // rounded at the ends of stages, so that the last is the length to the nanosecond
		end += float64(p.Stages[i].Duration) * by
		next := Duration(math.Round(end))
		if i == len(p.Stages)-1 {
			next = Duration(to)
		}
		p.Stages[i].Duration, before = next-before, next
	}
}

// Operations are what the profile asks, in alphabetical order.
func (p *Profile) Operations() []string {
	all := slices.Clone(p.First)
	for _, s := range p.Mix {
		all = append(all, s.Operation)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// FollowsPrices tells whether the partners keep price lists of their own.
func (p *Profile) FollowsPrices() bool {
	all := p.Operations()
	return slices.Contains(all, montcontent.GetPriceChanges.Name) ||
		slices.Contains(all, montcontent.GetAllChanges.Name)
}

// Digest identifies what the profile says, whatever its file looks like.
func (p *Profile) Digest() string {
	text, err := json.Marshal(p)
	if err != nil {
		panic(err) // it holds nothing that JSON can't
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func byOperation(a, b Share) int { return cmp.Compare(a.Operation, b.Operation) }
