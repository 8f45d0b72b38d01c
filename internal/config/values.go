package config

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/shopspring/decimal"

	"github.com/montcheck/montcheck/internal/environment"
)

// expanded returns a scalar with its variables resolved.
func (n node) expanded(what string) (string, bool) {
	source, ok := n.Text(what)
	if !ok {
		return "", false
	}
	text, _, problems := n.expand(source, "")
	for _, problem := range problems {
		n.Fail("%s", problem)
	}
	return text, len(problems) == 0
}

// text returns a text that is not empty.
func (n node) text() string {
	s, ok := n.expanded("a text")
	if ok && strings.TrimSpace(s) == "" {
		n.Fail("is empty")
	}
	n.doubt(s)
	return s
}

// secret returns a secret. It is named by its variable where it is all of
// one, else by the conventional name given.
func (n node) secret(conventional string) environment.Secret {
	source, ok := n.Text("a text")
	if !ok {
		return environment.Secret{}
	}
	value, variables, problems := n.expand(source, n.File)
	for _, problem := range problems {
		n.Fail("%s", problem)
	}
	if len(problems) == 0 && value == "" {
		n.Fail("is empty")
	}
	if strings.ContainsFunc(value, func(r rune) bool { return r != '\t' && unicode.IsControl(r) }) {
		n.Fail("holds a line break, a NUL or another control character, which no request can carry")
	}
	n.doubt(value)
	if len(variables) == 1 && source == "${"+variables[0]+"}" {
		conventional = variables[0]
	}
	return environment.NewSecret(conventional, value)
}

// texts returns the texts of a list.
func (n node) texts() []string {
	var texts []string
	for _, item := range n.items() {
		texts = append(texts, item.text())
	}
	return texts
}

// number returns a whole number of at least the minimum.
func (n node) number(minimum int) int {
	s, ok := n.expanded("a whole number")
	if !ok {
		return minimum
	}
	number, err := strconv.Atoi(s)
	if err != nil {
		n.Fail("wants a whole number")
	} else if number < minimum {
		n.Fail("wants a number of at least %d", minimum)
	}
	return number
}

var plainDecimal = regexp.MustCompile(`^-?[0-9]{1,15}(\.[0-9]{1,6})?$`)

// amount returns a sum of money that is not negative.
func (n node) amount() decimal.Decimal {
	s, ok := n.expanded("an amount")
	if !ok {
		return decimal.Zero
	}
	if !plainDecimal.MatchString(s) {
		n.Fail("wants an amount such as 1000.00")
		return decimal.Zero
	}
	amount, err := decimal.NewFromString(s)
	if err != nil {
		n.Fail("wants an amount such as 1000.00")
	} else if amount.IsNegative() {
		n.Fail("is negative")
	}
	return amount
}

// duration reads a length of time between two bounds.
func (n node) duration(least, most time.Duration) time.Duration {
	d, err := time.ParseDuration(n.text())
	if err != nil || d < least || d > most {
		n.Fail("wants a length of time from %s to %s, such as 5m", least, most)
	}
	return d
}

// flag returns a boolean.
func (n node) flag() bool {
	s, ok := n.expanded("true or false")
	if ok && s != "true" && s != "false" {
		n.Fail("wants true or false")
	}
	return s == "true"
}
