package iab

// Coding is how the numbers of a range are written.
type Coding uint8

// The codings. TCF writes ids in sixteen bits; GPP writes the distance to the
// id before in Fibonacci coding.
const (
	Fixed Coding = 1 + iota
	Distance
)

// spanBits is how many bits an entry of a range has at the least, so that a
// count that the string cannot hold is refused before anything is made for it.
func (c Coding) spanBits() int {
	if c == Fixed {
		return 17
	}
	return 3
}

// Spans reads a list of runs: their count in twelve bits, and for each whether
// it is more than one id. No id may be above last, and no more ids may be named
// than there are up to last: a list that says one twice is not sound, and could
// make a short string costly.
func (r *Reader) Spans(c Coding, last int) []Span {
	n := r.Int(12)
	if r.Want(n*c.spanBits() <= r.Left(), CodeTruncated); r.fault != nil {
		return nil
	}
	spans, before, named := make([]Span, 0, n), 0, 0
	for range n {
		s := r.span(c, before)
		before, named = s.Last, named+s.Last-s.First+1
		r.Want(s.First > 0 && s.First <= s.Last && s.Last <= last && named <= last, CodeRange)
		if r.fault != nil {
			return nil
		}
		spans = append(spans, s)
	}
	return spans
}

func (r *Reader) span(c Coding, before int) Span {
	many := r.Bool()
	if c == Distance {
		s := Span{First: before + r.Fibonacci()}
		if s.Last = s.First; many {
			s.Last += r.Fibonacci()
		}
		return s
	}
	s := Span{First: r.Int(16)}
	if s.Last = s.First; many {
		s.Last = r.Int(16)
	}
	return s
}

// Vendors reads a set of vendors: the highest id, and one bit each or a list of
// runs, whichever the writer found shorter.
func (r *Reader) Vendors(c Coding) Set {
	last := r.Int(16)
	if !r.Bool() {
		return r.Bitfield(last)
	}
	s := newSet(last)
	for _, run := range r.Spans(c, last) {
		s.add(run)
	}
	return s
}
