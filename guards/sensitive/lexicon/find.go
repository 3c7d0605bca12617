package lexicon

import "encoding/binary"

// Hit is a sensitive term in a text.
type Hit struct {
	Topic Topic
	// Term is the lexicon's own line, such as "zwanger*": never the text.
	Term string
	// Start and End are byte offsets into [Normalise] of the text.
	Start, End int
}

// roomSmall and roomSpans are what a search holds without asking for memory:
// bytes of text, and spans found.
const (
	roomSmall = 512
	roomSpans = 8
)

// Find returns the strongest hit in text: of several topics the first in the
// order of [Topics], of several places the first, of several terms the longest.
// Text is judged in full, in time linear in its length.
func (l *Lexicon) Find(text string) (Hit, bool) {
	var (
		room  [roomSmall]byte
		marks [roomSmall / 64]uint64
		plain [roomSmall]byte
		f     folder
	)
	if encoded(text) {
		text = string(decode(plain[:0], text))
	}
	f.text, f.starts = room[:0], marks[:0]
	f.write(text)
	if hit, ok := l.scan(&f.folded); ok {
		return hit, true
	}
	if second, ok := f.secondReading(); ok {
		return l.scan(&second)
	}
	return Hit{}, false
}

// span is a place in a folded text where a term stands.
type span struct {
	topic      Topic
	start, end int32
	term       int32
}

// scan finds the strongest hit in one reading of a text.
func (l *Lexicon) scan(f *folded) (Hit, bool) {
	var roomHits, roomShields [roomSpans]span
	hits, shields := roomHits[:0], roomShields[:0]
	try := func(entries []entry, from int, next uint32) {
		for _, e := range entries {
			if (e.next^next)&e.mask != 0 {
				continue
			}
			t := &l.terms[e.term]
			end, ok := f.match(t, from)
			start := from
			if ok && t.isPhrase() {
				start, end, ok = f.matchPhrase(t, from, end)
			}
			if !ok {
				continue
			}
			s := span{t.topic, int32(start), int32(end), e.term}
			if t.shield {
				shields = append(shields, s)
			} else {
				hits = append(hits, s)
			}
		}
	}
	l.trie.Walk(f.text, func(end, n, pattern int64) bool {
		from := int(end - n + 1)
		a := &l.anchors[pattern]
		starts := len(a.heads) > 0 && f.starts.has(from)
		if !starts && len(a.inner) == 0 {
			return true
		}
		next := f.next(int(end) + 1)
		if starts {
			try(a.heads, from, next)
		}
		try(a.inner, from, next)
		return true
	})
	best, ok := strongest(hits, shields)
	if !ok {
		return Hit{}, false
	}
	return Hit{
		Topic: best.topic,
		Term:  l.terms[best.term].line,
		Start: f.spacedOffset(int(best.start)),
		End:   f.spacedEnd(int(best.end)),
	}, true
}

// next returns the bytes from position i on that an entry compares.
func (f *folded) next(i int) (next uint32) {
	if i+nextMax <= len(f.text) {
		return binary.LittleEndian.Uint32(f.text[i:])
	}
	for k, c := range f.text[i:min(i+nextMax, len(f.text))] {
		next |= uint32(c) << (8 * k)
	}
	return next
}

// strongest returns the best hit that no shield covers.
func strongest(hits, shields []span) (best span, ok bool) {
	cover := newCover(shields)
	for _, h := range hits {
		if (!ok || better(h, best)) && !cover.covers(h) {
			best, ok = h, true
		}
	}
	return best, ok
}

func better(a, b span) bool {
	switch {
	case a.topic != b.topic:
		return a.topic < b.topic
	case a.start != b.start:
		return a.start < b.start
	default:
		return a.end > b.end
	}
}
