package main

import (
	"errors"
	"fmt"
	"path/filepath"

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
			if err := checkReports(reports); err != nil {
				return err
			}
			f, err := problem.Open(args[0])
			if err != nil {
				return err
			}
			defer f.Close()
			r, err := runjson.Read(f)
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			out := outputOf(cmd, reports)
			if err := terminal.Write(out, r, screenOf(out, reports.Lang).options); err != nil {
				return err
			}
			reports.Only = true
			paths, err := reports.Write(r, cmd.OutOrStdout())
			for _, path := range paths {
				fmt.Fprintln(out, "  "+filepath.Clean(path))
			}
			return err
		},
	}
	reportFlags(cmd, &reports)
	return cmd
}
