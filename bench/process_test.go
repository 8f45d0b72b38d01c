//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"testing"
)

// holdVariable makes the test binary a process that takes so many MiB and ends when its input does.
const holdVariable = "MONTCHECK_BENCH_HOLD"

func TestMain(m *testing.M) {
	if text := os.Getenv(holdVariable); text != "" {
		var mebibytes int
		if _, err := fmt.Sscan(text, &mebibytes); err != nil {
			panic(err)
		}
		hold := bytes.Repeat([]byte{1}, mebibytes<<20)
		fmt.Println("held")
		_, _ = os.Stdin.Read(make([]byte, 1))
		runtime.KeepAlive(hold)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func holder(ctx context.Context, mebibytes int) *exec.Cmd {
	c := command(ctx, os.Args[0])
	c.Env = append(os.Environ(), fmt.Sprintf("%s=%d", holdVariable, mebibytes))
	return c
}

// TestPeakIsTheChildsOwn has a parent between its children in size, of which it must not count any.
func TestPeakIsTheChildsOwn(t *testing.T) {
	mine := bytes.Repeat([]byte{1}, 100<<20)
	peak := func(mebibytes int, enough int64) int64 {
		c := holder(t.Context(), mebibytes)
		in, err := c.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		w := watch(c.Process.Pid)
		for w.peak.Load() < enough && syscall.Kill(c.Process.Pid, 0) == nil {
			runtime.Gosched()
		}
		in.Close()
		if err := c.Wait(); err != nil {
			t.Error(err)
		}
		return w.stop()
	}
	if p := peak(1, 1); p < 1<<20 || p > 90<<20 {
		t.Errorf("a small process has a peak of %d bytes", p)
	}
	if p := peak(150, 150<<20); p < 150<<20 {
		t.Errorf("a large process has a peak of %d bytes", p)
	}
	runtime.KeepAlive(mine)
}

func TestRunMeasured(t *testing.T) {
	if took, _, err := runMeasured(holder(t.Context(), 1)); err != nil || took <= 0 { // without an input it ends
		t.Errorf("%v, %v", took, err)
	}
	if _, _, err := runMeasured(command(t.Context(), "false")); err == nil {
		t.Error("a failure was taken for success")
	}
}

func TestServersEndWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	c := holder(ctx, 1)
	input, writer, err := os.Pipe() // it does not end
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	defer input.Close()
	c.Stdin = input
	var running processes
	alive, err := running.start(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	if alive.Err() != nil {
		t.Fatal(context.Cause(alive))
	}
	cancel()
	running.Wait()
	if err := syscall.Kill(c.Process.Pid, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("the process is still there: %v", err)
	}
}

func TestServerThatEndsIsTold(t *testing.T) {
	var running processes
	alive, err := running.start(t.Context(), holder(t.Context(), 1)) // without an input it ends
	if err != nil {
		t.Fatal(err)
	}
	<-alive.Done()
	if context.Cause(alive) == nil || t.Context().Err() != nil {
		t.Errorf("got %v", context.Cause(alive))
	}
	running.Wait()
	if _, err := running.start(t.Context(), command(t.Context(), "/nonexistent")); err == nil {
		t.Error("a program that isn't there was started")
	}
}
