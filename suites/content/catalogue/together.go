package catalogue

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"sync"

	. "github.com/onsi/ginkgo/v2"
	"golang.org/x/sync/errgroup"

	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/internal/verdict"
)

// Question is a method with sound arguments.
type Question struct {
	Method    montcontent.Method
	Arguments []any
}

// Questions are those of views.
func Questions(views []View) []Question {
	all := make([]Question, len(views))
	for i, v := range views {
		all[i] = Question{v.Method, v.Arguments}
	}
	return all
}

// company is how many questions are under way at once that do not depend on each other. The limits of the environment
// may allow fewer.
const company = 8

// result is what came of a call.
type result struct {
	*Answer
	err error // the harness's, or of an endpoint that did not answer
}

var errStopped = errors.New("the call was not brought to its end")

// together sends calls that do not depend on each other, several at once, and returns what came of each, in the order
// of the calls. Once one came to nothing no more are sent: then there are fewer results than calls, one of them with
// its error.
func (s *Session) together(calls []*Call) []result {
	var results []result
	for len(results) < len(calls) {
		rest := calls[len(results):]
		part := severally(rest)
		failed := s.settle(rest, part)
		if results = append(results, part...); failed != nil {
			break
		}
	}
	return results
}

// settle asks again, in the order of the calls, where the endpoint hung up, and keeps the answers for later specs. The
// error is the first that stays.
func (s *Session) settle(calls []*Call, results []result) (failed error) {
	for i := range results {
		r := &results[i]
		if r.err != nil {
			r.Answer, r.err = s.askedAgain(calls[i], r.err)
		}
		if r.err == nil {
			calls[i].remember(r.Answer)
		}
		failed = cmp.Or(failed, r.err)
	}
	return failed
}

// severally sends calls, several at once, until one comes to nothing.
func severally(calls []*Call) []result {
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
			r.Answer, r.err = c.attempt()
			return r.err
		})
	}
	_ = group.Wait() // it is among the results
	return results
}

// AtOnce sends all calls at the same moment and returns their answers, whatever they are. It ends the spec where one
// came to nothing.
func (s *Session) AtOnce(ctx context.Context, calls []*Call) []*Answer {
	results, answers := make([]result, len(calls)), make([]*Answer, len(calls))
	var group sync.WaitGroup
	start := make(chan struct{})
	for i, c := range calls {
		group.Go(func() {
			defer GinkgoRecover()
			<-start
			results[i].Answer, results[i].err = c.attempt()
		})
	}
	close(start)
	group.Wait()
	verdict.Unable(ctx, s.settle(calls, results))
	for i, r := range results {
		answers[i] = r.Answer
	}
	return answers
}

// InTurn sends calls that do not depend on each other and goes through their answers, whatever they are. It ends the
// spec at one that came to nothing.
func (s *Session) InTurn(ctx context.Context, calls []*Call) iter.Seq2[int, *Answer] {
	results := s.together(calls)
	return func(yield func(int, *Answer) bool) {
		for i, r := range results {
			verdict.Unable(ctx, r.err)
			if !yield(i, r.Answer) {
				return
			}
		}
	}
}

// All asks questions that do not depend on each other and goes through their answers, as inTurn does.
func (s *Session) All(ctx context.Context, questions []Question) iter.Seq2[int, *Answer] {
	calls := make([]*Call, len(questions))
	for i, q := range questions {
		calls[i] = s.Prepare(ctx, q.Method, q.Arguments...)
	}
	return s.InTurn(ctx, calls)
}

// Ahead asks what once will be asked for at this fence, as far as it is not known yet. What comes to nothing is asked
// for again then.
func (s *Session) Ahead(ctx context.Context, questions []Question) {
	l := s.Current(ctx)
	var calls []*Call
	var paths []string
	seen := map[string]bool{}
	for _, q := range questions {
		path, err := q.Method.Path(nil, q.Arguments...)
		if err != nil || l.answers[path] != nil || seen[path] {
			continue
		}
		seen[path] = true
		calls, paths = append(calls, s.Prepare(s.shared(ctx, path), q.Method, q.Arguments...)), append(paths, path)
	}
	for i, r := range s.together(calls) {
		if r.err == nil {
			l.answers[paths[i]] = r.Answer
		}
	}
}

// AheadOf asks a method ahead for each of some ids.
func (s *Session) AheadOf(ctx context.Context, m montcontent.Method, ids []int64, more ...any) {
	var questions []Question
	for _, id := range ids {
		questions = append(questions, Question{m, append([]any{id}, more...)})
	}
	s.Ahead(ctx, questions)
}
