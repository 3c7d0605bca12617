package lexicon

// addressMax is how far an address is looked for after an '@', in bytes.
const addressMax = 64

// leet returns the letter that a digit looks like, or 0.
func leet(d byte) byte {
	switch d {
	case '0':
		return 'o'
	case '1':
		return 'i'
	case '3':
		return 'e'
	case '4':
		return 'a'
	case '5':
		return 's'
	case '7':
		return 't'
	}
	return 0
}

func allLeet(digits []byte) bool {
	for _, d := range digits {
		if leet(d) == 0 {
			return false
		}
	}
	return true
}

func asciiLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// isAddress reports whether what follows an '@' goes on like a mail domain: a
// dot before the next blank.
func isAddress(rest string) bool {
	for i := range min(len(rest), addressMax) {
		if rest[i] == '.' {
			return true
		}
		if rest[i] <= ' ' {
			return false
		}
	}
	return false
}
