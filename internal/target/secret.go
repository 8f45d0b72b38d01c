package target

import "github.com/montcheck/montcheck/internal/secrets"

// Secret is a text that no report, log or error may hold, with the name of
// the variable that stands for it there.
type Secret struct {
	Variable string
	value    secrets.Hidden[string]
}

// NewSecret returns a secret with the given name and value.
func NewSecret(variable, value string) Secret { return Secret{variable, secrets.Hide(value)} }

func (s Secret) reveal() string { return s.value.Reveal() }

// formsOf returns the forms in which a credential could come back.
func formsOf(c Credential) []string { return secrets.OfLogin(c.Login.reveal(), c.Password.reveal()) }
