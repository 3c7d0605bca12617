package instant_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"maat/pipeline/instant"
)

func zone(tb testing.TB, name string) instant.Zone {
	tb.Helper()
	z, err := instant.LoadZone(name)
	if err != nil {
		tb.Fatal(err)
	}
	return z
}

// hours reads "22:00-08:00".
func hours(tb testing.TB, s string) instant.Hours {
	tb.Helper()
	from, err := instant.ParseClock(s[:5])
	if err != nil {
		tb.Fatal(err)
	}
	to, err := instant.ParseClock(s[6:])
	if err != nil {
		tb.Fatal(err)
	}
	return instant.Hours{From: from, To: to}
}

func TestZones(t *testing.T) {
	for _, name := range []string{"", "Local", "Europe/Atlantis", "../zoneinfo/UTC", "/etc/localtime", "+02:00"} {
		if _, err := instant.LoadZone(name); err == nil {
			t.Errorf("zone %q is taken", name)
		}
	}
	for name, want := range map[string]string{
		"UTC": "2025-12-31 2025 2025-12-31 23:30 evening", "Europe/Amsterdam": "2026-01-01 2026 2026-01-01 00:30 night",
		"Asia/Kathmandu": "2026-01-01 2026 2026-01-01 05:15 night", "Pacific/Chatham": "2026-01-01 2026 2026-01-01 13:15 afternoon",
		"America/New_York": "2025-12-31 2025 2025-12-31 18:30 evening", "America/Sao_Paulo": "2025-12-31 2025 2025-12-31 20:30 evening",
	} {
		z, now := zone(t, name), at(t, "2025-12-31T23:30:00Z")
		if got := fmt.Sprint(z.Date(now), " ", z.Year(now), " ", z.Minute(now), " ", z.DayPart(now)); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if instant.UTC() == (instant.Zone{}) {
		t.Error("UTC is no zone")
	}
}

func TestParseClock(t *testing.T) {
	for _, s := range []string{"00:00", "08:05", "22:00", "23:59"} {
		if c, err := instant.ParseClock(s); err != nil || c.String() != s {
			t.Errorf("%s is read as %s, %v", s, c, err)
		}
	}
	for _, s := range []string{"", "24:00", "23:60", "8:00", "08.00", "08:0", "08:000", "-1:00", "ab:cd", "2200", "22:00 ", "٠٨:00"} {
		if c, err := instant.ParseClock(s); err == nil {
			t.Errorf("%q is read as %s", s, c)
		}
	}
}

// stay is: at this instant, in these hours of this zone, until then; "" is
// outside.
type stay struct{ zone, hours, at, until string }

func (c stay) run(t *testing.T) {
	t.Helper()
	end, ok := hours(t, c.hours).End(at(t, c.at), zone(t, c.zone))
	if got := map[bool]string{true: end.String()}[ok]; got != c.until {
		t.Errorf("%s, quiet %s: at %s until %q, want %q", c.zone, c.hours, c.at, got, c.until)
	}
}

func TestHoursOnPlainDays(t *testing.T) {
	const zone = "Europe/Amsterdam"
	for _, c := range []stay{
		{zone, "22:00-08:00", "2026-03-01T20:59:59.999999999Z", ""},
		{zone, "22:00-08:00", "2026-03-01T21:00:00Z", "2026-03-02T07:00:00Z"},
		{zone, "22:00-08:00", "2026-03-02T06:59:59.999999999Z", "2026-03-02T07:00:00Z"},
		{zone, "22:00-08:00", "2026-03-02T07:00:00Z", ""},
		{zone, "12:00-13:00", "2026-07-01T09:59:59Z", ""},
		{zone, "12:00-13:00", "2026-07-01T10:00:00Z", "2026-07-01T11:00:00Z"},
		{zone, "12:00-13:00", "2026-07-01T11:00:00Z", ""},
		{zone, "00:00-06:00", "2026-03-01T23:00:00Z", "2026-03-02T05:00:00Z"},
		{zone, "18:00-00:00", "2026-03-01T22:59:59Z", "2026-03-01T23:00:00Z"},
		{zone, "18:00-00:00", "2026-03-01T23:00:00Z", ""},
		{"UTC", "22:00-08:00", "2025-12-31T23:00:00Z", "2026-01-01T08:00:00Z"},
	} {
		c.run(t)
	}
}

// On 29 March the clocks of Amsterdam go from 02:00 to 03:00, on 25 October
// from 03:00 back to 02:00. A time that is skipped means the first moment
// after the gap; of one that comes twice a start means the first, an end the
// second.
func TestHoursOverClockChanges(t *testing.T) {
	const zone = "Europe/Amsterdam"
	const gap, first, second = "2026-03-29T01:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"
	for _, c := range []stay{
		{zone, "22:00-08:00", "2026-03-28T21:00:00Z", "2026-03-29T06:00:00Z"},
		{zone, "22:00-02:30", "2026-03-28T21:00:00Z", gap},
		{zone, "22:00-02:30", gap, ""},
		{zone, "02:30-06:00", "2026-03-29T00:59:59Z", ""},
		{zone, "02:30-06:00", gap, "2026-03-29T04:00:00Z"},
		{zone, "02:15-02:45", "2026-03-29T00:59:59Z", ""},
		{zone, "02:15-02:45", gap, ""},
		{zone, "02:00-03:00", gap, ""},
		{zone, "01:30-02:00", "2026-03-29T00:45:00Z", gap},
		{zone, "22:00-08:00", "2026-10-24T20:00:00Z", "2026-10-25T07:00:00Z"},
		{zone, "22:00-02:30", "2026-10-24T20:00:00Z", second},
		{zone, "22:00-02:30", first, second},
		{zone, "22:00-02:30", second, ""},
		{zone, "02:30-06:00", "2026-10-25T00:29:59Z", ""},
		{zone, "02:30-06:00", first, "2026-10-25T05:00:00Z"},
		{zone, "02:15-02:45", "2026-10-25T00:14:59Z", ""},
		{zone, "02:15-02:45", "2026-10-25T00:15:00Z", "2026-10-25T01:45:00Z"},
		{zone, "02:15-02:45", "2026-10-25T01:00:00Z", "2026-10-25T01:45:00Z"},
		{zone, "02:45-02:30", "2026-10-25T00:50:00Z", "2026-10-26T01:30:00Z"}, // two stretches meet
		{zone, "02:45-02:30", "2026-10-24T12:00:00Z", "2026-10-26T01:30:00Z"},
	} {
		c.run(t)
	}
}

func TestHoursInOddZones(t *testing.T) {
	for _, c := range []stay{
		// Lord Howe changes by half an hour: 5 April 02:00 back to 01:30, 4 October 02:00 to 02:30.
		{"Australia/Lord_Howe", "22:00-01:45", "2026-04-04T14:40:00Z", "2026-04-04T15:15:00Z"},
		{"Australia/Lord_Howe", "22:00-02:15", "2026-10-03T15:00:00Z", "2026-10-03T15:30:00Z"},
		{"Australia/Lord_Howe", "02:15-04:00", "2026-10-03T15:30:00Z", "2026-10-03T17:00:00Z"},
		{"Australia/Lord_Howe", "02:15-04:00", "2026-10-03T15:29:59Z", ""},
		// Samoa had no 30 December 2011.
		{"Pacific/Apia", "22:00-08:00", "2011-12-30T09:00:00Z", "2011-12-30T18:00:00Z"},
		{"Pacific/Apia", "22:00-08:00", "2011-12-30T10:00:00Z", "2011-12-30T18:00:00Z"},
		{"Pacific/Apia", "22:00-08:00", "2011-12-30T18:00:00Z", ""},
		{"Pacific/Apia", "12:00-13:00", "2011-12-30T10:00:00Z", ""},
		{"Pacific/Apia", "12:00-13:00", "2011-12-30T22:30:00Z", "2011-12-30T23:00:00Z"},
		{"Pacific/Apia", "12:00-13:00", "2011-12-29T22:30:00Z", "2011-12-29T23:00:00Z"},
		// In São Paulo 4 November 2018 began at 01:00; since 2019 nothing changes.
		{"America/Sao_Paulo", "22:00-00:30", "2018-11-04T02:00:00Z", "2018-11-04T03:00:00Z"},
		{"America/Sao_Paulo", "00:00-08:00", "2018-11-04T02:59:59Z", ""},
		{"America/Sao_Paulo", "00:00-08:00", "2018-11-04T03:00:00Z", "2018-11-04T10:00:00Z"},
		{"America/Sao_Paulo", "22:00-08:00", "2026-11-01T02:00:00Z", "2026-11-01T11:00:00Z"},
		{"Asia/Kathmandu", "22:00-08:00", "2026-03-01T16:15:00Z", "2026-03-02T02:15:00Z"},
		// Havana goes back from 01:00 to 00:00: midnight comes twice.
		{"America/Havana", "22:00-00:00", "2026-11-01T04:30:00Z", "2026-11-01T05:00:00Z"},
		{"America/Havana", "00:00-06:00", "2026-11-01T04:00:00Z", "2026-11-01T11:00:00Z"},
	} {
		c.run(t)
	}
}

// In every zone, near clock changes or not, the end lies after t and outside
// the hours, and all between is inside and ends then too.
func TestHoursEndOutside(t *testing.T) {
	zones := []string{"Europe/Amsterdam", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "America/Havana", "Africa/Casablanca", "Asia/Kathmandu"}
	changes := []string{"2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z", "2026-04-04T15:00:00Z", "2026-10-03T15:30:00Z", "2011-12-30T10:00:00Z",
		"2018-11-04T03:00:00Z", "2026-11-01T05:00:00Z", "2026-02-15T02:00:00Z", "2026-07-01T12:00:00Z"}
	rapid.Check(t, func(rt *rapid.T) {
		z := zone(t, rapid.SampledFrom(zones).Draw(rt, "zone"))
		h := instant.Hours{From: clock().Draw(rt, "from"), To: clock().Draw(rt, "to")}
		if h.From == h.To {
			h.To = (h.To + 60) % (24 * 60)
		}
		near := rapid.Int64Range(-60*60, 60*60).Draw(rt, "minute") * int64(instant.Minute)
		now := at(t, rapid.SampledFrom(changes).Draw(rt, "change")) + instant.Time(near)
		end, ok := h.End(now, z)
		if !ok {
			return
		}
		if end <= now {
			rt.Fatalf("at %s it ends at %s", now, end)
		}
		if again, inside := h.End(end, z); inside {
			rt.Fatalf("at %s it ends at %s, which is inside until %s", now, end, again)
		}
		between := now + instant.Time(rapid.Int64Range(0, int64(end-now)-1).Draw(rt, "between"))
		if same, inside := h.End(between, z); !inside || same != end {
			rt.Fatalf("at %s it ends at %s, at %s at %s, %t", now, end, between, same, inside)
		}
	})
}

func clock() *rapid.Generator[instant.Clock] {
	return rapid.Map(rapid.IntRange(0, 24*4-1), func(n int) instant.Clock { return instant.Clock(n * 15) })
}
