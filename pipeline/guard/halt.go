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

// Halts is what stands for every destination. The zero value is not valid:
// begin with NoHalts.
type Halts struct {
	all  Halt
	each map[string]Halt
}

// NoHalts is the state before the first control.
func NoHalts() Halts { return Halts{all: Running} }

// All is the name under which a control speaks of every destination.
const All = "*"

// With answers the state after a control; "*" overrules what was said of single
// destinations before.
func (h Halts) With(destination string, halt Halt) Halts {
	if destination == All {
		return Halts{all: halt}
	}
	each := maps.Clone(h.each)
	if each == nil {
		each = map[string]Halt{}
	}
	each[destination] = halt
	return Halts{all: h.all, each: each}
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

// Equal says that two states are the same for every destination.
func (h Halts) Equal(other Halts) bool {
	return h.all == other.all && maps.Equal(h.each, other.each)
}
