package ordering

import (
	"context"

	"github.com/montcheck/montcheck/internal/verdict"
)

// OnlyForward notes a final state that the order, or a line of it, left.
func (o *SlowOrder) OnlyForward(ctx context.Context, found *verdict.Findings) {
	o.sinceFinal(o.renews, func(a *Answer, was, now Part) {
		if was.State != now.State {
			found.Add(a.About(ctx).Finding(now.what(o.Number)+" left its final state", was.State.Text, now.State.Text))
		}
	})
}

// Steady notes what else changed of an order or a line after its final state.
func (o *SlowOrder) Steady(ctx context.Context, found *verdict.Findings) {
	o.sinceFinal(o.renews, func(a *Answer, was, now Part) {
		if was.State == now.State && was.Fixed != now.Fixed {
			found.Add(a.About(ctx).Finding(now.what(o.Number)+" changed after its final state", was.Fixed, now.Fixed))
		}
	})
}

// Known notes that GetOrder came to refuse an order that was accepted.
func (o *SlowOrder) Known(ctx context.Context, found *verdict.Findings) {
	if a := o.Last(); a != nil && !a.Given() {
		found.Add(a.About(ctx).Finding("GetOrder does not give an order that was accepted", "the order", a.Says()))
	}
}

// left tells whether the order, or a line of it, left its final state.
func (o *SlowOrder) left() (found bool) {
	states := func(string) bool { return false } // what else there is to a line does not matter
	o.sinceFinal(states, func(_ *Answer, was, now Part) { found = found || was.State != now.State })
	return found
}

// sinceFinal calls f with each later answer's part of what was final before.
func (o *SlowOrder) sinceFinal(renews func(partNum string) bool, f func(a *Answer, was, now Part)) {
	type end struct {
		Part
		in *Answer
	}
	ended := map[string]end{}
	for _, a := range o.Answers {
		for _, now := range a.parts(renews) {
			if was, ok := ended[now.Line]; ok && was.in.before(a) {
				f(a, was.Part, now)
			} else if !ok && now.State.Final {
				ended[now.Line] = end{now, a}
			}
		}
	}
}
