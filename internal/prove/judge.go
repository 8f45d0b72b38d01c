package prove

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/montcheck/montcheck/internal/proof"
	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/sandbox/faults/deviation"
)

// expectation is what the verdicts of a run are held against.
type expectation struct {
	breaks []string          // requirements that must not pass
	may    deviation.Excuses // of others that need not pass
	hides  []string          // others that may not pass
	warn   deviation.Excuses // of others that may warn
	open   deviation.Excuses // of others that need not be exercised
}

// judgement is what a run is worth as a proof.
type judgement struct {
	catches []proof.Catch
	misses  []string // in words
	alarms  []proof.Alarm
	excused []string // ids of requirements that are no alarm only because the expectation allows it
}

// judge holds a run against what was expected of it. A requirement that a
// fault breaks is caught only by a finding of a check that decides it. Another
// one may stay open where its reason names one that failed, and so on.
func judge(r *run.Run, want expectation) judgement {
	var j judgement
	if unfinished := incomplete(r, want); unfinished != "" {
		j.misses = append(j.misses, unfinished)
		return j
	}
	c := cascade{run: r, never: !slices.ContainsFunc(r.Specs, func(s run.Spec) bool { return s.Verdict != run.Fail })}
	seen := map[string]bool{}
	for _, q := range r.Requirements {
		seen[q.ID] = true
		if slices.Contains(want.breaks, q.ID) {
			if caught := catch(r, q); caught != nil {
				j.catches = append(j.catches, *caught)
			} else {
				j.misses = append(j.misses, says(q))
			}
			continue
		}
		hidden := slices.Contains(want.hides, q.ID)
		may := want.may.Cover(q.ID)
		switch q.Verdict {
		case run.Pass:
			if hidden {
				j.misses = append(j.misses, q.ID+": pass, without evidence")
			}
			continue
		case run.OutOfScope:
			continue
		case run.Warn:
			may = may || want.warn.Cover(q.ID)
		case run.NotExercised:
			if c.explains(q, map[string]bool{}) {
				continue
			}
			may = may || want.open.Cover(q.ID)
		}
		switch {
		case hidden:
		case may:
			j.excused = append(j.excused, q.ID)
		default:
			j.alarms = append(j.alarms, proof.Alarm{Requirement: q.ID, Verdict: q.Verdict, Reason: q.Reason})
		}
	}
	for _, id := range want.breaks {
		if !seen[id] {
			j.misses = append(j.misses, id+" is not in the catalogue")
		}
	}
	return j
}

func says(q run.RequirementResult) string {
	if q.Reason == "" {
		return fmt.Sprintf("%s: %s", q.ID, q.Verdict)
	}
	return fmt.Sprintf("%s: %s (%s)", q.ID, q.Verdict, q.Reason)
}

// incomplete says why a run can't be judged: it stopped before its end. One
// that could not even start because of a requirement that the fault breaks (a
// certificate that does not verify) can.
func incomplete(r *run.Run, want expectation) string {
	if r.Stopped == nil {
		return ""
	}
	beforehand := len(r.Specs) > 0 && !slices.ContainsFunc(r.Specs, func(s run.Spec) bool {
		return s.Verdict != run.Fail || !slices.ContainsFunc(s.Findings, func(f run.Finding) bool {
			return f.Verdict == run.Fail && slices.Contains(want.breaks, f.Requirement)
		})
	})
	if beforehand {
		return ""
	}
	return "the run stopped: " + r.Stopped.Reason
}

// catch is what found a requirement out; nil where nothing did. A warning is
// enough for an advisory requirement, which can't fail.
func catch(r *run.Run, q run.RequirementResult) *proof.Catch {
	if q.Verdict != run.Fail && (q.Verdict != run.Warn || q.Level.Binding()) {
		return nil
	}
	c := proof.Catch{Requirement: q.ID, Verdict: q.Verdict}
	for _, s := range r.Specs {
		found := slices.ContainsFunc(s.Findings, func(f run.Finding) bool {
			return f.Requirement == q.ID && (f.Verdict == run.Fail || f.Verdict == run.Warn && q.Verdict == run.Warn)
		})
		if found && slices.Contains(s.Requirements, q.ID) && (s.Verdict == run.Fail || s.Verdict == run.Warn) {
			c.Checks = append(c.Checks, s.ID)
		}
	}
	if len(c.Checks) == 0 {
		return nil
	}
	return &c
}

// cascade explains requirements that stay open because others failed.
type cascade struct {
	run   *run.Run
	never bool // the run could not start: what failed is why nothing else was tried
}

var ids = regexp.MustCompile(`[A-Z0-9]{3}(?:-[A-Za-z0-9]+)+`)

// explains tells whether the reason of a requirement that was not exercised
// names one that failed, or one that stays open for such a reason; or whether
// a check of it ended early because of another requirement's failure.
func (c cascade) explains(q run.RequirementResult, asked map[string]bool) bool {
	if c.never {
		return true
	}
	asked[q.ID] = true
	for _, id := range ids.FindAllString(q.Reason, -1) {
		if c.failed(id) {
			return true
		}
		if next, ok := c.result(id); ok && !asked[id] && next.Verdict == run.NotExercised && c.explains(next, asked) {
			return true
		}
	}
	return slices.ContainsFunc(q.Specs, func(id string) bool {
		s, ok := c.run.Spec(id)
		return ok && s.Verdict == run.Fail &&
			slices.ContainsFunc(s.Findings, func(f run.Finding) bool { return c.failed(f.Requirement) })
	})
}

func (c cascade) result(id string) (run.RequirementResult, bool) {
	i := slices.IndexFunc(c.run.Requirements, func(q run.RequirementResult) bool { return q.ID == id })
	if i < 0 {
		return run.RequirementResult{}, false
	}
	return c.run.Requirements[i], true
}

func (c cascade) failed(id string) bool {
	q, ok := c.result(id)
	return ok && (q.Verdict == run.Fail || q.Verdict == run.Warn)
}
