package certify

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/har"
	"github.com/montcheck/montcheck/reports/html"
	"github.com/montcheck/montcheck/reports/junit"
	"github.com/montcheck/montcheck/reports/runjson"
)

// Reports says where the reports of a run go. An empty path is a file in
// Dir, or nowhere if Only those with a path are wanted; "-" is standard
// output.
type Reports struct {
	Dir                    string
	HTML, JSON, JUnit, HAR string
	Lang                   string // en or ru
	Only                   bool
	Proof                  Proof // what the checks were proved against, for HTML
}

// OnStdout tells whether a report goes to standard output.
func (p Reports) OnStdout() int {
	n := 0
	for _, path := range []string{p.HTML, p.JSON, p.JUnit, p.HAR} {
		if path == "-" {
			n++
		}
	}
	return n
}

// Write writes the reports, all at once, and returns the paths of the files,
// also where one of them could not be written.
func (p Reports) Write(r *run.Run, stdout io.Writer) ([]string, error) {
	var written [4]string
	var group errgroup.Group
	for i, report := range []struct {
		path, name string
		write      func(io.Writer, *run.Run) error
	}{
		{p.HTML, "report.html", func(w io.Writer, r *run.Run) error { return html.WriteProved(w, r, p.Proof.Proof, p.Lang) }},
		{p.JSON, "run.json", runjson.Write},
		{p.JUnit, "junit.xml", junit.Write},
		{p.HAR, "exchanges.har", har.Write},
	} {
		path := report.path
		if path == "" && p.Only {
			continue
		}
		if path == "-" {
			group.Go(func() error { return report.write(stdout, r) })
			continue
		}
		if path == "" {
			path = filepath.Join(p.Dir, report.name)
		}
		group.Go(func() error {
			if err := WriteFile(path, func(w io.Writer) error { return report.write(w, r) }); err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
			written[i] = path
			return nil
		})
	}
	err := group.Wait()
	return slices.DeleteFunc(written[:], func(path string) bool { return path == "" }), err
}

// Writable tells why WriteFile can't write a file; nil where it can.
func Writable(path string) error {
	if about, err := os.Stat(path); err == nil && about.IsDir() {
		return errors.New("it is a folder")
	}
	f, err := beside(path)
	if err != nil {
		return err
	}
	f.Close()
	return os.Remove(f.Name())
}

// beside makes a new file beside another, in its folder, which is made too.
func beside(path string) (*os.File, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	return os.CreateTemp(filepath.Dir(path), ".montcheck-*")
}

// WriteFile writes a file whole or not at all.
func WriteFile(path string, write func(io.Writer) error) error {
	f, err := beside(path)
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	if err := f.Chmod(0o644); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
