package certify

import (
	"io"
	"path/filepath"

	"github.com/montcheck/montcheck/internal/output"
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
	*output.Outputs              // nil until Open
}

// Open tries all places. Inputs are the files that the command reads.
func (p *Reports) Open(stdout io.Writer, inputs ...string) (err error) {
	place := func(flag, path, name string) output.Place {
		if path == "" && !p.Only {
			return output.Place{Name: "--output-dir", Path: filepath.Join(p.Dir, name)}
		}
		return output.Place{Name: flag, Path: path}
	}
	if p.Proof.path != "" {
		inputs = append(inputs, p.Proof.path)
	}
	p.Outputs, err = output.Open(stdout, inputs,
		place("--html", p.HTML, "report.html"), place("--json", p.JSON, "run.json"),
		place("--junit", p.JUnit, "junit.xml"), place("--har", p.HAR, "exchanges.har"))
	return err
}

// Write writes the reports and returns the paths of the files, also where one
// of them could not be written.
func (p *Reports) Write(r *run.Run) ([]string, error) {
	report := func(write func(io.Writer, *run.Run) error) func(io.Writer) error {
		return func(w io.Writer) error { return write(w, r) }
	}
	return p.Outputs.Write(
		func(w io.Writer) error { return html.Write(w, r, p.Proof.Proof, p.Lang) },
		report(runjson.Write), report(junit.Write), report(har.Write))
}
