package event_test

import (
	"strings"
	"testing"

	"maat/pipeline/event"
	"maat/pipeline/instant"
)

// made is a transform that a constructor must give.
func made(tr event.Transform, err error) event.Transform {
	if err != nil {
		panic(err)
	}
	return tr
}

func keep(what string) event.Transform { return made(event.Keep(what, amsterdam())) }

func amsterdam() instant.Zone {
	zone, err := instant.LoadZone("Europe/Amsterdam")
	if err != nil {
		panic(err)
	}
	return zone
}

// fits says what a transform makes of values; "" is one that does not fit, so
// that the field goes.
func fits(t *testing.T, tr event.Transform, cases map[string]string) {
	t.Helper()
	path := event.MustPath("a")
	for in, want := range cases {
		out, changes := event.Project(parse(t, `{"a":`+in+`}`), []event.Field{{Path: path, Transform: tr}}, nil, nil)
		wantOut, did := `{"a":`+want+`}`, tr.Did()
		if want == "" {
			wantOut, did = "{}", "removed"
		}
		if string(out) != wantOut {
			t.Errorf("%s of %s: %s, want %s", tr.Did(), in, out, wantOut)
		}
		if len(changes) != 1 || changes[0] != (event.Change{Path: "a", Did: did, Guard: event.GuardLayers}) {
			t.Errorf("%s of %s: changes %v, want a %s", tr.Did(), in, changes, did)
		}
	}
}

func TestHash(t *testing.T) {
	const eva = `"3f12bb17de259e162c9585a92bd968677ac9f6c9cbfb4c1b425df61db9ab7868"`
	fits(t, made(event.Hash("sha256")), map[string]string{
		`"eva@example.org"`: eva, `" Eva@Example.ORG\n"`: eva, `"\u0065va@example.org"`: eva,
		`""`: "", `"  "`: "", `1`: "", `true`: "", `null`: "", `["eva@example.org"]`: "", `{"x":"eva@example.org"}`: "",
	})
	if _, err := event.Hash("md5"); err == nil {
		t.Error("md5 is taken")
	}
}

func TestHMAC(t *testing.T) {
	key := []byte("0123456789abcdef")
	tr := made(event.HMAC(key))
	clear(key) // the transform keeps its own copy
	fits(t, tr, map[string]string{
		`"eva"`: `"eb4ce28c559fe73be8c03025643e64275c5008b3f611cbf1fc78bc015077d68a"`,
		`""`:    "", `1`: "", `null`: "", `{"x":"eva"}`: "",
	})
	if _, err := event.HMAC([]byte("too short")); err == nil {
		t.Error("a key of 9 bytes is taken")
	}
}

func TestTruncate(t *testing.T) {
	fits(t, made(event.Truncate(3)), map[string]string{
		`"abcdef"`: `"abc"`, `"ab"`: `"ab"`, `""`: `""`, `"é日\ud83d\ude00x"`: `"é日😀"`, `"\n\n\n\n"`: `"\n\n\n"`,
		`12345`: "", `true`: "", `null`: "", `["abcdef"]`: "", `{"x":"abcdef"}`: "",
	})
	for _, n := range []int{-1, 0, event.BytesMax + 1} {
		if _, err := event.Truncate(n); err == nil {
			t.Errorf("truncate to %d is taken", n)
		}
	}
}

func TestConst(t *testing.T) {
	fits(t, made(event.Const([]byte(` "x\u0079" `))), map[string]string{
		`"secret"`: `"xy"`, `1`: `"xy"`, `null`: `"xy"`, `{"x":1}`: "", `[1]`: "", `[]`: "", `{}`: "",
	})
	for _, json := range []string{"0", "-1.50", "true", "null", `""`} {
		fits(t, made(event.Const([]byte(json))), map[string]string{`"secret"`: json})
	}
	for _, json := range []string{"", "{}", "[1]", "nul", `"a" "b"`, "1e999", `"` + "\xff" + `"`} {
		if _, err := event.Const([]byte(json)); err == nil {
			t.Errorf("const %q is taken", json)
		}
	}
}

