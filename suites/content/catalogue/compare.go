package catalogue

import (
	"context"
	"fmt"
	"strings"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/verdict"
)

// comparison holds an answer against what it should hold by other answers,
// leaving out what changed on the endpoint in the meantime.
type comparison struct {
	s     *Session
	ctx   context.Context
	since Fence
	Found verdict.Findings
	Moved map[Ref]bool
	asked int // how often moved was brought up to date
	left  int // differences left out because the entity changed meanwhile
}

func (s *Session) Comparison(ctx context.Context) *comparison {
	s.pending = &comparison{s: s, ctx: ctx, since: s.Current(ctx).Fence}
	return s.pending
}

// patience is how often the endpoint is asked what changed meanwhile, in
// case everything differs.
const patience = 50

// excused tells whether the entity changed on the endpoint since the lists
// were read. Asked at a difference, the endpoint's own delta names what
// changed before that.
func (c *comparison) excused(r Ref) bool {
	if !c.Moved[r] && c.asked < patience {
		c.asked++
		c.Moved = c.s.Moved(c.ctx, c.since)
	}
	if c.Moved[r] {
		c.left++
	}
	return c.Moved[r]
}

// Differ keeps a finding about an entity, unless the entity changed meanwhile.
func (c *comparison) Differ(a *Answer, r Ref, place *run.Place, summary, expected, got string) {
	if c.excused(r) {
		return
	}
	subject := a.About(c.ctx)
	if place != nil {
		subject = subject.At(*place)
	}
	c.Found.Add(subject.Finding(summary, expected, got))
}

// Settle ends the spec as failed if anything differed.
func (c *comparison) Settle() {
	if c.left > 0 {
		verdict.Note(c.ctx, "%d differences left out: the entities changed on the endpoint during the spec", c.left)
	}
	c.Found.Settle(c.ctx)
}

// Selection is what an answer should hold: those of all that have a property.
type Selection struct {
	Kind   Kind
	All    map[int64]*Entity  // the full list
	Source string             // where the full list comes from
	Within func(*Entity) bool // what all would have; the rest is passed over; nil for everything
	Has    func(*Entity) bool
	Label  string // the property in words: "VendorId 3"; empty for all
	Member string // that shows the property
	Except []string
	// The answer has no descriptions, and may leave out what belongs to them.
	Undescribed bool
	Doubles     bool // what is there twice is not for this requirement to say
}

// Exactly holds an answer against a selection: each of its entities once,
// no others, and each as the full list has it.
func (c *comparison) Exactly(a *Answer, want Selection) {
	seen := map[int64]bool{}
	for _, e := range a.Of(want.Kind) {
		if want.Within != nil && !want.Within(e) {
			continue
		}
		noun := fmt.Sprintf("%s %d", want.Kind.Noun(), e.ID)
		switch full := want.All[e.ID]; {
		case seen[e.ID]:
			if want.Doubles {
				continue
			}
			c.Differ(a, e.Ref(), &e.Place, fmt.Sprintf("%s holds %s twice", a.Asked(), noun),
				"each "+want.Kind.Noun()+" once", "a second entry")
		case want.Has != nil && !want.Has(e):
			c.Differ(a, e.Ref(), &e.Place, fmt.Sprintf("%s holds %s, which does not belong there", a.Asked(), noun),
				"only those with "+want.Label, e.Show(want.Member))
		case full == nil:
			c.Differ(a, e.Ref(), &e.Place,
				fmt.Sprintf("%s holds %s, which %s does not have", a.Asked(), noun, want.Source),
				"only what "+want.Source+" holds", "one that is not there")
		default:
			except := want.Except
			if want.Undescribed {
				except = append(e.Undescribed(), except...)
			}
			c.Same(a, e, full, want.Source, except...)
		}
		seen[e.ID] = true
	}
	for id, e := range want.All {
		if (want.Has == nil || want.Has(e)) && !seen[id] {
			c.Differ(a, e.Ref(), nil, fmt.Sprintf("%s lacks %s %d", a.Asked(), want.Kind.Noun(), id),
				fmt.Sprintf("every %s of %s%s", want.Kind.Noun(), want.Source, with(want.Label)),
				"an answer without it")
		}
	}
}

func with(label string) string {
	if label == "" {
		return ""
	}
	return " that has " + label
}

// Same holds an entity against its entry in a full list.
func (c *comparison) Same(a *Answer, e, full *Entity, source string, except ...string) {
	names := differences(e, full, except...)
	if len(names) == 0 {
		return
	}
	var want, got []string
	for _, name := range names {
		want = append(want, full.Show(name))
		got = append(got, e.Show(name))
	}
	c.Differ(a, e.Ref(), &e.Place,
		fmt.Sprintf("%s and %s differ in %s of %s %d", a.Asked(), source, strings.Join(names, ", "),
			e.Kind.Noun(), e.ID),
		strings.Join(want, ", ")+", as in "+source, strings.Join(got, ", "))
}
