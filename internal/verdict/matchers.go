package verdict

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// matcher is a Gomega matcher that speaks to a partner's developer: values
// as they are on the wire, no types of Go.
type matcher struct {
	holds    func(actual any) bool
	expected string
}

func (m matcher) Match(actual any) (bool, error)   { return m.holds(actual), nil }
func (m matcher) FailureMessage(actual any) string { return Message(m.expected, show(actual)) }
func (m matcher) NegatedFailureMessage(actual any) string {
	return Message("not "+m.expected, show(actual))
}

// Is holds for a value equal to want.
func Is(want any) matcher {
	return matcher{func(actual any) bool { return reflect.DeepEqual(actual, want) }, show(want)}
}

// IsOneOf holds for a value equal to one of those wanted.
func IsOneOf[T comparable](want ...T) matcher {
	words := make([]string, len(want))
	for i, w := range want {
		words[i] = show(w)
	}
	return matcher{func(actual any) bool { v, ok := actual.(T); return ok && slices.Contains(want, v) },
		strings.Join(words, " or ")}
}

// IsAbove holds for a number greater than the bound.
func IsAbove(bound int64) matcher {
	return matcher{func(actual any) bool {
		v := reflect.ValueOf(actual)
		return v.CanInt() && v.Int() > bound
	}, fmt.Sprintf("a number above %d", bound)}
}

func show(v any) string {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case string:
		if v == "" {
			return "nothing"
		}
		return fmt.Sprintf("%q", v)
	case error:
		return v.Error()
	case bool:
		return map[bool]string{true: "yes", false: "no"}[v]
	}
	return fmt.Sprint(v)
}
