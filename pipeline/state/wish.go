package state

import "maat/pipeline/instant"

// WishKind is what a person asks for, by themselves or through who helps them.
type WishKind uint8

// The kinds. WishOpen is none of a person's own: it tells whether the link that
// opens their page was used before.
const (
	WishSee WishKind = 1 + iota
	WishOptOut
	WishOptIn
	WishObject
	WishUnobject
	WishWithdraw
	WishCorrect
	WishErase
	WishOpen
)

var wishNames = [...]string{WishSee: "see", WishOptOut: "opt_out", WishOptIn: "opt_in", WishObject: "object", WishUnobject: "unobject",
	WishWithdraw: "withdraw", WishCorrect: "correct", WishErase: "erase", WishOpen: "open"}

// Known says that it is one of the kinds.
func (k WishKind) Known() bool { return k >= WishSee && k <= WishOpen }

// String is the kind's word; empty where it is not known.
func (k WishKind) String() string {
	if !k.Known() {
		return ""
	}
	return wishNames[k]
}

// ParseWishKind finds a kind by its word.
func ParseWishKind(s string) (WishKind, bool) {
	for k := WishSee; k <= WishOpen; k++ {
		if wishNames[k] == s {
			return k, true
		}
	}
	return 0, false
}

// Wish is what a person asks of the owner of their partition. Whoever asks is
// answered under Reply, a public key of theirs that they made for this answer
// alone.
type Wish struct {
	ID      string       `cbor:"1,keyasint"`
	Kind    WishKind     `cbor:"2,keyasint"`
	Subject string       `cbor:"3,keyasint,omitempty"` // of WishCorrect: the identifier, for the event that is made
	Purpose string       `cbor:"4,keyasint,omitempty"` // of WishWithdraw
	Fields  []GivenField `cbor:"5,keyasint,omitempty"` // of WishCorrect
	Nonce   []byte       `cbor:"6,keyasint,omitempty"` // of WishOpen
	Expires instant.Time `cbor:"7,keyasint,omitempty"` // of WishOpen
	By      string       `cbor:"8,keyasint,omitempty"` // a principal, or "person"
	After   uint64       `cbor:"9,keyasint,omitempty"` // of WishSee: what is held is told from behind this order of arrival on
	Reply   []byte       `cbor:"10,keyasint"`
}

// GivenField is one field that the person gives, or takes back by null.
type GivenField struct {
	_     struct{} `cbor:",toarray"`
	Path  string
	Value []byte // JSON
}
