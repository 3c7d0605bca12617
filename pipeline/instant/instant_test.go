package instant_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"maat/pipeline/instant"
)

func at(tb testing.TB, s string) instant.Time {
	tb.Helper()
	t, ok := instant.Parse(s)
	if !ok {
		tb.Fatalf("%s is not an instant", s)
	}
	return t
}

func TestParse(t *testing.T) {
	for in, want := range map[string]string{
		"2026-03-01T10:15:30Z":           "2026-03-01T10:15:30Z",
		"2026-03-01T10:15:30.5Z":         "2026-03-01T10:15:30.5Z",
		"2026-03-01T10:15:30.123456789Z": "2026-03-01T10:15:30.123456789Z",
		"2026-03-01T10:15:30.100Z":       "2026-03-01T10:15:30.1Z",
		"2026-03-01T10:15:30+01:00":      "2026-03-01T09:15:30Z",
		"2026-03-01T10:15:30+05:45":      "2026-03-01T04:30:30Z",
		"2026-03-01T10:15:30-23:59":      "2026-03-02T10:14:30Z",
		"2026-03-01T00:00:00+00:00":      "2026-03-01T00:00:00Z",
		"2024-02-29T00:00:00Z":           "2024-02-29T00:00:00Z",
		"2038-01-19T03:14:08Z":           "2038-01-19T03:14:08Z",
		"1970-01-01T00:00:01Z":           "1970-01-01T00:00:01Z",
		"2261-12-31T23:59:59Z":           "2261-12-31T23:59:59Z",
	} {
		got, ok := instant.Parse(in)
		if !ok || got.String() != want {
			t.Errorf("%s: %s, %t, want %s", in, got, ok, want)
		}
		if string(got.Append([]byte("x"))) != "x"+want {
			t.Errorf("%s: appended as %s", in, got.Append(nil))
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for name, list := range map[string][]string{
		"leap second":        {"2016-12-31T23:59:60Z"},
		"no such day":        {"2023-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-10T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-00T00:00:00Z"},
		"no such time":       {"2026-03-01T24:00:00Z", "2026-03-01T10:60:00Z", "2026-03-01T10:00:61Z"},
		"no offset":          {"2026-03-01T10:15:30", "2026-03-01T10:15:30.5"},
		"unknown offset":     {"2026-03-01T10:15:30-00:00"},
		"bad offset":         {"2026-03-01T10:15:30+99:99", "2026-03-01T10:15:30+24:00", "2026-03-01T10:15:30+01:60", "2026-03-01T10:15:30+0100", "2026-03-01T10:15:30+1:00", "2026-03-01T10:15:30 01:00"},
		"lower case":         {"2026-03-01t10:15:30Z", "2026-03-01T10:15:30z"},
		"blank for T":        {"2026-03-01 10:15:30Z"},
		"before 1970":        {"1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "1970-01-01T00:30:00+01:00", "0001-01-01T00:00:00Z"},
		"too late":           {"2262-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "12026-03-01T10:15:30Z"},
		"epoch":              {"1772360130", "1772360130000", "1772360130000000", "1772360130000000000", "-1", "1772360130.5"},
		"fraction":           {"2026-03-01T10:15:30,5Z", "2026-03-01T10:15:30.Z", "2026-03-01T10:15:30..5Z", "2026-03-01T10:15:30.5.5Z", "2026-03-01T10:15:30." + strings.Repeat("1", 60) + "Z"},
		"digits":             {"2026-3-01T10:15:30ZZ", "2026-03-01T9:15:30.0Z", "２026-03-01T10:15:30Z", "+026-03-01T10:15:30Z"},
		"something after":    {"2026-03-01T10:15:30Z ", "2026-03-01T10:15:30Z;T", "2026-03-01T10:15:30ZZ", "2026-03-01T10:15:30+01:00x", "2026-03-01T10:15:30Z\x00"},
		"something before":   {" 2026-03-01T10:15:30Z"},
		"only a part":        {"", "2026-03-01", "10:15:30", "2026-03-01T10:15Z"},
		"another way to say": {"2026-W09-7T10:15:30Z", "2026-060T10:15:30.0Z", "20260301T101530Z", "Sun, 01 Mar 2026 10:15:30 GMT", "2026-03-01T10:15:30[Europe/Amsterdam]"},
	} {
		for _, s := range list {
			if got, ok := instant.Parse(s); ok || got != 0 {
				t.Errorf("%s: %q is read as %s", name, s, got)
			}
		}
	}
}

func TestParseRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := instant.Time(rapid.Int64Range(int64(instant.Second), 9_214_646_399_999_999_999).Draw(t, "instant"))
		if out, ok := instant.Parse(in.String()); !ok || out != in {
			t.Fatalf("%s is read as %s, %t", in, out, ok)
		}
	})
}

func TestArithmetic(t *testing.T) {
	now := at(t, "2026-03-01T10:00:00Z")
	if got := now.Add(instant.Day).String(); got != "2026-03-02T10:00:00Z" {
		t.Errorf("a day later it is %s", got)
	}
	if now.Add(-instant.Hour).Sub(now) != -instant.Hour || now.Add(instant.Hour).Sub(now) != instant.Hour {
		t.Error("an hour is not an hour")
	}
	if (instant.Never-1).Add(instant.Week) != instant.Never || instant.Never.Add(1) != instant.Never || instant.Never.Add(0) != instant.Never {
		t.Error("beyond never there is something")
	}
	for age, within := range map[instant.Span]bool{0: true, instant.Day - 1: true, instant.Day: false, instant.Day + 1: false, -instant.Hour: true} {
		if now.Add(-age).Within(instant.Day, now) != within {
			t.Errorf("something %d old lies within a day: %t", age, !within)
		}
	}
}

func TestParseSpan(t *testing.T) {
	for in, want := range map[string]instant.Span{
		"30s": 30 * instant.Second, "15m": 15 * instant.Minute, "4h": 4 * instant.Hour, "7d": 7 * instant.Day, "2w": 14 * instant.Day,
		"1d12h": 36 * instant.Hour, "1w1d1h1m1s": instant.Week + instant.Day + instant.Hour + instant.Minute + instant.Second,
		"0s": 0, "90m": 90 * instant.Minute, "007d": 7 * instant.Day, "3650d": instant.SpanMax,
	} {
		if got, err := instant.ParseSpan(in); err != nil || got != want {
			t.Errorf("%s: %d, %v, want %d", in, got, err, want)
		}
	}
	for _, in := range []string{"", "7", "d", "7 d", " 7d", "7d ", "7D", "7days", "1.5h", "-1h", "+1h", "1h1d", "1h1h", "1d1", "1ms", "1y", "3651d", "3650d1s", "999999999w",
		"9999999999s", "99999999999999999999d", "１d", "1d,2h", "1µs"} {
		if got, err := instant.ParseSpan(in); err == nil || got != 0 {
			t.Errorf("%q is read as %s", in, got)
		}
	}
}

func TestSpansRoundTrip(t *testing.T) {
	for span, want := range map[instant.Span]string{0: "0s", -instant.Hour: "0s", instant.Week: "7d", 36 * instant.Hour: "1d12h", 61 * instant.Second: "1m1s"} {
		if got := span.String(); got != want {
			t.Errorf("%d is written %s, want %s", span, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		in := instant.Span(rapid.Int64Range(0, int64(instant.SpanMax/instant.Second)).Draw(t, "seconds")) * instant.Second
		if out, err := instant.ParseSpan(in.String()); err != nil || out != in {
			t.Fatalf("%s is read as %s, %v", in, out, err)
		}
	})
}
