package state

import (
	"slices"

	"maat/pipeline/instant"
)

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
	Subject string       `cbor:"3,keyasint,omitempty"`  // of WishCorrect: the identifier, for the event that is made
	Purpose string       `cbor:"4,keyasint,omitempty"`  // of WishWithdraw
	Fields  []GivenField `cbor:"5,keyasint,omitempty"`  // of WishCorrect
	Nonce   []byte       `cbor:"6,keyasint,omitempty"`  // of WishOpen
	Expires instant.Time `cbor:"7,keyasint,omitempty"`  // of WishOpen
	By      string       `cbor:"8,keyasint,omitempty"`  // a principal, or "person"
	After   uint64       `cbor:"9,keyasint,omitempty"`  // of WishSee: what is held is told from behind this order of arrival on
	Waited  bool         `cbor:"11,keyasint,omitempty"` // of WishSee: for a history that was on its way
	Reply   []byte       `cbor:"10,keyasint"`
}

// GivenField is one field that the person gives, or takes back by null.
type GivenField struct {
	_     struct{} `cbor:",toarray"`
	Path  string
	Value []byte // JSON
}

// Wished is a wish that was obeyed: asked again under the same id it is answered
// and not obeyed again.
type Wished struct {
	ID      ID           `cbor:"1,keyasint"`
	Kind    WishKind     `cbor:"2,keyasint"`
	At      instant.Time `cbor:"3,keyasint"`
	Receipt []byte       `cbor:"4,keyasint,omitempty"` // what was answered, but what had left: that stands in Forwards
}

// Opened is a link that was opened.
type Opened struct {
	Nonce   ID           `cbor:"1,keyasint"` // hashed
	Expires instant.Time `cbor:"2,keyasint"`
	Wish    ID           `cbor:"3,keyasint"` // by which: asked again it is answered alike
}

// Bounds of what is remembered of wishes.
const (
	WishesAge = instant.Day
	WishesMax = 64
	OpenedMax = 64
)

// WishID hashes the id of a wish, which is none of an event's.
func WishID(id string) ID { return HashID("wish\x00" + id) }

// Obeyed finds a wish that was obeyed lately.
func (r *Row) Obeyed(id ID) (w Wished, ok bool) {
	i := slices.IndexFunc(r.Wishes, func(w Wished) bool { return w.ID == id })
	if i < 0 {
		return w, false
	}
	return r.Wishes[i], true
}

// Open remembers that a link was opened, and answers whether it had been: by
// another wish, or it is over. Where more are open than can be remembered it
// counts as used.
func (r *Row) Open(o Opened, now instant.Time) (used bool) {
	r.Opened = unexpired(r.Opened, now)
	i := slices.IndexFunc(r.Opened, func(e Opened) bool { return e.Nonce == o.Nonce })
	switch {
	case i >= 0:
		return r.Opened[i].Wish != o.Wish
	case o.Expires <= now, len(r.Opened) == OpenedMax:
		return true
	}
	r.Opened = append(r.Opened, o)
	return false
}

func unexpired(list []Opened, now instant.Time) []Opened {
	list = slices.DeleteFunc(list, func(o Opened) bool { return o.Expires <= now })
	if len(list) == 0 {
		return nil
	}
	return list
}

// wished adds what was wished of another subject, and the links that were opened
// of it.
func (r *Row) wished(from *Row) {
	for _, w := range from.Wishes {
		if _, known := r.Obeyed(w.ID); !known {
			r.Wishes = append(r.Wishes, w)
		}
	}
	slices.SortStableFunc(r.Wishes, func(a, b Wished) int { return cmpTime(a.At, b.At) })
	for _, o := range from.Opened {
		if !slices.Contains(r.Opened, o) {
			r.Opened = append(r.Opened, o)
		}
	}
}
