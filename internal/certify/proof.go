package certify

import (
	"fmt"

	"github.com/montcheck/montcheck/internal/problem"
	"github.com/montcheck/montcheck/internal/proof"
	"github.com/montcheck/montcheck/reports/proofjson"
)

// Proof is the value of a flag: a file that `montcheck prove` wrote, read
// when the flag is set. The zero value is no proof.
type Proof struct {
	*proof.Proof
	path string
}

// Set reads the file.
func (p *Proof) Set(path string) error {
	f, err := problem.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	read, err := proofjson.Read(f)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	p.Proof, p.path = read, path
	return nil
}

// String is the file's path.
func (p *Proof) String() string { return p.path }

// Type names the value in the help.
func (p *Proof) Type() string { return "file" }
