package iab

// Reader reads the bits of one segment from left to right. After the first
// fault every read answers zero, so that the fields of a format are listed one
// under the other and the fault is asked for once, at the end. Only loops whose
// count was read need to look before.
type Reader struct {
	bits  []byte // eight a byte
	size  int    // bits
	at    int
	fault *Fault
}

// NewReader decodes base64url without padding. Unlike RFC 4648 any number of
// characters will do: each stands for six bits, and the bits behind the last
// field are judged by End.
func NewReader(s string) *Reader {
	r := &Reader{bits: make([]byte, (len(s)*6+7)/8), size: len(s) * 6}
	if s == "" {
		r.fail(CodeLength)
		return r
	}
	word, have, n := uint32(0), 0, 0
	for i := range len(s) {
		six := digits[s[i]]
		if six > 63 {
			r.fault = &Fault{CodeCharset, i}
			return r
		}
		word, have = word<<6|uint32(six), have+6
		if have >= 8 {
			have -= 8
			r.bits[n] = byte(word >> have)
			n++
		}
	}
	if have > 0 {
		r.bits[n] = byte(word << (8 - have))
	}
	return r
}

// Whole wants what was packed into bytes before it was encoded: no character that
// stands for no byte, and none of the bits behind the last whole one.
func (r *Reader) Whole() *Reader {
	if r.fault != nil {
		return r
	}
	rest := r.size % 8
	r.Want(rest < 6, CodeLength) // one character alone
	if rest > 0 {
		r.Want(r.bits[len(r.bits)-1]>>(8-rest) == 0, CodeTrailing)
	}
	r.size -= rest
	return r
}

// digits is the value of each character of base64url, 64 for all others.
var digits = func() (d [256]byte) {
	for i := range d {
		d[i] = 64
	}
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	for i := range len(alphabet) {
		d[alphabet[i]] = byte(i)
	}
	return d
}()

// Fault is the first fault, nil while there is none.
func (r *Reader) Fault() *Fault { return r.fault }

// Left is how many bits have not been read.
func (r *Reader) Left() int { return r.size - r.at }

func (r *Reader) fail(code string) {
	if r.fault == nil {
		r.fault = &Fault{code, r.at / 6}
	}
}

// Want makes a fault of what has been read unless ok.
func (r *Reader) Want(ok bool, code string) {
	if !ok {
		r.fail(code)
	}
}

// Uint reads an integer of at most 56 bits.
func (r *Reader) Uint(width int) uint64 {
	if r.fault != nil {
		return 0
	}
	if r.Left() < width {
		r.fail(CodeTruncated)
		return 0
	}
	v, end := uint64(0), r.at+width
	for i := r.at / 8; i*8 < end; i++ {
		v = v<<8 | uint64(r.bits[i])
	}
	v >>= (8 - end%8) % 8
	r.at = end
	return v & (1<<width - 1)
}

// Int is Uint for what is counted with.
func (r *Reader) Int(width int) int { return int(r.Uint(width)) }

// Bool reads one bit.
func (r *Reader) Bool() bool { return r.Uint(1) == 1 }

// Letters reads two letters of six bits each.
func (r *Reader) Letters() string {
	a, b := r.Uint(6), r.Uint(6)
	r.Want(a < 26 && b < 26, CodeValue)
	return string([]byte{'A' + byte(a), 'A' + byte(b)})
}

// Deciseconds reads a time: tenths of a second since 1970. Zero is no time.
func (r *Reader) Deciseconds() int64 {
	t := r.Uint(36)
	r.Want(t > 0, CodeValue)
	return int64(t)
}

// Fibonacci reads an integer of at least one in Fibonacci coding: the first two
// ones that stand together end it.
func (r *Reader) Fibonacci() int {
	value, weight, next := 0, 1, 2
	for last := false; r.fault == nil; {
		bit := r.Bool()
		if bit && last {
			return value
		}
		if bit {
			value += weight
		}
		r.Want(value <= VendorMax && weight <= VendorMax, CodeRange)
		last, weight, next = bit, next, weight+next
	}
	return 0
}

// End wants nothing but zeroes behind what was read, as few as the writers put
// there.
func (r *Reader) End() *Fault {
	r.Want(r.Left() <= padMax, CodeTrailing)
	if rest := r.Left(); r.fault == nil {
		r.Want(r.Uint(rest) == 0, CodeTrailing)
	}
	return r.fault
}
