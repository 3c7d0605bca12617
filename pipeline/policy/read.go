package policy

import (
	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// Facts finds in an event what the policy names: what it is, whose it is, when it occurred. fault is a reason code of guard intake, empty
// where the event can be judged.
func (p *Program) Facts(v *event.View, now instant.Time) (f guard.Facts, subject, fault string) {
	panic("not written yet")
}

// Takers are the destinations that take an event of the role, in written order.
func (p *Program) Takers(v *event.View, role state.Role) []*Destination { panic("not written yet") }

// Choice is what an event says of one consent category.
type Choice struct {
	Category string
	Choice   state.Choice
}

// Choices are the consents that an event carries, sorted by category.
func (p *Program) Choices(v *event.View) []Choice { panic("not written yet") }

// Expr is a compiled CEL expression over `event`.
type Expr struct{}

// Options is what Compile needs beside the text.
type Options struct {
	Table []guard.Kind
	// Key finds the key of `hmac: NAME`; ok is false where there is none.
	Key func(name string) (key []byte, ok bool)
}

// Compile turns the text of a policy into a Program. The error is Problems: all of them at once.
func Compile(file string, text []byte, o Options) (*Program, error) { panic("not written yet") }
