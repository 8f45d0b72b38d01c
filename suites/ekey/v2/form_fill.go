package v2

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	. "github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/suites/ekey/ordering"
)

// values are what fields of license forms are filled with, by a part of the
// field's name. "montcheck" and its kin stand in for the rest.
var values = []struct{ part, value string }{
	{"Email", "buyer@example.org"}, {"IsLegalPerson", "false"}, {"CustomerName", "Петров Пётр"},
	{"Organization", "ООО Проверка"},
	{"Phone", "4950000000"}, {"Fax", "4950000001"}, {"PostCode", "101000"}, {"Postcode", "101000"}, {"City", "Москва"},
	{"Street", "Тестовая 1"},
	{"RegionCode", "77"}, {"CustomerCode", "770000000000"}, {"PIN", "MONT0001"},
}

// candidates are tried where no value known by name fits.
var candidates = []string{"montcheck", "Montcheck Test", "101000", "77", "4950000000", "buyer@example.org", "true", "1"}

// field is what version 2 describes of a field of a license form.
type field struct {
	name, rule, values string
	required           bool
	least, most        int
	hasError           bool
	partNums           []string
}

// fill returns a value that fits the description of the field.
func (f field) fill() (string, bool) {
	if f.values != "" {
		return f.values, true
	}
	var tries []string
	for _, v := range values {
		if strings.Contains(f.name, v.part) {
			tries = append(tries, v.value)
		}
	}
	for _, v := range append(tries, candidates...) {
		for _, sized := range []string{v, strings.Repeat(v, 4)} {
			if f.most > 0 && len([]rune(sized)) > f.most {
				sized = string([]rune(sized)[:f.most])
			}
			if f.fits(sized) {
				return sized, true
			}
		}
	}
	return "", false
}

func (f field) fits(value string) bool {
	n := len([]rune(value))
	if n < f.least || f.most > 0 && n > f.most {
		return false
	}
	rule, err := regexp.Compile(f.rule)
	return err != nil || rule.MatchString(value)
}

// marked are the names of the fields with an error, in order.
func (r *result) marked() []string {
	var all []string
	for _, f := range r.descriptions() {
		if f.hasError {
			all = append(all, f.name)
		}
	}
	return all
}

// descriptions reads the fields of an answer to GetUserInfoDescriptionFor or
// CheckEndUserInfo.
func (r *result) descriptions() []field {
	var all []field
	if r.data == nil {
		return nil
	}
	for _, e := range r.data.FindElements("Descriptions/EndUserInfoDescriptionContract") {
		f := field{name: ordering.Text(e, "FieldName"), rule: ordering.Text(e, "SmallRegExprs"),
			required: ordering.Yes(e, "Required"), hasError: ordering.Yes(e, "HasError")}
		f.least, _ = strconv.Atoi(ordering.Text(e, "MinLength"))
		f.most, _ = strconv.Atoi(ordering.Text(e, "MaxLength"))
		if v := e.FindElement("AvaliableValues/string"); v != nil {
			f.values = v.Text()
		}
		for _, p := range e.FindElements("RelatedPartNums/string") {
			f.partNums = append(f.partNums, strings.TrimSpace(p.Text()))
		}
		all = append(all, f)
	}
	return all
}

// describes asks which fields the license forms of products have.
func (s *session) describes(ctx SpecContext, partNums ...string) *ordering.Answer {
	a := s.Ask(ctx, s.Request("GetUserInfoDescriptionFor", "GetUserInfoDescriptionFor", describe(partNums...)))
	if resultIn(a) == nil {
		NotExercised(ctx,
			"GetUserInfoDescriptionFor gives no result (%s): see EK2-SCH-GetUserInfoDescriptionFor", a.Says())
	}
	if resultIn(a).isError {
		a.Reject(ctx, "GetUserInfoDescriptionFor gives no result", "IsError false, and Descriptions", a.Says())
	}
	return a
}

// namesFor are the names of the fields that a product needs.
func namesFor(p ordering.Product, described []field) (names []string) {
	for _, f := range described {
		if len(f.partNums) == 0 || slices.Contains(f.partNums, p.PartNum) {
			names = append(names, f.name)
		}
	}
	slices.Sort(names)
	return names
}

// described are the fields that a product's license form has.
func (s *session) described(ctx SpecContext, p ordering.Product) []field {
	a := s.describes(ctx, p.PartNum)
	all := resultIn(a).descriptions()
	if len(all) == 0 {
		a.Reject(ctx, "the product needs a license form, and no field of it is described",
			"Descriptions with fields", "none")
	}
	return all
}

// filled asks which fields a product's form has and fills the required ones.
func (s *session) filled(ctx SpecContext, p ordering.Product) [][2]string {
	described := s.described(ctx, p)
	var form [][2]string
	for _, f := range described {
		if !f.required || len(f.partNums) > 0 && !slices.Contains(f.partNums, p.PartNum) {
			continue
		}
		value, ok := f.fill()
		if !ok {
			NotExercised(ctx, "no value known to us fits the field %s (%q, %d to %d characters)", f.name, f.rule,
				f.least, f.most)
		}
		form = append(form, [2]string{f.name, value})
	}
	return form
}
