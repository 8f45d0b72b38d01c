package strictyaml

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type whole struct {
	Name    string   `yaml:"name"`
	Count   int      `yaml:"count"`
	Share   float64  `yaml:"share"`
	On      bool     `yaml:"on"`
	Parts   []part   `yaml:"parts"`
	Other   *part    `yaml:"other"`
	Free    *Node    `yaml:"free"`
	Words   []string `yaml:"words"`
	inlined `yaml:",inline"`
}

type inlined struct {
	Deep shout `yaml:"deep"`
}

type part struct {
	Size int `yaml:"size"`
}

// shout reads itself.
type shout string

func (s *shout) ReadYAML(n Node) {
	text, ok := n.Text("a word")
	if ok && strings.Contains(text, " ") {
		n.Wants("a word")
	}
	*s = shout(strings.ToUpper(text))
}

func read(t *testing.T, text string) (whole, *Reading) {
	t.Helper()
	d, err := Parse("f.yaml", []byte(text), "something")
	if err != nil {
		t.Fatal(err)
	}
	r, w := d.Read(), whole{Count: 7}
	r.Root().Decode(&w)
	return w, r
}

func TestDecode(t *testing.T) {
	w, r := read(t, `name: 007
share: .5
on: true
parts: [ &one { size: 1 }, *one, { <<: *one }, { <<: [*one], size: 4 } ]
other: { size: 2 }
count:
deep: |-
  quiet
words: [a, "b: c"]
free: { anything: 1 }
`)
	if err := r.Problems.Err(); err != nil {
		t.Fatal(err)
	}
	if w.Free == nil || !w.Free.IsMapping() {
		t.Errorf("free is %v", w.Free)
	}
	w.Free = nil
	want := whole{Name: "007", Count: 7, Share: .5, On: true, Parts: []part{{1}, {1}, {1}, {4}}, Other: &part{2},
		Words: []string{"a", "b: c"}, inlined: inlined{Deep: "QUIET"}}
	if diff := cmp.Diff(want, w, cmp.AllowUnexported(whole{})); diff != "" {
		t.Error(diff)
	}
}

// Each mistake is told, with its place and full key, and all at once.
func TestProblems(t *testing.T) {
	_, r := read(t, `name: [a]
coutn: 1
share: much
on: yes
parts:
  - 5
  - { size: 1.5, siez: 2 }
  - { size: 18446744073709551615 }
other: *nowhere
deep: two words
words: a
`)
	r.Fail("parts[1].size.unit", "is missing")
	r.Fail("nothing", "is missing")
	want := []string{
		`1:1: nothing: is missing`,
		`1:7: name: wants a text, and is a list`,
		`2:1: coutn: unknown key; did you mean "count"?`,
		`3:8: share: wants a number, and is "much"`,
		`4:5: on: wants true or false, and is "yes"`,
		`6:5: parts[0]: wants keys with their values: size, and is "5"`,
		`7:13: parts[1].size: wants a whole number, and is "1.5"`,
		`7:13: parts[1].size.unit: is missing`,
		`7:18: parts[1].siez: unknown key; did you mean "size"?`,
		`8:13: parts[2].size: wants a whole number, and is "18446744073709551615"`,
		`9:8: other: wants keys with their values: size, and is an alias`,
		`10:7: deep: wants a word, and is "two words"`,
		`11:8: words: wants a list, and is "a"`,
	}
	got := strings.Split(strings.ReplaceAll(fmt.Sprint(r.Problems.Err()), "f.yaml:", ""), "\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Where values may be secrets, no message quotes one.
func TestPrivate(t *testing.T) {
	d, err := Parse("f.yaml", []byte("alpha: hunter2\n\"hunter2 \": 1\n"), "something")
	if err != nil {
		t.Fatal(err)
	}
	r := d.Read()
	r.Private = true
	o := r.Root().Object()
	a, _ := o.Optional("alpha")
	a.Wants("a mapping")
	o.Close()
	const want = "f.yaml:1:8: alpha: wants a mapping, and is a text\nf.yaml:2:1: unknown key; there is only alpha"
	if got := fmt.Sprint(r.Problems.Err()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"":                      "f.yaml:1:1: wants one YAML document with something",
		"# nothing":             "f.yaml:1:1: wants one YAML document with something",
		"a: 1\n---\nb: 2\n":     "f.yaml:1:1: wants one YAML document with something",
		"a: [":                  "f.yaml:1:4: is not sound YAML: ",
		"a: 1\na: 2":            `f.yaml:2:1: is not sound YAML: mapping key "a" already defined at [1:1]`,
		"a: 1\n\xe7\xe0\xea: 1": "f.yaml:2:1: is not in the encoding UTF-8",
	} {
		if _, err := Parse("f.yaml", []byte(text), "something"); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, not %s", text, err, want)
		}
	}
}

// Whatever a file holds, reading it ends.
func FuzzDecode(f *testing.F) {
	f.Add([]byte("parts: &x [1, *x]\nother: &y { <<: *y }\n? [b]\n: |\n  text\n"))
	f.Add([]byte("a: &a *a\nparts: [*a, !!str 5, ~]\nname: *b\n"))
	f.Add([]byte("&a a: &b { <<: [*b, 5] }\nname: 2001-01-01\ncount: 0x10\nshare: -.inf\n"))
	f.Fuzz(func(_ *testing.T, text []byte) {
		if d, err := Parse("f.yaml", text, "something"); err == nil {
			d.Read().Root().Decode(new(whole))
		}
	})
}
