package westcon

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/montcheck/montcheck/internal/run"
	. "github.com/montcheck/montcheck/internal/verdict"
)

// byNumber asks for an order by one of its numbers, once a run or again.
func (s *session) byNumber(ctx context.Context, by, number string, again bool) *answer {
	if again {
		return s.status(ctx, by, number)
	}
	return s.single(ctx, by, number)
}

// shownFirst returns the lines of an order that others are to be compared
// with; without any, it ends the spec.
func (s *session) shownFirst(ctx context.Context, number string) []*line {
	lines := s.single(ctx, byWestcon, number).lines(ctx)
	if len(lines) == 0 {
		NotExercised(ctx, "no line of order %s was shown: see WST-ORD-13", padded(number))
	}
	s.tellsApart(ctx)
	return lines
}

// tellsApart ends the spec where the service shows the same lines for every
// order: that two answers have the same lines proves nothing then.
func (s *session) tellsApart(ctx context.Context) {
	own := bareAll(s.own(ctx))
	if len(own) < 2 {
		return
	}
	first := s.single(ctx, byWestcon, own[0]).lines(ctx)
	for _, n := range own[1:] {
		if len(difference(first, s.single(ctx, byWestcon, n).lines(ctx))) > 0 {
			return
		}
	}
	NotExercised(ctx, "every order has the same lines, so that the same lines prove nothing: see WST-ORD-01")
}

// union asks for several orders at once and compares. It tells whether there
// were several to show.
func (s *session) union(ctx context.Context, by string, numbers []string) bool {
	if len(numbers) < 2 {
		return false
	}
	several, lines := 0, 0
	var a *answer
	d := s.compareAgain(func(again bool) (want, got []*line) {
		several = 0
		for _, n := range numbers {
			one := s.byNumber(ctx, by, n, again).lines(ctx)
			if want = append(want, one...); len(one) > 0 {
				several++
			}
		}
		lines = len(want)
		if a = s.status(ctx, by, numbers...); several < 2 {
			return nil, nil // what one order has, they have together: see WST-ORD-14
		}
		return want, a.lines(ctx)
	})
	s.settle(ctx, a, d,
		fmt.Sprintf("%d orders together (orderType %s) have other lines than each by itself", len(numbers), by))
	if several > 1 {
		Note(ctx, "%d orders, %d lines, orderType %s", several, lines, by)
	}
	return several > 1
}

// sameLines expects an answer to hold exactly the given lines, in any order.
// What time changes is compared only where time stands still.
func (s *session) sameLines(ctx context.Context, want []*line, a *answer, summary string) {
	s.settle(ctx, a, s.difference(want, a.lines(ctx)), summary)
}

// settle ends the spec where an answer has other lines than it should.
func (s *session) settle(ctx context.Context, a *answer, d []differs, summary string) {
	var found Findings
	for _, one := range d {
		found.Add(one.finding(a.about(ctx), summary))
	}
	found.Settle(ctx)
}

// hasGrown tells whether an order only got further lines since it was first
// shown, and is shown with them again: where the endpoint lives its own life,
// that is no difference.
func (s *session) hasGrown(ctx context.Context, number string, d []differs, now *answer) bool {
	fewer := slices.ContainsFunc(d, func(one differs) bool { return one.line == nil || one.otherwise })
	if s.t.Control != nil || len(d) == 0 || fewer {
		return false
	}
	again := s.status(ctx, byWestcon, number)
	if len(s.difference(now.lines(ctx), again.lines(ctx))) > 0 {
		return false
	}
	Note(ctx, "order %s got further lines while the run was at work", padded(number))
	return true
}

// differs is one line that one of two answers has and the other has not, or
// has otherwise.
type differs struct {
	want, got string
	line      *line // that came; nil where one is missing
	otherwise bool  // both have the line
}

func (d differs) finding(about Subject, summary string) run.Finding {
	if d.line != nil {
		about = about.At(d.line.place())
	}
	return about.Finding(summary, d.want, d.got)
}

// difference compares lines as far as two answers can be compared: where the
// endpoint lives its own life, a state may change between them.
func (s *session) difference(want, got []*line) []differs {
	if s.t.Control != nil {
		return difference(want, got)
	}
	return compare(want, got, (*line).identity)
}

func difference(want, got []*line) []differs { return compare(want, got, (*line).whole) }

// attempts is how often two answers are asked for that differ in nothing but
// what time changes.
const attempts = 3

// compareAgain compares what two questions are answered. A line that moves on
// between the two is no difference, nor is one that is added where the
// endpoint lives its own life: both are asked again.
func (s *session) compareAgain(ask func(again bool) (want, got []*line)) []differs {
	var d []differs
	for n := range attempts {
		want, got := ask(n > 0)
		if d = difference(want, got); len(d) == 0 ||
			s.t.Control != nil && len(compare(want, got, (*line).identity)) > 0 {
			break
		}
	}
	return d
}

// compare compares lines as multisets. Of a line that both have otherwise, it
// names the members that differ.
func compare(want, got []*line, by func(*line) string) []differs {
	left := map[string]int{}
	for _, l := range want {
		left[by(l)]++
	}
	var more, fewer []*line
	for _, l := range got {
		if left[by(l)]--; left[by(l)] < 0 {
			more = append(more, l)
		}
	}
	for _, l := range want {
		if left[by(l)] > 0 {
			left[by(l)]--
			fewer = append(fewer, l)
		}
	}
	var all []differs
	for _, l := range more {
		i := slices.IndexFunc(fewer, l.isOtherwise)
		if i < 0 {
			all = append(all, differs{want: "no such line, or one fewer", got: by(l), line: l})
			continue
		}
		want, got := fewer[i].apart(l)
		all = append(all, differs{want, got, l, true})
		fewer = slices.Delete(fewer, i, i+1)
	}
	for _, l := range fewer {
		all = append(all, differs{want: by(l), got: "no such line, or one fewer"})
	}
	return all
}

// isOtherwise tells whether another line is the same one by its numbers.
func (l *line) isOtherwise(other *line) bool {
	return padded(l.order()) == padded(other.order()) && l.number() == other.number()
}

// apart names the members in which two lines differ, with the values of each.
func (l *line) apart(other *line) (mine, theirs string) {
	var ours, others []string
	for _, m := range members {
		if a, b := strings.TrimSpace(l.get(m.name)), strings.TrimSpace(other.get(m.name)); a != b {
			ours = append(ours, m.name+" "+strconv.Quote(a))
			others = append(others, m.name+" "+strconv.Quote(b))
		}
	}
	return "line " + l.number() + ": " + strings.Join(ours, ", "), strings.Join(others, ", ")
}
