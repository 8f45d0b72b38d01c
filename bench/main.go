//go:build linux

// Command bench measures montcheck beside its peers in one run: validation beside xmllint, and the sandbox beside nginx
// that serves the same bytes as files. What counts are the ratios: they travel from machine to machine.
//
//	go build -o bin/montcheck ./cmd/montcheck && go run ./bench
//
// It runs on Linux, on the loopback only, and takes some three minutes. What it starts it stops.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/montcheck/montcheck/schemas"
)

// Children are started by the main goroutine, on the thread that lives as long as the process: see command.
func init() { runtime.LockOSThread() }

type options struct {
	montcheck string
	products  int
	rounds    int
	load      time.Duration
	serving   bool
}

func main() {
	if len(os.Args) == 3 && os.Args[1] == validateCommand {
		os.Exit(validate(os.Args[2], os.Stderr))
	}
	if len(os.Args) == 4 && os.Args[1] == vegetaCommand {
		if err := attack(os.Args[2], os.Args[3], os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	var o options
	what := (*workshop).bench
	flag.BoolFunc("generators", "measure montcheck load beside other load generators, and nothing else",
		func(string) error { what = (*workshop).benchLoad; return nil })
	flag.StringVar(&o.montcheck, "montcheck", "bin/montcheck", "the program whose sandbox is measured")
	flag.IntVar(&o.products, "products", 50_000, "in the catalogue")
	flag.IntVar(&o.rounds, "rounds", 5, "of each measurement")
	flag.DurationVar(&o.load, "load", 2*time.Second, "of each round of load, in whole seconds")
	flag.BoolVar(&o.serving, "serving", false, "leave validation out")
	flag.Parse()
	if flag.NArg() > 0 || o.products < 200 || o.rounds < 1 || o.load < time.Second {
		fmt.Fprintln(os.Stderr, "bench: give no arguments, at least 200 products, 1 round and 1s of load")
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := measure(ctx, what, o, os.Stdout, os.Stderr); err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// workshop is what measurements work with.
type workshop struct {
	options
	peers         peers
	dir           string // for files, until the end
	running       *processes
	out, progress io.Writer
}

// measure measures something in a workshop of its own.
func measure(ctx context.Context, what func(*workshop, context.Context) error, o options, out,
	progress io.Writer) error {
	peers, err := findPeers(o.montcheck)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "montcheck-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	// What is still running when this returns is stopped and waited for.
	ctx, cancel := context.WithCancel(ctx)
	var running processes
	defer running.Wait()
	defer cancel()
	return what(&workshop{o, peers, dir, &running, out, progress}, ctx)
}

// bench measures validation and the sandbox.
func (w *workshop) bench(ctx context.Context) error {
	o, peers, dir, progress := w.options, w.peers, w.dir, w.progress
	if err := os.CopyFS(filepath.Join(dir, "schemas"), schemas.FS()); err != nil {
		return err
	}
	fmt.Fprintf(progress, "starting the sandbox with %d products\n", o.products)
	sandbox, err := startSandbox(ctx, w.running, peers.montcheck, o.products)
	if err != nil {
		return err
	}
	answers, err := sandbox.answers(ctx, filepath.Join(dir, "answers"))
	if err != nil {
		return err
	}
	full := answers[len(answers)-1]
	fmt.Fprintln(progress, "slow readers of the full answer")
	memory, err := slowReaders(ctx, sandbox, full)
	if err != nil {
		return err
	}
	var validation validationResult
	if !o.serving {
		fmt.Fprintln(progress, "validation of the full answer")
		if validation, err = benchValidation(ctx, peers, dir, full, o.rounds); err != nil {
			return err
		}
	}
	fmt.Fprintln(progress, "load")
	nginx, err := startNginx(ctx, w.running, peers.nginx, filepath.Join(dir, "nginx"), answers)
	if err != nil {
		return err
	}
	serving, err := benchServing(ctx, peers, dir, sandbox, nginx, answers, o)
	if err != nil {
		return err
	}
	return report(w.out, peers.machine(ctx), validation, serving, memory)
}
