package target

// Secret is a text that no report, log or error may hold, with the name of
// the variable that stands for it there.
type Secret struct {
	Variable string
	value    hidden[string]
}

// NewSecret returns a secret with the given name and value.
func NewSecret(variable, value string) Secret { return Secret{variable, hide(value)} }

func (s Secret) reveal() string { return s.value.reveal() }

// hidden is a value that no verb of fmt prints: of a function there is only
// the address to print, however it is reached.
type hidden[T any] func() T

func hide[T any](v T) hidden[T] { return func() T { return v } }

// reveal returns the value; the zero one where there is none.
func (h hidden[T]) reveal() (v T) {
	if h == nil {
		return v
	}
	return h()
}
