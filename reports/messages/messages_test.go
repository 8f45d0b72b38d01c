package messages

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/montcheck/montcheck/internal/proof"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/requirements"
)

var verb = regexp.MustCompile(`%[-+ #0-9.]*[a-zA-Z]`)

// same in both languages, on purpose.
var names = []string{"module.content", "module.ekey", "module.westcon"}

// said in Russian only: what stays English there.
var english = []string{"findings.english", "proof.texts.english", "load.english"}

func TestBothLanguagesHaveEveryMessage(t *testing.T) {
	for key, byLang := range catalogue() {
		en, ru := byLang["en"], byLang["ru"]
		if len(byLang) != len(Languages) {
			t.Errorf("%s: is in %d languages", key, len(byLang))
		}
		if ru.Other == "" || en.Other == "" && !slices.Contains(english, key) {
			t.Errorf("%s: a language is missing", key)
		}
		if (en.One != "") != (ru.One != "") || ru.One != "" && (ru.Few == "" || ru.Many == "") {
			t.Errorf("%s: a plural form is missing", key)
		}
		if !slices.Contains(names, key) &&
			!strings.ContainsFunc(ru.Other, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) || r == '—' }) {
			t.Errorf("%s: the Russian text is %q", key, ru.Other)
		}
		want := verb.FindAllString(en.Other, -1)
		for _, form := range []string{en.One, ru.One, ru.Few, ru.Many, ru.Other} {
			if got := verb.FindAllString(form, -1); form != "" && !slices.Equal(got, want) &&
				!slices.Contains(english, key) {
				t.Errorf("%s: %q has other verbs than %q", key, form, en.Other)
			}
		}
	}
}

func TestEveryNameOfTheModelHasAMessage(t *testing.T) {
	var keys []string
	for _, v := range []run.Verdict{run.Pass, run.Fail, run.Warn, run.Error, run.NotExercised, run.OutOfScope} {
		keys = append(keys, "verdict."+string(v), "tag."+string(v))
	}
	for _, c := range []run.Conclusion{run.Conformant, run.ConformantWithWarnings, run.Incomplete, run.NonConformant} {
		keys = append(keys, "conclusion."+string(c), "meaning."+string(c))
	}
	for _, l := range []requirements.Level{requirements.Must, requirements.Derived, requirements.Advisory} {
		keys = append(keys, "level."+string(l))
	}
	for _, o := range []proof.Outcome{proof.Caught, proof.Missed, proof.Quiet, proof.Alarmed, proof.NotRun} {
		keys = append(keys, "outcome."+string(o))
	}
	for _, r := range requirements.All() {
		keys = append(keys, "module."+r.Module)
	}
	for _, key := range keys {
		if _, ok := catalogue()[key]; !ok {
			t.Errorf("no message %q", key)
		}
	}
}

var used = regexp.MustCompile(`(?:\bT|\bN|\badd|\bheading|\bfield\(&b,)[ (]"([a-z.]+)"`)

// Every key that the reports ask for is there, and every message is asked for.
func TestKeysInUse(t *testing.T) {
	var source strings.Builder
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") {
			return err
		}
		if ext := filepath.Ext(path); ext == ".go" || ext == ".gohtml" {
			data, err := os.ReadFile(path)
			source.Write(data)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, m := range used.FindAllStringSubmatch(source.String(), -1) {
		found++
		if _, ok := catalogue()[m[1]]; !ok {
			t.Errorf("a report asks for %q", m[1])
		}
	}
	if found < 40 {
		t.Errorf("only %d uses were found", found)
	}
	for key := range catalogue() {
		prefix, _, _ := strings.Cut(key, ".")
		ofModel := slices.Contains(
			[]string{"verdict", "conclusion", "meaning", "level", "module", "kind", "tag", "outcome", "deviation"},
			prefix)
		if !ofModel && !strings.Contains(source.String(), `"`+key+`"`) {
			t.Errorf("no report asks for %q", key)
		}
	}
}

func TestPlurals(t *testing.T) {
	ru, _ := In("ru")
	en, _ := In("en")
	for n, want := range map[int]string{0: "0 требований", 1: "1 требование", 3: "3 требования", 11: "11 требований",
		21: "21 требование", 112: "112 требований"} {
		if got := ru.N("count.requirements", n); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := en.N("count.requirements", 1); got != "1 requirement" {
		t.Error(got)
	}
}

func TestUnknownNamesStandForThemselves(t *testing.T) {
	en, _ := In("en")
	if got := en.Module("new\x1b[2J"); got != `new\x1b[2J` {
		t.Error(got)
	}
	if _, err := In("de"); err == nil {
		t.Error("there is no German")
	}
}
