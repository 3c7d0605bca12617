package control

import (
	"errors"
	"fmt"
)

// Reason is why an entry has no effect.
type Reason uint8

// The reasons: first those of what cannot be trusted, then those of the chain,
// then those of the act.
const (
	Unreadable       Reason = 1 + iota // no entry in its one form
	Oversized                          // longer than LineMax
	Unconfigured                       // no principals are known
	UnknownPrincipal                   // nobody of this name
	UnknownKey                         // the principal has no such key
	BadSignature                       // it was changed, or signed by somebody else
	Revoked                            // the principal, or the key, was
	NotOnBehalf                        // the key may only sign for its own principal
	ClockOff                           // its time is not that of the broker
	Replayed                           // it stands on the topic already
	Stale                              // somebody else was first, or the topic forked
	WrongRole                          // the principal may not do this
	NoProposal                         // there is none of this number
	OtherDigest                        // it is not what was proposed
	Unanswered                         // one of the three questions is not
	OwnProposal                        // nobody approves their own
	Closed                             // rejected, replaced, or used already
	InForce                            // the version is in force
	ApprovedAlready                    // by the same person
	NotApproved                        // by somebody else
	WasInForce                         // going back to it is a rollback
	NeverInForce                       // there is nothing to go back to
	SamePerson                         // who rolls back approved it
	NotShadow                          // the act is for a policy, or for a shadow, and this is the other
)

var reasonNames = []string{
	Unreadable: "unreadable", Oversized: "oversized", Unconfigured: "unconfigured", UnknownPrincipal: "unknown_principal", UnknownKey: "unknown_key",
	BadSignature: "bad_signature", Revoked: "revoked", NotOnBehalf: "not_on_behalf", ClockOff: "clock_off", Replayed: "replayed", Stale: "stale",
	WrongRole: "wrong_role", NoProposal: "no_proposal", OtherDigest: "other_digest", Unanswered: "unanswered", OwnProposal: "own_proposal", Closed: "closed",
	InForce: "in_force", ApprovedAlready: "approved_already", NotApproved: "not_approved", WasInForce: "was_in_force", NeverInForce: "never_in_force",
	SamePerson: "same_person", NotShadow: "not_shadow",
}

// String is the word in logs and metrics.
func (r Reason) String() string { return nameOf(reasonNames, int(r)) }

// Reasons are all of them.
func Reasons() (all []Reason) {
	for r := range Reason(len(reasonNames)) {
		if r > 0 {
			all = append(all, r)
		}
	}
	return all
}

var reasonWords = []string{
	Unreadable:       "the entry cannot be read: it is not one canonical JSON line with what its act needs",
	Oversized:        "the entry is larger than 1 MiB",
	Unconfigured:     "no principals are known here: set control.principals_file",
	UnknownPrincipal: "no such principal stands in the file of principals",
	UnknownKey:       "the principal has no such key in the file of principals",
	BadSignature:     "the signature is not that of the key over this entry",
	Revoked:          "the principal or the key was revoked before",
	NotOnBehalf:      "the key signs on behalf of somebody else, which its principal may not",
	ClockOff:         "the time in the entry and the broker's differ by more than 5 minutes: a clock is off, or the entry is an old one",
	Replayed:         "the entry stands on the topic already",
	Stale:            "the entry does not follow on the last one: somebody else was first, or the topic was forked",
	WrongRole:        "the principal has no role that may do this",
	NoProposal:       "there is no proposal of this number",
	OtherDigest:      "the digest is not that of the proposal: look at it again",
	Unanswered:       "the three questions are to be answered: is it relevant for the customer, is it clear why they get it, would I like to get it myself",
	OwnProposal:      "nobody approves their own proposal",
	Closed:           "the proposal was rejected, replaced or used already: make a new one",
	InForce:          "this version is in force",
	ApprovedAlready:  "the same person has approved it already",
	NotApproved:      "no approval by another person stands: one is good for one activation",
	WasInForce:       "this version was in force before: to go back to it, have it approved anew and roll back",
	NeverInForce:     "this version was never in force: activate it",
	SamePerson:       "who approved going back may not roll back as well: it takes two",
	NotShadow:        "a policy is activated or rolled back to, and a shadow switched on: this is the other",
}

// Refusal is an entry that has no effect, and why.
type Refusal struct {
	Reason   Reason
	Act      Act    // 0: it cannot be read
	By       string // likewise empty
	Proposal uint64 // 0: it is about none
}

func (r *Refusal) Error() string {
	words := "invalid"
	if int(r.Reason) < len(reasonWords) {
		words = reasonWords[r.Reason]
	}
	switch {
	case r.Act == 0:
		return words
	case r.Proposal == 0:
		return fmt.Sprintf("%s by %s: %s", r.Act, r.By, words)
	}
	return fmt.Sprintf("%s of proposal %d by %s: %s", r.Act, r.Proposal, r.By, words)
}

// RefusedFor is the reason of a Refusal; 0 where the error is none.
func RefusedFor(err error) Reason {
	if r, ok := errors.AsType[*Refusal](err); ok {
		return r.Reason
	}
	return 0
}
