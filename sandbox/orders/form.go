package orders

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed forms.yaml
var formsYAML []byte

// FieldValue is a field of a license form, filled in.
type FieldValue struct{ Name, Value string }

// Text is a text in both languages.
type Text struct {
	RU string `yaml:"ru"`
	EN string `yaml:"en"`
}

// In returns the text in a language: Russian where it is RU, in any case, else English.
func (t Text) In(lang string) string {
	if strings.EqualFold(lang, "RU") {
		return t.RU
	}
	return t.EN
}

// Field describes a field of license forms, after EndUserInfoDescriptionContract. Patterns are anchored.
type Field struct {
	Name        string    `yaml:"name"`
	Title       Text      `yaml:"title"`
	Description Text      `yaml:"description"`
	Error       Text      `yaml:"error"`
	Pattern     string    `yaml:"pattern"` // without regard to the length
	Whole       string    `yaml:"whole"`   // with regard to it
	Values      []string  `yaml:"values"`  // where one of many
	Type        FieldType `yaml:"type"`
	User        UserType  `yaml:"user"`
	Required    bool      `yaml:"required"`
	Legal       bool      `yaml:"legal"` // required of a legal entity by version 1, which has no descriptions
	Version2    bool      `yaml:"version2"`
	Min         int       `yaml:"min"`
	Max         int       `yaml:"max"`

	pattern, whole *regexp.Regexp
}

// FieldType is a field's type, as version 2 numbers it.
type FieldType int

// The types.
const (
	TextField    FieldType = 1
	BooleanField FieldType = 2
	ChoiceField  FieldType = 3
)

// UserType is who fills a field in, as version 2 numbers it.
type UserType int

// The users.
const (
	EndUser  UserType = 1
	Reseller UserType = 2
)

type formBook struct {
	Fields []Field    `yaml:"fields"`
	Forms  [][]string `yaml:"forms"`
}

// forms reads the forms once. The file is part of the binary, so a fault in it is a fault of the program.
var forms = sync.OnceValue(func() *formBook {
	b := new(formBook)
	if err := yaml.UnmarshalWithOptions(formsYAML, b, yaml.Strict()); err != nil {
		panic(fmt.Sprintf("orders: forms.yaml: %v", err))
	}
	for i := range b.Fields {
		f := &b.Fields[i]
		f.pattern, f.whole = regexp.MustCompile(f.Pattern), regexp.MustCompile(f.Whole)
	}
	return b
})

// formOf returns the fields that a vendor asks for.
func formOf(vendor int32) []Field {
	b := forms()
	names := b.Forms[int(vendor)%len(b.Forms)]
	var fields []Field
	for _, f := range b.Fields {
		if slices.Contains(names, f.Name) {
			fields = append(fields, f)
		}
	}
	return fields
}

// Accepts tells whether value fits the field.
func (f *Field) Accepts(value string) bool {
	if n := len([]rune(value)); n < f.Min || n > f.Max {
		return false
	}
	if f.Type == ChoiceField && !slices.Contains(f.Values, value) {
		return false
	}
	return f.pattern.MatchString(value) && f.whole.MatchString(value)
}

// checkForm checks a form that a vendor asks for and returns the fields that matter to the vendor. What is missing is
// refused before what is wrong.
//
// In version 2 a form that lacks a field is a wrong one, and only an empty one is missing. In version 1 a form is one
// of a legal entity where it names an organization or a taxpayer number that the vendor asks for, else one of a person
// (D3, "Размещение заказа"). The partner's own fields are on file there.
func checkForm(vendor int32, version Version, given []FieldValue) ([]FieldValue, error) {
	fields := formOf(vendor)
	kept := []FieldValue{}
	values := map[string]string{}
	for _, f := range fields {
		for _, v := range given {
			if v.Name == f.Name && strings.TrimSpace(v.Value) != "" {
				values[f.Name] = v.Value
			}
		}
		if v, ok := values[f.Name]; ok {
			kept = append(kept, FieldValue{f.Name, v})
		}
	}
	legal := false
	for _, f := range fields {
		legal = legal || f.Legal && values[f.Name] != ""
	}
	for _, f := range fields {
		required := f.Required
		if version == Version1 {
			required = f.Required && !f.Version2 && f.User == EndUser || f.Legal && legal
		}
		switch {
		case !required || values[f.Name] != "":
		case version == Version2 && len(given) > 0:
			return nil, &Refusal{WrongForm, f.Name}
		default:
			return nil, &Refusal{NoForm, f.Name}
		}
	}
	for _, f := range fields {
		if v, ok := values[f.Name]; ok && !f.Accepts(v) {
			return nil, &Refusal{WrongForm, f.Name}
		}
	}
	return kept, nil
}
