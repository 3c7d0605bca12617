package fairness

import (
	"cmp"
	"slices"
)

// Holm adjusts the p values of one report (Holm 1979), so that where nothing
// differs the whole report cries out as seldom as one test alone would. It needs
// no independence, which tests of groups that are each other's rest do not have;
// the procedure of Benjamini and Hochberg would find a little more, and promise
// only that few of the alarms are false: of an alarm about discrimination it must
// be said that it is most likely none of chance.
func Holm(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	adjusted, least := make([]float64, len(p)), 0.0
	for rank, i := range order {
		least = max(least, min(1, p[i]*float64(len(p)-rank)))
		adjusted[i] = least
	}
	return adjusted
}
