package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/montcheck/montcheck/internal/certify"
)

// checkFiles refuses, before there is anything to report, files that could
// not be written then.
func checkFiles(lang, jsonFile, htmlFile string) error {
	if jsonFile == "-" && htmlFile == "-" {
		return errors.New("only one report can go to standard output")
	}
	if lang != "en" && lang != "ru" {
		return fmt.Errorf("--lang is en or ru, not %q", lang)
	}
	for _, path := range []string{jsonFile, htmlFile} {
		if path == "" || path == "-" {
			continue
		}
		if err := certify.Writable(path); err != nil {
			return fmt.Errorf("%s can't be written: %w", path, err)
		}
	}
	return nil
}

// writeReport writes a report to a file, whose path it tells people, or to
// standard output; an empty path is nowhere.
func writeReport(stdout, people io.Writer, path string, write func(io.Writer) error) error {
	switch path {
	case "":
		return nil
	case "-":
		return write(stdout)
	}
	if err := certify.WriteFile(path, write); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	fmt.Fprintln(people, "  "+path)
	return nil
}
