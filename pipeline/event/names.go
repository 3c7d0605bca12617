package event

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// smallObject is how many ASCII names are compared pair by pair, which needs no
// memory. More of them, or others, are sorted, so that each costs little.
const smallObject = 16

// disguised are the letters outside ASCII that case folding turns into one of
// ASCII: the long s and the Kelvin sign. To a reader that ignores case even a
// lone name with one of them is another name.
const disguised = "\u017f\u212a"

// look says whether a name is all ASCII, and whether it holds a control
// character.
func look(key string) (ascii, control bool) {
	for i := 0; i < len(key); i++ {
		if key[i] >= utf8.RuneSelf {
			return false, hasControl(key)
		}
		if key[i] < ' ' || key[i] == 0x7f {
			return true, true
		}
	}
	return true, false
}

// checkNames refuses an object in which two names are equal, or would be to a
// reader that ignores case or Unicode form: the two could then disagree on
// which value counts.
func (p *parser) checkNames(at int) *Fault {
	var members [smallObject]int32
	count := 0
	for i := int32(at) + 1; i < p.nodes[at].next; i = p.nodes[i].next {
		if count == smallObject || !p.nodes[i].ascii {
			return p.checkMany(at)
		}
		for _, other := range members[:count] {
			if alike(p.nodes[i].key, p.nodes[other].key) {
				return p.duplicate(i)
			}
		}
		members[count] = i
		count++
	}
	return nil
}

func (p *parser) checkMany(at int) *Fault {
	type named struct {
		folded string
		at     int32
	}
	var all []named
	for i := int32(at) + 1; i < p.nodes[at].next; i = p.nodes[i].next {
		all = append(all, named{fold(p.nodes[i].key, p.nodes[i].ascii), i})
	}
	slices.SortFunc(all, func(a, b named) int {
		return cmp.Or(strings.Compare(a.folded, b.folded), cmp.Compare(a.at, b.at))
	})
	for i := 1; i < len(all); i++ {
		if all[i].folded == all[i-1].folded {
			return p.duplicate(all[i].at)
		}
	}
	return nil
}

// duplicate points at the value under the second of two names.
func (p *parser) duplicate(at int32) *Fault {
	return &Fault{CodeDuplicateName, int(p.nodes[at].start)}
}

// alike compares two ASCII names regardless of case.
func alike(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := 0; i < len(a); i++ {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// fold makes equal what careless readers take for equal: by case (through
// upper case too, as some do, where the dotless i is an I) and by
// compatibility form.
func fold(key string, ascii bool) string {
	if ascii {
		return strings.ToLower(key)
	}
	key = strings.Map(upperLower, norm.NFKC.String(key))
	return norm.NFKC.String(cases.Fold().String(key))
}

func upperLower(r rune) rune { return unicode.ToLower(unicode.ToUpper(r)) }
