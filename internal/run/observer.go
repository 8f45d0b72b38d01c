package run

// ModulePlan is how many specs of a module a run is going to try.
type ModulePlan struct {
	Module string
	Specs  int
}

// Observer is told of a run while it goes on. Calls come from one goroutine.
type Observer interface {
	Planned(plan []ModulePlan)
	Started(spec Spec) // Verdict and findings are still empty
	Ended(spec Spec)
	Finished(r *Run)
}
