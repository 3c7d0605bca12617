package lexicon

// changesMin is how often letters and digits follow each other in what is
// written without a gap before it is taken for an identifier. Digits for the
// letters of a short word change less: "s3x", "h1v".
const changesMin = 3

// uuidLen is the length of a UUID as it is written.
const uuidLen = 36

// sign is what a character of a token is.
type sign uint8

const (
	nothing sign = iota // at the start of a token
	aLetter
	aDigit
)

// token is what has been written since the last gap.
type token struct {
	start   int
	last    sign
	changes int
}

// next adds a character that goes to position at of the folded text.
func (t *token) next(s sign, at int) {
	switch t.last {
	case s:
		return
	case nothing:
		t.start = at
	default:
		t.changes++
	}
	t.last = s
}

// identifies reports whether the token is an identifier, such as b42d66c4,
// and no word.
func (t *token) identifies() bool { return t.changes >= changesMin }

// isUUID reports whether s begins with a UUID. One has four letters on end by
// chance, and says nothing: 546ff140-b168-4cda-b531-4f9d7b26e4c3.
func isUUID(s string) bool {
	if len(s) < uuidLen || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return false
	}
	for i := range uuidLen {
		if _, hex := unhex(s[i]); !hex && s[i] != '-' {
			return false
		}
	}
	return len(s) == uuidLen || !asciiLetter(s[uuidLen]) && (s[uuidLen] < '0' || s[uuidLen] > '9')
}
