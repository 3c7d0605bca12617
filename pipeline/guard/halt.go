package guard

import "maps"

// Halt is what a person decided for a destination.
type Halt uint8

// Running is the normal state.
const (
	Running Halt = 1 + iota
	HaltDrop
	HaltHold
)

// String is the word in logs.
func (h Halt) String() string {
	switch h {
	case Running:
		return "resume"
	case HaltDrop:
		return "drop"
	case HaltHold:
		return "hold"
	}
	return "invalid"
}

// Shadow is what a person decided about the whole policy.
type Shadow uint8

// AsWritten is the state before the first control: what the policy itself says.
const (
	AsWritten Shadow = 1 + iota
	InShadow
	Enforced
)

// String is the word in logs.
func (s Shadow) String() string {
	switch s {
	case AsWritten:
		return "as_written"
	case InShadow:
		return "on"
	case Enforced:
		return "off"
	}
	return "invalid"
}

// Halts is what people decided: what stands for every destination, and whether
// the policy is in shadow. The zero value is not valid: begin with NoHalts.
type Halts struct {
	all    Halt
	each   map[string]Halt
	shadow Shadow
}

// NoHalts is the state before the first control.
func NoHalts() Halts { return Halts{all: Running, shadow: AsWritten} }

// Shaded answers the state after a control that puts the policy in shadow, or
// has it enforced. It stands until the next one, whatever policy comes.
func (h Halts) Shaded(s Shadow) Halts {
	h.shadow = s
	return h
}

// Dark says that the whole policy is in shadow; written is what it says itself.
func (h Halts) Dark(written bool) bool {
	return h.shadow == InShadow || h.shadow == AsWritten && written
}

// All is the name under which a control speaks of every destination.
const All = "*"

// With answers the state after a control; "*" overrules what was said of single
// destinations before.
func (h Halts) With(destination string, halt Halt) Halts {
	if destination == All {
		return Halts{all: halt, shadow: h.shadow}
	}
	each := maps.Clone(h.each)
	if each == nil {
		each = map[string]Halt{}
	}
	each[destination] = halt
	return Halts{all: h.all, each: each, shadow: h.shadow}
}

// For answers what stands for a destination.
func (h Halts) For(destination string) Halt {
	if halt, ok := h.each[destination]; ok {
		return halt
	}
	return h.all
}

// Running says that nothing is halted.
func (h Halts) Running() bool {
	for _, halt := range h.each {
		if halt != Running {
			return false
		}
	}
	return h.all == Running
}

// Equal says that two states are the same.
func (h Halts) Equal(other Halts) bool {
	return h.all == other.all && h.shadow == other.shadow && maps.Equal(h.each, other.each)
}
