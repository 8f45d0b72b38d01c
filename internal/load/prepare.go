package load

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"

	"github.com/montcheck/montcheck/internal/bound"
	"github.com/montcheck/montcheck/internal/connect"
	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/load/answer"
	"github.com/montcheck/montcheck/internal/load/replica"
	"github.com/montcheck/montcheck/internal/load/verify"
	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/loadprofiles"
)

// unusable is the error of an answer beside the load that is of no use.
type unusable struct {
	reason string
	final  bool // another try would do harm, as a login can be locked out, or would come to the same
}

func (u *unusable) Error() string { return u.reason }

// tries is how often a question beside the load is asked whose answer is of no
// use: what was wrong with it is noted, and the run goes on.
const tries = 3

// ask asks a question beside the load. What is wrong with an answer is noted;
// the error is that of no usable answer.
func (r *runner) ask(ctx context.Context, q *verify.Question) (v *verify.Verdict, err error) {
	for range tries {
		v, err = r.askOnce(ctx, q)
		var u *unusable
		if !errors.As(err, &u) || u.final {
			break
		}
	}
	return v, err
}

func (r *runner) askOnce(ctx context.Context, q *verify.Question) (*verify.Verdict, error) {
	if r.attack.limit != nil {
		if r.attack.loading.Load() { // the load comes first
			if err := r.attack.aside.Wait(ctx); err != nil {
				return nil, err
			}
		}
		if err := r.attack.limit.Wait(ctx); err != nil {
			return nil, err
		}
	}
	x := r.attack.carrier.Do(ctx, q.HTTP)
	defer x.Body.Release()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case r.judging.own.aside(x.Err):
		return nil, &unusable{reason: fmt.Sprintf("%s: %s: %s", q.Operation, endpoint.OwnLimit(x.Err), x.Err),
			final: true}
	case errors.As(x.Err, new(bound.Exceeded)):
		return nil, &unusable{reason: fmt.Sprintf("%s: %s", q.Operation, x.Err), final: true}
	case x.Err != nil && !r.attack.loading.Load(): // nothing was heard of the endpoint yet
		err := connect.Explain(ctx, r.endpoint.tls, q.HTTP.URL, x.Err)
		return nil, &unusable{fmt.Sprintf("%s: %s", q.Operation, r.endpoint.redact(err.Error())),
			errors.As(err, new(*connect.Failure))}
	case x.Err != nil:
		return nil, &unusable{reason: fmt.Sprintf("%s: %s", q.Operation, r.endpoint.redact(x.Err.Error()))}
	case x.Status == http.StatusUnauthorized || x.Status == http.StatusForbidden:
		return nil, &unusable{fmt.Sprintf("%s: the login is refused (HTTP status %d)", q.Operation, x.Status), true}
	case x.Status != http.StatusOK:
		return nil, &unusable{reason: fmt.Sprintf("%s: HTTP status %d", q.Operation, x.Status)}
	}
	v := r.judging.verifier.Verify(q, &x)
	r.judge(q, v, r.attack.since(x.Sent), r.attack.since(x.Ended), func() { r.judging.findings.beside.Add(1) })
	switch {
	case v.Beyond != "":
		return nil, &unusable{reason: q.Operation + ": " + v.Beyond, final: true}
	case v.Reading == nil:
		return nil, &unusable{reason: q.Operation + ": the answer can't be read"}
	case v.Reading.Failed:
		return nil, &unusable{reason: q.Operation + " says Error=true: " + r.endpoint.redact(v.Reading.Reason)}
	}
	return v, nil
}

// changesSince asks for the price changes since a version.
func (r *runner) changesSince(ctx context.Context, version int64) (*verify.Question, *verify.Verdict, error) {
	q := r.questions.delta(montcontent.GetPriceChanges.Name, 0, version)
	v, err := r.ask(ctx, q)
	if err == nil && !v.Reading.HasPrice {
		err = &unusable{reason: montcontent.GetPriceChanges.Name + ": the answer carries no CurrentPriceVersion"}
	}
	return q, v, err
}

// list is the full price list at a version.
type list struct {
	*replica.State
	path     string // of its request, below the service's address
	products []answer.Product
	moved    map[int64]bool // products that changed while it was read
}

// fences is how often the list is read again because it changed meanwhile.
const fences = 5

// list reads the full price list between two looks at the version. Where
// prices change all the time, what moved meanwhile is set aside.
func (r *runner) list(ctx context.Context, version int64) (*list, error) {
	q, err := r.endpoint.question(answer.Question{Operation: montcontent.GetProductPrices.Name})
	if err != nil {
		return nil, err
	}
	for try := 1; ; try++ {
		all, err := r.ask(ctx, q)
		if err != nil {
			return nil, err
		}
		_, since, err := r.changesSince(ctx, version)
		if err != nil {
			return nil, err
		}
		now := since.Reading.Price
		if now == version || try == fences {
			l := &list{State: replica.New(version, all.Reading.Products), path: q.Path, products: all.Reading.Products,
				moved: map[int64]bool{}}
			for _, p := range since.Reading.Products {
				if now != version {
					l.moved[p.ID] = true
				}
			}
			if now != version {
				l.State = l.Before(version, since.Reading.Products)
			}
			return l, nil
		}
		version = now
	}
}

