//go:build linux

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/montcheck/montcheck/schemas"
)

// validateCommand makes this program a validator of one file.
const validateCommand = "validate"

// validate validates an answer of GetAllProducts and returns the exit status.
func validate(file string, complaints io.Writer) int {
	f, err := os.Open(file)
	if err != nil {
		fmt.Fprintln(complaints, err)
		return 2
	}
	defer f.Close()
	schema, _ := schemas.Content("GetAllProducts")
	report, err := schema.Validate(f)
	if err != nil {
		fmt.Fprintln(complaints, err)
		return 2
	}
	for _, p := range report.Problems {
		fmt.Fprintf(complaints, "%s: %s\n", p.Path, p.Message)
	}
	if !report.Valid() {
		return 1
	}
	return 0
}

// validationSample is one validation of the document, with the start of the process.
type validationSample struct{ bytesPerSecond, bytesPerCPU, peak float64 }

func (s validationSample) speed() float64  { return s.bytesPerSecond }
func (s validationSample) thrift() float64 { return s.bytesPerCPU }
func (s validationSample) memory() float64 { return s.peak }

type validationResult struct {
	document answer
	names    []string
	samples  [][]validationSample // by name; the first is montcheck's
}

func benchValidation(ctx context.Context, p peers, dir string, document answer, rounds int) (validationResult, error) {
	result := validationResult{document: document, names: []string{"montcheck", "xmllint --stream", "xmllint (tree)"}}
	self, err := os.Executable()
	if err != nil {
		return result, err
	}
	schema := filepath.Join(dir, "schemas", "content", "product-list.xsd")
	contender := func(program string, arguments ...string) func() (validationSample, error) {
		return func() (validationSample, error) {
			c := command(ctx, program, append(arguments, document.file)...)
			var said tail
			c.Stdout, c.Stderr = &said, &said
			took, peak, err := runMeasured(c)
			if err != nil {
				return validationSample{}, fmt.Errorf("%s: %w: %s", filepath.Base(program), err, said.text)
			}
			worked := c.ProcessState.UserTime() + c.ProcessState.SystemTime()
			size := float64(document.size)
			return validationSample{size / took.Seconds(), size / worked.Seconds(), float64(peak)}, nil
		}
	}
	// A validator that finds nothing wrong with a broken answer would be fast.
	if err := refusesBroken(ctx, self, document, dir); err != nil {
		return result, err
	}
	result.samples, err = interleave(rounds,
		contender(self, validateCommand),
		contender(p.xmllint, "--noout", "--stream", "--schema", schema),
		contender(p.xmllint, "--noout", "--schema", schema))
	return result, err
}

// refusesBroken sees to it that the validator of this program refuses the beginning of the document.
func refusesBroken(ctx context.Context, self string, document answer, dir string) error {
	whole, err := os.Open(document.file)
	if err != nil {
		return err
	}
	defer whole.Close()
	beginning := filepath.Join(dir, "beginning.xml")
	part, err := os.Create(beginning)
	if err != nil {
		return err
	}
	defer part.Close()
	if _, err := io.CopyN(part, whole, document.size/2); err != nil {
		return err
	}
	exit, broken := command(ctx, self, validateCommand, beginning).Run().(*exec.ExitError)
	if !broken || exit.ExitCode() != 1 {
		return fmt.Errorf("half a document was not refused: %v", exit)
	}
	return nil
}

// tail keeps the last of what a program says.
type tail struct{ text []byte }

func (t *tail) Write(p []byte) (int, error) {
	t.text = append(t.text, p...)
	t.text = t.text[max(0, len(t.text)-2000):]
	return len(p), nil
}
