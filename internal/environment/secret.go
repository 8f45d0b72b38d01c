package environment

import (
	"fmt"
	"io"
	"log/slog"
)

// redacted stands for a secret wherever one would be printed.
const redacted = "[redacted]"

// Secret is a text that no report, log or error may hold. Only Reveal gives
// it away.
type Secret struct {
	// Variable names the secret for people and repeatable commands: the
	// environment variable that it came from, else a conventional name such as
	// MONT_PASSWORD.
	Variable string

	// A pointer, because fmt prints what is behind an unexported field without
	// asking Format, yet stops at pointers.
	value *string
}

// NewSecret returns a secret with the given name and value.
func NewSecret(variable, value string) Secret { return Secret{Variable: variable, value: &value} }

// Reveal returns the secret itself, empty where there is none.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// IsZero tells whether there is no secret.
func (s Secret) IsZero() bool { return s.value == nil }

// String, and whatever else prints a value, says that it is redacted.
func (s Secret) String() string { return redacted }

// GoString is String.
func (s Secret) GoString() string { return redacted }

// Format is String for every verb.
func (s Secret) Format(f fmt.State, _ rune) { io.WriteString(f, redacted) }

// MarshalText is String.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// MarshalJSON is String as JSON.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }

// MarshalYAML is String as YAML.
func (s Secret) MarshalYAML() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }

// LogValue is String for structured logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }
