package lexicon

import (
	"cmp"
	"slices"
)

// cover answers whether a span lies within a shield: a longer word or phrase
// that only looks sensitive. Shields are sorted by topic and start, and end
// holds the furthest end of any shield of the topic up to there, so that an
// answer takes one binary search and a hostile text costs no more than another.
type cover struct {
	shields []span
	end     []int32
}

// newCover takes over shields.
func newCover(shields []span) cover {
	if len(shields) == 0 {
		return cover{}
	}
	slices.SortFunc(shields, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.topic, b.topic), cmp.Compare(a.start, b.start))
	})
	c := cover{shields: shields, end: make([]int32, len(shields))}
	for i, s := range shields {
		c.end[i] = s.end
		if i > 0 && shields[i-1].topic == s.topic {
			c.end[i] = max(s.end, c.end[i-1])
		}
	}
	return c
}

// covers reports whether h lies within a shield of its topic or of every topic.
func (c *cover) covers(h span) bool {
	return len(c.shields) > 0 && (c.within(h, h.topic) || c.within(h, 0))
}

// within reports whether h lies within a shield of the given topic.
func (c *cover) within(h span, topic Topic) bool {
	after, _ := slices.BinarySearchFunc(c.shields, h, func(s, h span) int {
		if s.topic != topic {
			return cmp.Compare(s.topic, topic)
		}
		if s.start <= h.start {
			return -1
		}
		return 1
	})
	i := after - 1
	return i >= 0 && c.shields[i].topic == topic && c.end[i] >= h.end
}
