//go:build linux

package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"text/template"
	"time"
)

//go:embed nginx.conf
var nginxConf string

// startNginx serves the directory of the answers and returns the address of its root.
func startNginx(ctx context.Context, running *processes, program, dir string, answers []answer) (string, error) {
	root, err := startNginxAt(ctx, running, program, dir, filepath.Dir(answers[0].file))
	if err != nil {
		return "", err
	}
	return root, sameBytes(ctx, root, answers)
}

// startNginxAt serves a directory and returns the address of its root.
func startNginxAt(ctx context.Context, running *processes, program, dir, files string) (string, error) {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return "", err
	}
	address, err := freeAddress(ctx)
	if err != nil {
		return "", err
	}
	configuration := filepath.Join(dir, "nginx.conf")
	f, err := os.Create(configuration)
	if err != nil {
		return "", err
	}
	defer f.Close()
	err = template.Must(template.New("").Parse(nginxConf)).Execute(f,
		struct{ Dir, Address, Root string }{dir, address, files})
	if err != nil {
		return "", err
	}
	said := &transcript{grown: make(chan struct{}, 1)}
	c := command(ctx, program, "-p", dir, "-c", configuration, "-e", filepath.Join(dir, "error.log"))
	c.Stdout, c.Stderr = said, said
	alive, err := running.start(ctx, c)
	if err != nil {
		return "", err
	}
	root := "http://" + address
	if err := untilReached(alive, root); err != nil {
		return "", fmt.Errorf("nginx: %w\n%s", err, said)
	}
	return root, nil
}

// freeAddress is one that was free a moment ago.
func freeAddress(ctx context.Context) (string, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// untilReached asks until there is an answer, for a bounded time.
func untilReached(ctx context.Context, address string) error {
	bounded, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for {
		r, err := http.NewRequestWithContext(bounded, http.MethodHead, address, nil)
		if err != nil {
			return err
		}
		reply, err := http.DefaultClient.Do(r)
		if err == nil {
			return reply.Body.Close()
		}
		if !errors.Is(err, syscall.ECONNREFUSED) {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			return err
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-bounded.Done():
		}
	}
}

// sameBytes sees to it that nginx serves what the sandbox does.
func sameBytes(ctx context.Context, root string, answers []answer) error {
	for _, a := range answers {
		size, sum, err := fetch(ctx, root+"/"+filepath.Base(a.file), nil, io.Discard)
		if err != nil {
			return err
		}
		if size != a.size || sum != a.sum {
			return fmt.Errorf("nginx serves other bytes for %s", a.name)
		}
	}
	return nil
}
