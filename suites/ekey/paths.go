package ekey

import (
	"context"

	"github.com/montcheck/montcheck/internal/spec"
)

// pathRefused tells whether a web server or a firewall refused the path of a question, so that the service never saw it:
// IIS does so for % & * : + and others, escaped or not, and no implementation behind it can change that.
func (a *answer) pathRefused() bool {
	_, between := a.Between()
	return between && a.Status() >= 400 && a.Status() != 401 && a.order == nil && a.refusal == nil && a.result == nil
}

// unknown asks for orders that do not exist, each of which must be refused. It passes over numbers whose path does not
// get through to the service, and notes them; where none does, there is nothing to judge.
func (s *session) unknown(ctx context.Context, numbers []string, refused func(*answer)) {
	judged := 0
	for _, number := range numbers {
		a := s.get(ctx, number)
		if a.pathRefused() {
			spec.Note(ctx, "GetOrder of %q: the path is refused before the service sees it (%s)", number, a.says())
			continue
		}
		refused(a)
		judged++
	}
	if judged == 0 {
		spec.NotExercised(ctx, "a web server refuses the path of each such number before the service sees it")
	}
}
