package run

// Verdict is what is said of one requirement, or of one spec.
type Verdict string

// The verdicts, worst last in the order in which they outweigh each other
// when a requirement is decided by several specs.
const (
	Pass         Verdict = "pass"          // every check ran and held
	OutOfScope   Verdict = "out of scope"  // the partner does not integrate this module or vendor
	Warn         Verdict = "warn"          // an advisory requirement, or a documented ambiguity read the other way
	NotExercised Verdict = "not exercised" // it could not be tried here; the reason is given
	Error        Verdict = "error"         // the harness could not do its work: never a fail, never a pass
	Fail         Verdict = "fail"          // a check ran and did not hold
)

var weight = map[Verdict]int{Pass: 1, OutOfScope: 2, Warn: 3, NotExercised: 4, Error: 5, Fail: 6}

// Worse returns the verdict that outweighs the other; the empty verdict
// weighs nothing.
func Worse(a, b Verdict) Verdict {
	if weight[b] > weight[a] {
		return b
	}
	return a
}

// Conclusion is the verdict of a whole run.
type Conclusion string

// The conclusions of a run.
const (
	Conformant             Conclusion = "CONFORMANT"
	ConformantWithWarnings Conclusion = "CONFORMANT WITH WARNINGS"
	Incomplete             Conclusion = "INCOMPLETE"
	NonConformant          Conclusion = "NON-CONFORMANT"
)

// Conclude gives the conclusion that the verdicts of a run's requirements
// add up to. Advisory requirements can only warn. Where nothing binding
// passed the run is Incomplete, and so is one that was stopped early. What a
// label filter left out does not count: a run is judged by what was selected.
func Conclude(results []RequirementResult, stopped bool) Conclusion {
	var passed, warned, open bool
	for _, r := range results {
		switch {
		case r.LeftOut:
			warned = warned || r.Verdict == Warn
		case r.Verdict == Warn:
			warned = true
			passed = passed || r.Level.Binding() // it was decided
		case !r.Level.Binding() || r.Verdict == OutOfScope:
		case r.Verdict == Fail:
			return NonConformant
		case r.Verdict == Pass:
			passed = true
		default:
			open = true
		}
	}
	switch {
	case open || stopped || !passed:
		return Incomplete
	case warned:
		return ConformantWithWarnings
	}
	return Conformant
}

// The exit codes of montcheck.
const (
	ExitConformant    = 0
	ExitNonConformant = 1
	ExitUsage         = 2  // usage or configuration
	ExitUnfinished    = 3  // infrastructure: the run could not finish
	ExitIncomplete    = 4  // a binding requirement was not exercised
	ExitThreshold     = 99 // a load threshold was crossed
)

// ExitCode is the process exit code that r calls for. A failed requirement
// outweighs a run that could not finish, which outweighs an incomplete one.
func (r *Run) ExitCode() int {
	switch r.Conclusion {
	case Conformant, ConformantWithWarnings:
		return ExitConformant
	case NonConformant:
		return ExitNonConformant
	}
	if r.Stopped != nil && r.Stopped.Infrastructure {
		return ExitUnfinished
	}
	for _, q := range r.Requirements {
		if q.Level.Binding() && q.Verdict == Error {
			return ExitUnfinished
		}
	}
	return ExitIncomplete
}
