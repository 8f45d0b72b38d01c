package ordering

import (
	"context"

	"github.com/montcheck/montcheck/internal/verdict"
)

// Unknown asks for orders that do not exist, each of which must be refused. It passes over numbers whose path does not
// get through to the service, and notes them; where none does, there is nothing to judge.
func (s *Session) Unknown(ctx context.Context, numbers []string, refused func(*Answer)) {
	judged := 0
	for _, number := range numbers {
		a := s.Get(ctx, number)
		if a.PathRefused() {
			verdict.Note(ctx, "GetOrder of %q: the path is refused before the service sees it (%s)", number, a.Says())
			continue
		}
		refused(a)
		judged++
	}
	if judged == 0 {
		verdict.NotExercised(ctx, "a web server refuses the path of each such number before the service sees it")
	}
}

// NotQuite are numbers that an order with this one has not: its beginning,
// more than it, and patterns of SQL.
func NotQuite(number string) []string {
	return []string{number[:len(number)-1], number + "0", number[:len(number)-1] + "%", number[:len(number)-1] + "_"}
}
