package transport

// Reasons that many rows give for what they may break besides.
const (
	schema = "Its validation meets it, too."
	lists  = "Lists of the same entities are held against each other."
	delta  = "Its reading for the version meets it, too."
	again  = "An answer that ends early, or comes from something before the service, is asked for again, and counted."
)
