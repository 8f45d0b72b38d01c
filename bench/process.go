//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// command prepares a program that ends with ctx, by SIGTERM first, and with this process, however that ends.
func command(ctx context.Context, program string, arguments ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, program, arguments...)
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	c.WaitDelay = 5 * time.Second
	// The kernel sends it when the thread that started the child ends.
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	return c
}

// processes are those that run beside the measurements.
type processes struct{ sync.WaitGroup }

// start starts a server. The context that it returns is done when the server has ended, and gives the reason.
func (p *processes) start(ctx context.Context, c *exec.Cmd) (context.Context, error) {
	alive, cancel := context.WithCancelCause(ctx)
	if err := c.Start(); err != nil {
		cancel(err)
		return nil, err
	}
	p.Go(func() {
		err := c.Wait()
		cancel(fmt.Errorf("%s ended: %v", c.Path, err))
	})
	return alive, nil
}

// runMeasured runs a command to its end and returns the time that it took and its peak memory in bytes.
func runMeasured(c *exec.Cmd) (time.Duration, int64, error) {
	begun := time.Now()
	if err := c.Start(); err != nil {
		return 0, 0, err
	}
	w := watch(c.Process.Pid)
	err := c.Wait()
	took := time.Since(begun)
	return took, w.stop(), err
}

// watcher looks up a process's peak memory while it runs. The figure that wait4 gives afterwards is no use: it begins
// with the memory of the process that forked.
type watcher struct {
	peak  atomic.Int64
	ended chan struct{}
	sync.WaitGroup
}

func watch(pid int) *watcher {
	w := &watcher{ended: make(chan struct{})}
	w.Go(func() {
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				if m, err := memoryOf(pid); err == nil {
					w.peak.Store(m.peak)
				}
			case <-w.ended:
				return
			}
		}
	})
	return w
}

func (w *watcher) stop() int64 {
	close(w.ended)
	w.Wait()
	return w.peak.Load()
}

// memory is a process's resident memory in bytes: now, and the most since it began or since forgetPeak.
type memory struct{ now, peak int64 }

func memoryOf(pid int) (m memory, err error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return m, err
	}
	for line := range strings.Lines(string(status)) {
		name, value, _ := strings.Cut(line, ":")
		var to *int64
		switch name {
		case "VmRSS":
			to = &m.now
		case "VmHWM":
			to = &m.peak
		default:
			continue
		}
		kilobytes, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
		if err != nil {
			return m, err
		}
		*to = kilobytes << 10
	}
	if m.peak == 0 {
		return m, fmt.Errorf("process %d has ended", pid)
	}
	return m, nil
}

// forgetPeak makes the memory that a process has now its peak (proc(5), clear_refs).
func forgetPeak(pid int) error {
	return os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", pid), []byte("5"), 0)
}
