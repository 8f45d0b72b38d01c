package certify

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/suites/ekey"
)

func locking(env *environment.Environment, dir string) (Options, []module) {
	in := []module{{name: endpoint.EKey, scope: endpoint.EKey, suite: ekey.Version1}}
	return Options{Environment: env, Lock: Lock{Dir: dir}}, in
}

func TestTwoRunsThatOrderUnderOneLogin(t *testing.T) {
	_, env := watch(t)
	o, in := locking(env, t.TempDir())
	release, err := acquire(t.Context(), o, "R1", in)
	if err != nil {
		t.Fatal(err)
	}
	renamed := *env // the same seat under another name
	renamed.Name, renamed.File = "other", "elsewhere.yaml"
	o.Environment = &renamed
	if _, err := acquire(t.Context(), o, "R2", in); !errors.As(err, new(*Busy)) ||
		!strings.Contains(err.Error(), "run R1 (environment watched") {
		t.Errorf("the second run is told %v", err)
	}
	o.Lock.Wait = true
	o.Lock.Says = func(string) { release() }
	second, err := acquire(t.Context(), o, "R2", in)
	if err != nil {
		t.Fatalf("the second run did not wait: %v", err)
	}
	defer second()
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	o.Lock.Says = nil
	if _, err := acquire(ctx, o, "R3", in); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a run that is interrupted while it waits: %v", err)
	}
}

func TestWhoNeedsNoLock(t *testing.T) {
	_, env := watch(t)
	dir := filepath.Join(t.TempDir(), "locks")
	o, in := locking(env, dir)
	production, other := *env, *env
	production.Kind = environment.Production
	for _, one := range []*environment.Environment{nil, &production} {
		o.Environment = one
		if _, err := acquire(t.Context(), o, "R1", in); err != nil {
			t.Error(err)
		}
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("a run that orders nothing made a lock")
	}
	other.Login = environment.NewSecret("MONT_LOGIN", "another")
	for id, one := range map[string]*environment.Environment{"R1": env, "R2": &other} {
		o.Environment = one
		if _, err := acquire(t.Context(), o, id, in); err != nil {
			t.Errorf("another login is kept out: %v", err)
		}
	}
}
