package instant

import "time"

// Date is a day of the calendar, counted from 1970-01-01.
type Date int32

// Day is the date of t in the zone.
func (z Zone) Day(t Time) Date {
	year, month, day := z.in(t).Date()
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / int64(Day/Second))
}

// ParseDate reads 2006-01-02.
func ParseDate(s string) (Date, bool) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Unix() < 0 || t.Year() > 2261 {
		return 0, false
	}
	return Date(t.Unix() / int64(Day/Second)), true
}

// String is the form that ParseDate reads.
func (d Date) String() string {
	return time.Unix(int64(d)*int64(Day/Second), 0).UTC().Format(time.DateOnly)
}
