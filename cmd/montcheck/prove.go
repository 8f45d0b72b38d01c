package main

import (
	"errors"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/montcheck/montcheck/internal/prove"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/html"
	"github.com/montcheck/montcheck/reports/proofjson"
	"github.com/montcheck/montcheck/reports/terminal"
)

// choose finds deviations by their names; a test puts wrong ones in its place.
var choose = prove.Choose

// proving is what a user asks of montcheck prove.
type proving struct {
	options           prove.Options
	globs, variations []string
	reports           pair
	list              bool
}

func proveCommand() *cobra.Command {
	c := &proving{}
	cmd := &cobra.Command{
		Use:   "prove",
		Short: "Prove that the checks catch what they are for, and cry no wolf",
		Long: `Certifies the embedded sandbox as it is, with each benign variation and with
each fault, and holds the verdicts against what they should be. A fault is
caught only when every requirement that it breaks fails by a check that decides
it; anything else that does not pass is a false alarm.

With --fault or --variation only what their globs match is tried.

Exit codes: 0 all caught and no false alarm, 1 otherwise, 2 usage, 3 could not
run, 4 interrupted.`,
		Example: `  montcheck prove                                    # the whole matrix
  montcheck prove --seed 1,2,3 --json proof.json --html proof.html
  montcheck prove --quick --shard 2/4                # every fourth trial, as one of four machines does
  montcheck prove --fault 'content/version-*'
  montcheck prove --list --fault 'ekey2/*'`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.run(cmd) },
	}
	c.flags(cmd)
	return cmd
}

func (c *proving) run(cmd *cobra.Command) error {
	chosen, err := choose(c.globs, c.variations)
	if err != nil {
		return err
	}
	chosen = chosen.Part(c.options.Shard)
	if c.list {
		return prove.List(cmd.OutOrStdout(), chosen)
	}
	if len(c.options.Seeds) == 0 || c.options.Jobs < 0 || c.options.Products < 1 || c.options.Timeout <= 0 {
		return errors.New("--seed, --products and --timeout are wanted, and --jobs is not negative")
	}
	if err := c.reports.open(cmd); err != nil {
		return err
	}
	defer c.reports.Close()
	show := showOn(cmd, c.reports.Outputs, c.reports.lang)
	progress, err := terminal.NewProving(show.live(), show.tty, show.options)
	if err != nil {
		return err
	}
	c.options.Sound, c.options.Variations, c.options.Faults = chosen.Sound, chosen.Variations, chosen.Faults
	c.options.Observer, c.options.Tool = progress, tool()
	p, err := prove.Run(cmd.Context(), c.options)
	progress.Close()
	if err != nil {
		return exit{run.ExitUnfinished, err}
	}
	paths, failed := c.reports.write(
		func(w io.Writer) error { return proofjson.Write(w, p) },
		func(w io.Writer) error { return html.WriteProof(w, p, c.reports.lang) })
	err = terminal.WriteProof(show.people, p, show.options)
	code := run.ExitConformant
	switch {
	case p.Stopped != "":
		code = run.ExitIncomplete
	case !p.Holds():
		code = run.ExitNonConformant
	}
	return show.end(code, paths, errors.Join(err, failed))
}

func (c *proving) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringSliceVar(&c.globs, "fault", nil, "faults to try, by name or glob: 'content/*'")
	f.StringSliceVar(&c.variations, "variation", nil, "benign variations to try, by name or glob")
	f.BoolVar(&c.options.Quick, "quick", false,
		"try faults with the checks that decide what they break, and with all only where those miss them")
	f.Var(&c.options.Shard, "shard",
		"try only a part of the matrix: 2/4 is every fourth trial, from the second on; all four are the whole")
	f.Int64SliceVar(&c.options.Seeds, "seed", []int64{1},
		"of the catalogues and samples; several are tried one after another")
	f.IntVar(&c.options.Jobs, "jobs", 0, "processes side by side (default: one a processor)")
	f.IntVar(&c.options.Products, "products", 60, "of the sandbox's catalogue")
	f.DurationVar(&c.options.Timeout, "timeout", 5*time.Minute, "of one process")
	f.BoolVar(&c.list, "list", false, "list faults and variations, and try none")
	c.reports.flags(cmd, "proof")
}
