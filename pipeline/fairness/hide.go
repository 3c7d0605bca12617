package fairness

import "slices"

// hide says which of some counts may not be shown, where their sum is known:
// those below least, and of the others as many, the smallest first, as are needed
// for no hidden one to follow from the sum. What is hidden together is at least
// two counts, and at least least.
func hide(counts []int64, least int64) []bool {
	hidden := make([]bool, len(counts))
	order := make([]int, len(counts))
	n, together := 0, int64(0)
	for i, c := range counts {
		order[i] = i
		if c < least {
			hidden[i] = true
			n, together = n+1, together+c
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(min(1, max(-1, counts[a]-counts[b]))) })
	for _, i := range order {
		if n == 0 || n >= 2 && together >= least {
			break
		}
		if !hidden[i] {
			hidden[i] = true
			n, together = n+1, together+counts[i]
		}
	}
	return hidden
}
