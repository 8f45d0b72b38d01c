package content

import (
	"context"
	"errors"
	"iter"

	. "github.com/onsi/ginkgo/v2"
	"golang.org/x/sync/errgroup"

	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/internal/spec"
)

// question is a method with sound arguments.
type question struct {
	method    montcontent.Method
	arguments []any
}

// questions are those of views.
func questions(views []view) []question {
	all := make([]question, len(views))
	for i, v := range views {
		all[i] = question{v.method, v.arguments}
	}
	return all
}

// company is how many questions are under way at once that do not depend on each other. The limits of the environment
// may allow fewer.
const company = 8

// result is what came of a call.
type result struct {
	*answer
	err error // the harness's, or of an endpoint that did not answer
}

var errStopped = errors.New("the call was not brought to its end")

// together sends calls that do not depend on each other, several at once, and returns what came of each, in the order
// of the calls. Once one came to nothing no more are sent: then there are fewer results than calls, one of them with
// its error.
func (s *session) together(calls []*call) []result {
	results := make([]result, 0, len(calls))
	group, failing := errgroup.WithContext(context.Background())
	group.SetLimit(company)
	for _, c := range calls {
		if failing.Err() != nil {
			break
		}
		results = append(results, result{err: errStopped})
		r := &results[len(results)-1]
		group.Go(func() error {
			defer GinkgoRecover()
			r.answer, r.err = c.send()
			return r.err
		})
	}
	_ = group.Wait() // it is among the results
	for i, r := range results {
		if r.err == nil {
			calls[i].remember(r.answer)
		}
	}
	return results
}

// inTurn sends calls that do not depend on each other and goes through their answers, whatever they are. It ends the
// spec at one that came to nothing.
func (s *session) inTurn(ctx context.Context, calls []*call) iter.Seq2[int, *answer] {
	results := s.together(calls)
	return func(yield func(int, *answer) bool) {
		for i, r := range results {
			spec.Unable(ctx, r.err)
			if !yield(i, r.answer) {
				return
			}
		}
	}
}

// all asks questions that do not depend on each other and goes through their answers, as inTurn does.
func (s *session) all(ctx context.Context, questions []question) iter.Seq2[int, *answer] {
	calls := make([]*call, len(questions))
	for i, q := range questions {
		calls[i] = s.prepare(ctx, q.method, q.arguments...)
	}
	return s.inTurn(ctx, calls)
}

// ahead asks what once will be asked for at this fence, as far as it is not known yet. What comes to nothing is asked
// for again then.
func (s *session) ahead(ctx context.Context, questions []question) {
	l := s.current(ctx)
	var calls []*call
	var paths []string
	seen := map[string]bool{}
	for _, q := range questions {
		path, err := q.method.Path(nil, q.arguments...)
		if err != nil || l.answers[path] != nil || seen[path] {
			continue
		}
		seen[path] = true
		calls, paths = append(calls, s.prepare(s.shared(ctx, path), q.method, q.arguments...)), append(paths, path)
	}
	for i, r := range s.together(calls) {
		if r.err == nil {
			l.answers[paths[i]] = r.answer
		}
	}
}

// aheadOf asks a method ahead for each of some ids.
func (s *session) aheadOf(ctx context.Context, m montcontent.Method, ids []int64, more ...any) {
	var questions []question
	for _, id := range ids {
		questions = append(questions, question{m, append([]any{id}, more...)})
	}
	s.ahead(ctx, questions)
}
