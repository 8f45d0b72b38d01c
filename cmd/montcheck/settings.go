package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// settings completes the flags from the environment and refuses those that
// were given and say nothing: what a script leaves empty by mistake must not
// widen what is done.
func settings(flags *pflag.FlagSet, args []string) error {
	if slices.ContainsFunc(args, blank) {
		return errors.New("an argument is empty")
	}
	given := map[string]string{} // by flag: what people know it by
	flags.Visit(func(f *pflag.Flag) { given[f.Name] = "--" + f.Name })
	if err := fromEnvironment(flags, given); err != nil {
		return err
	}
	var problem error
	flags.Visit(func(f *pflag.Flag) {
		if problem == nil && saysNothing(f.Value) {
			problem = fmt.Errorf("%s is empty, or a part of it is: give it a value, or leave it out", given[f.Name])
		}
	})
	return problem
}

func blank(text string) bool { return strings.TrimSpace(text) == "" }

// saysNothing tells whether a value, or one of several, is empty.
func saysNothing(value pflag.Value) bool {
	if list, ok := value.(pflag.SliceValue); ok {
		all := list.GetSlice()
		return len(all) == 0 || slices.ContainsFunc(all, blank)
	}
	return blank(value.String())
}

// fromEnvironment sets the flags that the command line leaves out from
// variables such as MONTCHECK_LABEL_FILTER. An empty variable is one that is
// not set: CI systems make one of every input that was left out.
func fromEnvironment(flags *pflag.FlagSet, given map[string]string) error {
	var problem error
	flags.VisitAll(func(f *pflag.Flag) {
		name := "MONTCHECK_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		value := os.Getenv(name)
		if f.Changed || blank(value) || problem != nil {
			return
		}
		given[f.Name] = name
		if err := flags.Set(f.Name, value); err != nil {
			problem = fmt.Errorf("%s: %w", name, err)
		}
	})
	return problem
}
