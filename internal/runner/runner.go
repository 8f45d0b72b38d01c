// Package runner runs certification specs with Ginkgo inside an ordinary
// binary and makes a Run of what came out.
package runner

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/oklog/ulid/v2"
	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/extensions/globals"
	"github.com/onsi/ginkgo/v2/formatter"
	"github.com/onsi/ginkgo/v2/types"
	"github.com/onsi/gomega"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/verdict"
	"github.com/montcheck/montcheck/requirements"
)

// Suite registers the specs of a module against a target.
type Suite func(*endpoint.Target)

// Options are what a run is made of.
type Options struct {
	Context     context.Context // ends when the user interrupts, if the caller listens for signals; else nil
	ID          string          // of the run; empty for a new one
	Target      *endpoint.Target
	Suites      []Suite
	Modules     []string // in scope; requirements of others are out of scope
	LabelFilter string   // Ginkgo's syntax; a requirement's id is a label
	FailFast    bool
	Timeout     time.Duration // of the whole run; 0 for a day
	Tool        run.Tool
	Observer    run.Observer // may be nil
}

// Run runs the specs. Ginkgo keeps its state in globals, so only one run may
// be at work in a process at a time. Interrupts (SIGINT, SIGTERM) end the
// run in order; the Run then says so.
func Run(o Options) (*run.Run, error) {
	if err := CheckFilter(o.LabelFilter, o.Suites); err != nil {
		return nil, err
	}
	c, planned := begin(&o)
	o.Observer.Planned(plan(planned))
	c.execute()
	c.conclude(planned)
	o.Observer.Finished(c.run)
	return c.run, nil
}

// Unstarted is the Run of an endpoint that shows from outside that it does
// not conform, so that no spec can be run: the finding says which requirement
// fails.
func Unstarted(o Options, reason string, finding run.Finding) *run.Run {
	c, planned := begin(&o)
	finding.Verdict = run.Fail
	c.stop = &run.Stopped{Reason: reason, Infrastructure: true}
	for _, p := range planned {
		if slices.Contains(p.Requirements, finding.Requirement) {
			c.run.Specs = append(c.run.Specs, run.Spec{
				ID: p.ID, Module: p.Module, Text: p.Text, Requirements: p.Requirements, Started: o.Target.Now(),
				Verdict: run.Fail, Reason: finding.Summary, Findings: []run.Finding{finding},
			})
			break
		}
	}
	c.conclude(planned)
	o.Observer.Finished(c.run)
	return c.run
}

// Failed is the Run of what could not be certified at all: every requirement
// that would have been decided is an error for the reason given, or was not
// exercised where it was the user who stopped.
func Failed(o Options, stop run.Stopped) *run.Run {
	c, planned := begin(&o)
	stop.Reason = o.Target.Redact(stop.Reason)
	c.stop, c.nothing = &stop, true
	c.conclude(planned)
	o.Observer.Finished(c.run)
	return c.run
}

// begin prepares a run and lists its specs.
func begin(o *Options) (*collector, []Planned) {
	if o.Observer == nil {
		o.Observer = silent{}
	}
	silence()
	planned := list(o.Suites, o.Target, o.LabelFilter)
	c := &collector{
		options: *o,
		states:  map[string]*verdict.State{},
		run: &run.Run{
			Format: run.Format, ID: cmp.Or(o.ID, ulid.Make().String()), Tool: o.Tool,
			Environment: o.Target.Environment, Modules: o.Modules, LabelFilter: o.LabelFilter,
			Seed: o.Target.Seed, Started: o.Target.Now(),
		},
	}
	c.run.Tool.Go = runtime.Version()
	return c, planned
}

// Planned is a spec as it is registered.
type Planned struct {
	ID, Module, Text string
	Requirements     []string
	Selected         bool // by the label filter
}

// List returns the specs that suites register, in order, and runs none. The
// filter may be empty.
func List(suites []Suite, filter string) []Planned {
	silence()
	return list(suites, &endpoint.Target{}, filter)
}

func list(suites []Suite, t *endpoint.Target, filter string) []Planned {
	register(suites, t)
	defer globals.Reset()
	suite, reporter := configuration(t.Seed)
	suite.LabelFilter = filter
	var all []Planned
	for _, r := range ginkgo.PreviewSpecs("montcheck", suite, reporter).SpecReports {
		if r.LeafNodeType.Is(types.NodeTypeIt) {
			p := identify(r)
			p.Selected = r.State.Is(types.SpecStatePassed)
			all = append(all, p)
		}
	}
	return all
}

