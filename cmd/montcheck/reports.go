package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/montcheck/montcheck/internal/output"
)

func checkLang(lang string) error {
	if lang != "en" && lang != "ru" {
		return fmt.Errorf("--lang is en or ru, not %q", lang)
	}
	return nil
}

// pair are the reports of a command that has two: JSON and a page.
type pair struct {
	json, html, lang string
	*output.Outputs  // nil until open
}

// flags are the pair's flags; what is what the reports are of.
func (p *pair) flags(cmd *cobra.Command, what string) {
	f := cmd.Flags()
	f.StringVar(&p.json, "json", "", "file of the "+what+" as JSON; - is standard output")
	f.StringVar(&p.html, "html", "", "file of the "+what+" as a page; - is standard output")
	f.StringVar(&p.lang, "lang", "en", "language of the reports: en or ru")
}

// open tries the places of both. Inputs are the files that the command reads.
func (p *pair) open(cmd *cobra.Command, inputs ...string) (err error) {
	if err := checkLang(p.lang); err != nil {
		return err
	}
	p.Outputs, err = output.Open(cmd.OutOrStdout(), inputs, output.Place{Name: "--json", Path: p.json},
		output.Place{Name: "--html", Path: p.html})
	return err
}

// write writes both.
func (p *pair) write(json, html func(io.Writer) error) ([]string, error) {
	reporting.Store(true)
	return p.Write(json, html)
}
