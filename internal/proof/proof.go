// Package proof is the model of a proof that the checks check: the sandbox was
// certified as it is, with each benign variation and with each fault, and this
// says what the checks made of it. Reports are a pure function of a Proof, and
// a Proof survives a trip through JSON unchanged. docs/prove.md describes it.
package proof

import (
	"slices"
	"time"

	"github.com/montcheck/montcheck/internal/run"
)

// Format names the version of the JSON form of a Proof. It changes when a
// reader of the old form could misread the new one.
const Format = "montcheck.proof/1"

// Proof is one finished proof.
type Proof struct {
	Format   string    `json:"format"`
	Tool     run.Tool  `json:"tool"`
	Started  time.Time `json:"started"`
	Ended    time.Time `json:"ended"`
	Products int       `json:"products"` // of the sandbox's catalogue
	Seeds    []int64   `json:"seeds"`
	Jobs     int       `json:"jobs"` // processes side by side
	// faults met only the checks that decide what they break, where those caught them
	Quick        bool          `json:"quick,omitempty"`
	Shard        string        `json:"shard,omitempty"`   // "2/4": every fourth of what was chosen, from the second on
	Stopped      string        `json:"stopped,omitempty"` // why it ended before its last trial
	Totals       Totals        `json:"totals"`
	Trials       []Trial       `json:"trials"`       // by seed: sound, variations, faults
	Requirements []Requirement `json:"requirements"` // the whole catalogue, in its order
}

// Subject is what a trial certifies.
type Subject string

// The subjects of trials.
const (
	Sound     Subject = "sound"     // the sandbox as it is
	Variation Subject = "variation" // the sandbox doing the same in another way
	Fault     Subject = "fault"     // the sandbox with one deviation from the contract
)

// Outcome is what a trial showed.
type Outcome string

// The outcomes of trials.
const (
	Caught  Outcome = "caught"  // a fault: each requirement that it breaks failed
	Missed  Outcome = "missed"  // a fault: one of them did not, or the run did not come to its end
	Quiet   Outcome = "quiet"   // a sound sandbox or a variation: no alarm
	Alarmed Outcome = "alarmed" // a sound sandbox or a variation: an alarm, or no run
	NotRun  Outcome = "not run" // the proof ended before it
)

// Trial is one certification of the sandbox, with what its verdicts were
// held against.
type Trial struct {
	Subject  Subject       `json:"subject"`
	Name     string        `json:"name,omitempty"`   // of the variation or fault
	Module   string        `json:"module,omitempty"` // of the fault
	Kind     string        `json:"kind,omitempty"`   // of the fault
	Does     string        `json:"does,omitempty"`   // what the sandbox does, in one sentence
	Breaks   []string      `json:"breaks,omitempty"` // requirements that the fault breaks
	Seed     int64         `json:"seed"`
	Outcome  Outcome       `json:"outcome"`
	Reason   string        `json:"reason,omitempty"` // why a fault was missed, or what ended the run
	Catches  []Catch       `json:"catches,omitempty"`
	Alarms   []Alarm       `json:"alarms,omitempty"`  // false ones
	Excused  []string      `json:"excused,omitempty"` // requirements that may and did not pass, besides those it breaks
	Schema   bool          `json:"schema"`            // schema validation by itself found something
	Tries    int           `json:"tries"`             // more than one only for a race
	Duration time.Duration `json:"duration"`          // nanoseconds, of all tries
	Repeat   string        `json:"repeat"`            // the command that does it again
}

// Catch is a requirement that a fault breaks and that did not pass, with the
// checks that found it out.
type Catch struct {
	Requirement string      `json:"requirement"`
	Verdict     run.Verdict `json:"verdict"` // fail or warn
	Checks      []string    `json:"checks"`  // ids of specs
}

// Alarm is a false one: a requirement that did not pass although nothing
// breaks it.
type Alarm struct {
	Requirement string      `json:"requirement"`
	Verdict     run.Verdict `json:"verdict"`
	Reason      string      `json:"reason"`
}

// Requirement is a requirement with the faults that its checks caught, with
// every seed.
type Requirement struct {
	ID     string   `json:"id"`
	Module string   `json:"module"`
	Faults []string `json:"faults"`
}

// Totals count faults and variations once, however many seeds they were tried
// with: what is missed with one seed is missed.
type Totals struct {
	Faults     int         `json:"faults"`
	Caught     int         `json:"caught"`
	Missed     int         `json:"missed"`
	Schema     int         `json:"schema"` // faults that schema validation by itself shows, with some seed
	Variations int         `json:"variations"`
	Alarms     int         `json:"alarms"` // over all trials
	NotRun     int         `json:"notRun"` // trials
	Kinds      []KindTotal `json:"kinds"`  // in the order of their names
}

// KindTotal counts the faults of one kind.
type KindTotal struct {
	Kind   string `json:"kind"`
	Faults int    `json:"faults"`
	Caught int    `json:"caught"`
	Schema int    `json:"schema"`
}

// Holds tells whether everything was tried, every fault was caught, and
// nothing raised a false alarm.
func (p *Proof) Holds() bool {
	return len(p.Trials) > 0 && p.Stopped == "" && !slices.ContainsFunc(p.Trials, func(t Trial) bool {
		return t.Outcome != Caught && t.Outcome != Quiet || len(t.Alarms) > 0
	})
}

// Of gives the requirement with the given id.
func (p *Proof) Of(requirement string) (Requirement, bool) {
	i := slices.IndexFunc(p.Requirements, func(r Requirement) bool { return r.ID == requirement })
	if i < 0 {
		return Requirement{}, false
	}
	return p.Requirements[i], true
}

// Does says what the fault of that name does; empty where it was not tried.
func (p *Proof) Does(fault string) string {
	i := slices.IndexFunc(p.Trials, func(t Trial) bool { return t.Subject == Fault && t.Name == fault })
	if i < 0 {
		return ""
	}
	return p.Trials[i].Does
}

// Observer is told of a proof while it goes on. Calls come one at a time.
type Observer interface {
	Planned(trials int)
	Started(t Trial) // its outcome is still empty
	Ended(t Trial)
	Finished(p *Proof)
}
