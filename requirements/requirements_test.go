package requirements

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"github.com/goccy/go-yaml"
)

func TestCatalogueLoads(t *testing.T) {
	catalogue, err := read(files)
	if err != nil {
		t.Fatal(err)
	}
	embedded, err := fs.Glob(files, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if listed := slices.Sorted(slices.Values(append(slices.Clone(order), "documents.yaml"))); !slices.Equal(listed,
		embedded) {
		t.Errorf("order lists %v, the folder holds %v", listed, embedded)
	}
	for _, r := range catalogue.requirements {
		got, ok := ByID(r.ID)
		if !ok || got != r {
			t.Errorf("ByID(%q) = %+v, %v", r.ID, got, ok)
		}
		module := map[string]string{"MNT": "transport", "CNT": "content", "EKY": "ekey", "EK2": "ekey2",
			"WST": "westcon"}[r.ID[:3]]
		if r.ID == "MNT-AUTH-04" { // about access, but to orders: only eKey has them
			module = "ekey"
		}
		if r.Module != module {
			t.Errorf("%s is in module %q, its prefix is that of %q", r.ID, r.Module, module)
		}
	}
	if _, ok := ByID("CNT-NONE-01"); ok {
		t.Error("an id that is not in the catalogue was found")
	}
}

func TestAllBelongsToTheCaller(t *testing.T) {
	first := All()[0].ID
	All()[0].ID = "changed"
	if got := All()[0].ID; got != first {
		t.Errorf("a caller's change reached the catalogue: %q", got)
	}
}

// Every method of D3 that MONT Content offers has a schema, and a requirement about it.
func TestEveryMethodHasASchemaRequirement(t *testing.T) {
	sections := knownSections(t)["D3"]
	for _, section := range sections {
		number, signature, ok := strings.Cut(section, ". ")
		method, _, isMethod := strings.Cut(signature, "(")
		if !ok || !isMethod || number == "5" { // D3 prints its fourth method again as the fifth
			continue
		}
		r, ok := ByID("CNT-SCH-" + method)
		if !ok {
			t.Errorf("%s has no requirement about its schema", method)
		} else if r.Section != section {
			t.Errorf("%s cites %q, want %q", r.ID, r.Section, section)
		}
	}
}

func TestCitationsAreHeadings(t *testing.T) {
	known := knownSections(t)
	for _, r := range All() {
		sections, ok := known[r.Document]
		if !ok {
			t.Errorf("%s cites %q, a document without known sections", r.ID, r.Document)
		}
		for cited := range strings.SplitSeq(r.Section, "; ") {
			if !slices.Contains(sections, cited) {
				t.Errorf("%s cites %s, %q: no such section", r.ID, r.Document, cited)
			}
		}
	}
}

func TestWording(t *testing.T) {
	titles := map[string]string{}
	for _, r := range All() {
		for lang, text := range map[string][2]string{
			"en": {r.Title.En, r.Statement.En},
			"ru": {r.Title.Ru, r.Statement.Ru},
		} {
			title, statement := text[0], text[1]
			if strings.HasSuffix(title, ".") {
				t.Errorf("%s: the %s title ends with a period", r.ID, lang)
			}
			if n := len([]rune(title)); n > 70 {
				t.Errorf("%s: the %s title has %d characters, a report's column holds 70", r.ID, lang, n)
			}
			if !strings.HasSuffix(statement, ".") && !strings.HasSuffix(statement, ".)") {
				t.Errorf("%s: the %s statement does not end with a period", r.ID, lang)
			}
			for _, s := range text {
				if s != strings.Join(strings.Fields(s), " ") {
					t.Errorf("%s: stray white space in %q", r.ID, s)
				}
			}
			if other, taken := titles[title]; taken {
				t.Errorf("%s and %s share the title %q", r.ID, other, title)
			}
			titles[title] = r.ID
		}
		if hasCyrillic(r.Title.En) || hasCyrillic(r.Statement.En) {
			t.Errorf("%s: Cyrillic in the English texts", r.ID)
		}
		if !hasCyrillic(r.Title.Ru) || !hasCyrillic(r.Statement.Ru) {
			t.Errorf("%s: a Russian text without Cyrillic", r.ID)
		}
	}
}

func TestReadIsStrict(t *testing.T) {
	const sound = `
module: content
requirements:
  - id: CNT-X-01
    level: must
    title: { en: Title, ru: Название }
    statement: { en: Statement., ru: Утверждение. }
    document: D3
    section: Категория
    quote: Сказано так.
`
	const documents = "documents: [{id: D3, language: ru, title: {en: Guide, ru: Руководство}, " +
		"where: {en: MONT, ru: MONT}}]"
	change := func(old, new string) string { return strings.Replace(sound, old, new, 1) }
	for name, c := range map[string]struct{ yaml, want string }{
		"sound":            {sound, ""},
		"unknown key":      {change("level:", "weight:"), "weight"},
		"unknown file key": {sound + "extra: 1\n", "extra"},
		"unknown language": {change("{ en: Title,", "{ de: Titel, en: Title,"), "de"},
		"unknown level":    {change("must", "should"), `level "should"`},
		"missing level":    {change("    level: must\n", ""), `level ""`},
		"missing title":    {change("    title: { en: Title, ru: Название }\n", ""), "English and Russian"},
		"missing Russian":  {change(", ru: Утверждение.", ""), "English and Russian"},
		"missing English":  {change("en: Title, ", ""), "English and Russian"},
		"missing document": {change("    document: D3\n", ""), "no document"},
		"another document": {change("document: D3", "document: D9"), `documents.yaml has no "D9"`},
		"missing section":  {change("    section: Категория\n", ""), "no section"},
		"must, no quote":   {change("    quote: Сказано так.\n", ""), "no quote"},
		"derived, no quote": {strings.Replace(change("    quote: Сказано так.\n", ""), "must", "derived", 1),
			"no quote"},
		"advisory, without": {strings.Replace(change("    quote: Сказано так.\n", ""), "must", "advisory", 1), ""},
		"a long quote":      {change("Сказано так.", strings.Repeat("так ", 40)), "one line"},
		"a quote of lines":  {change("Сказано так.", `"a\nb"`), "one line"},
		"missing module":    {change("module: content\n", ""), "no module"},
		"malformed id":      {change("CNT-X-01", "cnt x 1"), "not of the form"},
		"duplicate id":      {sound + strings.SplitAfterN(sound, "requirements:\n", 2)[1], "CNT-X-01 is there twice"},
		"not YAML":          {"module: [", "content.yaml"},
		"a list, no object": {"- module: content\n", "content.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(fstest.MapFS{
				"documents.yaml": {Data: []byte(documents)},
				"transport.yaml": {Data: []byte("module: transport\nrequirements: []\n")},
				"content.yaml":   {Data: []byte(c.yaml)},
				"ekey.yaml":      {Data: []byte("module: ekey\nrequirements: []\n")},
				"ekey2.yaml":     {Data: []byte("module: ekey2\nrequirements: []\n")},
				"westcon.yaml":   {Data: []byte("module: westcon\nrequirements: []\n")},
			})
			switch {
			case c.want == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.want != "" && err == nil:
				t.Error("accepted")
			case c.want != "" && !strings.Contains(err.Error(), c.want):
				t.Errorf("the error does not speak of %q: %v", c.want, err)
			}
		})
	}
	if _, err := read(fstest.MapFS{}); err == nil {
		t.Error("a catalogue without its files was accepted")
	}
}

