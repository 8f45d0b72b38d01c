// Package problem tells what is wrong with a file that a user wrote, and where.
package problem

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Problem is one thing wrong with a file.
type Problem struct {
	File         string
	Line, Column int    // from 1
	Key          string // full, such as environments.sandbox.content.url
	Message      string
}

func (p Problem) Error() string {
	place := fmt.Sprintf("%s:%d:%d: ", p.File, p.Line, p.Column)
	if p.Key != "" {
		place += p.Key + ": "
	}
	return place + p.Message
}

// List is all that was found wrong, in the order of the file.
type List []Problem

func (l List) Error() string {
	lines := make([]string, len(l))
	for i, p := range l {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives errors.As each problem.
func (l List) Unwrap() []error {
	all := make([]error, len(l))
	for i, p := range l {
		all[i] = p
	}
	return all
}

// Err returns the problems as an error, nil when there are none.
func (l List) Err() error {
	if len(l) == 0 {
		return nil
	}
	slices.SortStableFunc(l, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return l
}

// DidYouMean returns the known name that a misspelt one is close to, as a
// question to append to a message, else the known names.
func DidYouMean(given string, known []string) string {
	best, distance := "", len(given)/3+2
	for _, name := range known {
		if d := levenshtein.ComputeDistance(strings.ToLower(given), strings.ToLower(name)); d < distance {
			best, distance = name, d
		}
	}
	if best != "" {
		return fmt.Sprintf("; did you mean %q?", best)
	}
	if len(known) == 1 {
		return "; there is only " + known[0]
	}
	return "; there are " + strings.Join(known, ", ")
}
