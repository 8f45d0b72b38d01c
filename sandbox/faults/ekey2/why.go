package ekey2

// Reasons that many rows give for what they may break besides.
const (
	anyCaller     = "A call with a wrong login or none gets the same answer."
	bySchema      = "Its schema does not allow it."
	letters       = "What was sent and comes back is compared letter by letter."
	sentBack      = "Every answer with an order is held against what was ordered."
	readAgain     = "Orders are read again all along, and held against what was given first."
	counted       = "The keys and links of every answer are counted and compared."
	byState       = "Orders and lines are known by the text of their state."
	inBalance     = "What is charged shows in the balance only."
	refusals      = "All refusals are read in one way."
	leftBehind    = "After every refusal the order is asked for, which should not exist."
	byDescription = "Forms are filled and spoilt as their fields are described."
)
