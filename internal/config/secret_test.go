package config

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/montcheck/montcheck/internal/environment"
)

// No way of printing an environment shows a secret, wherever it is nested.
func TestSecretsDoNotPrint(t *testing.T) {
	e, err := readNamed(t, indent(sound+service+`
other_login: { login: other-secret, password: "${MONT_PASSWORD_2}" }
`))
	if err != nil {
		t.Fatal(err)
	}
	unexported := struct{ inner environment.Secret }{e.Password}
	var printed []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%p", "%c"} {
		for _, value := range []any{e.Password, &e.Password, *e, e.OtherLogin, []environment.Secret{e.Password},
			map[string]environment.Secret{"a": e.Password}, unexported, &unexported} {
			printed = append(printed, fmt.Sprintf(verb, value))
		}
	}
	for name, marshal := range map[string]func(any) ([]byte, error){"JSON": json.Marshal, "YAML": yaml.Marshal} {
		for _, value := range []any{e, e.Password, unexported} {
			text, err := marshal(value)
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			printed = append(printed, string(text))
		}
	}
	text, err := xml.Marshal(e.OtherLogin)
	if err != nil {
		t.Error(err)
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("read", "password", e.Password, "environment", e)
	slog.New(slog.NewTextHandler(&log, nil)).Info("read", "password", e.Password, "environment", e)
	printed = append(printed, string(text), log.String(), errors.Join(fmt.Errorf("%v", e.Password)).Error())
	for _, p := range printed {
		assertNoSecret(t, p)
	}
	if got := fmt.Sprintf("%s %v", e.Password, e.Password); got != "[redacted] [redacted]" {
		t.Errorf("a secret prints as %q", got)
	}
	if got, err := json.Marshal(map[string]environment.Secret{"password": e.Password}); err != nil ||
		string(got) != `{"password":"[redacted]"}` {
		t.Errorf("a secret is %s in JSON (%v)", got, err)
	}
	if got, err := yaml.Marshal(map[string]environment.Secret{"password": e.Password}); err != nil ||
		string(got) != "password: \"[redacted]\"\n" {
		t.Errorf("a secret is %s in YAML (%v)", got, err)
	}
	if e.Password.Reveal() != "hunter2-secret" || e.Password.Variable != "MONT_PASSWORD" {
		t.Errorf("the secret is %q of %s", e.Password.Reveal(), e.Password.Variable)
	}
	if none := (environment.Secret{}); none.Reveal() != "" || !none.IsZero() || e.Password.IsZero() {
		t.Error("no secret and a secret are mixed up")
	}
}