func TestRound(t *testing.T) {
	for multiple, cases := range map[string]map[string]string{
		"10": {
			`4`: "0", `5`: "10", `-5`: "-10", `15`: "20", `-15`: "-20", `14.999999999999999999999`: "10", `2495.00`: "2500", `1e3`: "1000", `-4`: "0", `-0`: "0",
			`9007199254740995`: "9007199254741000", `18446744073709551615`: "", `1e30`: "", `-9223372036854775807`: "", `1e-400`: "0", `"5"`: "", `true`: "", `null`: "", `[5]`: "",
			`{"$numberDecimal":"1"}`: "", strings.Repeat("1", 18) + "." + strings.Repeat("1", 400): "",
		},
		"0.05": {`0.025`: "0.05", `-0.025`: "-0.05", `0.024`: "0", `1.02`: "1", `1.03`: "1.05", `12.10`: "12.1", `1E+2`: "100"},
		"0.5":  {`0.25`: "0.5", `0.75`: "1", `-0.75`: "-1", `1.25`: "1.5"},
		"3":    {`4`: "3", `4.5`: "6", `-4.5`: "-6", `5`: "6"},
	} {
		fits(t, made(event.Round(multiple)), cases)
	}
	for _, bad := range []string{"", "0", "0.0", "-10", "+1", "1e3", "1/2", ".5", "5.", "ten", "0x10", "1_000", strings.Repeat("1", 31)} {
		if _, err := event.Round(bad); err == nil {
			t.Errorf("round to %q is taken", bad)
		}
	}
}

func TestKeepPlace(t *testing.T) {
	fits(t, keep("region"), map[string]string{
		`"NL-UT"`: `"NL-UT"`, `"US-CA"`: `"US-CA"`, `"GB-ENG"`: `"GB-ENG"`, `"Utrecht"`: "", `""`: "", `1`: "", `null`: "", `["NL-UT"]`: "",
		`{"region":"NL-UT","country":"NL","city":"Utrecht","lat":52.1}`: `{"region":"NL-UT","country":"NL"}`,
		`{"country":"NL"}`: `{"country":"NL"}`, `{"region":{"x":"NL-UT"}}`: "",
	})
	fits(t, keep("country"), map[string]string{
		`"NL-UT"`: `"NL"`, `"NL-"`: "", `"nl-ut"`: "", `"NL-UTRE"`: "", `"NL"`: "", `5`: "",
		`{"region":"NL-UT","country":"NL","city":"Utrecht"}`: `{"country":"NL"}`,
		`{"region":"NL-UT"}`: "", `{"city":"Utrecht"}`: "",
	})
	fields := []event.Field{{Path: event.MustPath("at.city"), Transform: keep("region")}}
	for in, want := range map[string]string{
		`{"at":{"city":"Utrecht","region":"NL-UT","country":"NL"}}`: `{"at":{"city":"NL-UT"}}`,
		`{"at":{"city":"Utrecht","region":"Utrecht (prov.)"}}`:      `{"at":{"city":"Utrecht (prov.)"}}`,
		`{"at":{"city":"Utrecht","region":7}}`:                      `{}`,
		`{"at":{"city":"Utrecht","Region":"NL-UT"}}`:                `{}`,
		`{"at":{"city":"Utrecht"}}`:                                 `{}`,
	} {
		if out, _ := event.Project(parse(t, in), fields, nil, nil); string(out) != want {
			t.Errorf("%s: %s, want %s", in, out, want)
		}
	}
}

// What an edit takes away must not come back as the region of the city.
func TestKeepDoesNotShowAnEditedSibling(t *testing.T) {
	fields := []event.Field{{Path: event.MustPath("at.city"), Transform: keep("region")}, {Path: event.MustPath("at.region")}}
	v := parse(t, `{"at":{"city":"Utrecht","region":"NL-UT"}}`)
	for _, op := range []event.Op{event.Remove, event.Replace} {
		out, _ := event.Project(v, fields, nil, []event.Edit{{Path: event.MustPath("at.region"), Op: op, With: []byte(`"x"`), Guard: "g"}})
		if strings.Contains(string(out), "NL-UT") {
			t.Errorf("%s shows what was edited away", out)
		}
	}
}

func TestKeepCategory(t *testing.T) {
	fits(t, keep("category"), map[string]string{
		`"Wonen > Stoelen > Relax"`: `"Wonen"`, `"wonen/stoelen"`: `"wonen"`, `"Wonen"`: `"Wonen"`, `" a>b/c"`: `"a"`,
		`"/wonen"`: "", `">x"`: "", `""`: "", `1`: "", `["a"]`: "", `{"a":"b"}`: "",
	})
}

