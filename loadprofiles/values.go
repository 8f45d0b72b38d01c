package loadprofiles

import (
	"fmt"
	"strconv"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// UnmarshalYAML reads a rate, or a course of rates.
func (r *Rate) UnmarshalYAML(unmarshal func(any) error) error {
	var constant float64
	if err := unmarshal(&constant); err == nil {
		*r = Rate{From: constant, To: constant}
		return nil
	}
	type plain Rate
	return unmarshal((*plain)(r))
}

// UnmarshalYAML reads a number of versions, or all.
func (b *Behind) UnmarshalYAML(n ast.Node) error {
	text := n.GetToken().Value
	if text == "all" {
		*b = Everything
		return nil
	}
	number, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return misplaced{n, fmt.Sprintf("wants a number of versions, or all, and is %q", text)}
	}
	*b = Behind(number)
	return nil
}

// UnmarshalYAML reads 1m30s.
func (d *Duration) UnmarshalYAML(n ast.Node) error {
	long, err := time.ParseDuration(n.GetToken().Value)
	if err != nil {
		return misplaced{n, fmt.Sprintf("wants a length of time such as 30s, and is %q", n.GetToken().Value)}
	}
	*d = Duration(long)
	return nil
}

// UnmarshalYAML reads 5% or 0.05.
func (p *Part) UnmarshalYAML(n ast.Node) (err error) {
	if *p, err = parsePart(n.GetToken().Value); err != nil {
		return misplaced{n, err.Error()}
	}
	return nil
}

// misplaced is the error of a value that is not what belongs there.
type misplaced struct {
	node    ast.Node
	message string
}

func (m misplaced) Error() string { return m.message }
