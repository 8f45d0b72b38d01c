// Package messages holds the reports' own words in English and Russian. The
// words themselves are in messages.yaml and load.yaml.
package messages

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/goccy/go-yaml"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"github.com/montcheck/montcheck/internal/proof"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/printable"
	"github.com/montcheck/montcheck/requirements"
)

//go:embed messages.yaml load.yaml
var files embed.FS

// Languages are the languages that reports are written in.
var Languages = []string{"en", "ru"}

// Messages are the words of one language.
type Messages struct {
	Lang string
	tag  language.Tag
}

// In gives the words of lang, one of Languages.
func In(lang string) (*Messages, error) {
	if !slices.Contains(Languages, lang) {
		return nil, fmt.Errorf("no reports in language %q, only in %v", lang, Languages)
	}
	return &Messages{Lang: lang, tag: language.Make(lang)}, nil
}

// T gives the message of a key, formatted with args.
func (m *Messages) T(key string, args ...any) string {
	form := m.entry(key).Other
	if len(args) == 0 {
		return form
	}
	return fmt.Sprintf(form, args...)
}

// N is T for a message that counts: n is its first argument, and chooses the
// grammatical form.
func (m *Messages) N(key string, n int, args ...any) string {
	e := m.entry(key)
	form := e.Other
	switch plural.Cardinal.MatchPlural(m.tag, n, 0, 0, 0, 0) {
	case plural.One:
		form = e.One
	case plural.Few:
		form = e.Few
	case plural.Many:
		form = e.Many
	}
	return fmt.Sprintf(form, append([]any{n}, args...)...)
}

// Verdict names a verdict.
func (m *Messages) Verdict(v run.Verdict) string { return m.or("verdict.", string(v)) }

// Conclusion names a conclusion.
func (m *Messages) Conclusion(c run.Conclusion) string { return m.or("conclusion.", string(c)) }

// Of names the conclusion of a run, with a word where a label filter selected
// what it is of.
func (m *Messages) Of(r *run.Run) string {
	if r.LabelFilter != "" {
		return m.T("conclusion.selected", m.Conclusion(r.Conclusion))
	}
	return m.Conclusion(r.Conclusion)
}

// Meaning says what a conclusion means.
func (m *Messages) Meaning(c run.Conclusion) string { return m.or("meaning.", string(c)) }

// Tag abbreviates a verdict to four letters or fewer.
func (m *Messages) Tag(v run.Verdict) string { return m.or("tag.", string(v)) }

// Level names the level of a requirement.
func (m *Messages) Level(l requirements.Level) string { return m.or("level.", string(l)) }

// Module names a module.
func (m *Messages) Module(name string) string { return m.or("module.", name) }

// Kind names a kind of environment.
func (m *Messages) Kind(kind string) string { return m.or("kind.", kind) }

// Outcome names the outcome of a trial.
func (m *Messages) Outcome(o proof.Outcome) string { return m.or("outcome.", string(o)) }

// Deviation names a kind of fault.
func (m *Messages) Deviation(kind string) string { return m.or("deviation.", kind) }

// or is for names that come from a Run: one that has no message stands for
// itself.
func (m *Messages) or(prefix, name string) string {
	if _, ok := catalogue()[prefix+name]; ok {
		return m.T(prefix + name)
	}
	return printable.Line(name)
}

// forms are the grammatical forms of one message. Most have only Other.
type forms struct{ One, Few, Many, Other string }

// UnmarshalYAML takes a plain text for a message that has one form.
func (f *forms) UnmarshalYAML(unmarshal func(any) error) error {
	if err := unmarshal(&f.Other); err == nil {
		return nil
	}
	type plain forms
	return unmarshal((*plain)(f))
}

// entry panics for a key that is not there: the keys are ours, and tests
// render all of them.
func (m *Messages) entry(key string) forms {
	e, ok := catalogue()[key][m.Lang]
	if !ok {
		panic(fmt.Sprintf("messages: no %q in %q", key, m.Lang))
	}
	return e
}

var catalogue = sync.OnceValue(func() map[string]map[string]forms {
	all := map[string]map[string]forms{}
	for _, name := range []string{"messages.yaml", "load.yaml"} {
		data, err := files.ReadFile(name)
		one := map[string]map[string]forms{}
		if err == nil {
			err = yaml.Unmarshal(data, &one)
		}
		if err != nil {
			panic(err) // embedded data, kept by this package's test
		}
		maps.Copy(all, one)
	}
	return all
})
