package gpp

import (
	"strings"

	"maat/pipeline/iab"
)

// layout is how the core segment of a section of the United States is laid out.
// All begin with a version and notices; then come the choices, in one order.
type layout struct {
	name             string
	notices          int // what the person was told about
	shares, targets  bool
	sensitive, child int // categories
	other            bool
	tail             tail
	late             bool // by the newer plan, with the agreement in front and sensitive data in a segment of its own
}

// tail is what may follow the core segment.
type tail uint8

const (
	nothing tail = 1 + iota
	gpc
	sensitive
)

// layouts are the sections by id. The newer plan of the last four has a header
// of its own in the text of the framework and none in what its library writes;
// only the latter is read, and the former is a version that is not known.
var layouts = map[int]layout{
	7:  {name: "usnat", notices: 6, shares: true, targets: true, sensitive: 16, child: 3, other: true, tail: gpc},
	8:  {name: "usca", notices: 3, shares: true, sensitive: 9, child: 2, other: true, tail: gpc},
	9:  {name: "usva", notices: 3, targets: true, sensitive: 8, child: 1, tail: nothing},
	10: {name: "usco", notices: 3, targets: true, sensitive: 7, child: 1, tail: gpc},
	11: {name: "usut", notices: 4, targets: true, sensitive: 8, child: 1, tail: nothing},
	12: {name: "usct", notices: 3, targets: true, sensitive: 8, child: 3, tail: gpc},
	13: {name: "usfl", notices: 3, targets: true, sensitive: 8, child: 3, other: true, tail: nothing},
	14: {name: "usmt", notices: 3, targets: true, sensitive: 8, child: 3, other: true, tail: gpc},
	15: {name: "usor", notices: 3, targets: true, sensitive: 11, child: 3, other: true, tail: gpc},
	16: {name: "ustx", notices: 3, targets: true, sensitive: 8, child: 1, other: true, tail: gpc},
	17: {name: "usde", notices: 3, targets: true, sensitive: 9, child: 5, other: true, tail: gpc},
	18: {name: "usia", notices: 4, targets: true, sensitive: 8, child: 1, tail: gpc},
	19: {name: "usne", notices: 3, targets: true, sensitive: 8, child: 1, other: true, tail: gpc},
	20: {name: "usnh", notices: 3, targets: true, sensitive: 8, child: 3, other: true, tail: gpc},
	21: {name: "usnj", notices: 3, targets: true, sensitive: 10, child: 5, other: true, tail: gpc},
	22: {name: "ustn", notices: 3, targets: true, sensitive: 8, child: 1, other: true, tail: gpc},
	23: {name: "usmn", notices: 3, targets: true, sensitive: 8, child: 1, other: true, tail: gpc},
	24: {name: "usmd", notices: 3, targets: true, other: true, tail: gpc, late: true},
	25: {name: "usin", notices: 3, targets: true, child: 1, other: true, tail: sensitive, late: true},
	26: {name: "usky", notices: 3, targets: true, child: 1, other: true, tail: sensitive, late: true},
	27: {name: "usri", notices: 3, targets: true, child: 1, other: true, tail: sensitive, late: true},
}

// The national section had fewer categories at first, and its version was not
// always raised with them: the length tells.
const (
	sectionNation     = 7
	nationVersionMax  = 2
	shortCharsMax     = 11
	shortSensitive    = 12
	shortChild        = 2
	segmentGPC        = 1
	agreement         = 3 // fields about the agreement between businesses, behind the choices
	agreementLate     = 2 // the same, in front of them
	sensitiveSegments = 8 // categories in a segment of their own
)

func (l layout) read(id int, s string) (*US, *iab.Fault) {
	core, rest, more := strings.Cut(s, ".")
	r, versionMax := iab.NewReader(core), 1
	if id == sectionNation {
		if len(core) <= shortCharsMax {
			l.sensitive, l.child = shortSensitive, shortChild
		} else {
			versionMax = nationVersionMax
		}
	}
	u := &US{ID: id, Name: l.name, Version: r.Int(6), Sharing: Unsaid, Targeted: Unsaid, Other: Unsaid}
	r.Want(u.Version >= 1 && u.Version <= versionMax, iab.CodeVersion)
	l.core(r, u)
	if fault := r.End(); fault != nil {
		return nil, fault
	}
	if !more {
		return u, nil
	}
	r = iab.NewReader(rest)
	l.tail.read(r, u)
	if fault := r.End(); fault != nil {
		return nil, fault.Moved(len(core) + 1)
	}
	return u, nil
}

// core reads the fields behind the version. What the person was told, and what
// the businesses agreed on, is read for its soundness alone.
func (l layout) core(r *iab.Reader, u *US) {
	if l.late {
		choices(r, agreementLate)
	}
	choices(r, l.notices)
	u.Sale = choice(r)
	if l.shares {
		u.Sharing = choice(r)
	}
	if l.targets {
		u.Targeted = choice(r)
	}
	u.Sensitive, u.Child = choices(r, l.sensitive), choices(r, l.child)
	if l.other {
		u.Other = choice(r)
	}
	if !l.late {
		choices(r, agreement)
	}
}

func (t tail) read(r *iab.Reader, u *US) {
	switch t {
	case gpc:
		r.Want(r.Int(2) == segmentGPC, iab.CodeSegment)
		u.GPC = r.Bool()
	case sensitive:
		u.Sensitive = choices(r, sensitiveSegments)
	case nothing:
		r.Want(false, iab.CodeSegment)
	}
}
