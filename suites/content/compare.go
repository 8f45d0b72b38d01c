package content

import (
	"context"
	"fmt"
	"strings"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/internal/spec"
)

// comparison holds an answer against what it should hold by other answers,
// leaving out what changed on the endpoint in the meantime.
type comparison struct {
	s     *session
	ctx   context.Context
	since fence
	found spec.Findings
	moved map[ref]bool
	asked int // how often moved was brought up to date
	left  int // differences left out because the entity changed meanwhile
}

func (s *session) comparison(ctx context.Context) *comparison {
	s.pending = &comparison{s: s, ctx: ctx, since: s.current(ctx).fence}
	return s.pending
}

// patience is how often the endpoint is asked what changed meanwhile, in
// case everything differs.
const patience = 50

// excused tells whether the entity changed on the endpoint since the lists
// were read. Asked at a difference, the endpoint's own delta names what
// changed before that.
func (c *comparison) excused(r ref) bool {
	if !c.moved[r] && c.asked < patience {
		c.asked++
		c.moved = c.s.moved(c.ctx, c.since)
	}
	if c.moved[r] {
		c.left++
	}
	return c.moved[r]
}

// differ keeps a finding about an entity, unless the entity changed meanwhile.
func (c *comparison) differ(a *answer, r ref, place *run.Place, summary, expected, got string) {
	if c.excused(r) {
		return
	}
	subject := a.about(c.ctx)
	if place != nil {
		subject = subject.At(*place)
	}
	c.found.Add(subject.Finding(summary, expected, got))
}

// settle ends the spec as failed if anything differed.
func (c *comparison) settle() {
	if c.left > 0 {
		spec.Note(c.ctx, "%d differences left out: the entities changed on the endpoint during the spec", c.left)
	}
	c.found.Settle(c.ctx)
}

// selection is what an answer should hold: those of all that have a property.
type selection struct {
	kind   kind
	all    map[int64]*entity  // the full list
	source string             // where the full list comes from
	within func(*entity) bool // what all would have; the rest is passed over; nil for everything
	has    func(*entity) bool
	label  string // the property in words: "VendorId 3"; empty for all
	member string // that shows the property
	except []string
	// The answer has no descriptions, and may leave out what belongs to them.
	undescribed bool
	doubles     bool // what is there twice is not for this requirement to say
}

// exactly holds an answer against a selection: each of its entities once,
// no others, and each as the full list has it.
func (c *comparison) exactly(a *answer, want selection) {
	seen := map[int64]bool{}
	for _, e := range a.of(want.kind) {
		if want.within != nil && !want.within(e) {
			continue
		}
		noun := fmt.Sprintf("%s %d", want.kind.noun(), e.id)
		switch full := want.all[e.id]; {
		case seen[e.id]:
			if want.doubles {
				continue
			}
			c.differ(a, e.ref(), &e.place, fmt.Sprintf("%s holds %s twice", a.asked(), noun),
				"each "+want.kind.noun()+" once", "a second entry")
		case want.has != nil && !want.has(e):
			c.differ(a, e.ref(), &e.place, fmt.Sprintf("%s holds %s, which does not belong there", a.asked(), noun),
				"only those with "+want.label, e.show(want.member))
		case full == nil:
			c.differ(a, e.ref(), &e.place,
				fmt.Sprintf("%s holds %s, which %s does not have", a.asked(), noun, want.source),
				"only what "+want.source+" holds", "one that is not there")
		default:
			except := want.except
			if want.undescribed {
				except = append(e.undescribed(), except...)
			}
			c.same(a, e, full, want.source, except...)
		}
		seen[e.id] = true
	}
	for id, e := range want.all {
		if (want.has == nil || want.has(e)) && !seen[id] {
			c.differ(a, e.ref(), nil, fmt.Sprintf("%s lacks %s %d", a.asked(), want.kind.noun(), id),
				fmt.Sprintf("every %s of %s%s", want.kind.noun(), want.source, with(want.label)),
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

// same holds an entity against its entry in a full list.
func (c *comparison) same(a *answer, e, full *entity, source string, except ...string) {
	names := differences(e, full, except...)
	if len(names) == 0 {
		return
	}
	var want, got []string
	for _, name := range names {
		want = append(want, full.show(name))
		got = append(got, e.show(name))
	}
	c.differ(a, e.ref(), &e.place,
		fmt.Sprintf("%s and %s differ in %s of %s %d", a.asked(), source, strings.Join(names, ", "),
			e.kind.noun(), e.id),
		strings.Join(want, ", ")+", as in "+source, strings.Join(got, ", "))
}

// asked names the call: the last part of its address.
func (a *answer) asked() string {
	return strings.TrimPrefix(strings.TrimPrefix(a.Exchange.Request.URL, a.base), "/")
}
