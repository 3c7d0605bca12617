package instant

import (
	"errors"
	"fmt"
	"time"
)

// Zone is a time zone of the IANA database.
type Zone struct{ loc *time.Location }

// UTC is the zone of a policy that names none.
func UTC() Zone { return Zone{time.UTC} }

// LoadZone finds a zone by its IANA name, such as Europe/Amsterdam. "Local"
// depends on the machine and is refused.
func LoadZone(name string) (Zone, error) {
	if name == "" || name == "Local" {
		return Zone{}, errors.New("a time zone is an IANA name such as Europe/Amsterdam")
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return Zone{}, fmt.Errorf("unknown time zone %q: an IANA name such as Europe/Amsterdam is needed", name)
	}
	return Zone{loc}, nil
}

func (z Zone) in(t Time) time.Time { return time.Unix(0, int64(t)).In(z.loc) }

// Date is the calendar date of t in the zone, 2006-01-02.
func (z Zone) Date(t Time) string { return z.in(t).Format(time.DateOnly) }

// Year is the calendar year of t in the zone.
func (z Zone) Year(t Time) string { return z.in(t).Format("2006") }

// Minute is the wall clock at t in the zone, 2006-01-02 15:04.
func (z Zone) Minute(t Time) string { return z.in(t).Format("2006-01-02 15:04") }

// DayPart is night (from 0 h), morning (6 h), afternoon (12 h) or evening (18 h).
func (z Zone) DayPart(t Time) string {
	return [...]string{"night", "morning", "afternoon", "evening"}[z.in(t).Hour()/6]
}

// Clock is a wall-clock time of day in minutes since midnight.
type Clock int

// ParseClock reads "22:00", from 00:00 to 23:59.
func ParseClock(s string) (Clock, error) {
	if len(s) == 5 && digit(s[0]) && digit(s[1]) && s[2] == ':' && digit(s[3]) && digit(s[4]) {
		h, m := int(s[0]-'0')*10+int(s[1]-'0'), int(s[3]-'0')*10+int(s[4]-'0')
		if h < 24 && m < 60 {
			return Clock(h*60 + m), nil
		}
	}
	return 0, errors.New(`a time of day is written "22:00", from "00:00" to "23:59"`)
}

// String is the form that ParseClock reads.
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", c/60, c%60) }

// Hours is a daily stretch of wall-clock time, over midnight where From is
// later than To. From is inside, To is not.
type Hours struct{ From, To Clock }

// stretchesMax bounds how many stretches meet: where the clocks go back, or a
// day is skipped, the end of one can lie in the next. Hours whose From is their
// To have no end; policies refuse them.
const stretchesMax = 3

// End answers, for an instant inside the hours, when they end. ok is false
// outside them.
func (h Hours) End(t Time, z Zone) (end Time, ok bool) {
	end, ok = h.stretch(t, z)
	for more, n := ok, 1; more && n < stretchesMax; n++ {
		var next Time
		if next, more = h.stretch(end, z); more {
			end = next
		}
	}
	return end, ok
}

// stretch is the end of the one stretch that t lies in.
func (h Hours) stretch(t Time, z Zone) (end Time, ok bool) {
	local := z.in(t)
	// A date in UTC, for in the zone itself its midnight may not exist.
	day := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
	for back := 1; back >= -1; back-- { // a stretch may have begun yesterday; a clock change may move the day
		d := day.AddDate(0, 0, -back)
		from := wall(z, d, h.From, false)
		last := d
		if h.From >= h.To {
			last = d.AddDate(0, 0, 1)
		}
		to := wall(z, last, h.To, true)
		if from <= t && t < to {
			return to, true
		}
	}
	return 0, false
}

// wall is the instant at which the zone's clocks show c on the date of which d
// is the midnight in UTC. A time
// that a clock change skips is the first moment after the gap; of a time that
// comes twice, late picks the second.
func wall(z Zone, d time.Time, c Clock, late bool) Time {
	want := d.Unix() + int64(c)*60
	// The wall clock reads w at instant w-offset. Offsets are tried as they
	// stand a day before and a day after, which brackets any one change.
	_, before := time.Unix(want-86400, 0).In(z.loc).Zone()
	_, after := time.Unix(want+86400, 0).In(z.loc).Zone()
	first, second := want-int64(max(before, after)), want-int64(min(before, after))
	okFirst, okSecond := shows(z, first, want), shows(z, second, want)
	switch {
	case okSecond && (late || !okFirst):
		return seconds(second)
	case okFirst:
		return seconds(first)
	}
	return gapEnd(z, first, second)
}

func shows(z Zone, unix, wall int64) bool {
	_, off := time.Unix(unix, 0).In(z.loc).Zone()
	return unix+int64(off) == wall
}

// gapEnd finds the clock change between lo and hi: the first moment after it.
func gapEnd(z Zone, lo, hi int64) Time {
	_, old := time.Unix(lo, 0).In(z.loc).Zone()
	for lo+1 < hi {
		mid := lo + (hi-lo)/2
		if _, off := time.Unix(mid, 0).In(z.loc).Zone(); off == old {
			lo = mid
		} else {
			hi = mid
		}
	}
	return seconds(hi)
}

func seconds(unix int64) Time { return Time(unix) * Time(Second) }
