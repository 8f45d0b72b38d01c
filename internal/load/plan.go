package load

import (
	"slices"

	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/loadprofiles"
)

// plan says who asks what, request by request: a function of the profile, the
// seed and the request's number in the whole run, so that shards together ask
// what one would.
type plan struct {
	profile    *loadprofiles.Profile
	seed       uint64
	shard      result.Shard
	operations []string // in alphabetical order
	deltas     []int    // of each, its index among the deltas; -1 for none
	until      []uint64 // the weights of the mix, added up
	mix        []int    // the operation of each
	first      []int
}

func newPlan(p *loadprofiles.Profile, seed int64, shard result.Shard) *plan {
	plan := &plan{profile: p, seed: uint64(seed), shard: shard, operations: p.Operations()}
	index := func(operation string) int { return slices.Index(plan.operations, operation) }
	for _, o := range plan.operations {
		plan.deltas = append(plan.deltas, slices.Index(loadprofiles.Deltas, o))
	}
	total := uint64(0)
	for _, s := range p.Mix {
		total += uint64(s.Weight)
		plan.until, plan.mix = append(plan.until, total), append(plan.mix, index(s.Operation))
	}
	for _, o := range p.First {
		plan.first = append(plan.first, index(o))
	}
	return plan
}

// partners is how many of the population are this shard's.
func (p *plan) partners() int {
	return (p.profile.Population.Partners - p.shard.Index + p.shard.Count - 1) / p.shard.Count
}

// partner is the number, in the whole population, of this shard's i-th partner.
func (p *plan) partner(i int) int { return i*p.shard.Count + p.shard.Index }

// at is who asks, among this shard's partners, and what, in the request of that
// number in the whole run.
func (p *plan) at(number uint64) (partner, operation int) {
	own := number / uint64(p.shard.Count)
	mine := uint64(p.partners())
	if round := own / mine; round < uint64(len(p.first)) {
		return int(own % mine), p.first[round]
	}
	weight := p.chance(number, 0) % p.until[len(p.until)-1]
	i, _ := slices.BinarySearch(p.until, weight+1)
	return int(own % mine), p.mix[i]
}

// chance is a number that looks random and is always the same for a request.
func (p *plan) chance(number, which uint64) uint64 {
	// splitmix64 (Steele, Lea, Flood 2014)
	z := p.seed*0x9E3779B97F4A7C15 + number*0xBF58476D1CE4E5B9 + which*0x94D049BB133111EB + 0x9E3779B97F4A7C15
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}
