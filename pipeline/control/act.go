package control

import (
	"fmt"
	"slices"
)

// Act is what a person does by an entry of the control topic.
type Act uint8

// The acts. All but the last three are about a proposal.
const (
	Propose  Act = 1 + iota // a policy, with its tests and the answers to the three questions; or shadow
	Approve                 // by somebody else
	Reject                  // for good
	Activate                // now or at a time
	Rollback                // to a version that was in force before
	Halt                    // one destination, or all
	Resume                  // likewise
	Shadow                  // on: what was proposed and approved; off: at once
)

var actNames = []string{Propose: "propose", Approve: "approve", Reject: "reject", Activate: "activate", Rollback: "rollback", Halt: "halt", Resume: "resume", Shadow: "shadow"}

// String is the word in an entry.
func (a Act) String() string { return nameOf(actNames, int(a)) }

// MarshalText is String, of a known act.
func (a Act) MarshalText() ([]byte, error) {
	if a == 0 || int(a) >= len(actNames) {
		return nil, fmt.Errorf("control: act %d is not known", a)
	}
	return []byte(actNames[a]), nil
}

// UnmarshalText reads String.
func (a *Act) UnmarshalText(text []byte) error {
	i := slices.Index(actNames, string(text))
	if i <= 0 {
		return fmt.Errorf("control: the act is not known")
	}
	*a = Act(i)
	return nil
}

// Role is what a principal may do.
type Role uint8

// The roles. A viewer only looks, and a privacy officer acts for persons, which
// is not told on the control topic.
const (
	Viewer Role = 1 + iota
	Editor
	Approver
	PrivacyOfficer
	Operator
)

var roleNames = []string{Viewer: "viewer", Editor: "editor", Approver: "approver", PrivacyOfficer: "privacy_officer", Operator: "operator"}

// String is the word in the file of principals.
func (r Role) String() string { return nameOf(roleNames, int(r)) }

func nameOf(names []string, i int) string {
	if i <= 0 || i >= len(names) {
		return "invalid"
	}
	return names[i]
}

// Roles are those of which one is needed for an act. Whoever takes protection
// away needs a second person besides; a halt needs nobody else.
func (a Act) Roles() []Role {
	switch a {
	case Propose:
		return []Role{Editor, Operator}
	case Approve, Reject:
		return []Role{Approver}
	case Activate:
		return []Role{Editor, Approver, Operator}
	case Rollback, Shadow:
		return []Role{Approver, Operator}
	case Halt, Resume:
		return []Role{Operator}
	}
	return nil
}
