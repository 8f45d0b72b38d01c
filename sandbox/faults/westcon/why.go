package westcon

// Reasons that many rows give for what they may break besides.
const (
	compared = "Answers about one order are held against each other, however it is asked for."
	unread   = "What can't be read as an order status does not show that its request was accepted."
)