func plan(planned []Planned) []run.ModulePlan {
	var all []run.ModulePlan
	for _, p := range planned {
		if !p.Selected {
			continue
		}
		i := slices.IndexFunc(all, func(m run.ModulePlan) bool { return m.Module == p.Module })
		if i < 0 {
			i = len(all)
			all = append(all, run.ModulePlan{Module: p.Module})
		}
		all[i].Specs++
	}
	return all
}

// register registers the suites anew, refusing an It that decides nothing.
func register(suites []Suite, t *endpoint.Target) {
	globals.Reset()
	ginkgo.AddTreeConstructionNodeArgsTransformer(requireRequirement)
	gomega.RegisterFailHandler(ginkgo.Fail)
	for _, s := range suites {
		s(t)
	}
}

func requireRequirement(kind types.NodeType, _ ginkgo.Offset, text string, args []any) (string, []any, []error) {
	if !kind.Is(types.NodeTypeIt) {
		return text, args, nil
	}
	decides := false
	var errs []error
	for _, arg := range args {
		labels, ok := arg.(ginkgo.Labels)
		if !ok {
			continue
		}
		for _, label := range labels {
			if _, known := requirements.ByID(label); !known {
				errs = append(errs,
					fmt.Errorf("%q decides %q, which the catalogue of requirements does not have", text, label))
			}
			decides = true
		}
	}
	if !decides {
		errs = append(errs, fmt.Errorf("%q decides no requirement", text))
	}
	return text, args, errs
}

// identify reads from Ginkgo's report what a spec is: its outermost
// container is the module, its labels are the requirements.
func identify(r types.SpecReport) Planned {
	path := append(slices.Clone(r.ContainerHierarchyTexts), r.LeafNodeText)
	return Planned{
		ID:           strings.Join(path, " / "),
		Module:       path[0],
		Text:         strings.Join(path[1:], ": "),
		Requirements: r.Labels(),
	}
}

func configuration(seed int64) (types.SuiteConfig, types.ReporterConfig) {
	suite, reporter := ginkgo.GinkgoConfiguration()
	suite.RandomSeed = seed
	suite.FailOnEmpty = false // an empty run is told apart by its verdict
	reporter.Succinct, reporter.NoColor = true, true
	return suite, reporter
}

// silence keeps Ginkgo's own reporter off the terminal.
func silence() {
	formatter.ColorableStdOut, formatter.ColorableStdErr = io.Discard, io.Discard
}

// quietly does something with the process's standard output pointed nowhere:
// where Ginkgo can't make a report of a spec that panicked, it prints that by
// itself. montcheck's own output goes to the file that it had before.
func quietly(do func()) {
	nowhere, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		do()
		return
	}
	defer nowhere.Close()
	own := os.Stdout
	os.Stdout = nowhere
	defer func() { os.Stdout = own }()
	do()
}

func (c *collector) execute() {
	o := c.options
	register(o.Suites, o.Target)
	defer globals.Reset()
	ginkgo.AfterEach(func(ctx ginkgo.SpecContext) { verdict.End(ctx) })
	ginkgo.ReportBeforeEach(func(_ ginkgo.SpecContext, r types.SpecReport) { c.before(r) })
	ginkgo.ReportAfterEach(func(_ ginkgo.SpecContext, r types.SpecReport) { c.after(r) })
	ginkgo.ReportAfterSuite("collect", func(_ ginkgo.SpecContext, r types.Report) { c.suite = r })

	suite, reporter := configuration(o.Target.Seed)
	suite.LabelFilter, suite.FailFast, suite.Timeout = o.LabelFilter, o.FailFast, o.Timeout
	if o.Timeout == 0 {
		suite.Timeout = 24 * time.Hour
	}
	around := ginkgo.AroundNode(func(ctx context.Context) context.Context {
		if s := c.states[identify(ginkgo.CurrentSpecReport()).ID]; s != nil {
			return verdict.With(ctx, s)
		}
		return ctx
	})
	quietly(func() { ginkgo.RunSpecs(failed{}, "montcheck", suite, reporter, around) })
	if o.Context == nil {
		signal.Reset(os.Interrupt, syscall.SIGTERM) // Ginkgo keeps them
	} else {
		c.interrupted = o.Context.Err() != nil
	}
}

// failed takes Ginkgo's word that the suite failed; the verdicts say more.
type failed struct{}

func (failed) Fail() {}

type silent struct{}

func (silent) Planned([]run.ModulePlan) {}
func (silent) Started(run.Spec)         {}
func (silent) Ended(run.Spec)           {}
func (silent) Finished(*run.Run)        {}
