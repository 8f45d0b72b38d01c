// Package deviation has the model of what the sandbox may do otherwise: a Fault breaks the contract in one small and
// realistic way, a Variation keeps it in a way of its own.
package deviation

import "github.com/montcheck/montcheck/sandbox/faults/hook"

// Kind is how a fault deviates.
type Kind string

// The kinds of fault.
const (
	WrongValue     Kind = "wrong value"
	Missing        Kind = "missing"
	Extra          Kind = "extra"
	Duplicated     Kind = "duplicated"
	Reordered      Kind = "reordered"
	OffByOne       Kind = "off by one"
	Stale          Kind = "stale"
	Lost           Kind = "lost"
	Leaked         Kind = "leaked"
	WrongStatus    Kind = "wrong status"
	WrongNamespace Kind = "wrong namespace"
	WrongForm      Kind = "wrong lexical form"
	Accepted       Kind = "accepted" // what has to be refused
	Refused        Kind = "refused"  // what has to be accepted
	Race           Kind = "race"
)

// Fault is a service that breaks the contract in one way. A Fault keeps state: it serves one sandbox.
type Fault struct {
	Name   string // some-words in a table; service/some-words, or transport/some-words, everywhere else
	Module string // that `certify --module` has to run: content, ekey or westcon
	Kind   Kind
	Does   string   // what the service does wrong: one sentence
	Breaks []string // ids of requirements that must fail, or warn where they are advisory
	May    Excuses  // requirements that it breaks by its nature too
	Hides  []string // ids of requirements that its answers prove nothing about: they may not pass
	Race   bool     // shows only when the machine lets two calls meet: it may take several tries

	Listens Listening    // how the service is reached
	Service hook.Service // whose calls the hooks are for
	Ask     hook.Hook    // changes requests; may be nil
	Answer  hook.Hook    // changes answers; may be nil
	Both    hook.Pair    // a verb that does both, in place of Ask and Answer
}

// Variation is a service that keeps the contract in a way of its own. A Variation keeps state: it serves one sandbox.
type Variation struct {
	Name    string
	Modules string  // those whose certification it can change, with commas between; empty for all
	Does    string  // how the service differs: one sentence
	May     Excuses // requirements that may warn of it: advisory ones, or where documents differ
	Open    Excuses // requirements that can't be exercised there
	Slow    bool    // takes minutes rather than seconds
	Catalog Catalog // another catalogue than asked for

	Service hook.Service // whose calls the hooks are for
	Ask     hook.Hook    // changes requests; may be nil
	Answer  hook.Hook    // changes answers; may be nil
	Both    hook.Pair    // a verb that does both, in place of Ask and Answer
}

// Catalog says in what a catalogue differs from that of the same size and seed.
type Catalog struct {
	Products   int   // of the catalogue; 0 is as many as asked for
	FirstID    int32 // of each kind of entity; 0 is 1
	OneVendor  bool
	NoRenewals bool
}

// Listening is how a server is reached.
type Listening int

// The ways to be reached. All but the first break MNT-TLS-01 and WST-TLS-01.
const (
	AsAsked      Listening = iota // plain HTTP on the address asked for
	Exposed                       // plain HTTP under an address that is not of the loopback interface
	Untrusted                     // HTTPS with a certificate that no authority signed
	Expired                       // HTTPS with a certificate whose time is over
	AnotherNamed                  // HTTPS with a certificate of another host
)

// Of makes the rows of a table faults of a service, which a module certifies.
func Of(service hook.Service, name, module string, rows ...Fault) []Fault {
	for i := range rows {
		rows[i].Name, rows[i].Module, rows[i].Service = name+"/"+rows[i].Name, module, service
	}
	return rows
}

// VariationsOf makes the rows of a table variations of a service that matter to modules; empty for all.
func VariationsOf(service hook.Service, modules string, rows ...Variation) []Variation {
	for i := range rows {
		rows[i].Modules, rows[i].Service = modules, service
	}
	return rows
}

// Hooks are what the fault does to calls.
func (f Fault) Hooks() hook.Of { return hooks(f.Service, f.Ask, f.Answer, f.Both) }

// Hooks are what the variation does to calls.
func (v Variation) Hooks() hook.Of { return hooks(v.Service, v.Ask, v.Answer, v.Both) }

func hooks(service hook.Service, ask, answer hook.Hook, both hook.Pair) hook.Of {
	if ask != nil {
		both.Ask = ask
	}
	if answer != nil {
		both.Answer = answer
	}
	return hook.Of{Service: service, Pair: both}
}
