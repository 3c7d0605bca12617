// Package event reads, and rebuilds, one event. An event is untrusted JSON: it
// is parsed strictly (I-JSON, RFC 7493) or not at all, looked at through a
// read-only View, and what leaves is built anew from the fields that a policy
// names. Nothing is copied through that no field names, so an unknown member,
// another spelling of a name or a second value of it cannot slip past.
package event

import "strconv"

// Limits of one event. What exceeds them is not read.
const (
	BytesMax   = 1 << 20 // bytes of the text, blanks included
	DepthMax   = 64      // objects and arrays inside each other; the event itself is the first
	MembersMax = 10_000  // members of one object
	ValuesMax  = 100_000 // values in all, objects and arrays counted too
)

// Codes of a Fault: the reason codes of guard intake.
const (
	CodeJSON          = "intake.json"           // not JSON, not an object, or a name with a control character
	CodeDuplicateName = "intake.duplicate_name" // two names of one object are the same, or would be to a careless reader
	CodeUTF8          = "intake.utf8"           // bytes that are not UTF-8
	CodeSurrogate     = "intake.surrogate"      // half of an escaped surrogate pair
	CodeDepth         = "intake.depth"          // deeper than DepthMax
	CodeSize          = "intake.size"           // longer than BytesMax
	CodeNumber        = "intake.number"         // a number that usual readers cannot hold
	CodeMembers       = "intake.members"        // more than MembersMax or ValuesMax
)

// Fault says why an event cannot be read: a Code of this package and the byte
// at which reading stopped. It never holds a part of the event.
type Fault struct {
	Code   string
	Offset int
}

var _ error = (*Fault)(nil)

func (f *Fault) Error() string { return f.Code + " at byte " + strconv.Itoa(f.Offset) }

// Kind is the type of a JSON value.
type Kind uint8

// The kinds of JSON.
const (
	Null Kind = 1 + iota
	Bool
	Number
	String
	Object
	Array
)

// View is a parsed event. It is read-only, keeps a copy of the bytes, and is
// safe to share between goroutines.
type View struct {
	src     string
	nodes   []node // in document order: a value, then all beneath it
	compact bool   // src is canonical already
}

// node is one value. The values beneath node i are those from i+1 up to its
// next; stepping from next to next walks the members of one container.
type node struct {
	key   string // unescaped name within an object; empty in arrays
	text  string // String: unescaped; Number: the literal
	start int32  // the value in src
	end   int32
	next  int32
	kind  Kind
	ascii bool // key has ASCII characters only
}
