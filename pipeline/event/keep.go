package event

import (
	"errors"
	"strings"

	"maat/pipeline/instant"
)

// kept keeps the part of a value that part answers.
type kept struct {
	what string
	part func(x Value, near siblings) (string, bool)
}

var _ Transform = kept{}

// KeepNames are the words that Keep knows, in the order of the manual.
func KeepNames() []string {
	return []string{"region", "country", "category", "day_part", "date", "year", "domain", "path_root"}
}

// Keep is a coarser value of the same kind; the result is always a string.
//
//   - region, country: of an ISO 3166-2 code such as NL-UT the code, or its
//     country; of another string the sibling member of that name; of an object
//     its members region and country, or country alone
//   - category: the first part of A > B > C or A/B/C
//   - day_part, date, year: of an RFC 3339 instant, in the zone; date and year
//     also of a plain 2026-03-01
//   - domain: the host of a URL, an e-mail address or a bare host name; never
//     an IP address, nor a name without a dot
//   - path_root: the first segment of the path of a URL or of an absolute path
//
// Whatever else does not fit.
func Keep(what string, zone instant.Zone) (Transform, error) {
	switch what {
	case "region", "country":
		return kept{what, place(what)}, nil
	case "category":
		return kept{what, ofText(category)}, nil
	case "domain":
		return kept{what, ofText(domain)}, nil
	case "path_root":
		return kept{what, ofText(pathRoot)}, nil
	case "day_part", "date", "year":
		if zone == (instant.Zone{}) {
			return nil, errors.New("keep " + what + " needs a time zone")
		}
		return kept{what, ofText(calendar(what, zone))}, nil
	}
	return nil, errors.New("keep knows only " + strings.Join(KeepNames(), ", "))
}

func (kept) Did() string { return "keep" }

func (t kept) String() string { return "keep: " + t.what }

func (t kept) apply(dst []byte, x Value, near siblings) ([]byte, bool) {
	text, ok := t.part(x, near)
	if !ok || text == "" {
		return dst, false
	}
	return Quote(dst, text), true
}

// members are the parts of an object that the transform keeps, each reduced to
// what it is called.
func (t kept) members() []string {
	switch t.what {
	case "region":
		return []string{"region", "country"}
	case "country":
		return []string{"country"}
	}
	return nil
}

func ofText(part func(string) (string, bool)) func(Value, siblings) (string, bool) {
	return func(x Value, _ siblings) (string, bool) {
		if x.Kind() != String {
			return "", false
		}
		return part(x.Text())
	}
}

// place answers what (region or country) for the string x.
func place(what string) func(Value, siblings) (string, bool) {
	return func(x Value, near siblings) (string, bool) {
		if x.Kind() != String {
			return "", false
		}
		text := x.Text()
		if !subdivision(text) {
			other, ok := near.sibling(what)
			if !ok || other.Kind() != String {
				return "", false
			}
			text = other.Text()
		}
		if what == "country" && subdivision(text) {
			return text[:2], true
		}
		return text, true
	}
}

// subdivision says that s is written as an ISO 3166-2 code: two capitals, a
// hyphen, one to three capitals or digits.
func subdivision(s string) bool {
	if len(s) < 4 || len(s) > 6 || s[2] != '-' {
		return false
	}
	for i := range len(s) {
		capital, digit := 'A' <= s[i] && s[i] <= 'Z', '0' <= s[i] && s[i] <= '9'
		if i != 2 && !capital && (i < 2 || !digit) {
			return false
		}
	}
	return true
}

func category(s string) (string, bool) {
	if i := strings.IndexAny(s, ">/"); i >= 0 {
		s = s[:i]
	}
	return strings.TrimSpace(s), true
}

// calendar reads instants, and plain dates where a date is enough. A plain date
// has no zone: its year is its own.
func calendar(what string, zone instant.Zone) func(string) (string, bool) {
	of := map[string]func(instant.Time) string{"day_part": zone.DayPart, "date": zone.Date, "year": zone.Year}[what]
	return func(s string) (string, bool) {
		if t, ok := instant.Parse(s); ok {
			return of(t), true
		}
		noon := "T12:00:00Z"
		if _, ok := instant.Parse(s + noon); !ok || what == "day_part" {
			return "", false
		}
		if what == "year" {
			s = s[:len("2006")]
		}
		return s, true
	}
}
