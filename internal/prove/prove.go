// Package prove shows that the checks check: it certifies the embedded sandbox
// as it is, with each benign variation and with each fault, each time in a
// process of its own, and holds the verdicts against what they should be.
package prove

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/montcheck/montcheck/internal/proof"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/requirements"
	"github.com/montcheck/montcheck/sandbox/faults/deviation"
)

// Options say what to try and how.
type Options struct {
	Sound      bool // the sandbox as it is
	Variations []deviation.Variation
	Faults     []deviation.Fault
	Seeds      []int64
	Products   int           // of the sandbox's catalogue
	Jobs       int           // processes side by side; 0 for as many as there are processors
	Timeout    time.Duration // of one process
	Shard      Shard         // which part of a choice the variations and faults are
	Quick      bool          // as few checks as show a fault, and none that take long where others do
	Tool       run.Tool
	Program    string         // montcheck; empty for the program that runs
	Observer   proof.Observer // may be nil
}

// tries is how often a race may fail to show.
const tries = 8

// stress is decided by many writers and pollers at once, which takes as long as
// all else of MONT Content.
const stress = "CNT-DELTA-12"

// trial is a trial before it was made.
type trial struct {
	proof.Trial
	want  expectation
	flags []string   // of certify
	quick [][]string // further flags of what may do in place of a try, one after the other
	tries int
}

// Run tries everything. The error is of the harness: nothing could be tried.
// Where ctx ends early, the processes are killed and the Proof says so.
func Run(ctx context.Context, o Options) (*proof.Proof, error) {
	if err := complete(&o); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "montcheck-prove-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)

	all := plan(o)
	p := &proof.Proof{
		Format: proof.Format, Tool: o.Tool, Started: time.Now().UTC(), Products: o.Products, Seeds: o.Seeds,
		Jobs:  o.Jobs,
		Quick: o.Quick, Shard: o.Shard.String(), Trials: make([]proof.Trial, len(all)),
	}
	p.Tool.Go = runtime.Version()
	o.Observer.Planned(len(all))
	var mu sync.Mutex // of the observer
	tell := func(f func(proof.Trial), t proof.Trial) {
		mu.Lock()
		defer mu.Unlock()
		f(t)
	}
	var workers errgroup.Group
	workers.SetLimit(o.Jobs)
	for i, t := range all {
		workers.Go(func() error {
			p.Trials[i] = t.Trial
			if ctx.Err() == nil {
				tell(o.Observer.Started, t.Trial)
				t.make(ctx, o, filepath.Join(dir, strconv.Itoa(i)))
				p.Trials[i] = t.Trial
			}
			if ctx.Err() == nil {
				tell(o.Observer.Ended, t.Trial)
			}
			return nil
		})
	}
	_ = workers.Wait() // what goes wrong with a trial is its outcome
	if err := ctx.Err(); err != nil {
		p.Stopped = "interrupted"
	}
	conclude(p)
	o.Observer.Finished(p)
	return p, nil
}

// complete fills in what options leave open.
func complete(o *Options) error {
	if o.Program == "" {
		self, err := os.Executable()
		if err != nil {
			return fmt.Errorf("montcheck does not find itself: %w", err)
		}
		o.Program = self
	}
	if o.Observer == nil {
		o.Observer = silent{}
	}
	o.Jobs = cmp.Or(max(o.Jobs, 0), runtime.NumCPU())
	o.Timeout = cmp.Or(o.Timeout, 5*time.Minute)
	if !o.Sound && len(o.Variations)+len(o.Faults) == 0 || len(o.Seeds) == 0 {
		return errors.New("nothing to prove")
	}
	return nil
}

