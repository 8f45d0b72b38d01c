package loadprofiles

import (
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/montcheck/montcheck/internal/problem"
)

// file is the form of a profile's file.
type file struct {
	Profile    `yaml:",inline"`
	Mix        yaml.MapSlice `yaml:"mix"`
	Thresholds yaml.MapSlice `yaml:"thresholds"`
}

// reader collects what is wrong with one file.
type reader struct {
	path     string
	ast      *ast.File
	problems problem.List
}

// Parse reads a profile from the text of the file at path.
func Parse(path string, data []byte) (*Profile, error) {
	data, err := problem.UTF8(path, data)
	if err != nil {
		return nil, err
	}
	r := &reader{path: path}
	tree, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, r.broken(err)
	}
	if len(tree.Docs) != 1 || tree.Docs[0].Body == nil {
		return nil,
			problem.List{{File: path, Line: 1, Column: 1, Message: "wants one YAML document with a load profile " +
				"(docs/load.md has an example)"}}
	}
	r.ast = tree
	f := file{Profile: Profile{Workers: defaultWorkers, Timeout: defaultTimeout, Abort: defaultAbort}}
	f.Population.Partners = defaultPartners
	if r.form(tree.Docs[0].Body, reflect.TypeFor[file](), ""); len(r.problems) > 0 {
		return nil, r.problems.Err()
	}
	if err := yaml.NodeToValue(tree.Docs[0].Body, &f, yaml.Strict()); err != nil {
		return nil, r.broken(err)
	}
	p := &f.Profile
	base := filepath.Base(path)
	p.Name = strings.TrimSuffix(base, filepath.Ext(base))
	r.mix(p, f.Mix)
	r.check(p)
	r.thresholds(p, f.Thresholds)
	if err := r.problems.Err(); err != nil {
		return nil, err
	}
	return p, nil
}

// broken is the error of a file that is not YAML, or has what no profile has.
func (r *reader) broken(err error) error {
	p := problem.Problem{File: r.path, Line: 1, Column: 1, Message: "is not sound YAML"}
	var syntax *yaml.SyntaxError
	var unknown *yaml.UnknownFieldError
	var typed *yaml.TypeError
	var duplicate *yaml.DuplicateKeyError
	var value misplaced
	switch {
	case errors.As(err, &value):
		at := value.node.GetToken().Position
		p.Line, p.Column, p.Key, p.Message = at.Line, at.Column, strings.TrimPrefix(value.node.GetPath(), "$."),
			value.message
	case errors.As(err, &unknown):
		p.Line, p.Column = unknown.Token.Position.Line, unknown.Token.Position.Column
		p.Key, p.Message = unknown.Token.Value, "unknown key"
	case errors.As(err, &duplicate):
		p.Line, p.Column, p.Message = duplicate.Token.Position.Line, duplicate.Token.Position.Column, duplicate.Message
	case errors.As(err, &typed):
		p.Line, p.Column = typed.Token.Position.Line, typed.Token.Position.Column
		p.Message = fmt.Sprintf("%q is not what belongs here", typed.Token.Value)
	case errors.As(err, &syntax):
		p.Line, p.Column = syntax.Token.Position.Line, syntax.Token.Position.Column
		p.Message = "is not sound YAML: " + syntax.Message
	default:
		p.Message, _, _ = strings.Cut(err.Error(), "\n")
	}
	return problem.List{p}
}

// fail adds a problem at a key, such as $.stages[0].rate.
func (r *reader) fail(key, format string, args ...any) {
	p := problem.Problem{File: r.path, Line: 1, Column: 1,
		Key: strings.ReplaceAll(strings.TrimPrefix(key, "$."), "'", ""), Message: fmt.Sprintf(format, args...)}
	for at := key; at != "$" && at != ""; at = at[:max(strings.LastIndexAny(at, ".["), 0)] {
		// the place of a missing key is that of what should hold it
		path, err := yaml.PathString(at)
		if err != nil {
			continue
		}
		if node, err := path.FilterFile(r.ast); err == nil {
			p.Line, p.Column = node.GetToken().Position.Line, node.GetToken().Position.Column
			break
		}
	}
	r.problems = append(r.problems, p)
}
