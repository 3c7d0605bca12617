package lexicon

// bits is a growing set of byte positions.
type bits []uint64

// set adds position i.
func (b *bits) set(i int) {
	for i>>6 >= len(*b) {
		*b = append(*b, 0)
	}
	(*b)[i>>6] |= 1 << (i & 63)
}

// has reports whether position i is in the set.
func (b bits) has(i int) bool {
	return i>>6 < len(b) && b[i>>6]&(1<<(i&63)) != 0
}

// window returns the positions from..from+n-1 as a mask whose bit k stands for
// from+k. n is at most 64.
func (b bits) window(from, n int) uint64 {
	word, shift := from>>6, from&63
	var m uint64
	if word < len(b) {
		m = b[word] >> shift
	}
	if shift != 0 && word+1 < len(b) {
		m |= b[word+1] << (64 - shift)
	}
	if n >= 64 {
		return m
	}
	return m & (1<<n - 1)
}
