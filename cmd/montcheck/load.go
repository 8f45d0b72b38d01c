package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/montcheck/montcheck/internal/load"
	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/loadprofiles"
	"github.com/montcheck/montcheck/reports/html"
	"github.com/montcheck/montcheck/reports/loadjson"
	"github.com/montcheck/montcheck/reports/terminal"
	"github.com/montcheck/montcheck/sandbox"
)

// loading is what a user asks of montcheck load.
type loading struct {
	options            load.Options
	reports            pair
	env, file, profile string
	shard, startAt     string
}

func loadCommand() *cobra.Command {
	c := &loading{}
	cmd := &cobra.Command{
		Use:   "load",
		Short: "Run a load profile, and verify every answer",
		Long: `Runs a load profile against an environment of montcheck.yaml that allows load,
or against the embedded sandbox where --env names none. Every answer is
verified, each virtual partner keeps a price list of its own from the deltas that
it gets, and latency counts from the moment at which a request was due.

Production is never loaded, an environment's load.max_rate is never exceeded, and
nothing is ever ordered.

Exit codes: 0 all thresholds held, 99 a threshold was crossed, 2 usage or
configuration, 3 could not run (network, credentials), 4 interrupted, ended
early, or not all sent, verified and checked.`,
		Example: `  montcheck load --profile smoke                     # the embedded sandbox
  montcheck load --profile price-sync --env sandbox --html load.html
  montcheck load --profile ./mine.yaml --rate 20 --duration 2m
  montcheck load profiles                            # what there is

  # one run by two machines, and its result:
  montcheck load --profile stress --env sandbox --shard 0/2 --start-at 2026-01-02T03:00:00Z --json 0.json
  montcheck load --profile stress --env sandbox --shard 1/2 --start-at 2026-01-02T03:00:00Z --json 1.json
  montcheck load merge 0.json 1.json --html load.html`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.run(cmd) },
	}
	c.flags(cmd)
	cmd.AddCommand(loadProfilesCommand(), loadMergeCommand())
	return cmd
}

func (c *loading) run(cmd *cobra.Command) error {
	if err := loadOptions(&c.options, cmd.Flags(), c.profile, c.shard, c.startAt); err != nil {
		return err
	}
	if c.env != "" {
		if len(c.options.Sandbox.Faults)+len(c.options.Sandbox.Variations) > 0 || cmd.Flags().Changed("products") {
			return errors.New("--fault, --variation and --products are of the " +
				"embedded sandbox: leave --env out")
		}
		var err error
		if c.options.Environment, err = namedEnvironment(cmd.ErrOrStderr(), c.file, c.env); err != nil {
			return err
		}
	}
	c.options.Sandbox.Seed = uint64(c.options.Seed)
	if c.options.Sandbox.Products == 0 {
		c.options.Sandbox.Products = sandbox.EmptyCatalogue
	}
	if err := c.reports.open(cmd, c.profile); err != nil {
		return err
	}
	defer c.reports.Close()
	show := showOn(cmd, c.reports.Outputs, c.reports.lang)
	progress, err := terminal.NewLoading(show.live(), show.tty, show.options)
	if err != nil {
		return err
	}
	c.options.Observer, c.options.Tool = progress, tool()
	r, err := load.Run(cmd.Context(), c.options)
	progress.Close()
	if err != nil {
		return notLoaded(err)
	}
	return tellLoad(&c.reports, show, r)
}

func (c *loading) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&c.profile, "profile", "smoke", "load profile, by name or path: montcheck load profiles lists them")
	f.StringVar(&c.env, "env", "", "environment of montcheck.yaml; the embedded sandbox without it")
	f.StringVar(&c.file, "config", "", "configuration file (default: the first montcheck.yaml upward from here)")
	f.Int64Var(&c.options.Seed, "seed", 1, "of what is asked, and of the embedded sandbox's catalogue")
	f.Float64("rate", 0, "highest rate, in requests a second: all stages are scaled to it")
	f.String("duration", "", "length of the run: all stages are stretched to it, such as 2m")
	f.StringVar(&c.shard, "shard", "", "run one of n shards, such as 0/4: the others are 1/4 to 3/4")
	f.StringVar(&c.startAt, "start-at", "", "moment at which all shards start, such as 2026-01-02T03:04:05Z")
	f.IntVar(&c.options.Sandbox.Products, "products", sandbox.DefaultProducts, "of the embedded sandbox's catalogue")
	deviationFlags(cmd, &c.options.Sandbox)
	f.StringVar(&c.options.Metrics, "metrics", "", "address to serve Prometheus metrics at, such as 127.0.0.1:9100")
	c.reports.flags(cmd, "result")
}

