package ekey

import (
	"regexp"
	"strings"
)

// values are what fields of license forms are filled with, by a part of the
// field's name. "montcheck" and its kin stand in for the rest.
var values = []struct{ part, value string }{
	{"Email", "buyer@example.org"}, {"IsLegalPerson", "false"}, {"CustomerName", "Петров Пётр"}, {"Organization", "ООО Проверка"},
	{"Phone", "4950000000"}, {"Fax", "4950000001"}, {"PostCode", "101000"}, {"Postcode", "101000"}, {"City", "Москва"}, {"Street", "Тестовая 1"},
	{"RegionCode", "77"}, {"CustomerCode", "770000000000"}, {"PIN", "MONT0001"},
}

// candidates are tried where no value known by name fits.
var candidates = []string{"montcheck", "Montcheck Test", "101000", "77", "4950000000", "buyer@example.org", "true", "1"}

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
