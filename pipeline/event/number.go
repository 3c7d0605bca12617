package event

import (
	"math"
	"strconv"
	"strings"
)

// integral says that a number is written without fraction and exponent.
func integral(literal string) bool { return !strings.ContainsAny(literal, ".eE") }

// holdable says that usual readers can hold the number: an integer in 64 bits,
// signed or not, and anything else as a finite double. Loss of precision is
// allowed, for the literal itself is what Maat keeps.
func holdable(literal string) bool {
	if !integral(literal) {
		f, err := strconv.ParseFloat(literal, 64)
		return err == nil && !math.IsInf(f, 0)
	}
	if len(literal) < 19 {
		return true
	}
	if literal[0] == '-' {
		_, err := strconv.ParseInt(literal, 10, 64)
		return err == nil
	}
	_, err := strconv.ParseUint(literal, 10, 64)
	return err == nil
}
