// Package gpp reads the strings of IAB Tech Lab's Global Privacy Platform: a
// header that names sections, and a section for each jurisdiction.
package gpp

import (
	"strings"

	"maat/pipeline/iab"
	"maat/pipeline/iab/tcf"
)

// The sections that are no state of the US.
const (
	SectionEurope  = 2
	SectionCanada  = 5
	SectionPrivacy = 6 // the US Privacy string, from before there was one a state
)

// The header's own fields, and the highest id that it is taken to name.
const (
	headerType    = 3
	headerVersion = 1
	sectionMax    = 1 << 10
)

// Section is one section: TCF or US is what it says, and neither is set where
// the id is not known.
type Section struct {
	ID  int
	TCF *tcf.Consent
	US  *US
}

// Known says whether the section could be read. What an unknown one says is no
// grant, and may be a refusal.
func (s Section) Known() bool { return s.TCF != nil || s.US != nil }

// String is a GPP string that could be read. It is not changed any more, and may
// be shared.
type String struct{ sections []Section }

// Sections are those of the string, by ascending id.
func (s *String) Sections() []Section { return s.sections }

// TCF is the section of IAB Europe, nil where there is none.
func (s *String) TCF() *tcf.Consent { return s.section(SectionEurope).TCF }

// Canada is the section of IAB Canada, nil where there is none.
func (s *String) Canada() *tcf.Consent { return s.section(SectionCanada).TCF }

// US are the sections of the United States: the nation, the states, and the US
// Privacy string.
func (s *String) US() (list []*US) {
	for _, one := range s.sections {
		if one.US != nil {
			list = append(list, one.US)
		}
	}
	return list
}

// Unknown says whether there is a section whose id is not known.
func (s *String) Unknown() bool {
	for _, one := range s.sections {
		if !one.Known() {
			return true
		}
	}
	return false
}

func (s *String) section(id int) Section {
	for _, one := range s.sections {
		if one.ID == id {
			return one
		}
	}
	return Section{}
}

// Parse reads a GPP string. One section that cannot be read makes the whole
// string unreadable; one whose id is not known does not.
func Parse(s string) (*String, *iab.Fault) {
	if fault := iab.Sized(s); fault != nil {
		return nil, fault
	}
	head, rest, more := strings.Cut(s, "~")
	ids, fault := header(head)
	if fault != nil {
		return nil, fault
	}
	out := &String{make([]Section, 0, min(len(ids), len(layouts)))}
	for _, id := range ids {
		if !more {
			return nil, &iab.Fault{Code: iab.CodeTruncated, Offset: len(s)}
		}
		at := len(s) - len(rest)
		var text string
		text, rest, more = strings.Cut(rest, "~")
		one, fault := section(id, text)
		if fault != nil {
			return nil, fault.Moved(at)
		}
		out.sections = append(out.sections, one)
	}
	if more {
		return nil, &iab.Fault{Code: iab.CodeTrailing, Offset: len(s) - len(rest) - 1}
	}
	return out, nil
}

// header reads the ids of the sections that follow. The coding lets them ascend.
func header(s string) ([]int, *iab.Fault) {
	r := iab.NewReader(s)
	r.Want(r.Int(6) == headerType, iab.CodeVersion)
	r.Want(r.Int(6) == headerVersion, iab.CodeVersion)
	spans := r.Spans(iab.Distance, sectionMax)
	if fault := r.End(); fault != nil {
		return nil, fault
	}
	var ids []int
	for _, span := range spans {
		for id := span.First; id <= span.Last; id++ {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

func section(id int, s string) (Section, *iab.Fault) {
	out, fault := Section{ID: id}, iab.Sized(s)
	if fault != nil {
		return out, fault
	}
	switch {
	case id == SectionEurope:
		out.TCF, fault = tcf.Parse(s)
	case id == SectionCanada:
		out.TCF, fault = tcf.ParseCanada(s)
	case id == SectionPrivacy:
		out.US, fault = privacy(s)
	default:
		if l, ok := layouts[id]; ok {
			out.US, fault = l.read(id, s)
		} else {
			fault = safe(s)
		}
	}
	return out, fault
}

// safe wants the characters that any section may have.
func safe(s string) *iab.Fault {
	at := 0
	for part := range strings.SplitSeq(s, ".") {
		if fault := iab.NewReader(part).Fault(); part != "" && fault != nil {
			return fault.Moved(at)
		}
		at += len(part) + 1
	}
	return nil
}
