package sample

import (
	"time"

	"github.com/montcheck/montcheck/internal/proof"
	"github.com/montcheck/montcheck/internal/run"
)

// Proof is a proof with every outcome, over two seeds.
func Proof() *proof.Proof {
	p := &proof.Proof{
		Format: proof.Format, Tool: run.Tool{Version: "0.1.0", Go: "go1.26.8"}, Started: start,
		Ended:    start.Add(3 * time.Minute),
		Products: 100, Seeds: []int64{1, 2}, Jobs: 2,
	}
	for _, seed := range p.Seeds {
		add := func(t proof.Trial, flags string) {
			t.Seed, t.Tries, t.Duration = seed, 1, 2100*time.Millisecond
			t.Repeat = "montcheck certify --products 100" + flags
			p.Trials = append(p.Trials, t)
		}
		fault := proof.Trial{Subject: proof.Fault, Module: "content", Outcome: proof.Caught, Schema: true,
			Name: "content/late-member", Kind: "reordered",
			Does: "Writes InstantDelivery last.", Breaks: []string{"CNT-PRD-08"},
			Catches: []proof.Catch{
				{Requirement: "CNT-PRD-08", Verdict: run.Fail,
					Checks: []string{"content / every answer / gives members in order"}}}}
		add(proof.Trial{Subject: proof.Sound, Outcome: proof.Quiet, Does: "Does what the documents say."}, "")
		add(proof.Trial{Subject: proof.Variation, Name: "gzip", Does: "Compresses answers.", Outcome: proof.Quiet},
			" --variation gzip")
		add(proof.Trial{Subject: proof.Variation, Name: "slow", Does: "Takes its time.", Outcome: proof.Alarmed,
			Alarms: []proof.Alarm{
				{Requirement: "CNT-DELTA-09", Verdict: run.Fail,
					Reason: "The second answer differs."}}}, " --variation slow")
		add(fault, " --fault content/late-member")
		missed := fault
		missed.Name, missed.Kind, missed.Does, missed.Schema = "ekey/key-twice", "duplicated",
			"Gives a key to two orders.", false
		missed.Breaks = []string{"EKY-ADD-03"}
		missed.Catches = []proof.Catch{
			{Requirement: "EKY-ADD-03", Verdict: run.Fail,
				Checks: []string{"ekey / gives no key twice", "ekey / other"}}}
		if seed == 2 {
			missed.Outcome, missed.Catches, missed.Reason = proof.Missed, nil, "EKY-ADD-03: pass"
		}
		add(missed, " --fault ekey/key-twice")
		alarmed := fault
		alarmed.Name, alarmed.Kind, alarmed.Breaks, alarmed.Schema = "transport/open-door", "accepted",
			[]string{"MNT-AUTH-01"}, false
		alarmed.Catches = []proof.Catch{
			{Requirement: "MNT-AUTH-01", Verdict: run.Fail, Checks: []string{"transport / refuses"}}}
		alarmed.Alarms = []proof.Alarm{{Requirement: "CNT-VEN-01", Verdict: run.NotExercised, Reason: "no vendor"}}
		add(alarmed, " --fault transport/open-door")
	}
	settle(p)
	return p
}

// settle fills in what follows from the trials.
func settle(p *proof.Proof) {
	p.Requirements = nil
	for _, q := range [][2]string{{"MNT-AUTH-01", "transport"}, {"CNT-PRD-08", "content"}, {"CNT-VEN-01", "content"},
		{"EKY-ADD-03", "ekey"}} {
		p.Requirements = append(p.Requirements, proof.Requirement{ID: q[0], Module: q[1], Faults: p.Proved(q[0])})
	}
	p.Count()
}

// GoodProof is a proof without a miss and without an alarm.
func GoodProof() *proof.Proof {
	p := Proof()
	for i := range p.Trials {
		t := &p.Trials[i]
		t.Alarms, t.Reason = nil, ""
		if t.Outcome = proof.Quiet; t.Subject == proof.Fault {
			t.Outcome = proof.Caught
			t.Catches = []proof.Catch{{Requirement: t.Breaks[0], Verdict: run.Fail, Checks: []string{"a check"}}}
		}
	}
	settle(p)
	return p
}

// StoppedProof is a proof that was interrupted.
func StoppedProof() *proof.Proof {
	p := GoodProof()
	p.Stopped = "interrupted"
	p.Trials[len(p.Trials)-1].Outcome = proof.NotRun
	p.Trials[len(p.Trials)-1].Catches = nil
	settle(p)
	return p
}

// HostileProof has every text of a Proof hostile.
func HostileProof() *proof.Proof {
	bad := Script + Clear + Turn + "\xff\xfe\n\r\t\x00"
	p := Proof()
	p.Tool.Version, p.Stopped = bad, bad
	for i := range p.Trials {
		t := &p.Trials[i]
		t.Name, t.Module, t.Kind, t.Does, t.Breaks, t.Reason, t.Repeat = bad, bad, bad, bad, []string{bad}, bad, bad
		t.Catches = []proof.Catch{{Requirement: bad, Verdict: run.Fail, Checks: []string{bad}}}
		t.Alarms = []proof.Alarm{{Requirement: bad, Verdict: run.Verdict(bad), Reason: bad}}
	}
	settle(p)
	p.Requirements = append(p.Requirements, proof.Requirement{ID: bad, Module: bad, Faults: []string{bad}})
	return p
}
