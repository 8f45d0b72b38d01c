package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"github.com/montcheck/montcheck/internal/config"
	"github.com/montcheck/montcheck/internal/load"
	"github.com/montcheck/montcheck/loadprofiles"
)

// manifest is what the tests look at of a Kubernetes manifest.
type manifest struct {
	Kind string
	Data map[string]string
	Spec struct {
		CompletionMode           string `yaml:"completionMode"`
		Parallelism, Completions int
		BackoffLimitPerIndex     *int `yaml:"backoffLimitPerIndex"`
		Template                 struct {
			Spec struct{ Containers []container }
		}
	}
}

type container struct {
	Command, Args []string
	Env           []struct{ Name, Value string }
}

func manifests(t *testing.T, name string) []manifest {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	var all []manifest
	for d := yaml.NewDecoder(bytes.NewReader(text)); ; {
		var m manifest
		if err := d.Decode(&m); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all = append(all, m)
	}
}

func job(t *testing.T, name string) manifest {
	t.Helper()
	for _, m := range manifests(t, name) {
		if m.Kind == "Job" {
			return m
		}
	}
	t.Fatalf("%s has no Job", name)
	return manifest{}
}

// parse has a command read its flags as the container gives them.
func parse(t *testing.T, c container) *cobra.Command {
	t.Helper()
	root := &cobra.Command{Use: "montcheck"}
	root.AddCommand(loadCommand())
	found, rest, err := root.Find(c.Args)
	if err != nil {
		t.Fatal(err)
	}
	if err := found.ParseFlags(rest); err != nil {
		t.Fatalf("%v: %v", c.Args, err)
	}
	return found
}

// The jobs are such that the program takes what they give it.
func TestKubernetesJobs(t *testing.T) {
	run := job(t, "load-job.yaml")
	c := run.Spec.Template.Spec.Containers[0]
	if run.Spec.CompletionMode != "Indexed" || run.Spec.Parallelism != run.Spec.Completions ||
		run.Spec.BackoffLimitPerIndex == nil || *run.Spec.BackoffLimitPerIndex != 0 {
		t.Errorf("%+v", run.Spec)
	}
	shards := ""
	for _, e := range c.Env {
		if e.Name == "SHARDS" {
			shards = e.Value
		}
	}
	flags := parse(t, c).Flags()
	value := func(name string) string { return flags.Lookup(name).Value.String() }
	for index := range run.Spec.Completions {
		text := strings.NewReplacer("$(JOB_COMPLETION_INDEX)", string(rune('0'+index)), "$(SHARDS)",
			shards).Replace(value("shard"))
		if s, err := load.ParseShard(text); err != nil || s.Count != run.Spec.Completions || s.Index != index {
			t.Errorf("shard %s: %v", text, err)
		}
	}
	p, err := loadprofiles.Load(value("profile"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range manifests(t, "load-job.yaml") {
		if m.Kind != "ConfigMap" {
			continue
		}
		path := filepath.Join(t.TempDir(), config.FileName)
		if err := os.WriteFile(path, []byte(m.Data[config.FileName]), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := config.Load(path, "")
		if err != nil {
			t.Fatal(err)
		}
		env, err := f.Environment(value("env"), func(string) (string, bool) { return "x", true })
		if err != nil {
			t.Fatal(err)
		}
		if env.Load.Allowed {
			t.Error("only the endpoint's owner allows load")
		}
		if p.Peak() > float64(env.Load.MaxRate) {
			t.Errorf("the environment allows %+v, the profile asks for %g", env.Load, p.Peak())
		}
	}
	merge := job(t, "load-merge.yaml").Spec.Template.Spec.Containers[0]
	files := parse(t, merge).Flags().Args()
	if len(files) != run.Spec.Completions {
		t.Errorf("%d shards are run, %d merged", run.Spec.Completions, len(files))
	}
	for index, file := range files {
		if want := strings.ReplaceAll(value("json"), "$(JOB_COMPLETION_INDEX)", string(rune('0'+index))); file != want {
			t.Errorf("%s is written, %s merged", want, file)
		}
	}
}