// prepare reads what the load needs to know: versions, products, and what the
// partners hold when they begin. The error says why there can be no load.
func (r *runner) prepare(ctx context.Context) error {
	err := r.begin(ctx)
	var u *unusable
	if errors.As(err, &u) {
		return fmt.Errorf("%s can't be loaded: %w", r.endpoint.about.URL, err)
	}
	return err
}

func (r *runner) begin(ctx context.Context) error {
	for _, operation := range r.plan.operations { // the forms are sound, or no load begins
		if _, err := r.endpoint.question(answer.Question{Operation: operation}); err != nil {
			return Usage{err}
		}
	}
	_, all, err := r.changesSince(ctx, 0)
	if err != nil {
		return err
	}
	l, err := r.list(ctx, all.Reading.Price)
	if err != nil {
		return err
	}
	r.replicas.published.start(l.Version)
	r.judging.ledger.Start(l.Version, l.products, l.moved)
	if len(l.moved) == 0 {
		r.replicas.note(l)
	}
	content := int64(0)
	behind := r.profile.Population.Behind
	if asksContent(r.plan.operations) && behind != loadprofiles.Everything {
		v, err := r.ask(ctx, r.questions.delta(montcontent.GetContentChanges.Name, 0, 0))
		if err != nil {
			return err
		}
		content = v.Reading.Content
	}
	if err := r.fix(l.products); err != nil {
		return err
	}
	if len(l.moved) == 0 { // earlier states lack what changed since
		r.replicas.book.Begin(l.State)
	}
	bases, err := r.bases(ctx, l, behind)
	if err != nil {
		return err
	}
	population := r.profile.Population.Partners
	for i := range r.plan.partners() {
		at := r.plan.partner(i) * len(bases) / population
		own := max(content-int64(behind)*int64(at)/int64(max(len(bases)-1, 1)), 0) // as far behind as in prices
		r.replicas.partners = append(r.replicas.partners, &partner{state: bases[at], content: own})
	}
	return nil
}

func asksContent(operations []string) bool {
	return slices.Contains(operations, montcontent.GetContentChanges.Name) ||
		slices.Contains(operations, montcontent.GetAllChanges.Name)
}

// mostBases is at how many different versions partners start, at most.
const mostBases = 8

// bases are the states in which partners start, spread from the current
// version to behind versions before it.
func (r *runner) bases(ctx context.Context, l *list, behind loadprofiles.Behind) ([]*replica.State, error) {
	if behind == loadprofiles.Everything {
		return []*replica.State{replica.None()}, nil
	}
	bases := []*replica.State{l.State}
	if int64(behind) > l.Version { // there are no more
		behind = loadprofiles.Behind(l.Version)
		r.replicas.checked.replicas.Behind = l.Version
	}
	n := min(int64(mostBases-1), int64(behind))
	for i := int64(1); i <= n; i++ {
		version := l.Version - int64(behind)*i/n
		if version < 0 {
			break
		}
		_, since, err := r.changesSince(ctx, version)
		if err != nil {
			return nil, err
		}
		bases = append(bases, l.Before(version, since.Reading.Products))
	}
	return bases, nil
}

// mostSamples is how many products, and families, are asked for.
const mostSamples = 500

// fix makes the questions that need no version.
func (r *runner) fix(products []answer.Product) error {
	chance := rand.New(rand.NewPCG(uint64(r.options.Seed), 1))
	var families []string
	for _, p := range products {
		families = append(families, p.Family)
	}
	slices.Sort(families)
	families = slices.Compact(families)
	for i, operation := range r.plan.operations {
		if r.plan.deltas[i] >= 0 {
			continue
		}
		var asked []answer.Question
		switch operation {
		case montcontent.GetProduct.Name:
			for _, at := range chance.Perm(len(products))[:min(len(products), mostSamples)] {
				asked = append(asked, answer.Question{Operation: operation, PartNum: products[at].PartNum})
			}
		case montcontent.GetFamilyGroup.Name, montcontent.GetFamilyGroupProducts.Name:
			for _, at := range chance.Perm(len(families))[:min(len(families), mostSamples)] {
				asked = append(asked, answer.Question{Operation: operation, Family: families[at]})
			}
		default:
			asked = []answer.Question{{Operation: operation}}
		}
		if len(asked) == 0 {
			return usage("%s can't be asked: the catalogue is empty", operation)
		}
		for _, a := range asked {
			q, err := r.endpoint.question(a)
			if err != nil {
				return err
			}
			r.questions.fixed[operation] = append(r.questions.fixed[operation], q)
		}
	}
	return nil
}
