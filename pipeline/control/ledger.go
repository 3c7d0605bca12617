package control

import (
	"errors"
	"slices"

	"maat/pipeline/guard"
	"maat/pipeline/instant"
)

// ClockMax is how far the time in an entry may be from the broker's.
const ClockMax = 5 * instant.Minute

// Head is a place in the chain: how many entries it has, and the last one's hash.
type Head struct {
	Seq  uint64
	Hash Hash
}

// Taken is an entry that counts.
type Taken struct {
	Entry
	Hash Hash
	At   instant.Time // when the broker appended it
}

// Ledger is what the entries of one control topic add up to. Entries that do not
// count are not in the chain: the same topic and the same principals give the
// same ledger, wherever and whenever it is read.
type Ledger struct {
	principals  *Principals
	genesis     Hash
	entries     []Taken
	halts       guard.Halts
	proposals   []*Proposal   // in the order of their numbers
	activations []*Activation // in the order in which they come into force
}

// NewLedger is the ledger of a pipeline before its first entry.
func NewLedger(pipeline string, principals *Principals) *Ledger {
	return &Ledger{principals: principals, genesis: Genesis(pipeline), halts: guard.NoHalts()}
}

// Take takes the next line of the topic, which the broker appended at a time.
// The error is a *Refusal, and then nothing has changed.
func (l *Ledger) Take(line []byte, at instant.Time) (Taken, error) {
	if len(l.principals.All()) == 0 {
		return Taken{}, &Refusal{Reason: Unconfigured}
	}
	e, hash, err := Read(line)
	if err != nil {
		return Taken{}, err
	}
	if reason := l.refuses(&e, hash, at); reason != 0 {
		return Taken{}, e.refused(reason)
	}
	t := Taken{Entry: e, Hash: hash, At: at}
	l.entries = append(l.entries, t)
	l.obey(&t)
	return t, nil
}

func (e *Entry) refused(reason Reason) *Refusal {
	return &Refusal{Reason: reason, Act: e.Act, By: e.By, Proposal: e.Proposal}
}

// Next makes an entry the next one of the chain, and says what Take will say of
// it: before it is signed, and so without a signature. The error is a *Refusal.
func (l *Ledger) Next(e Entry, at instant.Time) (Entry, error) {
	head := l.Head()
	e.Seq, e.Prev, e.Time = head.Seq+1, head.Hash, at
	if !e.wellFormed() {
		return e, e.refused(Unreadable)
	}
	if reason := l.forbids(&e, at); reason != 0 {
		return e, e.refused(reason)
	}
	return e, nil
}

// refuses is why an entry has no effect; 0: it has.
func (l *Ledger) refuses(e *Entry, hash Hash, at instant.Time) Reason {
	if reason := l.distrusts(e, at); reason != 0 {
		return reason
	}
	head := l.Head()
	switch {
	case e.Seq <= head.Seq && l.entries[e.Seq-1].Hash == hash:
		return Replayed
	case e.Time.Sub(at) > ClockMax || at.Sub(e.Time) > ClockMax:
		return ClockOff
	case e.Seq != head.Seq+1 || e.Prev != head.Hash:
		return Stale
	}
	return l.forbids(e, at)
}

// distrusts is why an entry is not known to be of whom it names.
func (l *Ledger) distrusts(e *Entry, at instant.Time) Reason {
	signs := e.By
	if e.Via != "" {
		signs = e.Via
	}
	holder, ok := l.principals.Find(signs)
	if !ok {
		return UnknownPrincipal
	}
	signer, ok := holder.signer(e.Key)
	if !ok {
		return UnknownKey
	}
	message, err := e.message()
	switch {
	case err != nil || !signer.Key.verify(message, e.Signature):
		return BadSignature
	case !holder.standing(at) || !during(signer.From, signer.Until, at):
		return Revoked
	case e.Via != "" && !holder.OnBehalf:
		return NotOnBehalf
	}
	return 0
}

// forbids is why the act may not be done by this principal, or not now.
func (l *Ledger) forbids(e *Entry, at instant.Time) Reason {
	by, ok := l.principals.Find(e.By)
	switch {
	case len(l.principals.All()) == 0:
		return Unconfigured
	case !ok:
		return UnknownPrincipal
	case !by.standing(at):
		return Revoked
	case !by.May(e.Act, at) || e.Act == Propose && e.Shadow == "" && !by.Has(Editor, at): // an operator may ask for shadow
		return WrongRole
	}
	return l.misplaced(e, at)
}

// Head is the end of the chain.
func (l *Ledger) Head() Head {
	if n := len(l.entries); n > 0 {
		return Head{uint64(n), l.entries[n-1].Hash}
	}
	return Head{Hash: l.genesis}
}

// Contains says that the chain went through a place.
func (l *Ledger) Contains(seq uint64, hash Hash) bool {
	return seq == 0 || seq <= uint64(len(l.entries)) && l.entries[seq-1].Hash == hash
}

// Halts are what stands.
func (l *Ledger) Halts() guard.Halts { return l.halts }

// Principals are who may act here.
func (l *Ledger) Principals() *Principals { return l.principals }

// Entries are all that counted, in order.
func (l *Ledger) Entries() []Taken { return slices.Clone(l.entries) }

// Clone is a ledger of its own: taking more changes one of the two.
func (l *Ledger) Clone() *Ledger {
	c := *l
	c.entries = slices.Clip(l.entries)
	c.proposals = make([]*Proposal, len(l.proposals))
	same := map[*Proposal]*Proposal{}
	for i, p := range l.proposals {
		q := *p
		q.Approvals = slices.Clone(p.Approvals)
		c.proposals[i], same[p] = &q, &q
	}
	c.activations = make([]*Activation, len(l.activations))
	for i, a := range l.activations {
		b := *a
		b.Proposal = same[a.Proposal]
		c.activations[i] = &b
	}
	return &c
}

// IsStale says that an entry lost a race: on the new head it may be right.
func IsStale(err error) bool {
	r, ok := errors.AsType[*Refusal](err)
	return ok && r.Reason == Stale
}