func TestDocumentsAreStrict(t *testing.T) {
	const sound = "documents: [{id: D3, language: ru, date: 2012-04, title: {en: Guide, ru: Руководство}, " +
		"where: {en: MONT, ru: MONT}}]"
	for name, c := range map[string][2]string{
		"unknown key":      {"id: D3", "id: D3, page: 3"},
		"another language": {"language: ru", "language: de"},
		"a day":            {"2012-04", "2012-04-01"},
		"missing Russian":  {", ru: Руководство", ""},
		"missing place":    {"where: {en: MONT, ru: MONT}", "where: {en: MONT}"},
	} {
		if _, err := readDocuments(
			fstest.MapFS{"documents.yaml": {Data: []byte(strings.Replace(sound, c[0], c[1], 1))}}); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := readDocuments(fstest.MapFS{"documents.yaml": {Data: []byte(sound)}}); err != nil {
		t.Error(err)
	}
}

// Every document is cited, and has headings to hold citations against.
func TestDocumentsAreCited(t *testing.T) {
	known := knownSections(t)
	some := Cited(All()...)
	for _, d := range Documents() {
		if !slices.Contains(some, d) {
			t.Errorf("nothing cites %s", d.ID)
		}
		if len(known[d.ID]) == 0 {
			t.Errorf("%s has no known sections", d.ID)
		}
	}
}

// knownSections reads the headings of the source documents, by document.
func knownSections(t *testing.T) map[string][]string {
	t.Helper()
	data, err := os.ReadFile("testdata/sections.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var sections map[string][]string
	if err := yaml.Unmarshal(data, &sections); err != nil {
		t.Fatal(err)
	}
	return sections
}

func hasCyrillic(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) })
}
