package lexicon

import (
	"errors"
	"strconv"
	"strings"
)

// What a phrase may span, so that a text is judged in time linear in its length.
const (
	gapWords = 4  // words in place of a star between two words
	gapBytes = 48 // letters and digits of those words
	stepsMax = 4  // parts of a phrase after its first
	digits   = 3  // of a number
)

// numbers is a range, both ends included. The zero value is none.
type numbers struct{ low, high int }

func (n numbers) none() bool { return n == numbers{} }

// step is a part of a phrase that follows another: words, or a number.
type step struct {
	gap   int    // words that may come between, at most
	any   []term // any of these; none: a number of the range
	first uint32 // the letters that they begin with
	in    numbers
}

// letterBit is the bit of a first letter: whatever is no letter has one together.
func letterBit(c byte) uint32 {
	if c < 'a' || c > 'z' {
		return 1 << 31
	}
	return 1 << (c - 'a')
}

var (
	errSteps = errors.New("a phrase has at most four parts after its first")
	errGap   = errors.New("a gap stands between two words, and no word after a gap begins with a star")
	errRange = errors.New("a number is written as a range such as [0-17], and stands before or after words")
)

func (t *term) isPhrase() bool { return len(t.rest) > 0 || !t.before.none() }

// hasSteps reports whether a line has a star of its own, a range of numbers or
// words to choose from.
func hasSteps(line string) bool {
	return strings.Contains(line, " * ") || strings.ContainsAny(line, "[/")
}

// phrase is a phrase as far as it is read.
type phrase struct {
	steps []step
	words []string // of the next step
	gap   int      // before it
}

// parsePhrase compiles the line of t, in which words, gaps and numbers alternate.
func parsePhrase(t term) (term, error) {
	var p phrase
	for _, field := range strings.Fields(t.line) {
		if err := p.read(t, field); err != nil {
			return term{}, err
		}
	}
	if err := p.closeWords(t); err != nil {
		return term{}, err
	}
	if p.gap > 0 {
		return term{}, errGap
	}
	return t.join(p.steps)
}

// read takes the next field of the line of t.
func (p *phrase) read(t term, field string) error {
	choice := strings.Contains(field, "/")
	if !choice && field != "*" && field[0] != '[' {
		p.words = append(p.words, field)
		return nil
	}
	if err := p.closeWords(t); err != nil {
		return err
	}
	switch {
	case field == "*":
		if len(p.steps) == 0 {
			return errGap
		}
		p.gap = gapWords
		return nil
	case choice:
		return p.add(t, strings.Split(field, "/"))
	}
	in, err := parseNumbers(field)
	p.steps, p.gap = append(p.steps, step{gap: p.gap, in: in}), 0
	return err
}

// closeWords makes a step of the words that were read.
func (p *phrase) closeWords(t term) error {
	if len(p.words) == 0 {
		return nil
	}
	words := strings.Join(p.words, " ")
	p.words = nil
	return p.add(t, []string{words})
}

// add makes a step of words to choose from.
func (p *phrase) add(t term, choice []string) error {
	s := step{gap: p.gap}
	for _, words := range choice {
		part := term{topic: t.topic, lang: t.lang, shape: whole, exact: t.exact, strict: t.strict}
		part, err := part.parseWords(words)
		if err != nil {
			return err
		}
		if len(p.steps) > 0 && (part.shape == suffix || part.shape == inside) {
			return errGap
		}
		s.any = append(s.any, part)
		s.first |= letterBit(part.text[0])
	}
	p.steps, p.gap = append(p.steps, s), 0
	return nil
}

// join makes one term of the parts of a phrase: the first words are looked for,
// and what goes before and after them is compared there.
func (t term) join(steps []step) (term, error) {
	if first := steps[0]; first.any == nil {
		t.before = first.in
		steps = steps[1:]
		if len(steps) == 0 || steps[0].gap > 0 {
			return term{}, errRange
		}
	}
	if steps[0].any == nil {
		return term{}, errRange
	}
	if len(steps) > stepsMax+1 {
		return term{}, errSteps
	}
	t.heads, t.rest = steps[0].any, steps[1:]
	return t.withHead(&t.heads[0]), nil
}

// withHead is a phrase that begins with one of its first words.
func (t term) withHead(head *term) term {
	t.text, t.joints, t.shape = head.text, head.joints, head.shape
	return t
}

// parseNumbers reads "[0-17]".
func parseNumbers(s string) (numbers, error) {
	s, closed := strings.CutSuffix(s[1:], "]")
	low, high, _ := strings.Cut(s, "-")
	a, errA := strconv.Atoi(low)
	b, errB := strconv.Atoi(high)
	n := numbers{a, b}
	if !closed || errA != nil || errB != nil || a < 0 || b < a || len(high) > digits || n.none() {
		return numbers{}, errRange
	}
	return n, nil
}

// matchPhrase reports whether the rest of phrase t stands around its first
// words, which stand at from up to end, and what the whole spans.
func (f *folded) matchPhrase(t *term, from, end int) (int, int, bool) {
	if f.changed != nil {
		return 0, 0, false // a second reading is for long words
	}
	if !t.before.none() {
		var ok bool
		if from, ok = f.numberBefore(t.before, from); !ok {
			return 0, 0, false
		}
	}
	end, ok := f.follow(t.rest, end)
	return from, end, ok
}

// follow finds the steps from end on, and returns where the last of them ends.
func (f *folded) follow(steps []step, end int) (int, bool) {
	if len(steps) == 0 {
		return end, true
	}
	s := &steps[0]
	limit := min(end+gapBytes, len(f.text))
	at := end
	for n := 0; n <= s.gap; n++ {
		for at < limit && !f.starts.has(at) {
			at++
		}
		if at >= limit {
			return 0, false
		}
		if stop, ok := f.step(s, at); ok {
			if stop, ok = f.follow(steps[1:], stop); ok {
				return stop, true
			}
		}
		at++
	}
	return 0, false
}

// step reports whether s stands at the start of a word, and where it ends.
func (f *folded) step(s *step, at int) (int, bool) {
	if s.any != nil && s.first&letterBit(f.text[at]) == 0 {
		return 0, false
	}
	for i := range s.any {
		if end, ok := f.match(&s.any[i], at); ok {
			return end, true
		}
	}
	if s.any != nil {
		return 0, false
	}
	end := at
	for end < len(f.text) && (end == at || !f.starts.has(end)) {
		if end++; end-at > digits {
			return 0, false
		}
	}
	return end, s.in.has(f.text[at:end])
}

// numberBefore returns where the number starts that is the word just before at.
func (f *folded) numberBefore(in numbers, at int) (int, bool) {
	from := at
	for from > 0 && at-from <= digits {
		if from--; f.starts.has(from) {
			return from, in.has(f.text[from:at])
		}
	}
	return 0, false
}

// has reports whether s is a number of the range.
func (n numbers) has(s []byte) bool {
	value := 0
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
		value = 10*value + int(c-'0')
	}
	return len(s) > 0 && n.low <= value && value <= n.high
}
