package policy

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"maat/pipeline/guard"
)

// codes are the paths of category codes. Each stands in one taxonomy: 491 is
// health care to Google and something else to the IAB.
func (c *compiler) codes(p preset, raw *rawCodes) guard.Codes {
	if raw.given() && raw.node.Kind == yaml.MappingNode && len(raw.node.Content) == 0 {
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
