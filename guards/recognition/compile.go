package recognition

import (
	"embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed data/*.txt
var data embed.FS

// Rules are the compiled rules of both languages. They are immutable and safe
// for concurrent use. Get them from [Compile].
type Rules struct {
	rules  []rule
	words  map[string]int32   // the number of a word, or of a word with its star
	heads  map[string][]affix // words with a star at the end, by their first letters
	tails  map[string][]affix // and with a star at the start, by their last ones
	starts [][]start          // by the number of the first word: which rules begin with it
	holds  [][]int32          // by the number of a word: the sets that hold it
}

// start is a rule, and the set that a text is least likely to have of those
// that the rule wants after its first word; 0: it wants none.
type start struct{ rule, wants int32 }

// affix is a word with a star, without it.
type affix struct {
	core string
	id   int32
}

// Numbers of what is no word.
const (
	isComma int32 = 1 + iota
	isOpen
	isCapital
	isDigits
	firstWord // the numbers of words begin here
)

// languages are the endings of the files.
var languages = [...]string{"nl", "en"}

// Compile reads the embedded rules. An error names file and line.
func Compile() (*Rules, error) {
	r := &Rules{}
	for _, lang := range languages {
		lists, err := readLists("words."+lang, map[string][]string{})
		if err == nil {
			lists, err = readLists("names", lists)
		}
		if err != nil {
			return nil, err
		}
		for _, c := range classes() {
			if err := r.read(c.name, c.name+"."+lang, lists); err != nil {
				return nil, err
			}
		}
	}
	r.build()
	return r, nil
}

// lines yields the lines of a file that say something, without comment.
func lines(name string, each func(line string) error) error {
	text, err := data.ReadFile("data/" + name + ".txt")
	if err != nil {
		return fmt.Errorf("recognition: %w", err)
	}
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if err := each(line); err != nil {
			return fmt.Errorf("recognition: data/%s.txt:%d: %w", name, number, err)
		}
	}
	return nil
}

// readLists adds the named lists of a file: @you = je jij u. A name may stand
// on several lines.
func readLists(name string, lists map[string][]string) (map[string][]string, error) {
	return lists, lines(name, func(line string) error {
		key, values, ok := strings.Cut(line, "=")
		key, at := strings.CutPrefix(strings.TrimSpace(key), "@")
		if !ok || !at {
			return fmt.Errorf("a list is written @name = word word")
		}
		for _, w := range strings.Fields(values) {
			if other, isList := strings.CutPrefix(w, "@"); isList {
				if lists[other] == nil {
					return fmt.Errorf("there is no list @%s before this line", other)
				}
				lists[key] = append(lists[key], lists[other]...)
				continue
			}
			folded, err := foldStars(w)
			if err != nil {
				return err
			}
			lists[key] = append(lists[key], folded)
		}
		return nil
	})
}

func (r *Rules) read(class, name string, lists map[string][]string) error {
	p := parser{class, lists}
	return lines(name, func(line string) error {
		readings, err := p.parse(line)
		r.rules = append(r.rules, readings...)
		return err
	})
}

// build numbers the words and finds which rules begin with which. Rules with
// the same words share them: a text is compared with far fewer sets than that.
func (r *Rules) build() {
	r.words, r.heads, r.tails = map[string]int32{}, map[string][]affix{}, map[string][]affix{}
	same := map[string]*wordSet{}
	for i := range r.rules {
		for j := range r.rules[i].steps {
			e := &r.rules[i].steps[j]
			if e.set == nil {
				continue
			}
			key := e.set.key()
			if same[key] == nil {
				e.set.index = int32(len(same) + 1)
				same[key] = e.set
				r.number(e.set)
			}
			e.set = same[key]
		}
	}
	r.starts = make([][]start, int(firstWord)+len(r.words))
	for i := range r.rules {
		rule := &r.rules[i]
		at := slices.IndexFunc(rule.steps, func(e element) bool { return e.part != first })
		rule.wants = wants(rule.steps[at+1:])
		s := start{rule: int32(i)}
		if len(rule.wants) > 0 {
			s.wants, rule.wants = rule.wants[0], rule.wants[1:]
		}
		for _, id := range r.begins(rule.steps[at]) {
			r.starts[id] = append(r.starts[id], s)
		}
	}
}

// wants are the sets of which a text must have a word, the smallest first.
func wants(steps []element) (list []int32) {
	var sets []*wordSet
	for _, e := range steps {
		if (e.part == oneOf || e.part == named) && e.set != nil {
			sets = append(sets, e.set)
		}
	}
	slices.SortStableFunc(sets, func(a, b *wordSet) int { return len(a.words) - len(b.words) })
	for _, s := range sets {
		list = append(list, s.index)
	}
	return list
}

// key is the same for sets of the same words.
func (s *wordSet) key() string {
	return strings.Join(slices.Compact(slices.Sorted(slices.Values(s.words))), " ")
}

// number gives the words of a set their numbers.
func (r *Rules) number(set *wordSet) {
	for _, w := range set.words {
		id, ok := r.words[w]
		if !ok {
			id = firstWord + int32(len(r.words))
			r.words[w] = id
			if core, star := strings.CutSuffix(w, "*"); star {
				r.heads[core[:starMin]] = append(r.heads[core[:starMin]], affix{core, id})
			} else if core, star := strings.CutPrefix(w, "*"); star {
				end := core[len(core)-starMin:]
				r.tails[end] = append(r.tails[end], affix{core, id})
			}
		}
		if !set.ids.has(id) {
			set.ids = set.ids.with(id)
			r.hold(id, set.index)
		}
	}
}

func (r *Rules) hold(id, set int32) {
	for int(id) >= len(r.holds) {
		r.holds = append(r.holds, nil)
	}
	r.holds[id] = append(r.holds[id], set)
}

// begins are the numbers with which an element can begin.
func (r *Rules) begins(e element) (ids []int32) {
	switch e.part {
	case pause:
		return []int32{isComma}
	case tagged:
		return []int32{isOpen}
	case counts:
		return []int32{isDigits}
	case named:
		if e.set == nil {
			return []int32{isCapital}
		}
	default:
	}
	for _, w := range e.set.words {
		if id := r.words[w]; !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// bits is a set of numbers.
type bits []uint64

func (b bits) with(i int32) bits {
	for int(i/64) >= len(b) {
		b = append(b, 0)
	}
	b[i/64] |= 1 << (i % 64)
	return b
}

func (b bits) has(i int32) bool { return int(i/64) < len(b) && b[i/64]&(1<<(i%64)) != 0 }
