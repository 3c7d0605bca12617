package portal

import (
	"strconv"
	"strings"
	"time"

	"maat/pipeline/instant"
)

func decimal(n int) string { return strconv.Itoa(n) }

// wall is the date and the time of day in the zone of the policy.
func (v *voice) wall(at instant.Time) (date, clock string) {
	date, clock, _ = strings.Cut(v.zone.Minute(at), " ")
	return date, clock
}

// moment is 24 november 2026 om 14:05.
func (v *voice) moment(at instant.Time) string {
	date, clock := v.wall(at)
	return fill(v.words.moment, "date", v.dateOf(date), "clock", clock)
}

// day is dinsdag 24 november, or today.
func (v *voice) day(date string, now instant.Time) string {
	named := v.parts(date, v.dayOf)
	if today, _ := v.wall(now); today == date {
		return fill(v.today, "date", named)
	}
	return named
}

// dateOf is 24 november 2026.
func (v *voice) dateOf(date string) string { return v.parts(date, v.words.date) }

func (v *voice) parts(date, form string) string {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return fill(form, "weekday", v.weekdays[(int(day.Weekday())+6)%7], "day", decimal(day.Day()), "month", v.months[day.Month()-1], "year", decimal(day.Year()))
}
