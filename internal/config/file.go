// Package config reads montcheck.yaml: which endpoints there are to certify,
// with whose credentials, and what montcheck may do to them. Every problem is
// reported with its file, line, column and full key, all of an environment's
// problems at once, and no error or printed value holds a secret.
// docs/configuration.md describes the keys for users.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/problem"
)

// FileName is the name of the file that is searched for.
const FileName = "montcheck.yaml"

// ErrNoFile is the error of a search that found no file.
var ErrNoFile = errors.New("no " + FileName)

// File is a configuration whose environments were not looked into yet.
type File struct {
	Path         string
	environments *object
}

// Load reads the file at path or, where path is empty, the first
// montcheck.yaml in dir and the folders above it.
func Load(path, dir string) (*File, error) {
	if path == "" {
		var err error
		if path, err = search(dir); err != nil {
			return nil, err
		}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the configuration can't be read: %w", err)
	}
	return Parse(path, data)
}

func search(dir string) (string, error) {
	start, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("the configuration can't be searched for: %w", err)
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		path := filepath.Join(dir, FileName)
		info, err := os.Stat(path)
		switch {
		case err == nil && !info.IsDir():
			return path, nil
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return "", fmt.Errorf("the configuration can't be searched for: %w", err)
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("%w in %s or a folder above it: write one (docs/configuration.md has an example), "+
				"name another file with --config, or leave --env out to use the embedded sandbox", ErrNoFile, start)
		}
	}
}

// Parse reads the outer form of a file: one document, environments by name. The path is what errors name.
func Parse(path string, data []byte) (*File, error) {
	data, err := problem.UTF8(path, data)
	if err != nil {
		return nil, err
	}
	r := &reader{file: path}
	document, err := parser.ParseBytes(data, 0)
	if err != nil {
		var syntax *yaml.SyntaxError
		if !errors.As(err, &syntax) {
			return nil, problem.List{{File: path, Line: 1, Column: 1, Message: "is not YAML"}}
		}
		at := syntax.Token.Position
		return nil,
			problem.List{
				{File: path, Line: at.Line, Column: at.Column, Message: "is not sound YAML: " + syntax.Message}}
	}
	if len(document.Docs) != 1 || document.Docs[0].Body == nil {
		return nil, problem.List{{File: path, Line: 1, Column: 1,
			Message: "wants one YAML document with environments (docs/configuration.md has an example)"}}
	}
	top := document.Docs[0].Body
	root := node{reader: r, keyAt: &token.Position{Line: 1, Column: 1}, yaml: top}.object()
	environments, ok := root.optional("environments")
	root.close()
	f := &File{Path: path}
	switch {
	case ok:
		f.environments = environments.object()
		if len(f.environments.entries) == 0 && f.environments.mapping {
			environments.fail("holds no environment")
		}
	case len(r.problems) == 0:
		root.failAt(root.keyAt, "lacks the key environments")
	}
	if err := r.problems.Err(); err != nil {
		return nil, err
	}
	return f, nil
}

// Names returns the names of the environments in the order of the file.
func (f *File) Names() []string {
	var names []string
	for _, entry := range f.environments.entries {
		names = append(names, name(entry))
	}
	return names
}

// Environment resolves the variables of the named environment through lookup
// (os.LookupEnv, say), checks it and returns it. The error holds all of its
// problems; those of other environments are theirs.
func (f *File) Environment(name string, lookup func(string) (string, bool)) (*environment.Environment, error) {
	r := &reader{file: f.Path, lookup: lookup}
	environments := *f.environments
	environments.reader = r
	n, ok := environments.optional(name)
	if !ok {
		return nil, fmt.Errorf("%s: there is no environment %q%s", f.Path, name, problem.DidYouMean(name, f.Names()))
	}
	env := readEnvironment(n, name)
	env.Doubts = r.doubts
	if err := r.problems.Err(); err != nil {
		return nil, err
	}
	return env, nil
}
