// Package proofjson is the JSON form of a proof. docs/prove.md describes it.
package proofjson

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/montcheck/montcheck/internal/proof"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/printable"
)

// Limit is how many bytes Read takes at most.
const Limit = 64 << 20

// Write writes p as indented JSON. Nothing in what it writes can steer a
// terminal.
func Write(w io.Writer, p *proof.Proof) error {
	out := *p
	out.Format = proof.Format
	buffer := bufio.NewWriter(w)
	enc := json.NewEncoder(printable.JSON(buffer))
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(out); err != nil {
		return fmt.Errorf("proof: %w", err)
	}
	return buffer.Flush()
}

// Read reads a Proof of this format version from no more than Limit bytes. It
// refuses other versions, and outcomes that the version does not have.
func Read(r io.Reader) (*proof.Proof, error) {
	data, err := io.ReadAll(io.LimitReader(r, Limit+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("proof: %w", err)
	case len(data) > Limit:
		return nil, fmt.Errorf("proof: more than %d bytes", Limit)
	}
	var head struct {
		Format string `json:"format"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, fmt.Errorf("proof: not a proof: %w", err)
	}
	switch {
	case head.Format == "":
		return nil, errors.New(`proof: not a proof: it has no "format"`)
	case head.Format != proof.Format:
		return nil, fmt.Errorf("proof: the format is %q; this montcheck reads %q", head.Format, proof.Format)
	}
	var p proof.Proof
	if err := json.Unmarshal(data, &p); err != nil {
		return nil, fmt.Errorf("proof: %w", err)
	}
	if err := check(&p); err != nil {
		return nil, fmt.Errorf("proof: %w", err)
	}
	return &p, nil
}

// check refuses what reports could not tell apart from a success.
func check(p *proof.Proof) error {
	for _, t := range p.Trials {
		switch {
		case !slices.Contains([]proof.Subject{proof.Sound, proof.Variation, proof.Fault}, t.Subject):
			return fmt.Errorf("trial %q: unknown subject %q", t.Name, t.Subject)
		case !slices.Contains([]proof.Outcome{proof.Caught, proof.Missed, proof.Quiet, proof.Alarmed, proof.NotRun},
			t.Outcome):
			return fmt.Errorf("trial %q: unknown outcome %q", t.Name, t.Outcome)
		}
		for _, c := range t.Catches {
			if c.Verdict != run.Fail && c.Verdict != run.Warn {
				return fmt.Errorf("trial %q: %s is caught by the verdict %q", t.Name, c.Requirement, c.Verdict)
			}
		}
	}
	return nil
}
