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
	"slices"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/problem"
	"github.com/montcheck/montcheck/internal/strictyaml"
)

// FileName is the name of the file that is searched for.
const FileName = "montcheck.yaml"

// ErrNoFile is the error of a search that found no file.
var ErrNoFile = errors.New("no " + FileName)

// File is a configuration whose environments were not looked into yet.
type File struct {
	Path     string
	document *strictyaml.Document
	names    []string // of the environments, in the order of the file
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
	document, err := strictyaml.Parse(path, data, "environments (docs/configuration.md has an example)")
	if err != nil {
		return nil, err
	}
	f := &File{Path: path, document: document}
	root := f.read().Object()
	environments, ok := root.Optional("environments")
	root.Close()
	switch {
	case ok:
		all := environments.Object()
		if f.names = all.Keys(); len(f.names) == 0 && all.Mapping {
			environments.Fail("holds no environment")
		}
	case len(root.Problems) == 0:
		root.FailAtKey("lacks the key environments")
	}
	if err := root.Problems.Err(); err != nil {
		return nil, err
	}
	return f, nil
}

// read begins a reading of the file, whose values may be secrets.
func (f *File) read() strictyaml.Node {
	r := f.document.Read()
	r.Private = true
	return r.Root()
}

// Environment resolves the variables of the named environment through lookup
// (os.LookupEnv, say), checks it and returns it. The error holds all of its
// problems; those of other environments are theirs.
func (f *File) Environment(name string, lookup func(string) (string, bool)) (*environment.Environment, error) {
	if !slices.Contains(f.names, name) {
		return nil, fmt.Errorf("%s: there is no environment %q%s", f.Path, name, problem.DidYouMean(name, f.names))
	}
	all, _ := f.read().Object().Optional("environments")
	n, _ := all.Object().Optional(name)
	r := &reader{lookup: lookup}
	env := readEnvironment(node{n, r}, name)
	env.Doubts = r.doubts
	if err := n.Problems.Err(); err != nil {
		return nil, err
	}
	return env, nil
}
