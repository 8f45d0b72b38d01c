package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/xsd"
)

// version is set by the linker.
var version string

// tool says which program this is.
func tool() run.Tool {
	t := run.Tool{Version: version, Go: runtime.Version(), Libxml2: xsd.Version()}
	if t.Version == "" {
		t.Version = "development"
		if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
			t.Version = info.Main.Version
		}
	}
	return t
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Example: "  montcheck version",
		Args:    cobra.NoArgs,
		Run: func(cmd *cobra.Command, _ []string) {
			t := tool()
			fmt.Fprintf(cmd.OutOrStdout(), "montcheck %s (%s, libxml2 %s)\n", t.Version, t.Go, t.Libxml2)
		},
	}
}
