package source

import (
	"fmt"
	"strings"
	"unicode"
)

// Nearest is the word of the list that was most probably meant, empty where
// none is close. Of equally close ones it is the first.
func Nearest(word string, list []string) string {
	best, least := "", 0
	for _, candidate := range list {
		d := distance(plain(word), plain(candidate))
		if near(d, len([]rune(word)), len([]rune(candidate))) && (best == "" || d < least) {
			best, least = candidate, d
		}
	}
	return best
}

// Suggestion is what an error adds about a word that is none of the list: the
// nearest, else all of a short list, else nothing.
func Suggestion(word string, list []string) string {
	if meant := Nearest(word, list); meant != "" {
		return fmt.Sprintf("; did you mean %q?", meant)
	}
	if len(list) == 0 || len(list) > 12 {
		return ""
	}
	return "; known are " + strings.Join(list, ", ")
}

// near allows one mistake in three characters: more would suggest anything for
// a short word.
func near(d, a, b int) bool { return 3*d <= max(a, b) }

// plain is what people mix up when they spell a key: case and separators.
func plain(s string) []rune {
	var out []rune
	for _, r := range s {
		if r != '_' && r != '-' && r != ' ' {
			out = append(out, unicode.ToLower(r))
		}
	}
	return out
}

// distance counts insertions, deletions, replacements and swaps of neighbours
// that turn a into b.
func distance(a, b []rune) int {
	var two []int
	one := count(len(b))
	for i := range a {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range b {
			row[j+1] = min(one[j+1]+1, row[j]+1, one[j]+differ(a[i], b[j]))
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], two[j-1]+1)
			}
		}
		two, one = one, row
	}
	return one[len(b)]
}

func count(n int) []int {
	row := make([]int, n+1)
	for i := range row {
		row[i] = i
	}
	return row
}

func differ(a, b rune) int {
	if a == b {
		return 0
	}
	return 1
}
