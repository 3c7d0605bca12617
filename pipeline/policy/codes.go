package policy

import (
	"slices"

	"maat/pipeline/guard"
)

// codes are the paths of category codes. Each stands in one taxonomy: 491 is
// health care to Google and something else to the IAB.
func (c *compiler) codes(p preset, raw *rawCodes) guard.Codes {
	if raw.given() && len(raw.IAB)+len(raw.Google) == 0 {
		c.fail(raw.node, "no taxonomy is named here: iab or google, or leave the key out")
	}
	for i := range raw.Google {
		one := &raw.Google[i]
		if !one.IsZero() && slices.ContainsFunc(raw.IAB, func(other path) bool { return other.Equal(one.Path) }) {
			c.fail(one.node, "the path %s stands under iab already: a code is of one taxonomy", one)
		}
	}
	return guard.Codes{IAB: c.paths(p, "codes.iab", raw.IAB), Google: c.paths(p, "codes.google", raw.Google)}
}
