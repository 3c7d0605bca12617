// Package iab holds what the consent strings of IAB Tech Lab have in common: a
// reader of bits that stand in base64url, sets and ranges of vendors, and the
// Fault of a string that cannot be read. The strings themselves are read by the
// packages tcf, gpp and ac beneath it.
//
// Reading is strict, since a string that cannot be read is no grant, while one
// that is read wrongly may be: a character, a length, a bit or a number that the
// writer of a sound string would not have put there is a Fault. All is bounded
// by the length of the string, and nothing of it stands in a Fault.
package iab

import "strconv"

// The limits of a string.
const (
	BytesMax  = 64 << 10  // of a whole string: three lists of all vendors take half of it
	VendorMax = 1<<16 - 1 // the highest id that sixteen bits hold
	padMax    = 23        // bits behind the last field: the writers fill up to a multiple of 24
)

// Why a string cannot be read. The codes are bounded in number and say nothing
// about the person.
const (
	CodeCharset   = "charset"   // a character that does not belong there
	CodeLength    = "length"    // empty, or longer than BytesMax
	CodeTruncated = "truncated" // it ends before its last field
	CodeTrailing  = "trailing"  // something stands behind its last field
	CodeVersion   = "version"   // of a format that is not known
	CodeSegment   = "segment"   // one that is not known, comes twice, or is missing
	CodeRange     = "range"     // a range that is none, or beyond its own bounds
	CodeValue     = "value"     // a field holds what it cannot mean
	CodeAmbiguous = "ambiguous" // two ways of reading it fit, and they differ
)

// Fault says why a string cannot be read: a code of this package and the
// character at which reading stopped.
type Fault struct {
	Code   string
	Offset int
}

var _ error = (*Fault)(nil)

func (f *Fault) Error() string {
	return "consent string: " + f.Code + " at character " + strconv.Itoa(f.Offset)
}

// Moved is the same fault in a string that has n characters more in front.
func (f *Fault) Moved(n int) *Fault {
	if f == nil {
		return nil
	}
	return &Fault{f.Code, f.Offset + n}
}

// Sized refuses what is empty or too long to be looked at.
func Sized(s string) *Fault {
	if s == "" || len(s) > BytesMax {
		return &Fault{CodeLength, min(len(s), BytesMax)}
	}
	return nil
}
