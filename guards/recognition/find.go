package recognition

import (
	"sort"
	"strings"
)

// Hit is a place in a text that shows that the person was watched or analysed.
type Hit struct {
	Class string // the file of the rule, without its language
	Rule  string // the rule's own line
	Span  string // the words of the text
}

// Room that a search has without asking for memory.
const (
	roomTokens = 64
	roomHits   = 32
	roomSets   = 64 // of 64 sets each
	kindsMax   = 8  // numbers of one token
)

// seen is a token with its numbers.
type seen struct {
	token
	ids [kindsMax]int32
	n   int
}

// found is a place where a rule fits, in tokens.
type found struct{ rule, from, to int }

// Find answers the first place in the text that shows recognition; of several
// rules there, the one that covers most. The time is linear in the length of
// the text.
func (r *Rules) Find(text string) (Hit, bool) {
	var (
		roomList          [roomTokens]token
		roomSeen          [roomTokens]seen
		roomFound, roomNo [roomHits]found
		roomThere         [roomSets]uint64
	)
	text = readable(text)
	list := tokens(roomList[:0], text)
	all := roomSeen[:0]
	there := bits(roomThere[:])
	for _, t := range list {
		all = append(all, r.look(t))
		for _, id := range all[len(all)-1].ids[:all[len(all)-1].n] {
			there = r.note(there, id)
		}
	}
	hits, shields := roomFound[:0], roomNo[:0]
	for at := range all {
		for _, id := range all[at].ids[:all[at].n] {
			for _, s := range r.starts[id] {
				if s.wants != 0 && !there.has(s.wants) {
					continue
				}
				to, ok := r.rules[s.rule].fits(all, at, there)
				switch {
				case !ok:
				case r.rules[s.rule].shield:
					shields = append(shields, found{int(s.rule), at, to})
				default:
					hits = append(hits, found{int(s.rule), at, to})
				}
			}
		}
	}
	best, ok := strongest(hits, shields)
	if !ok {
		return Hit{}, false
	}
	rule := &r.rules[best.rule]
	return Hit{rule.class, rule.line, text[all[best.from].start:all[best.to-1].end]}, true
}

// note adds the sets that hold a word.
func (r *Rules) note(there bits, id int32) bits {
	if int(id) < len(r.holds) {
		for _, set := range r.holds[id] {
			there = there.with(set)
		}
	}
	return there
}

// strongest is the first hit that no shield touches. Both come in order of from.
func strongest(hits, shields []found) (best found, ok bool) {
	for i := 1; i < len(shields); i++ { // how far all shields up to this one go
		shields[i].to = max(shields[i].to, shields[i-1].to)
	}
	for _, h := range hits {
		if ok && (h.from > best.from || h.to < best.to) { // of equals the later, more particular class
			continue
		}
		before := sort.Search(len(shields), func(i int) bool { return shields[i].from >= h.to })
		if before == 0 || shields[before-1].to <= h.from {
			best, ok = h, true
		}
	}
	return best, ok
}

// look finds the numbers of a token.
func (r *Rules) look(t token) seen {
	s := seen{token: t}
	switch {
	case t.mark == comma:
		s.add(isComma)
	case t.mark == opens:
		s.add(isOpen)
	case t.mark != word:
		return s
	}
	if t.number {
		s.add(isDigits)
	}
	if t.name {
		s.add(isCapital)
	}
	if id, ok := r.words[t.text]; ok {
		s.add(id)
	}
	r.starred(&s)
	return s
}

// starred adds the words with a star that fit.
func (r *Rules) starred(s *seen) {
	if len(s.text) < starMin {
		return
	}
	for _, a := range r.heads[s.text[:starMin]] {
		if strings.HasPrefix(s.text, a.core) {
			s.add(a.id)
		}
	}
	for _, a := range r.tails[s.text[len(s.text)-starMin:]] {
		if strings.HasSuffix(s.text, a.core) {
			s.add(a.id)
		}
	}
}

func (s *seen) add(id int32) {
	if s.n < kindsMax {
		s.ids[s.n] = id
		s.n++
	}
}

func (s *seen) any(set bits) bool {
	for _, id := range s.ids[:s.n] {
		if set.has(id) {
			return true
		}
	}
	return false
}

// fits tries a rule at a token and answers where it ends. Most rules want a
// word that stands nowhere in the text.
func (r *rule) fits(all []seen, at int, there bits) (to int, ok bool) {
	for _, set := range r.wants {
		if !there.has(set) {
			return 0, false
		}
	}
	return match(r.steps, all, at)
}

// match follows the steps from a token. A gap tries what is near first; the
// limits on gaps and steps bound the work.
func match(steps []element, all []seen, at int) (to int, ok bool) {
	for i := range steps {
		e := &steps[i]
		if e.part == gap {
			return skip(e.max, steps[i+1:], all, at)
		}
		taken, ok := step(e, all, at)
		if !ok {
			return 0, false
		}
		at += taken
	}
	return at, true
}

// skip passes over at most most words of the sentence; pauses are free.
func skip(most int, steps []element, all []seen, at int) (to int, ok bool) {
	for {
		if to, ok = match(steps, all, at); ok {
			return to, true
		}
		if at == len(all) || all[at].mark == stop || all[at].mark == question {
			return 0, false
		}
		if all[at].mark == word {
			if most--; most < 0 {
				return 0, false
			}
		}
		at++
	}
}

// step says whether one element fits, and how many tokens it takes.
func step(e *element, all []seen, at int) (taken int, ok bool) {
	end := at == len(all)
	switch e.part {
	case first:
		return 0, at == 0 || all[at-1].mark == stop || all[at-1].mark == question
	case last:
		return 0, end || all[at].mark == stop || all[at].mark == question
	case asks:
		return 0, !end && all[at].mark == question
	case noneOf:
		return 0, end || !all[at].any(e.set.ids)
	default:
	}
	if end {
		return 0, false
	}
	t := &all[at]
	switch e.part {
	case oneOf:
		ok = t.mark == word && t.any(e.set.ids)
	case pause:
		ok = t.mark == comma
	case tagged:
		ok = t.mark == opens
	case counts:
		ok = t.number
	case named:
		ok = t.name && (e.set == nil || t.any(e.set.ids))
	default:
	}
	return 1, ok
}
