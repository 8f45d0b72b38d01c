package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/montcheck/montcheck/internal/certify"
	"github.com/montcheck/montcheck/internal/config"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/printable"
	"github.com/montcheck/montcheck/reports/terminal"
	"github.com/montcheck/montcheck/sandbox"
)

// memoryGoal is above what certify needs, in bytes: as it comes near, garbage
// is collected sooner. The limits of answers are what bounds the rest.
const memoryGoal = 320 << 20

// certification is what a user asks of montcheck certify.
type certification struct {
	options   certify.Options
	reports   certify.Reports
	env, file string
	yes       bool
}

func certifyCommand() *cobra.Command {
	c := &certification{}
	cmd := &cobra.Command{
		Use:   "certify",
		Short: "Run the certification",
		Long: `Runs the certification against an environment of montcheck.yaml, or against the
embedded sandbox where --env names none, and writes the reports.

Exit codes: 0 conformant (warnings allowed), 1 non-conformant, 2 usage or
configuration, 3 could not finish (network, credentials), 4 incomplete.`,
		Example: `  montcheck certify                                  # the embedded sandbox
  montcheck certify --env sandbox --lang ru          # an environment of montcheck.yaml
  montcheck certify --env sandbox --label-filter CNT-DELTA-04
  montcheck certify --json - | jq .conclusion`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.run(cmd) },
	}
	c.flags(cmd)
	return cmd
}

func (c *certification) run(cmd *cobra.Command) error {
	if err := checkLang(c.reports.Lang); err != nil {
		return err
	}
	var inputs []string
	if c.env != "" {
		if len(c.options.Sandbox.Faults)+len(c.options.Sandbox.Variations) > 0 {
			return errors.New("--fault and --variation are of the embedded sandbox: leave --env out")
		}
		var err error
		if c.options.Environment, err = namedEnvironment(cmd.ErrOrStderr(), c.file, c.env); err != nil {
			return err
		}
		inputs = append(inputs, c.options.Environment.File)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryGoal)
	}
	c.options.ID = certify.NewID()
	c.options.Dir = cmp.Or(c.options.Dir, certify.Folder(c.options.ID))
	c.reports.Dir = c.options.Dir
	if err := c.reports.Open(cmd.OutOrStdout(), inputs...); err != nil {
		return err
	}
	defer c.reports.Close()
	show := showOn(cmd, c.reports.Outputs, c.reports.Lang)
	progress, err := terminal.NewProgress(show.live(), show.tty, show.options)
	if err != nil {
		return err
	}
	c.options.Observer, c.options.Tool = progress, tool()
	c.options.Sandbox.Seed = uint64(c.options.Seed)
	if c.options.Sandbox.Products == 0 {
		c.options.Sandbox.Products = sandbox.EmptyCatalogue
	}
	c.options.Lock.Dir = certify.LockDir()
	c.options.Lock.Says = func(line string) { fmt.Fprintln(printable.Log(cmd.ErrOrStderr()), line) }
	c.options.Confirm = confirmation(cmd.Context(), cmd.InOrStdin(), printable.Log(cmd.ErrOrStderr()), c.yes)
	r, _, err := certify.Run(cmd.Context(), c.options)
	progress.Close()
	if r == nil {
		return unfinished(err)
	}
	reporting.Store(true)
	paths, failed := c.reports.Write(r)
	code := r.ExitCode()
	if err == nil {
		failed = errors.Join(terminal.Write(show.people, r, show.options), failed)
	} else { // there is nothing to sum up
		text := printable.Line(printable.Cut(unfinished(err).Error(), 2000))
		fmt.Fprintln(printable.Log(cmd.ErrOrStderr()), "montcheck:", text)
	}
	return show.end(code, paths, failed)
}

