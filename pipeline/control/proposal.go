package control

import (
	"cmp"
	"slices"

	"maat/pipeline/guard"
	"maat/pipeline/instant"
)

// Proposal is a policy that somebody proposed, or shadow, with what others said.
type Proposal struct {
	Taken                // the entry that proposed it; its Seq is the number, its Hash the digest
	Approvals []Approval // those that stand: given since it was last used
	Rejected  *Approval  // who, and when
	Replaced  uint64     // by the proposal of this number
	Used      bool       // its shadow was switched on
}

// Approval is a word of somebody about a proposal.
type Approval struct {
	Seq    uint64
	By     string
	At     instant.Time
	Passed int // tests
	Reason string
}

// Activation is a policy that is in force from a time on.
type Activation struct {
	Proposal *Proposal
	Seq      uint64
	By       string
	At       instant.Time // when it was ordered
	From     instant.Time
	Now      bool // from the order on, whatever a clock says
	Rollback bool
	Reason   string
}

// Begun says that the activation has come into force, by a clock.
func (a *Activation) Begun(now instant.Time) bool { return a.Now || a.From <= now }

// Status is what a proposal is at a moment.
type Status uint8

// The states of a proposal.
const (
	Open Status = 1 + iota
	Approved
	Scheduled
	Active
	Past // it was in force, or its shadow was switched on
	WasRejected
	WasReplaced
)

var statusNames = []string{Open: "open", Approved: "approved", Scheduled: "scheduled", Active: "in force", Past: "past", WasRejected: "rejected", WasReplaced: "replaced"}

// String is the word for people.
func (s Status) String() string { return nameOf(statusNames, int(s)) }

// Proposals are all of them, in the order of their numbers. They belong to the
// ledger, and must not be changed.
func (l *Ledger) Proposals() []*Proposal { return slices.Clone(l.proposals) }

// Proposal is one by its number.
func (l *Ledger) Proposal(number uint64) (*Proposal, bool) {
	i, ok := slices.BinarySearchFunc(l.proposals, number, func(p *Proposal, n uint64) int { return cmp.Compare(p.Seq, n) })
	if !ok {
		return nil, false
	}
	return l.proposals[i], true
}

// Activations are all that came into force and all that are to, in the order of
// their times. They belong to the ledger.
func (l *Ledger) Activations() []*Activation { return slices.Clone(l.activations) }

// InForce is the activation that holds at a moment.
func (l *Ledger) InForce(now instant.Time) (*Activation, bool) {
	for _, a := range slices.Backward(l.activations) {
		if a.Begun(now) {
			return a, true
		}
	}
	return nil, false
}

// Status is what a proposal is at a moment.
func (l *Ledger) Status(p *Proposal, now instant.Time) Status {
	inForce, ok := l.InForce(now)
	waits := slices.ContainsFunc(l.activations, func(a *Activation) bool { return a.Proposal == p && !a.Begun(now) })
	switch {
	case ok && inForce.Proposal == p:
		return Active
	case p.Rejected != nil:
		return WasRejected
	case p.Replaced != 0:
		return WasReplaced
	case waits:
		return Scheduled
	case len(p.Approvals) > 0:
		return Approved
	case p.Used || l.was(p, now):
		return Past
	}
	return Open
}

// was says that a proposal has been in force, or is.
func (l *Ledger) was(p *Proposal, now instant.Time) bool {
	return slices.ContainsFunc(l.activations, func(a *Activation) bool { return a.Proposal == p && a.Begun(now) })
}

// misplaced is why an act does not fit what stands.
func (l *Ledger) misplaced(e *Entry, at instant.Time) Reason {
	switch {
	case e.Act == Propose:
		return l.unfit(e, at)
	case e.Proposal == 0: // a halt, a resume, an end of shadow: never in need of anything
		return 0
	}
	p, ok := l.Proposal(e.Proposal)
	switch {
	case !ok:
		return NoProposal
	case p.Hash != e.Digest:
		return OtherDigest
	case p.Rejected != nil || p.Replaced != 0 || p.Shadow != "" && p.Used:
		return Closed
	}
	switch e.Act {
	case Approve:
		return l.unapprovable(e, p, at)
	case Reject:
		if l.holds(p, at) {
			return InForce
		}
	case Activate, Rollback, Shadow:
		return l.inactive(e, p, at)
	case Propose, Halt, Resume:
	}
	return 0
}

