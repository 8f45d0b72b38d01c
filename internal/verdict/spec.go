// Package verdict is what every certification spec is written with: the
// requirement it decides, the ways in which it can end, and the findings it
// leaves behind.
package verdict

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"sync"

	"github.com/onsi/ginkgo/v2"

	"github.com/montcheck/montcheck/internal/run"
)

// Decides names the requirements that an It decides. They are labels, so
// that a label filter selects specs by requirement.
func Decides(requirement string, more ...string) ginkgo.Labels {
	return ginkgo.Label(append([]string{requirement}, more...)...)
}

// State is a spec at work. The runner makes one for each spec and hands it
// to the spec in its context. It is safe for concurrent use.
type State struct {
	ID           string
	Module       string
	Requirements []string
	Rand         *rand.Rand // seeded by the run's seed and ID; not for concurrent use

	mu       sync.Mutex
	ordinal  int
	findings []run.Finding
	notes    []string
	uses     []run.Key
	unable   error
	whole    bool
}

// NewState returns the state of the spec with the given id in a run with
// the given seed.
func NewState(id, module string, requirements []string, seed int64) *State {
	h := fnv.New64a()
	h.Write([]byte(id))
	return &State{ID: id, Module: module, Requirements: requirements,
		Rand: rand.New(rand.NewPCG(uint64(seed), h.Sum64()))}
}

type contextKey struct{}

// With returns a context that carries s.
func With(ctx context.Context, s *State) context.Context {
	return context.WithValue(ctx, contextKey{}, s)
}

// From returns the state of the spec that ctx belongs to. Outside a spec it
// panics: nothing may be sent that no spec asked for.
func From(ctx context.Context) *State {
	s, ok := ctx.Value(contextKey{}).(*State)
	if !ok {
		panic("spec: the context belongs to no spec; does the node take a SpecContext?")
	}
	return s
}

// NextKey gives the next exchange of the spec its key. A spec that sends
// concurrently takes the keys before it starts to send.
func (s *State) NextKey() run.Key {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ordinal++
	return run.Key{Spec: s.ID, Ordinal: s.ordinal}
}

// Add keeps a finding. One that names no requirement is about each that the
// spec decides.
func (s *State) Add(f run.Finding) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Requirement != "" || len(s.Requirements) == 0 {
		s.findings = append(s.findings, f)
		return
	}
	for _, f.Requirement = range s.Requirements {
		s.findings = append(s.findings, f)
	}
}

// Findings returns what was found so far.
func (s *State) Findings() []run.Finding {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]run.Finding(nil), s.findings...)
}

// Notes returns what the spec said that it covered.
func (s *State) Notes() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.notes...)
}

// Use notes that the spec looks at an exchange that it shares with others.
func (s *State) Use(key run.Key) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.Contains(s.uses, key) {
		s.uses = append(s.uses, key)
	}
}

// Uses returns the exchanges that the spec shares with others.
func (s *State) Uses() []run.Key {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.uses)
}

// Whole tells whether the spec went to its end, so that what it found wrong
// with one requirement leaves no other undecided.
func (s *State) Whole() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.whole
}

// Unable returns why the harness could not do its work for this spec, or nil.
func (s *State) Unable() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.unable
}

// Note says in a report what the spec covered ("100 of 2,000 products").
func Note(ctx context.Context, format string, args ...any) {
	s := From(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notes = append(s.notes, fmt.Sprintf(format, args...))
}

// NotExercised ends the spec: it could not be tried here, for the reason given.
func NotExercised(ctx context.Context, format string, args ...any) {
	From(ctx) // outside a spec this is a mistake worth a panic
	ginkgo.Skip(fmt.Sprintf(format, args...), 1)
}

// Unable ends the spec where err is not nil: the harness could not do its
// work, which says nothing of the endpoint's conformance. An error with a
// method NotExercised ends it so.
func Unable(ctx context.Context, err error) {
	if err == nil {
		return
	}
	var reason interface{ NotExercised() string }
	if errors.As(err, &reason) {
		ginkgo.Skip(reason.NotExercised(), 1)
	}
	s := From(ctx)
	s.mu.Lock()
	if s.unable == nil {
		s.unable = err
	}
	s.mu.Unlock()
	ginkgo.Fail(err.Error(), 1)
}

// Warn keeps a finding that is no failure: an ambiguity of the documents
// that was read the other way. The spec goes on.
func Warn(ctx context.Context, f run.Finding) {
	f.Verdict = run.Warn
	From(ctx).Add(f)
}

// Blame keeps a finding that fails the spec, and lets it go on: for what is
// wrong with one of its requirements and leaves the others to be decided.
func Blame(ctx context.Context, f run.Finding) {
	f.Verdict = run.Fail
	From(ctx).Add(f)
}

// End fails a spec that went to its end and was blamed. The runner calls it
// after each.
func End(ctx context.Context) {
	if ginkgo.CurrentSpecReport().Failed() {
		return
	}
	s := From(ctx)
	s.mu.Lock()
	s.whole = true
	i := slices.IndexFunc(s.findings, func(f run.Finding) bool { return f.Verdict == run.Fail })
	s.mu.Unlock()
	if i >= 0 {
		ginkgo.Fail(s.findings[i].Summary, 1)
	}
}

// Reject keeps the findings and ends the spec as failed.
func Reject(ctx context.Context, findings ...run.Finding) {
	s := From(ctx)
	for _, f := range findings {
		f.Verdict = run.Fail
		s.Add(f)
	}
	ginkgo.Fail(findings[0].Summary, 1)
}