func (c *certification) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&c.env, "env", "", "environment of montcheck.yaml; the embedded sandbox without it")
	f.StringVar(&c.file, "config", "", "configuration file (default: the first montcheck.yaml upward from here)")
	f.StringSliceVar(&c.options.Modules, "module", nil, "modules to certify (default: all that the environment has)")
	f.StringVar(&c.options.LabelFilter, "label-filter", "",
		"only specs that decide these requirements, in Ginkgo's label syntax: 'CNT-DELTA-04 || /CNT-SCH/'")
	f.Int64Var(&c.options.Seed, "seed", 1, "of the samples, and of the embedded sandbox's catalogue")
	f.IntVar(&c.options.Sandbox.Products, "products", sandbox.DefaultProducts, "of the embedded sandbox's catalogue")
	deviationFlags(cmd, &c.options.Sandbox)
	f.BoolVar(&c.yes, "yes", false, "place the orders of the certification without asking")
	f.BoolVar(&c.options.Lock.Wait, "wait-for-lock", false,
		"wait where another run on this machine orders under the same login, rather than give up")
	f.BoolVar(&c.options.FailFast, "fail-fast", false, "stop at the first failure")
	f.DurationVar(&c.options.Timeout, "timeout", time.Hour, "of the whole run")
	f.StringVar(&c.options.Dir, "output-dir", "", "folder of the reports (default reports/out/RUN)")
	f.StringVar(&c.reports.JSON, "json", "", "file of the run as JSON; - is standard output")
	f.BoolVar(&c.reports.Only, "only", false, "write only the reports that --html, --json, --junit and --har name")
	reportFlags(cmd, &c.reports)
}

// reportFlags are the flags of every command that writes reports.
func reportFlags(cmd *cobra.Command, reports *certify.Reports) {
	f := cmd.Flags()
	f.StringVar(&reports.HTML, "html", "", "file of the HTML report; - is standard output")
	f.StringVar(&reports.JUnit, "junit", "", "file of the JUnit report; - is standard output")
	f.StringVar(&reports.HAR, "har", "", "file of the HTTP archive; - is standard output")
	f.StringVar(&reports.Lang, "lang", "en", "language of the reports: en or ru")
	f.Var(&reports.Proof, "proof",
		"JSON of montcheck prove: the HTML report says what each requirement's checks were proved against")
}

// confirmation shows the orders and asks on a terminal whether they may be
// placed. Without a terminal the answer is no: --yes (yes) is the way to say
// it beforehand.
func confirmation(ctx context.Context, in io.Reader, out io.Writer, yes bool) func(string) (bool, error) {
	return func(plan string) (bool, error) {
		fmt.Fprintln(out, plan)
		if yes {
			return true, nil
		}
		f, ok := in.(*os.File)
		if !ok || !term.IsTerminal(int(f.Fd())) {
			return false, errors.New("there is no terminal to ask on: say --yes to place these orders")
		}
		fmt.Fprint(out, "Place them? [y/N] ")
		answered, failed := make(chan string, 1), make(chan error, 1)
		go func() { // reading can't be interrupted
			answer, err := bufio.NewReader(f).ReadString('\n')
			if err != nil {
				failed <- err
				return
			}
			answered <- answer
		}()
		select {
		case <-ctx.Done():
			fmt.Fprintln(out)
			return false, certify.ErrNotConfirmed
		case err := <-failed:
			return false, err
		case answer := <-answered:
			return slices.Contains([]string{"y", "yes"}, strings.ToLower(strings.TrimSpace(answer))), nil
		}
	}
}

// namedEnvironment reads one environment of the configuration, and tells what of it
// is hardly meant.
func namedEnvironment(stderr io.Writer, file, name string) (*environment.Environment, error) {
	folder, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	f, err := config.Load(file, folder)
	if err != nil {
		return nil, err
	}
	env, err := f.Environment(name, os.LookupEnv)
	if err != nil {
		return nil, err
	}
	for _, doubt := range env.Doubts {
		fmt.Fprintln(stderr, "montcheck: warning:", doubt)
	}
	return env, nil
}

// unfinished gives an error of a run its exit code.
func unfinished(err error) error {
	switch {
	case errors.As(err, new(certify.Usage)):
		return exit{run.ExitUsage, err}
	case errors.Is(err, context.Canceled):
		return exit{run.ExitIncomplete, errors.New("interrupted before the first check")}
	}
	return exit{run.ExitUnfinished, err}
}
