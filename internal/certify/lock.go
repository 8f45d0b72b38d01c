package certify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"github.com/montcheck/montcheck/internal/environment"
	"github.com/montcheck/montcheck/reports/printable"
)

// Lock says how runs that order under one login keep out of each other's way
// on this machine: each takes the other's orders for a wrong balance. Its zero
// value is no lock.
type Lock struct {
	Dir  string       // of the locks; empty for none
	Wait bool         // for the other run to end, rather than to give up
	Says func(string) // told once that the run waits; nil for nobody
}

// LockDir is where locks are unless a program says otherwise: the user's
// folder for what may be lost, or that for temporary files.
func LockDir() string {
	base, err := os.UserCacheDir()
	if err != nil {
		base = os.TempDir()
	}
	return filepath.Join(base, "montcheck", "locks")
}

// holder is who has a lock, as the lock's file has it.
type holder struct {
	Run         string    `json:"run"`
	Environment string    `json:"environment"`
	Config      string    `json:"config"`
	Process     int       `json:"process"`
	Since       time.Time `json:"since"`
}

// Busy is the error of an environment that another run is at work on.
type Busy struct{ by holder }

func (b *Busy) Error() string {
	who := "another run"
	if b.by.Run != "" {
		who = fmt.Sprintf("run %s (environment %s of %s, process %d, since %s)", printable.Line(b.by.Run),
			printable.Line(b.by.Environment),
			printable.Line(b.by.Config), b.by.Process, b.by.Since.Format("15:04:05"))
	}
	return who + " orders from the same services with the same login, and each would take the other's " +
		"orders for a wrong balance: " +
		"let it end, or say --wait-for-lock"
}

// poll is how often a lock that another run has is tried again.
const poll = 500 * time.Millisecond

// acquire locks the environment for a run that may order. The system frees the
// lock however the process ends. The error is a *Busy, or ctx's.
func acquire(ctx context.Context, o Options, id string, in []module) (release func(), err error) {
	env := o.Environment
	if o.Lock.Dir == "" || env == nil || env.Kind != environment.Sandbox || !ordering(o.LabelFilter, in) {
		return func() {}, nil
	}
	if err := os.MkdirAll(o.Lock.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("no lock of the environment: %w", err)
	}
	path := filepath.Join(o.Lock.Dir, seat(env)+".lock")
	lock := flock.New(path, flock.SetPermissions(0o600))
	taken, err := lock.TryLock()
	if err == nil && !taken {
		busy := &Busy{holderOf(path)}
		if !o.Lock.Wait {
			return nil, busy
		}
		if o.Lock.Says != nil {
			o.Lock.Says("waiting: " + busy.Error())
		}
		_, err = lock.TryLockContext(ctx, poll) // taken, or an error
	}
	if err != nil {
		return nil, fmt.Errorf("no lock of the environment: %w", err)
	}
	about, err := json.Marshal(
		holder{Run: id, Environment: env.Name, Config: env.File, Process: os.Getpid(), Since: time.Now()})
	if err == nil {
		err = os.WriteFile(path, about, 0o600) // of the same file: a new one would be another lock
	}
	if err != nil {
		return nil, fmt.Errorf("no lock of the environment: %w", err)
	}
	return func() { lock.Unlock() }, nil
}

func holderOf(path string) (h holder) {
	if about, err := os.ReadFile(path); err == nil && json.Unmarshal(about, &h) != nil {
		return holder{} // it is about to be written
	}
	return h
}

// seat names the services that orders go to, with the login: whichever file
// and name it has, an environment with the same ones shares a balance.
func seat(env *environment.Environment) string {
	all := []string{env.Login.Reveal()}
	for _, s := range []*environment.Service{env.EKey, env.EKey2} {
		if s != nil {
			all = append(all, s.URL.Scheme+"://"+s.URL.Host+s.URL.Path)
		}
	}
	name, _ := json.Marshal(all)
	sum := sha256.Sum256(name)
	return hex.EncodeToString(sum[:16])
}
