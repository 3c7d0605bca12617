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
	starts map[int32][]int32 // by what the first word is: which rules begin with it
	words  map[string]int32  // the number of a word, or of a word with its star
	heads  [lengthMax]bool   // lengths of the words with a star at the end
	tails  [lengthMax]bool   // and at the start
	holds  [][]int32         // by the number of a word: the sets that hold it
}

// lengthMax bounds the letters of a word with a star.
const lengthMax = 24

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
	r := &Rules{words: map[string]int32{}, starts: map[int32][]int32{}}
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

// build numbers the words and finds which rules begin with which.
func (r *Rules) build() {
	var sets int32
	for i := range r.rules {
		for _, e := range r.rules[i].steps {
			if e.set != nil && e.set.index == 0 {
				sets++
				e.set.index = sets
				r.number(e.set)
			}
		}
	}
	for i := range r.rules {
		at := slices.IndexFunc(r.rules[i].steps, func(e element) bool { return e.part != first })
		for _, id := range r.begins(r.rules[i].steps[at]) {
			r.starts[id] = append(r.starts[id], int32(i))
		}
	}
}

// number gives the words of a set their numbers.
func (r *Rules) number(set *wordSet) {
	for _, w := range set.words {
		id, ok := r.words[w]
		if !ok {
			id = firstWord + int32(len(r.words))
			r.words[w] = id
			if core, star := strings.CutSuffix(w, "*"); star {
				r.heads[min(len(core), lengthMax-1)] = true
			} else if core, star := strings.CutPrefix(w, "*"); star {
				r.tails[min(len(core), lengthMax-1)] = true
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
