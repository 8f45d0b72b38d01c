//go:build linux

package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"
)

// sandboxServer is a montcheck sandbox in a process of its own.
type sandboxServer struct {
	pid     int
	content string // address of MONT Content
	control string
	user    *url.Userinfo
}

// What the sandbox prints for those who use it.
var (
	contentLine = regexp.MustCompile(`content: \{ url: "([^"]+)" \}`)
	controlLine = regexp.MustCompile(`control: (\S+)`)
	loginLine   = regexp.MustCompile(`MONT_LOGIN=(\S+)\s+export MONT_PASSWORD=(\S+)`)
)

func startSandbox(ctx context.Context, running *processes, montcheck string, products int) (*sandboxServer, error) {
	c := command(ctx, montcheck, "sandbox", "--addr", "127.0.0.1:0", "--control", "--products", fmt.Sprint(products))
	// One core, as nginx has with its one worker.
	c.Env = append(os.Environ(), "GOMAXPROCS=1")
	said := &transcript{grown: make(chan struct{}, 1)}
	c.Stdout, c.Stderr = said, said
	alive, err := running.start(ctx, c)
	if err != nil {
		return nil, err
	}
	patience := time.After(time.Minute)
	for {
		text := said.String()
		content, control, login := contentLine.FindStringSubmatch(text), controlLine.FindStringSubmatch(text),
			loginLine.FindStringSubmatch(text)
		if content != nil && control != nil && login != nil {
			return &sandboxServer{c.Process.Pid, content[1], control[1], url.UserPassword(login[1], login[2])}, nil
		}
		select {
		case <-said.grown:
		case <-alive.Done():
			return nil, fmt.Errorf("%w\n%s", context.Cause(alive), said)
		case <-patience:
			return nil, fmt.Errorf("the sandbox does not say where it is: %s", said)
		}
	}
}

// transcript is what a program has said so far.
type transcript struct {
	mu    sync.Mutex
	text  strings.Builder
	grown chan struct{}
}

func (t *transcript) Write(p []byte) (int, error) {
	t.mu.Lock()
	t.text.Write(p)
	t.mu.Unlock()
	select {
	case t.grown <- struct{}{}:
	default:
	}
	return len(p), nil
}

func (t *transcript) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.text.String()
}

// answer is one answer to be served by both servers.
type answer struct {
	name string
	call string // below the sandbox's content address
	file string
	size int64
	sum  [sha256.Size]byte
}

// answers changes 100 prices and keeps the answers to be measured as files in dir. The last is the full list.
func (s *sandboxServer) answers(ctx context.Context, dir string) ([]answer, error) {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	type versions struct{ ContentVersion, PriceVersion, Changed int64 }
	var before, after versions
	if err := s.steer(ctx, http.MethodGet, "/state", "", &before); err != nil {
		return nil, err
	}
	if err := s.steer(ctx, http.MethodPost, "/prices", `{"count":100}`, &after); err != nil {
		return nil, err
	}
	if after.Changed != 100 || after.PriceVersion <= before.PriceVersion {
		return nil, fmt.Errorf("100 prices were to change: %+v, then %+v", before, after)
	}
	all := func(price int64) string {
		return fmt.Sprintf("/GetAllChanges?contentVersion=%d&priceVersion=%d", after.ContentVersion, price)
	}
	list := []answer{
		{name: "GetPriceChanges, 0 products", call: fmt.Sprintf("/GetPriceChanges/%d", after.PriceVersion)},
		{name: "GetPriceChanges, 100 products", call: fmt.Sprintf("/GetPriceChanges/%d", before.PriceVersion)},
		{name: "GetAllChanges, 0 products", call: all(after.PriceVersion)},
		{name: "GetAllChanges, 100 products", call: all(before.PriceVersion)},
		{name: "GetAllProducts(True)", call: "/GetAllProducts?withPrice=True"},
	}
	for i := range list {
		list[i].file = filepath.Join(dir, fmt.Sprintf("%d.xml", i))
		if err := s.keep(ctx, &list[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// keep asks for an answer and keeps it in its file.
func (s *sandboxServer) keep(ctx context.Context, a *answer) error {
	f, err := os.Create(a.file)
	if err != nil {
		return err
	}
	if a.size, a.sum, err = fetch(ctx, s.content+a.call, s.user, f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

func (s *sandboxServer) steer(ctx context.Context, verb, path, body string, into any) error {
	r, err := http.NewRequestWithContext(ctx, verb, s.control+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	reply, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer reply.Body.Close()
	if reply.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", path, reply.Status)
	}
	return json.NewDecoder(reply.Body).Decode(into)
}

// fetch writes the body at address to w. user may be nil.
func fetch(ctx context.Context, address string, user *url.Userinfo,
	w io.Writer) (size int64, sum [sha256.Size]byte, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, sum, err
	}
	r.URL.User = user
	reply, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, sum, err
	}
	defer reply.Body.Close()
	if reply.StatusCode != http.StatusOK {
		return 0, sum, fmt.Errorf("%s: %s", address, reply.Status)
	}
	hash := sha256.New()
	size, err = io.Copy(io.MultiWriter(w, hash), reply.Body)
	return size, [sha256.Size]byte(hash.Sum(nil)), err
}
