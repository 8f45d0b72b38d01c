package main

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/montcheck/montcheck/internal/certify"
	"github.com/montcheck/montcheck/reports/printable"
	"github.com/montcheck/montcheck/reports/terminal"
)

func ordersCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "orders RUN",
		Short: "List what a run ordered, and its state now",
		Long: `Reads the ledger that a run leaves in its folder, also one that was killed, and
asks the endpoint for the state of every order that it may have placed. It
orders nothing.`,
		Example: "  montcheck orders 01M80AFZ7Q4N3XW2T9Y5B6C8DE\n  montcheck orders " +
			"reports/out/01M80AFZ7Q4N3XW2T9Y5B6C8DE",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			header, placed, err := certify.Orders(cmd.Context(), args[0], os.LookupEnv)
			if err != nil {
				return unfinished(err)
			}
			return terminal.WriteOrders(printable.Log(cmd.OutOrStdout()), header, placed)
		},
	}
}
