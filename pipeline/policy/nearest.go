package policy

import (
	"fmt"
	"slices"
	"strings"
)

// meant ends a message about an unknown word: with the nearest known one, or
// with all of them where none is near and they are few.
func meant(word string, known []string) string {
	if near := nearest(word, known); near != "" {
		return fmt.Sprintf(": did you mean %q?", near)
	}
	if len(known) == 0 || len(known) > 20 {
		return ""
	}
	return ": known here is " + strings.Join(known, ", ")
}

// nearest is the known word with the fewest typing mistakes to word, if they
// are few for its length; of equals the first.
func nearest(word string, known []string) string {
	word = plainWord(word)
	best, least := "", 0
	for _, k := range known {
		plain := plainWord(k)
		most := max(1, len(plain)/3)
		if len(word) > len(plain)+most {
			continue
		}
		if d := distance(word, plain); d <= most && (best == "" || d < least) {
			best, least = k, d
		}
	}
	return best
}

// plainWord makes spellings equal that differ as opt-out, Opt Out and opt_out.
func plainWord(s string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "", ".", "").Replace(strings.ToLower(s))
}

// distance counts the letters to add, leave out, change or swap between a and
// b (optimal string alignment).
func distance(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := last[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			row[j] = slices.Min([]int{change, last[j] + 1, row[j-1] + 1})
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
