// Package repeat writes the commands that repeat what a run did: one exchange
// with curl, the specs that decide a requirement with montcheck.
package repeat

import (
	"slices"
	"strconv"
	"strings"

	"al.essio.dev/pkg/shellescape"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/printable"
)

// Address is where `montcheck sandbox` listens unless told otherwise. It
// stands in for the address of an embedded sandbox that ended with its run.
const Address = "http://127.0.0.1:8080"

// Check is the command that decides one requirement again. It selects the
// specs that sent what was found wrong too, since some specs judge what
// others were answered, and runs no other module.
func Check(r *run.Run, requirement string) string {
	args := []string{"montcheck", "certify"}
	switch {
	case r.Environment.Sandbox != nil:
		args = append(args, sandbox(r.Environment.Sandbox)...)
	case r.Environment.Name != "":
		args = append(args, "--env", r.Environment.Name)
	}
	labels, modules := needed(r, requirement)
	if len(modules) > 0 {
		args = append(args, "--module", strings.Join(modules, ","))
	}
	return command(
		append(args, "--seed", strconv.FormatInt(r.Seed, 10), "--label-filter", strings.Join(labels, " || ")))
}

// needed are the labels that select what it takes to decide a requirement
// again, and the modules of those specs.
func needed(r *run.Run, requirement string) (labels, modules []string) {
	labels = []string{requirement}
	need := func(s *run.Spec) {
		if !slices.ContainsFunc(s.Requirements, func(q string) bool { return slices.Contains(labels, q) }) {
			labels = append(labels, s.Requirements[0])
		}
		if m := moduleOf(s); m != "" && !slices.Contains(modules, m) {
			modules = append(modules, m)
		}
	}
	for i := range r.Specs {
		if s := &r.Specs[i]; s.Verdict != run.Pass && slices.Contains(s.Requirements, requirement) {
			need(s)
		}
	}
	for _, f := range r.Findings(requirement) {
		if f.Exchange == nil {
			continue
		}
		if s, ok := r.Spec(f.Exchange.Spec); ok && len(s.Requirements) > 0 {
			need(s)
		}
	}
	slices.Sort(modules)
	return labels, modules
}

// moduleOf is how --module names the module of a spec.
func moduleOf(s *run.Spec) string {
	switch s.Module {
	case "ekey2":
		return "ekey"
	case "transport":
		return "content"
	}
	return s.Module
}

// Sandbox is the command that starts the embedded sandbox of the run again,
// at Address; empty where the run used none.
func Sandbox(r *run.Run) string {
	s := r.Environment.Sandbox
	if s == nil {
		return ""
	}
	args := append([]string{"montcheck", "sandbox"}, sandbox(s)...)
	return command(append(args, "--seed", strconv.FormatUint(s.Seed, 10), "--control"))
}

func sandbox(s *run.Sandbox) []string {
	args := []string{"--products", strconv.Itoa(s.Products)}
	for _, name := range s.Faults {
		args = append(args, "--fault", name)
	}
	for _, name := range s.Variations {
		args = append(args, "--variation", name)
	}
	return args
}

func command(args []string) string {
	quoted := make([]string, len(args))
	for i, a := range args {
		quoted[i] = quote(without(a))
	}
	return strings.Join(quoted, " ")
}

// quote makes one word of s for bash, zsh and any shell of POSIX.1-2024, and
// one that shows no control character, no further line and no command of a CI
// runner. s holds no NUL.
func quote(s string) string {
	if printable.Line(s) == s {
		return shellescape.Quote(s)
	}
	var b strings.Builder
	b.WriteString("$'")
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\'' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c >= ' ' && c < 0x7f && c != '#':
			b.WriteByte(c)
		default:
			b.WriteString(`\` + octal(c)) // of fixed length, so no digit that follows is drawn in
		}
	}
	b.WriteByte('\'')
	return b.String()
}

func octal(c byte) string {
	return string([]byte{'0' + c>>6, '0' + c>>3&7, '0' + c&7})
}
