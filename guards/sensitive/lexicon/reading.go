package lexicon

// secondReading returns f with the letter pairs that are drawn like one letter
// read as that letter: "rn" as m, "vv" as w. It reports false where there are
// none. A term counts in it only where it is long and spans such a place.
func (f *folded) secondReading() (folded, bool) {
	at := f.nextPair(0)
	if at < 0 {
		return folded{}, false
	}
	var out folded
	out.text = make([]byte, 0, len(f.text))
	for i := 0; i < len(f.text); i++ {
		if f.starts.has(i) {
			out.starts.set(len(out.text))
		}
		if f.ids.has(i) {
			out.ids.set(len(out.text))
		}
		if i != at {
			out.text = append(out.text, f.text[i])
			continue
		}
		out.changed.set(len(out.text))
		if f.text[i] == 'r' {
			out.text = append(out.text, 'm')
		} else {
			out.text = append(out.text, 'w')
		}
		i++
		at = f.nextPair(i + 1)
	}
	return out, true
}

// nextPair returns where the next such pair within a word is, or -1.
func (f *folded) nextPair(from int) int {
	for i := from; i+1 < len(f.text); i++ {
		a, b := f.text[i], f.text[i+1]
		if (a == 'r' && b == 'n' || a == 'v' && b == 'v') && !f.starts.has(i+1) {
			return i
		}
	}
	return -1
}
