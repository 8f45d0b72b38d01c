package main

import (
	"github.com/spf13/cobra"

	"github.com/montcheck/montcheck/sandbox"
)

func sandboxCommand() *cobra.Command {
	var (
		o    sandbox.Options
		addr string
	)
	cmd := &cobra.Command{
		Use:   "sandbox",
		Short: "Serve the embedded sandbox",
		Long: `Serves the reference implementation of the services until it is interrupted.
Its partners are for tests: their logins and passwords are printed.`,
		Example: `  montcheck sandbox --control
  montcheck sandbox --addr 127.0.0.1:9000 --products 50000 --data sandbox.db
  montcheck sandbox --fault content/price-delta-at-least --variation gzip`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.Products == 0 {
				o.Products = sandbox.EmptyCatalogue
			}
			if o.Data != "" { // a file keeps the catalogue that it was made with
				if !cmd.Flags().Changed("products") {
					o.Products = 0
				}
				if !cmd.Flags().Changed("seed") {
					o.Seed = 0
				}
			}
			return sandbox.Serve(cmd.Context(), addr, o, cmd.OutOrStdout())
		},
	}
	f := cmd.Flags()
	f.StringVar(&addr, "addr", "127.0.0.1:8080", "address to listen on")
	f.StringVar(&o.Data, "data", "", "file that keeps the state (default: memory)")
	f.IntVar(&o.Products, "products", sandbox.DefaultProducts, "products of the catalogue")
	f.Uint64Var(&o.Seed, "seed", sandbox.DefaultSeed, "of the catalogue")
	deviationFlags(cmd, &o)
	f.BoolVar(&o.Control, "control", false,
		"open the control door, by which anyone who reaches the address can change the catalogue")
	return cmd
}

// deviationFlags are the flags of every command that starts a sandbox.
func deviationFlags(cmd *cobra.Command, o *sandbox.Options) {
	f := cmd.Flags()
	f.StringArrayVar(&o.Faults, "fault", nil, "deviation of the sandbox that breaks the contract; can be repeated")
	f.StringArrayVar(&o.Variations, "variation", nil,
		"deviation of the sandbox that keeps the contract; can be repeated")
}
