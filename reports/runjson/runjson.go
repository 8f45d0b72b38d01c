// Package runjson writes a Run as JSON and reads it back. The form is
// documented in docs/run-format.md and named by run.Format.
package runjson

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/printable"
)

// Limit is how many bytes Read takes at most.
const Limit = 512 << 20

// Write writes r as indented JSON. Nothing in what it writes can steer a
// terminal.
func Write(w io.Writer, r *run.Run) error {
	out := *r
	out.Format = run.Format
	buffer := bufio.NewWriter(w)
	err := jsonv2.MarshalWrite(printable.JSON(buffer), out, jsonv1.DefaultOptionsV1(), jsontext.WithIndent(" "),
		jsontext.EscapeForHTML(false))
	if err != nil {
		return fmt.Errorf("runjson: %w", err)
	}
	buffer.WriteByte('\n')
	return buffer.Flush()
}

// Read reads a Run of this format version from no more than Limit bytes. It
// refuses other versions and verdicts that the version does not have.
func Read(r io.Reader) (*run.Run, error) { return read(r, Limit) }

func read(r io.Reader, limit int64) (*run.Run, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("runjson: %w", err)
	case int64(len(data)) > limit:
		return nil, fmt.Errorf("runjson: more than %d bytes", limit)
	}
	var out run.Run
	if err := json.Unmarshal(data, &out); err != nil || out.Format != run.Format {
		return nil, refusal(data, err)
	}
	if err := check(&out); err != nil {
		return nil, fmt.Errorf("runjson: %w", err)
	}
	return &out, nil
}

// refusal says why data is no Run of this version. What a document of another
// version holds elsewhere is no matter.
func refusal(data []byte, problem error) error {
	var head struct {
		Format string `json:"format"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return fmt.Errorf("runjson: not a run: %w", err)
	}
	switch {
	case head.Format == "":
		return errors.New(`runjson: not a run: it has no "format"`)
	case head.Format != run.Format:
		return fmt.Errorf("runjson: the format is %q; this montcheck reads %q", head.Format, run.Format)
	}
	return fmt.Errorf("runjson: %w", problem)
}

var (
	verdicts    = []run.Verdict{run.Pass, run.OutOfScope, run.Warn, run.NotExercised, run.Error, run.Fail}
	conclusions = []run.Conclusion{run.Conformant, run.ConformantWithWarnings, run.Incomplete, run.NonConformant}
)

// check refuses verdicts that reports could not tell apart from a pass.
func check(r *run.Run) error {
	if !slices.Contains(conclusions, r.Conclusion) {
		return fmt.Errorf("unknown conclusion %q", r.Conclusion)
	}
	for _, q := range r.Requirements {
		if !slices.Contains(verdicts, q.Verdict) {
			return fmt.Errorf("requirement %q: unknown verdict %q", q.ID, q.Verdict)
		}
	}
	for _, s := range r.Specs {
		if !slices.Contains(verdicts, s.Verdict) {
			return fmt.Errorf("spec %q: unknown verdict %q", s.ID, s.Verdict)
		}
		for _, f := range s.Findings {
			if !slices.Contains(verdicts, f.Verdict) {
				return fmt.Errorf("spec %q: finding with unknown verdict %q", s.ID, f.Verdict)
			}
		}
	}
	return nil
}
