package wcf

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// Type is the type of a parameter.
type Type int

// The types of parameters.
const (
	Text Type = iota
	Int32
	Int64
	Bool
)

// Parameter is a named parameter of an operation.
type Parameter struct {
	Name string
	Type Type
}

// Argument is the value of a parameter; the field of its type is set, and nought where the request has no value.
type Argument struct {
	Int  int64
	Bool bool
	Text string
}

// bind takes the first arguments from the segments of the path and the others from the query. A value that
// does not fit its type is an error; a parameter without a value is nought, false or empty.
func bind(parameters []Parameter, segments []string, query string) ([]Argument, error) {
	if len(parameters) == 0 {
		return nil, nil
	}
	arguments := make([]Argument, len(parameters))
	for i, segment := range segments {
		text, err := url.PathUnescape(segment)
		if err != nil {
			return nil, err
		}
		if arguments[i], err = parse(parameters[i].Type, text); err != nil {
			return nil, err
		}
	}
	if query == "" || len(segments) == len(parameters) {
		return arguments, nil
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return nil, err
	}
	for i := len(segments); i < len(parameters); i++ {
		for name, given := range values {
			if !strings.EqualFold(name, parameters[i].Name) {
				continue
			}
			// .NET joins repeated values with commas, which no number survives.
			if arguments[i], err = parse(parameters[i].Type, strings.Join(given, ",")); err != nil {
				return nil, err
			}
		}
	}
	return arguments, nil
}

func parse(t Type, s string) (a Argument, err error) {
	switch t {
	case Int32:
		a.Int, err = strconv.ParseInt(strings.TrimSpace(s), 10, 32)
	case Int64:
		a.Int, err = strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	case Bool:
		switch s := strings.TrimSpace(s); {
		case strings.EqualFold(s, "true"):
			a.Bool = true
		case !strings.EqualFold(s, "false"):
			err = fmt.Errorf("%q is not a boolean", s)
		}
	default:
		a.Text = s
	}
	return a, err
}
