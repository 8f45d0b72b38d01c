package main

import (
	"github.com/spf13/cobra"

	"github.com/montcheck/montcheck/internal/certify"
	"github.com/montcheck/montcheck/reports/catalogue"
)

func requirementsCommand() *cobra.Command {
	var document, format, lang string
	cmd := &cobra.Command{
		Use:   "requirements",
		Short: "Print the catalogue of requirements, with the specs that decide each",
		Example: "  montcheck requirements\n  montcheck requirements --document D3\n" +
			"  montcheck requirements --format csv --lang ru > requirements.csv",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkLang(lang); err != nil {
				return err
			}
			some, err := catalogue.From(document, certify.Catalogue())
			if err != nil {
				return err
			}
			return catalogue.Write(cmd.OutOrStdout(), some, format, lang)
		},
	}
	cmd.Flags().StringVar(&document, "document", "", "only what comes from this document: D3, say")
	cmd.Flags().StringVar(&format, "format", "table", "table, json or csv")
	cmd.Flags().StringVar(&lang, "lang", "en", "language of table and csv: en or ru")
	return cmd
}
