package main

import (
	"github.com/spf13/cobra"

	"github.com/montcheck/montcheck/internal/doctor"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/printable"
)

func doctorCommand() *cobra.Command {
	var env, file string
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Can this environment be reached and logged in to?",
		Long: `Checks name resolution, connection, TLS, login and each service of an
environment, and says what to mend. It orders nothing.`,
		Example: "  montcheck doctor --env sandbox",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			e, err := namedEnvironment(cmd.ErrOrStderr(), file, env)
			if err != nil {
				return err
			}
			report := doctor.Examine(cmd.Context(), e, doctor.Options{})
			if err := doctor.Write(printable.Log(cmd.OutOrStdout()), report,
				screenOf(cmd.OutOrStdout(), "en").options.Color); err != nil {
				return err
			}
			if !report.OK() {
				return exit{code: run.ExitUnfinished}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&env, "env", "", "environment of montcheck.yaml")
	cmd.Flags().StringVar(&file, "config", "",
		"configuration file (default: the first montcheck.yaml upward from here)")
	cmd.MarkFlagRequired("env")
	return cmd
}
