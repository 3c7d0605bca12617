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

// Meant is what a message ends with about a word that is none of the list: the
// nearest, after the separator; nothing where none is close.
func Meant(separator, word string, list []string) string {
	if meant := Nearest(word, list); meant != "" {
		return fmt.Sprintf("%sdid you mean %q?", separator, meant)
	}
	return ""
}

// Suggestion is Meant where a message does not say the list itself: else all
// of a short list.
func Suggestion(separator, word string, list []string) string {
	if meant := Meant(separator, word, list); meant != "" || len(list) == 0 || len(list) > 20 {
		return meant
	}
	return separator + "known here is " + strings.Join(list, ", ")
}

// near allows one mistake in three characters, and one in a short word of which
// something is left: more would suggest anything.
func near(d, a, b int) bool { return d < max(a, b) && d <= max(1, max(a, b)/3) }

// plain is what people mix up when they spell a key: case and separators.
func plain(s string) []rune {
	var out []rune
	for _, r := range s {
		if r != '_' && r != '-' && r != '.' && r != ' ' {
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
