package lexicon

// What a term must have so that it counts although the text writes it in
// pieces ("dia betes"), or without the blanks of a phrase ("comingout").
const (
	jointlessMin    = 6 // letters of a phrase that is written together
	brokenMin       = 6 // letters of a whole word in pieces
	brokenPrefixMin = 7 // letters of the start of a word in pieces
	spelledMin      = 3 // letters of a word spelled out: h.i.v.
	endingMax       = 4 // letters of the longest ending
	idTermMin       = 6 // letters of a term that counts within an identifier
)

// match reports whether term t stands in f at byte from, where t's anchor was
// found, and the byte after its end.
func (f *folded) match(t *term, from int) (end int, ok bool) {
	end = from + len(t.text)
	if end > len(f.text) || string(f.text[from:end]) != t.text {
		return 0, false
	}
	if t.shape != suffix && t.shape != inside && !f.starts.has(from) {
		return 0, false
	}
	if len(t.text) < idTermMin && f.ids.has(from) {
		return 0, false
	}
	pieces := f.starts.window(from, len(t.text)) &^ 1
	if pieces != t.joints && !f.inPieces(t, from, end, pieces) {
		return 0, false
	}
	if f.changed != nil && (len(t.text) < brokenMin || f.changed.window(from, len(t.text)) == 0) {
		return 0, false
	}
	if t.shape == prefix || t.shape == inside {
		return end, true
	}
	return f.wordEnd(t, end)
}

// wordEnd returns where the word ends that goes on at end, if what is left of
// it is an ending that t may take.
func (f *folded) wordEnd(t *term, end int) (int, bool) {
	last := end
	for last < len(f.text) && !f.starts.has(last) {
		if last++; last-end > endingMax {
			return 0, false
		}
	}
	if last == end {
		return end, true
	}
	return last, !t.exact && ending(t.lang, f.text[end:last])
}

// inPieces reports whether t counts where the words of the text start at other
// places than its own do: bit k of pieces is a word that starts at from+k.
func (f *folded) inPieces(t *term, from, end int, pieces uint64) bool {
	n := len(t.text)
	closed := end == len(f.text) || f.starts.has(end)
	if all := uint64(1)<<n - 2; pieces == all && n >= spelledMin {
		return f.starts.has(from) && closed
	}
	if t.strict || t.joints&^pieces != 0 && n < jointlessMin {
		return false
	}
	extra := pieces &^ t.joints
	if extra == 0 {
		return true
	}
	if !f.starts.has(from) {
		return false
	}
	if !closed && (t.shape == inside || t.shape == prefix && n < brokenPrefixMin) || n < brokenMin {
		return false
	}
	edges := pieces | 1 | 1<<n
	return edges&(edges<<1) == 0 && edges&(edges<<2) == 0 // no piece under three letters
}