func (l *Ledger) holds(p *Proposal, at instant.Time) bool {
	now, ok := l.InForce(at)
	return ok && now.Proposal == p
}

// unfit is why something cannot be proposed.
func (l *Ledger) unfit(e *Entry, at instant.Time) Reason {
	if e.Replaces != 0 {
		p, ok := l.Proposal(e.Replaces)
		switch {
		case !ok || p.Shadow != "":
			return NoProposal
		case p.Rejected != nil || p.Replaced != 0 || l.was(p, at):
			return Closed
		}
	}
	if a := e.Answers; e.Shadow == "" && (a == nil || a.Relevant == "" || a.Clear == "" || a.Like == "") {
		return Unanswered
	}
	return 0
}

func (l *Ledger) unapprovable(e *Entry, p *Proposal, at instant.Time) Reason {
	switch {
	case e.By == p.By:
		return OwnProposal
	case l.holds(p, at):
		return InForce
	case slices.ContainsFunc(p.Approvals, func(a Approval) bool { return a.By == e.By }):
		return ApprovedAlready
	}
	return 0
}

// inactive is why a proposal cannot come into force. Who proposed it and who
// approved it are two persons always; of a version that was in force before, who
// approved going back and who goes back.
func (l *Ledger) inactive(e *Entry, p *Proposal, at instant.Time) Reason {
	switch {
	case (e.Act == Shadow) != (p.Shadow != ""):
		return NotShadow
	case l.holds(p, at):
		return InForce
	case e.Act == Activate && l.was(p, at):
		return WasInForce
	case e.Act == Rollback && !l.was(p, at):
		return NeverInForce
	case len(p.Approvals) == 0:
		return NotApproved
	case e.Act == Rollback && !slices.ContainsFunc(p.Approvals, func(a Approval) bool { return a.By != e.By }):
		return SamePerson
	}
	return 0
}

// obey carries out an entry that counts.
func (l *Ledger) obey(t *Taken) {
	p, _ := l.Proposal(t.Proposal)
	said := Approval{Seq: t.Seq, By: t.By, At: t.At, Passed: t.Passed, Reason: t.Reason}
	switch t.Act {
	case Propose:
		l.proposals = append(l.proposals, &Proposal{Taken: *t})
		if old, ok := l.Proposal(t.Replaces); ok {
			old.Replaced, old.Approvals = t.Seq, nil
			l.cancel(t.At, func(a *Activation) bool { return a.Proposal == old })
		}
	case Approve:
		p.Approvals = append(p.Approvals, said)
	case Reject:
		p.Rejected, p.Approvals = &said, nil
		l.cancel(t.At, func(a *Activation) bool { return a.Proposal == p })
	case Activate, Rollback:
		l.activate(t, p)
	case Halt, Resume:
		l.halts = l.halts.With(t.Destination, map[string]guard.Halt{"": guard.Running, "drop": guard.HaltDrop, "hold": guard.HaltHold}[t.Action])
	case Shadow:
		if t.Entry.Shadow == "off" {
			l.halts = l.halts.Shaded(guard.Enforced)
			return
		}
		p.Used, p.Approvals = true, nil
		l.halts = l.halts.Shaded(guard.InShadow)
	}
}

// activate puts a policy in force. The approvals are used by it. A rollback
// calls off what was to come: who goes back does not want it to come all the
// same.
func (l *Ledger) activate(t *Taken, p *Proposal) {
	a := &Activation{Proposal: p, Seq: t.Seq, By: t.By, At: t.At, From: t.From, Rollback: t.Act == Rollback, Reason: t.Reason}
	if a.Now = a.From <= t.At; a.Now {
		a.From = t.At
	}
	p.Approvals = nil
	l.cancel(t.At, func(other *Activation) bool { return a.Rollback || other.Proposal == p })
	l.activations = append(l.activations, a)
	slices.SortStableFunc(l.activations, func(x, y *Activation) int { return cmp.Compare(x.From, y.From) })
}

// cancel calls off activations that have not begun.
func (l *Ledger) cancel(at instant.Time, which func(*Activation) bool) {
	l.activations = slices.DeleteFunc(l.activations, func(a *Activation) bool { return !a.Begun(at) && which(a) })
}
