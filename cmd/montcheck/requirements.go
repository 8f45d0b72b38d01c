package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/montcheck/montcheck/internal/certify"
)

func requirementsCommand() *cobra.Command {
	var format, lang string
	cmd := &cobra.Command{
		Use:     "requirements",
		Short:   "Print the catalogue of requirements, with the specs that decide each",
		Example: "  montcheck requirements\n  montcheck requirements --format csv --lang ru > requirements.csv",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if lang != "en" && lang != "ru" {
				return fmt.Errorf("--lang is en or ru, not %q", lang)
			}
			return certify.WriteCatalogue(cmd.OutOrStdout(), format, lang)
		},
	}
	cmd.Flags().StringVar(&format, "format", "table", "table, json or csv")
	cmd.Flags().StringVar(&lang, "lang", "en", "language of table and csv: en or ru")
	return cmd
}
