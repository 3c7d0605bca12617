package lexicon

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxDecomposed is the longest compatibility decomposition that is followed, in
// characters. Longer ones are ligatures of whole phrases, such as U+FDFA, with
// which a short text could be made to grow elevenfold.
const maxDecomposed = 4

// Hangul syllables are composed by arithmetic, in Unicode's own constants.
const (
	hangulBase, hangulLast       = 0xAC00, 0xD7A3
	leadBase, vowelBase          = 0x1100, 0x1161
	trailBase                    = 0x11A7
	trailCount, vowelTrailsCount = 28, 588
)

// decompose appends the compatibility decomposition (NFKD) of r to dst: letters
// and their marks apart, full-width and mathematical letters as plain ones.
func decompose(dst []rune, r rune) []rune {
	if r >= hangulBase && r <= hangulLast {
		k := r - hangulBase
		dst = append(dst, leadBase+k/vowelTrailsCount, vowelBase+k%vowelTrailsCount/trailCount)
		if trail := k % trailCount; trail != 0 {
			dst = append(dst, trailBase+trail)
		}
		return dst
	}
	var room [utf8.UTFMax]byte
	parts := norm.NFKD.Properties(utf8.AppendRune(room[:0], r)).Decomposition()
	if n := utf8.RuneCount(parts); n == 0 || n > maxDecomposed {
		return append(dst, r)
	}
	for _, part := range string(parts) {
		dst = append(dst, part)
	}
	return dst
}

// invisible reports whether r is drawn as nothing: controls, format characters,
// fillers, selectors and tags. They are taken out, so that they part no word.
func invisible(r rune) bool {
	switch {
	case r == 0x85: // next line: a blank
		return false
	case r == 0x034F, r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0:
		return true
	case r >= 0xFFF0 && r <= 0xFFF8, r >= 0xE0000 && r <= 0xE0FFF:
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf)
}

// lookalike returns the Latin letters for which r is taken by a reader, or "".
// The table is short on purpose: the letters of other alphabets, and the few
// spellings of Latin ones, that Unicode's own decomposition does not resolve.
func lookalike(r rune) string {
	if s := latinVariant(r); s != "" {
		return s
	}
	switch r {
	case 'а', 'α', 'Α', 'Ꭺ', 'ꓮ':
		return "a"
	case 'в', 'β', 'Β', 'ь', 'Ᏼ', 'ꓐ':
		return "b"
	case 'с', 'ϲ', 'Ϲ', 'Ꮯ', 'ꓚ':
		return "c"
	case 'ԁ', 'Ꭰ', 'ꓓ':
		return "d"
	case 'е', 'є', 'ε', 'Ε', 'Ꭼ', 'ꓰ':
		return "e"
	case 'ꓝ':
		return "f"
	case 'ԍ', 'ց', 'Ꮐ', 'ꓖ':
		return "g"
	case 'н', 'һ', 'Η', 'հ', 'Ꮋ', 'ꓧ':
		return "h"
	case 'і', 'ι', 'Ι', 'Ꭵ', 'ꓲ':
		return "i"
	case 'ј', 'Ꭻ', 'ꓙ':
		return "j"
	case 'к', 'κ', 'Κ', 'Ꮶ', 'ꓗ':
		return "k"
	case 'ӏ', 'Ꮮ', 'ꓡ':
		return "l"
	case 'м', 'Μ', 'Ꮇ', 'ꓟ':
		return "m"
	case 'п', 'Ν', 'η', 'ո', 'ꓠ':
		return "n"
	}
	return lookalikeRest(r)
}

// lookalikeRest is lookalike for the letters from o on, and letters in boxes.
func lookalikeRest(r rune) string {
	switch r {
	case 'о', 'ο', 'Ο', 'օ', 'ꓳ':
		return "o"
	case 'р', 'ρ', 'Ρ', 'Ꮲ', 'ꓑ':
		return "p"
	case 'ԛ', 'զ':
		return "q"
	case 'г', 'Ꮢ', 'ꓣ':
		return "r"
	case 'ѕ', 'Ꮪ', 'ꓢ':
		return "s"
	case 'т', 'τ', 'Τ', 'Ꭲ', 'ꓔ':
		return "t"
	case 'υ', 'μ', 'ս', 'и', 'ꓴ':
		return "u"
	case 'ν', 'ѵ', 'Ꮩ', 'ꓦ':
		return "v"
	case 'ω', 'ԝ', 'ա', 'Ꮃ', 'ꓪ':
		return "w"
	case 'х', 'χ', 'Χ', 'ꓫ':
		return "x"
	case 'у', 'ү', 'γ', 'Υ', 'ꓬ':
		return "y"
	case 'ζ', 'Ζ', 'Ꮓ', 'ꓜ':
		return "z"
	}
	const alphabet = "abcdefghijklmnopqrstuvwxyz"
	for _, first := range [...]rune{0x1F150, 0x1F170, 0x1F1E6} { // negative circled, negative squared, flags
		if k := r - first; k >= 0 && k < 26 {
			return alphabet[k : k+1]
		}
	}
	return ""
}

// latinVariant returns the plain spelling of Latin letters that have no
// decomposition: strokes, hooks, small capitals, ligatures.
func latinVariant(r rune) string {
	switch r {
	case 'ß', 'ẞ':
		return "ss"
	case 'æ', 'Æ':
		return "ae"
	case 'œ', 'Œ':
		return "oe"
	case 'þ', 'Þ':
		return "th"
	case 'ɑ', 'ᴀ', 'ⱥ':
		return "a"
	case 'ʙ', 'ƀ', 'ɓ':
		return "b"
	case 'ᴄ', 'ȼ':
		return "c"
	case 'đ', 'ð', 'ɗ', 'ᴅ', 'Đ', 'Ð':
		return "d"
	case 'ᴇ', 'ɛ', 'ǝ', 'ɇ':
		return "e"
	case 'ꜰ', 'ƒ':
		return "f"
	case 'ɡ', 'ɢ', 'ǥ':
		return "g"
	case 'ħ', 'ʜ', 'ɦ':
		return "h"
	case 'ı', 'ɩ', 'ɪ', 'ɨ':
		return "i"
	case 'ȷ', 'ᴊ':
		return "j"
	}
	return latinVariantRest(r)
}

// latinVariantRest is latinVariant for the letters from k on.
func latinVariantRest(r rune) string {
	switch r {
	case 'ᴋ', 'ƙ':
		return "k"
	case 'ł', 'ʟ', 'ƚ', 'Ł':
		return "l"
	case 'ᴍ':
		return "m"
	case 'ŋ', 'ɴ':
		return "n"
	case 'ø', 'ᴏ', 'Ø', 'ɵ':
		return "o"
	case 'ᴘ':
		return "p"
	case 'ʀ':
		return "r"
	case 'ꜱ':
		return "s"
	case 'ŧ', 'ᴛ':
		return "t"
	case 'ᴜ', 'ʉ':
		return "u"
	case 'ᴠ', 'ʋ':
		return "v"
	case 'ᴡ':
		return "w"
	case 'ʏ':
		return "y"
	case 'ᴢ', 'ƶ':
		return "z"
	}
	return ""
}
