// Package loadjson is the JSON form of a load run's result. docs/load.md
// describes it.
package loadjson

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/loadprofiles"
	"github.com/montcheck/montcheck/reports/printable"
)

// Limit is how many bytes Read takes at most.
const Limit = 256 << 20

// Write writes r as indented JSON. Nothing in what it writes can steer a
// terminal.
func Write(w io.Writer, r *result.Result) error {
	buffer := bufio.NewWriter(w)
	enc := json.NewEncoder(printable.JSON(buffer))
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(r); err != nil {
		return fmt.Errorf("load result: %w", err)
	}
	return buffer.Flush()
}

// Read reads a result of this format version from no more than Limit bytes. It
// refuses a profile that is none, or whose digest is another's.
func Read(r io.Reader) (*result.Result, error) {
	data, err := io.ReadAll(io.LimitReader(r, Limit+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("load result: %w", err)
	case len(data) > Limit:
		return nil, fmt.Errorf("load result: more than %d bytes", Limit)
	}
	var head struct {
		Format  string          `json:"format"`
		Profile json.RawMessage `json:"profile"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, fmt.Errorf("load result: it is none: %w", err)
	}
	switch {
	case head.Format == "":
		return nil, errors.New(`load result: it is none: it has no "format"`)
	case head.Format != result.Format:
		return nil, fmt.Errorf("load result: the format is %q; this montcheck reads %q", head.Format, result.Format)
	}
	var out result.Result
	if err := json.Unmarshal(data, &out); err != nil {
		return nil, fmt.Errorf("load result: %w", err)
	}
	p, err := loadprofiles.Restore(head.Profile)
	if err != nil {
		return nil, fmt.Errorf("load result: its profile is none: %w", err)
	}
	if p.Digest() != out.Digest {
		return nil, errors.New("load result: its profile is not the one that its digest is of")
	}
	return &out, nil
}