// plan lists the trials. Those of all modules, which take longest, come before
// those of one.
func plan(o Options) []*trial {
	var all []*trial
	for _, seed := range o.Seeds {
		add := func(t proof.Trial, want expectation, tries int, flags ...string) *trial {
			flags = append(
				[]string{"certify", "--products", strconv.Itoa(o.Products), "--seed", strconv.FormatInt(seed, 10)},
				flags...)
			t.Seed, t.Outcome, t.Repeat = seed, proof.NotRun, command(flags)
			all = append(all, &trial{Trial: t, want: want, flags: flags, tries: tries})
			return all[len(all)-1]
		}
		if o.Sound {
			add(proof.Trial{Subject: proof.Sound, Does: "does what the documents say"}, expectation{}, 1)
		}
		for _, v := range o.Variations {
			flags := []string{"--variation", v.Name}
			if v.Modules != "" {
				flags = append(flags, "--module", v.Modules)
			}
			want := expectation{warn: v.May, open: v.Open}
			if o.Quick {
				flags = append(flags, "--label-filter", "!"+stress)
				want.open = want.open.Since("--quick leaves it out.", stress)
			}
			add(proof.Trial{Subject: proof.Variation, Name: v.Name, Module: v.Modules, Does: v.Does}, want, 1, flags...)
		}
		for _, f := range o.Faults {
			n := 1
			if f.Race {
				n = tries
			}
			t := add(
				proof.Trial{Subject: proof.Fault, Name: f.Name, Module: f.Module, Kind: string(f.Kind), Does: f.Does,
					Breaks: f.Breaks},
				expectation{breaks: f.Breaks, may: f.May, hides: f.Hides}, n, "--module", f.Module, "--fault", f.Name)
			if o.Quick {
				t.quick = [][]string{{"--label-filter", strings.Join(slices.Concat(f.Breaks, f.Hides), " || ")}}
				if !slices.Contains(f.Breaks, stress) {
					t.quick = append(t.quick, []string{"--label-filter", "!" + stress})
				}
			}
		}
	}
	return all
}

// make makes the trial. A race gets several tries; what raises a false alarm
// in one of them raises it. A trial that ctx ends before its last try was not
// run, whatever the tries before it showed.
func (t *trial) make(ctx context.Context, o Options, dir string) {
	began, planned := time.Now(), t.Trial
	for i, flags := range t.quick {
		r, err := certify(ctx, o, slices.Concat(t.flags, flags), filepath.Join(dir, "quick"+strconv.Itoa(i)))
		if ctx.Err() != nil {
			t.Trial = planned
			return
		}
		t.judge(r, err)
		t.Alarms, t.Excused = nil, nil // most of the checks did not run
		if t.Outcome == proof.Caught {
			t.Tries++
			t.Duration = time.Since(began)
			return
		}
	}
	for t.Tries < t.tries {
		t.Tries++
		r, err := certify(ctx, o, t.flags, filepath.Join(dir, strconv.Itoa(t.Tries)))
		if ctx.Err() != nil {
			t.Trial = planned
			return
		}
		t.judge(r, err)
		if t.Outcome != proof.Missed {
			break
		}
	}
	t.Duration = time.Since(began)
}

// judge settles the outcome after a try.
func (t *trial) judge(r *run.Run, err error) {
	var j judgement
	if err != nil {
		j.misses = []string{err.Error()}
	} else {
		j = judge(r, t.want)
		t.Schema = shownBySchema(r)
	}
	t.Catches, t.Reason = j.catches, ""
	t.Alarms = append(t.Alarms, j.alarms...)
	t.Excused = slices.Compact(slices.Sorted(slices.Values(append(t.Excused, j.excused...))))
	if len(j.misses) > 0 {
		t.Reason = strings.Join(j.misses, "; ")
	}
	switch {
	case t.Subject == proof.Fault && len(j.misses) == 0 && len(j.catches) > 0:
		t.Outcome = proof.Caught
	case t.Subject == proof.Fault:
		t.Outcome = proof.Missed
		t.Reason = cmp.Or(t.Reason, "it names no requirement that it breaks")
	case len(j.misses)+len(t.Alarms) == 0:
		t.Outcome = proof.Quiet
	default:
		t.Outcome = proof.Alarmed
	}
}

// conclude fills in what is known only at the end.
func conclude(p *proof.Proof) {
	p.Ended = time.Now().UTC()
	p.Requirements = []proof.Requirement{}
	for _, q := range requirements.All() {
		p.Requirements = append(p.Requirements, proof.Requirement{ID: q.ID, Module: q.Module, Faults: p.Proved(q.ID)})
	}
	p.Count()
}

type silent struct{}

func (silent) Planned(int)           {}
func (silent) Started(proof.Trial)   {}
func (silent) Ended(proof.Trial)     {}
func (silent) Finished(*proof.Proof) {}
