package event

import (
	"errors"
	"math/big"
	"strconv"
	"strings"
)

// roundLiteralMax bounds the literals that are rounded, and roundExponentMax
// their exponents: exact arithmetic on longer ones would take a time that the
// sender of an event chooses.
const (
	roundLiteralMax  = 400
	roundExponentMax = 400
)

type rounded struct {
	to     *big.Rat
	places int // decimal places of to
}

var _ Transform = rounded{}

// Round goes to the nearest multiple of a positive decimal such as "10" or
// "0.05", halves away from zero, in exact decimal arithmetic. The result is a
// plain decimal without trailing zeros. Only numbers fit, and only those whose
// result usual readers can hold.
func Round(multiple string) (Transform, error) {
	to, ok := new(big.Rat).SetString(multiple)
	if !plainDecimal(multiple) || len(multiple) > 30 || !ok || to.Sign() <= 0 {
		return nil, errors.New("round takes a positive decimal such as 10 or 0.05")
	}
	_, fraction, _ := strings.Cut(multiple, ".")
	return rounded{to, len(fraction)}, nil
}

// plainDecimal says that s is digits, or digits, a dot and digits.
func plainDecimal(s string) bool {
	whole, fraction, dotted := strings.Cut(s, ".")
	return digits(whole) && (!dotted || digits(fraction))
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func (rounded) Did() string { return "round" }

func (t rounded) String() string { return "round: " + t.to.FloatString(t.places) }

func (t rounded) apply(dst []byte, x Value, _ siblings) ([]byte, bool) {
	number, ok := exact(x.Literal())
	if !ok {
		return dst, false
	}
	number.Quo(number, t.to)
	number.Mul(nearest(number), t.to)
	text := number.FloatString(t.places)
	if t.places > 0 {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return append(dst, text...), holdable(text)
}

// exact is the value of a JSON number of bounded size.
func exact(literal string) (*big.Rat, bool) {
	if literal == "" || len(literal) > roundLiteralMax {
		return nil, false
	}
	if i := strings.IndexAny(literal, "eE"); i >= 0 {
		n, err := strconv.Atoi(literal[i+1:])
		if err != nil || n < -roundExponentMax || n > roundExponentMax {
			return nil, false
		}
	}
	return new(big.Rat).SetString(literal)
}

// nearest is the integer nearest to r; of two, the one farther from zero.
func nearest(r *big.Rat) *big.Rat {
	half := big.NewRat(1, 2)
	if r.Sign() < 0 {
		half.Neg(half)
	}
	sum := half.Add(half, r)
	return new(big.Rat).SetInt(new(big.Int).Quo(sum.Num(), sum.Denom())) // Quo cuts towards zero
}
