package lexicon

// Normalise returns text in the form in which it is judged: URL escapes and
// HTML entities decoded, lower case, without marks and invisible characters,
// look-alike letters as Latin ones, and everything that is neither letter nor
// digit as one blank between words. It never fails, normalising twice changes
// nothing, and the result is at most four times as long as the text, in bytes.
func Normalise(text string) string {
	f := foldText(text)
	return string(f.spaced())
}

// foldText decodes and folds text.
func foldText(text string) folded {
	var f folder
	if encoded(text) {
		text = string(decode(make([]byte, 0, len(text)), text))
	}
	f.text = make([]byte, 0, len(text))
	f.write(text)
	return f.folded
}

// spaced returns the words with one blank between them.
func (f *folded) spaced() []byte {
	out := make([]byte, 0, len(f.text)+len(f.text)/4)
	for i, c := range f.text {
		if i > 0 && f.starts.has(i) {
			out = append(out, ' ')
		}
		out = append(out, c)
	}
	return out
}

// spacedOffset returns where position i of the folded text stands in spaced. A
// place that a second reading altered was two letters.
func (f *folded) spacedOffset(i int) int {
	offset := i
	for k := 1; k <= i; k++ {
		if k < len(f.text) && f.starts.has(k) {
			offset++
		}
		if f.changed.has(k - 1) {
			offset++
		}
	}
	return offset
}

// spacedEnd returns where the part of the folded text that ends before i ends
// in spaced.
func (f *folded) spacedEnd(i int) int {
	end := f.spacedOffset(i-1) + 1
	if f.changed.has(i - 1) {
		end++
	}
	return end
}
