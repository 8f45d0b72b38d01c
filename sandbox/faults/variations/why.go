package variations

// Reasons that several variations give for the warnings that they cause.
const (
	outage          = "A call that has to be made again is counted."
	documentsDiffer = "The documents differ on it, or leave it open."
	beyond          = "The documents show no such form, and forbid none."
)