// loadOptions reads what flags say of the run.
func loadOptions(o *load.Options, flags *pflag.FlagSet, profile, shard, startAt string) (err error) {
	o.Asked.Profile = profile
	if o.Profile, err = loadprofiles.Load(profile); err != nil {
		return err
	}
	if o.Shard, err = load.ParseShard(shard); err != nil {
		return err
	}
	if startAt != "" {
		if o.StartAt, err = time.Parse(time.RFC3339, startAt); err != nil {
			return fmt.Errorf("--start-at wants a moment such as 2026-01-02T03:04:05Z, not %q", startAt)
		}
	}
	var rate *float64
	if flags.Changed("rate") {
		value, _ := flags.GetFloat64("rate")
		rate = &value
	}
	var duration *string
	if flags.Changed("duration") {
		value, _ := flags.GetString("duration")
		duration = &value
	}
	return o.Override(rate, duration)
}

func loadProfilesCommand() *cobra.Command {
	var lang string
	cmd := &cobra.Command{
		Use:     "profiles [NAME]",
		Short:   "List the load profiles, or print one",
		Example: "  montcheck load profiles\n  montcheck load profiles price-sync > mine.yaml",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				text, err := loadprofiles.Source(args[0])
				if err != nil {
					_, err = loadprofiles.Load(args[0]) // says which there are
					return err
				}
				_, err = cmd.OutOrStdout().Write(text)
				return err
			}
			all, err := loadprofiles.All()
			if err != nil {
				return err
			}
			return terminal.WriteProfiles(cmd.OutOrStdout(), all, screenOf(cmd.OutOrStdout(), lang).options)
		},
	}
	cmd.Flags().StringVar(&lang, "lang", "en", "language: en or ru")
	return cmd
}

func loadMergeCommand() *cobra.Command {
	var reports pair
	cmd := &cobra.Command{
		Use:   "merge SHARD.json...",
		Short: "Join the results of all shards of a run, and judge them",
		Long: `Joins the results of shards: their histograms add up, so that percentiles are
those of all requests. Shards that are missing, twice there or not of one run
(profile, seed, start, program) are refused. Only then the thresholds are judged.

Exit codes: as those of montcheck load.`,
		Example: "  montcheck load merge shard-*.json --json load.json --html load.html",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("load merge wants the JSON results of all shards, such as: " +
					"montcheck load merge 0.json 1.json")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := reports.open(cmd, args...); err != nil {
				return err
			}
			defer reports.Close()
			r, err := load.Merge(args)
			if err != nil {
				return err
			}
			return tellLoad(&reports, showOn(cmd, reports.Outputs, reports.lang), r)
		},
	}
	reports.flags(cmd, "result")
	return cmd
}

// tellLoad tells a result in all the ways asked for, and gives the exit code.
func tellLoad(reports *pair, show shown, r *result.Result) error {
	paths, failed := reports.write(
		func(w io.Writer) error { return loadjson.Write(w, r) },
		func(w io.Writer) error { return html.WriteLoad(w, r, reports.lang) })
	err := terminal.WriteLoad(show.people, r, show.options)
	return show.end(r.ExitCode(), paths, errors.Join(err, failed))
}

// notLoaded gives an error of a load run its exit code.
func notLoaded(err error) error {
	switch {
	case errors.As(err, new(load.Usage)):
		return exit{run.ExitUsage, err}
	case errors.Is(err, context.Canceled):
		return exit{run.ExitIncomplete, errors.New("interrupted before the load")}
	}
	return exit{run.ExitUnfinished, err}
}
