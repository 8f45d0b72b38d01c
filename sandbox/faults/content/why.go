package content

// Reasons that many rows give for what they may break besides.
const (
	inOrder     = "The order of members is looked at in every answer."
	sinceThen   = "What a delta carries is held against the versions that it was asked with."
	versions    = "All versions of a run are held against each other."
	bySchema    = "Its schema does not allow it."
	readAsDelta = "Whatever has the current versions is read whole."
	awaited     = "What changes is looked for in the answers that follow."
	compared    = "Answers about the same entities are held against each other."
)