func TestKeepDomain(t *testing.T) {
	fits(t, keep("domain"), map[string]string{
		`"https://Shop.Example:8443/a?b=c#d"`: `"shop.example"`, `"//shop.example/x"`: `"shop.example"`, `"https://eva:pw@shop.example./"`: `"shop.example"`,
		`"Eva@Example.org"`: `"example.org"`, `"shop.example"`: `"shop.example"`, `"https://münchen.example/"`: `"münchen.example"`,
		`"https://192.0.2.1/"`: "", `"192.0.2.1"`: "", `"https://[2001:db8::1]/"`: "", `"eva@192.0.2.1"`: "", `"localhost"`: "", `"a b@example.org"`: "",
		`"@example.org"`: "", `"eva@evil@example.org"`: "", `"https://"`: "", `"/path"`: "", `""`: "", `"..example"`: "", `"https://a b/"`: "", `1`: "", `null`: "",
	})
}

func TestKeepPathRoot(t *testing.T) {
	fits(t, keep("path_root"), map[string]string{
		`"https://shop.example/wonen/stoelen?q=1"`: `"/wonen"`, `"/wonen/stoelen"`: `"/wonen"`, `"/"`: `"/"`, `"https://shop.example"`: `"/"`,
		`"/a;jsessionid=1/b"`: `"/a"`, `"/a%2Fb/c"`: `"/a"`, `"/met%20spatie/x"`: `"/met%20spatie"`, `"/x?email=t"`: `"/x"`, `"/x#frag"`: `"/x"`,
		`"wonen/stoelen"`: "", `""`: "", `"mailto:a@b.nl"`: "", `"/%zz"`: "", `1`: "", `["/a"]`: "",
	})
}

func TestKeepCalendar(t *testing.T) {
	fits(t, keep("day_part"), map[string]string{
		`"2026-03-01T04:59:59Z"`: `"night"`, `"2026-03-01T05:00:00Z"`: `"morning"`, `"2026-03-01T11:00:00Z"`: `"afternoon"`, `"2026-03-01T17:00:00Z"`: `"evening"`,
		`"2026-03-01T12:00:00+13:00"`: `"night"`, `"2026-03-01"`: "", `"yesterday"`: "", `1772323200`: "", `null`: "",
	})
	// The clocks go on from 2 to 3 h on 29 March and back from 3 to 2 h on 25 October.
	fits(t, keep("day_part"), map[string]string{
		`"2026-03-29T00:59:59Z"`: `"night"`, `"2026-03-29T03:59:59Z"`: `"night"`, `"2026-03-29T04:00:00Z"`: `"morning"`,
		`"2026-10-25T04:59:59Z"`: `"night"`, `"2026-10-25T05:00:00Z"`: `"morning"`,
	})
	fits(t, keep("date"), map[string]string{
		`"2026-02-28T23:30:00Z"`: `"2026-03-01"`, `"2026-06-30T22:00:00Z"`: `"2026-07-01"`, `"2026-03-01"`: `"2026-03-01"`,
		`"2026-02-30"`: "", `"2026-3-1"`: "", `"01-03-2026"`: "", `"2026-03-01T"`: "", `20260301`: "",
	})
	fits(t, keep("year"), map[string]string{
		`"2025-12-31T23:30:00Z"`: `"2026"`, `"2025-12-31"`: `"2025"`, `"2026"`: "", `2026`: "",
	})
}

func TestBadKeep(t *testing.T) {
	for _, what := range []string{"", "city", "Region"} {
		if _, err := event.Keep(what, amsterdam()); err == nil {
			t.Errorf("keep %q is taken", what)
		}
	}
	for _, what := range event.KeepNames() {
		if _, err := event.Keep(what, amsterdam()); err != nil {
			t.Errorf("keep %q: %v", what, err)
		}
		_, err := event.Keep(what, instant.Zone{})
		if calendar := what == "day_part" || what == "date" || what == "year"; calendar != (err != nil) {
			t.Errorf("keep %s without a zone: %v", what, err)
		}
	}
}

// TestTransformsSayWhatTheyAre: as a policy writes them, and without a key.
func TestTransformsSayWhatTheyAre(t *testing.T) {
	for want, tr := range map[string]event.Transform{
		"hash: sha256": made(event.Hash("sha256")), "hmac": made(event.HMAC([]byte("0123456789abcdef"))), "round: 0.05": made(event.Round("0.05")),
		"round: 10": made(event.Round("10")), "keep: region": keep("region"), "truncate: 3": made(event.Truncate(3)), `const: "x"`: made(event.Const([]byte(`"x"`))),
	} {
		if got := tr.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
