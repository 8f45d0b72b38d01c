package secrets

// Hidden is a value that no verb of fmt prints: of a function there is only
// the address to print, however it is reached.
type Hidden[T any] func() T

// Hide returns v, hidden.
func Hide[T any](v T) Hidden[T] { return func() T { return v } }

// Reveal returns the value; the zero one where there is none.
func (h Hidden[T]) Reveal() (v T) {
	if h == nil {
		return v
	}
	return h()
}
