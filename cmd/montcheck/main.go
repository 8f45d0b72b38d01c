// Command montcheck certifies an integration with the MONT Webstore and
// Westcon partner services.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/spf13/cobra"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/reports/printable"
)

func main() {
	log.SetOutput(io.Discard) // net/http logs what an endpoint sends unasked, secrets and all
	os.Exit(execute(interruptible(), os.Args[1:], os.Stdout, os.Stderr))
}

// exit is an error that asks for an exit code of its own. Without a message
// everything was said already.
type exit struct {
	code int
	err  error
}

func (e exit) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e exit) Unwrap() error { return e.err }

// execute runs the command line and returns the exit code.
func execute(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := &cobra.Command{
		Use:           "montcheck",
		Short:         "Proves that an integration does what the MONT and Westcon documents say",
		SilenceErrors: true, SilenceUsage: true,
		PersistentPreRunE: func(cmd *cobra.Command, args []string) error { return settings(cmd.Flags(), args) },
	}
	root.AddCommand(certifyCommand(), proveCommand(), sandboxCommand(), requirementsCommand(), doctorCommand(),
		ordersCommand(), reportCommand(), loadCommand(), versionCommand())
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	if err.Error() != "" {
		fmt.Fprintln(printable.Log(stderr), "montcheck:", printable.Text(err.Error()))
	}
	var e exit
	if errors.As(err, &e) {
		return e.code
	}
	return run.ExitUsage
}
