package portal

import (
	"cmp"
	"slices"

	"maat/pipeline/rights"
)

// receiptMax is how many lines each part of a receipt shows.
const receiptMax = 25

// recalled tells what waited, and never leaves.
func (v *voice) recalled(list []rights.Recalled) (lines []line) {
	for _, one := range list {
		lines = append(lines, line{What: v.role(one.Role), Why: fill(v.Receipt.recalled, "destination", v.place(one.Destination), "at", v.moment(one.Since))})
	}
	return v.bounded(lines)
}

// left tells what had left, the last first: of what is alike, the last, and how
// often.
func (v *voice) left(list []rights.Left) (lines []line) {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b rights.Left) int { return cmp.Compare(b.At, a.At) })
	alike, times := map[string]int{}, []int{}
	for _, one := range list {
		at := order(alike, one.Role+"\x00"+one.Destination)
		if at == len(lines) {
			lines = append(lines, line{What: v.role(one.Role), Why: fill(v.Receipt.left, "destination", v.place(one.Destination), "at", v.moment(one.At))})
			times = append(times, 0)
		}
		times[at]++
		if times[at] > 1 {
			lines[at].Times = fill(v.Receipt.times, "n", decimal(times[at]))
		}
	}
	return v.bounded(lines)
}

// told tells who was asked to forget the person.
func (v *voice) told(list []rights.Told) (lines []line) {
	for _, one := range list {
		text := v.Receipt.told
		if one.Waits {
			text = v.Receipt.toldLater
		}
		lines = append(lines, line{What: v.place(one.Destination), Why: fill(text, "at", v.moment(one.At))})
	}
	return v.bounded(lines)
}

func (v *voice) bounded(lines []line) []line {
	if len(lines) <= receiptMax {
		return lines
	}
	more := line{What: fill(v.Receipt.more, "n", decimal(len(lines)-receiptMax))}
	return append(lines[:receiptMax:receiptMax], more)
}
