package content

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync/atomic"

	"github.com/montcheck/montcheck/sandbox/kept"
	"github.com/montcheck/montcheck/sandbox/store"
	"github.com/montcheck/montcheck/sandbox/wcf"
)

// question is all that an answer depends on. An answer stands for ever; which one is asked for is told by the versions
// that the catalogue has when the request comes.
type question struct {
	versions  store.Versions
	method    string
	arguments [2]wcf.Argument
}

// answers are those of the newest versions that were asked for.
type answers struct {
	*kept.Answers[question]
	newest atomic.Pointer[store.Versions]
}

// newAnswers sets aside, for an answer whose length is not known yet, what the whole catalogue takes at most: products
// take some 3 KB each, families less. A catalogue that is too large for that is never kept whole.
func newAnswers(products int) *answers {
	a := &answers{Answers: kept.New[question](kept.Limits{
		Memory: 64 << 20, Short: 1 << 20, Files: 1 << 30, Long: 16<<20 + int64(products)*6<<10,
	})}
	a.newest.Store(new(store.Versions))
	return a
}

// reached drops the answers of older versions: nobody will ask for them again.
func (a *answers) reached(now store.Versions) {
	before := a.newest.Load()
	if now.Content <= before.Content && now.Price <= before.Price {
		return
	}
	if newer := now; !a.newest.CompareAndSwap(before, &newer) {
		return // to versions that another has reached
	}
	a.Forget(func(q question) bool { return q.versions.Content < now.Content || q.versions.Price < now.Price })
}

// errMoved says that something was published between the question and the snapshot.
var errMoved = errors.New("content: the catalogue has other versions now")

// serveKept answers with what was composed before, for the versions of now.
func (s *Service) serveKept(w http.ResponseWriter, r *http.Request, method string, arguments []wcf.Argument,
	answer func(*reply) error) {
	q := question{method: method}
	copy(q.arguments[:], arguments)
	a, err := s.answer(r.Context(), q, answer)
	if errors.Is(err, kept.ErrNotKept) {
		s.serve(w, r, answer)
		return
	}
	if err != nil {
		s.fail(w, r, err, false)
		return
	}
	defer a.Release()
	w.Header().Set("Content-Type", wcf.ContentType)
	if err := a.Send(r.Context(), w); err != nil {
		s.fail(w, r, err, true)
	}
}

// answer finds the answer to q at the catalogue's versions, or composes it.
func (s *Service) answer(ctx context.Context, q question, answer func(*reply) error) (*kept.Answer[question], error) {
	for {
		now, err := s.store.Versions(ctx)
		if err != nil {
			return nil, err
		}
		s.answers.reached(now)
		q.versions = now
		a, err := s.answers.Get(ctx, q,
			func(ctx context.Context, w io.Writer) error { return s.compose(ctx, w, now, answer) })
		if !errors.Is(err, errMoved) {
			return a, err
		}
	}
}

// compose writes an answer of just these versions.
func (s *Service) compose(ctx context.Context, w io.Writer, versions store.Versions, answer func(*reply) error) error {
	body := wcf.NewPart(w)
	defer body.Release()
	err := s.store.View(ctx, func(from *store.Snapshot) error {
		switch now, err := from.Versions(); {
		case err != nil:
			return err
		case now != versions:
			return errMoved
		}
		return answer(&reply{Body: body, from: from, now: s.now})
	})
	if err != nil {
		return err
	}
	body.Finish()
	return body.Err()
}
