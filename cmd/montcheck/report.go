package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/montcheck/montcheck/internal/certify"
	"github.com/montcheck/montcheck/internal/problem"
	"github.com/montcheck/montcheck/reports/runjson"
	"github.com/montcheck/montcheck/reports/terminal"
)

func reportCommand() *cobra.Command {
	var reports certify.Reports
	cmd := &cobra.Command{
		Use:     "report RUN.json",
		Short:   "Render a run again",
		Example: "  montcheck report reports/out/01M80/run.json --html report.html --lang ru",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if reports.HTML == "" && reports.JUnit == "" && reports.HAR == "" {
				return errors.New("say what to write: --html, --junit or --har")
			}
			if err := checkLang(reports.Lang); err != nil {
				return err
			}
			reports.Only = true
			if err := reports.Open(cmd.OutOrStdout(), args[0]); err != nil {
				return err
			}
			defer reports.Close()
			f, err := problem.Open(args[0])
			if err != nil {
				return err
			}
			defer f.Close()
			r, err := runjson.Read(f)
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			show := showOn(cmd, reports.Outputs, reports.Lang)
			reporting.Store(true)
			paths, failed := reports.Write(r)
			err = terminal.Write(show.people, r, show.options)
			return show.end(0, paths, errors.Join(err, failed))
		},
	}
	reportFlags(cmd, &reports)
	return cmd
}
