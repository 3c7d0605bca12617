package event_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"maat/pipeline/event"
)

// refused must be a Fault of this code.
type refused struct{ name, text, code string }

// accepted must be read, and have this canonical form; none given means that
// it is canonical as it stands.
type accepted struct{ name, text, canonical string }

func (c refused) run(t *testing.T) {
	v, fault := event.Parse([]byte(c.text))
	switch {
	case fault == nil:
		t.Errorf("%s: read as %.80s, want %s", c.name, v.AppendCanonical(nil), c.code)
	case fault.Code != c.code:
		t.Errorf("%s: got %v, want %s", c.name, fault, c.code)
	case fault.Offset < 0 || fault.Offset > len(c.text):
		t.Errorf("%s: byte %d lies outside %d bytes", c.name, fault.Offset, len(c.text))
	}
}

func (c accepted) run(t *testing.T) {
	v, fault := event.Parse([]byte(c.text))
	if fault != nil {
		t.Errorf("%s: %v", c.name, fault)
		return
	}
	want := c.canonical
	if want == "" {
		want = c.text
	}
	got := string(v.AppendCanonical(nil))
	if got != want {
		t.Errorf("%s: canonical form is %.200s, want %.200s", c.name, got, want)
	}
	if len(got) > len(c.text) {
		t.Errorf("%s: canonical form has %d bytes, longer than the %d that came", c.name, len(got), len(c.text))
	}
}

func TestDuplicateNames(t *testing.T) {
	twice := event.CodeDuplicateName
	for _, c := range []refused{
		{"DUP-01", `{"consent":true,"consent":false}`, twice},
		{"DUP-02", `{"consent":false,"consent":true}`, twice},
		{"DUP-03", `{"consent":false,"Consent":true}`, twice},
		{"DUP-04", "{\"con\u017fent\":true}", twice},
		{"DUP-04 escaped", `{"con\u017fent":true}`, twice},
		{"DUP-04 beside the plain name", `{"consent":false,"con\u017fent":true}`, twice},
		{"DUP-05", `{"\u212Aind":"purchase"}`, twice},
		{"DUP-05 raw", "{\"\u212aind\":\"purchase\"}", twice},
		{"DUP-06", `{"email":"ok","\u0065mail":"leak"}`, twice},
		{"DUP-08", `{"user":{"email":"a"},"user":{"email":"b"}}`, twice},
		{"DUP-09", `[{"id":1,"id":2}]`, twice},
		{"DUP-09 inside an event", `{"a":[0,{"id":1,"id":2}]}`, twice},
		{"DUP-10", "{" + strings.Repeat(`"k":1,`, 9_999) + `"k":1}`, twice},
		{"DUP-11", `{"a":1,"a":1}`, twice},
		{"DUP-12", `{"email":null,"email":"leak"}`, twice},
		{"DUP-13", `{"purposes":["ads"],"purposes":[]}`, twice},
		{"DUP-15", `{"email\u0000":"leak"}`, event.CodeJSON},
		{"DUP-15 DEL", `{"email\u007f":"leak"}`, event.CodeJSON},
		{"DUP-15 C1", `{"email\u0085":"leak"}`, event.CodeJSON},
		{"DUP-15 C1 among other letters", `{"é\u0085":"leak"}`, event.CodeJSON},
		{"DUP-16", `{"\u00e9":1,"e\u0301":2}`, twice},
		{"full width", `{"email":1,"ｅmail":2}`, twice},
		{"sharp s", `{"straße":1,"STRASSE":2}`, twice},
		{"final sigma", `{"ς":1,"σ":2}`, twice},
		{"dotless i", `{"id":1,"ıd":2}`, twice},
		{"ligature", `{"profile":1,"proﬁle":2}`, twice},
		{"case, many members", manyNames(40, "k%d")[:len(manyNames(40, "k%d"))-1] + `,"K7":0}`, twice},
		{"far apart, exactly 17 members", manyNames(16, "k%d")[:len(manyNames(16, "k%d"))-1] + `,"k0":0}`, twice},
	} {
		c.run(t)
	}
	for _, c := range []accepted{
		{"DUP-07", `{"e\u006dail":"leak"}`, `{"email":"leak"}`},
		{"DUP-14", `{"email ":"leak"}`, ""},
		{"DUP-17", `{"__proto__":{"consent":true}}`, ""},
		{"DUP-18", `{"constructor":{"prototype":{"consent":true}}}`, ""},
		{"DUP-19", `{"user.email":"leak"}`, ""},
		{"DUP-20", `{"user":{"email":"ok"},"user.email":"leak"}`, ""},
		{"DUP-21", `{"user~1email":"x","user/email":"y"}`, ""},
		{"DUP-22", `{"":"leak"}`, ""},
		{"DUP-23", `{"EMAIL":"leak"}`, ""},
		{"DUP-24", `{"e_mail":"x","eMail":"y","e-mail":"z"}`, ""},
		{"the same name in different objects", `{"a":{"id":1},"b":[{"id":2},{"id":3}],"id":4}`, ""},
	} {
		c.run(t)
	}
}

// What such names hide must not leave when a policy names only the plain ones.
func TestLookAlikeNamesDoNotLeave(t *testing.T) {
	fields := []event.Field{{Path: event.MustPath("user.name")}, {Path: event.MustPath("keep")}}
	for _, text := range []string{
		`{"e\u006dail":"leak"}`, `{"keep ":"leak"}`, `{"__proto__":{"keep":"leak"}}`, `{"user.name":"leak"}`, `{"user":{"na.me":"leak"}}`,
		`{"user~1name":"leak","user/name":"leak"}`, `{"":"leak"}`, `{"KEEP":"leak"}`, `{"k_eep":"leak","kEep":"leak","k-eep":"leak"}`,
		`{"user":[{"name":"leak"}]}`, `{"user":"leak"}`,
	} {
		out, changes := event.Project(parse(t, text), fields, nil, nil)
		if string(out) != "{}" || len(changes) != 1 || changes[0].Path != "*" {
			t.Errorf("%s left as %s with changes %v", text, out, changes)
		}
	}
	out, _ := event.Project(parse(t, `{"k\u0065ep":1,"user":{"\u006eame":2}}`), fields, nil, nil)
	if string(out) != `{"keep":1,"user":{"name":2}}` {
		t.Errorf("escapes hide a name: %s", out)
	}
}

func TestEncodings(t *testing.T) {
	in := func(value string) string { return `{"a":"` + value + `"}` }
	for _, c := range []refused{
		{"UNI-01", in("\xff"), event.CodeUTF8},
		{"UNI-02", in("\xc0\xaf"), event.CodeUTF8},
		{"UNI-03", in("\xe0\x80\xaf"), event.CodeUTF8},
		{"UNI-04", in("\xf8\x88\x80\x80\x80"), event.CodeUTF8},
		{"UNI-05", in("\xed\xa0\x80"), event.CodeUTF8},
		{"UNI-06", in("\xed\xa0\xbd\xed\xb8\x80"), event.CodeUTF8},
		{"UNI-07", in(`\ud800`), event.CodeSurrogate},
		{"UNI-07 before text", in(`\uD83Dabc`), event.CodeSurrogate},
		{"UNI-07 in a name", `{"\ud800":1}`, event.CodeSurrogate},
		{"UNI-08", in(`\udc00`), event.CodeSurrogate},
		{"UNI-09", in(`\udc00\ud800`), event.CodeSurrogate},
		{"UNI-11", "\ufeff{}", event.CodeJSON},
		{"UNI-13", "\xff\xfe" + wide(`{"a":1}`, 1, 0), event.CodeUTF8},
		{"UNI-14", wide(`{"a":1}`, 0, 1), event.CodeJSON},
		{"UNI-15", "{\x00\x00\x00}\x00\x00\x00", event.CodeJSON},
		{"UNI-16", `+AHsAIg-`, event.CodeJSON},
		{"UNI-17", in("\x93quoted\x94"), event.CodeUTF8},
		{"UNI-18", in("\x00"), event.CodeJSON},
		{"UNI-20 tab", in("\t"), event.CodeJSON},
		{"UNI-20 line feed", in("\n"), event.CodeJSON},
		{"UNI-20 escape", in("\x1b[31m"), event.CodeJSON},
		{"UNI-25", `{"a":"é`[:len(`{"a":"é`)-1], event.CodeUTF8},
		{"unknown escape", in(`\x41`), event.CodeJSON},
		{"short escape", in(`\u00`), event.CodeJSON},
	} {
		c.run(t)
	}
	for _, c := range []accepted{
		{"UNI-10", in(`\ud83d\ude00`), in("\U0001f600")},
		{"UNI-12", in("x\ufeffy"), ""},
		{"UNI-19", in(`\u0000`), ""},
		{"UNI-21", in("\ufffe\uffff"), ""},
		{"UNI-22", in("\ue000"), ""},
		{"UNI-23", in("\u0378"), ""},
		{"UNI-24", in("\U000e0061\U000e0062"), ""},
		{"UNI-26", in("a\u2028b\u2029c"), ""},
		{"UNI-27", in("a\u202eb"), ""},
		{"UNI-28", in("e" + strings.Repeat("\u0301", 1000)), ""},
		{"UNI-29", in(strings.Repeat("\ufdfa", 1000)), ""},
		{"UNI-29 as a name", `{"` + strings.Repeat("\ufdfa", 1000) + `":1}`, ""},
		{"UNI-30", in("\u0130\u212a"), ""},
		{"needless escapes", in(`\u0041\/\u00e9`), in("A/é")},
		{"needed escapes", in(`\"\\\n\u001F`), in(`\"\\\n\u001f`)},
		{"blanks", " { \"a\" :\t[ 1 ,\r\n 2 ] } ", `{"a":[1,2]}`},
	} {
		c.run(t)
	}
}

// wide is text in UTF-16 with the bytes of a unit in the given places.
func wide(text string, high, low int) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(text)) {
		unit := [2]byte{}
		unit[high], unit[low] = byte(u>>8), byte(u)
		b = append(b, unit[:]...)
	}
	return string(b)
}

func TestNumbers(t *testing.T) {
	amount := func(literal string) string { return `{"amount":` + literal + `}` }
	for name, literal := range map[string]string{
		"NUM-01": "1e400", "NUM-02": "-1e400", "NUM-05": "18446744073709551616", "NUM-06": "-9223372036854775809",
		"NUM-07": strings.Repeat("9", 300), "NUM-24": "1e1000000000", "NUM-24 long": strings.Repeat("9", 400) + ".0",
	} {
		refused{name, amount(literal), event.CodeNumber}.run(t)
	}
	for name, literal := range map[string]string{
		"NUM-11": "NaN", "NUM-12": "Infinity", "NUM-12 negative": "-Infinity", "NUM-13": "0x10", "NUM-14": "01", "NUM-15": "1.", "NUM-16": ".5",
		"NUM-17": "+1", "NUM-18": "1_000", "NUM-19": "１２", "only a sign": "-", "no exponent": "1e",
	} {
		refused{name, amount(literal), event.CodeJSON}.run(t)
	}
	for name, literal := range map[string]string{
		"NUM-03": "1e-400", "NUM-04": "9007199254740993", "NUM-08": "0.1000000000000000055511151231257827", "NUM-09": "-0", "NUM-10": "1E+2",
		"greatest unsigned": "18446744073709551615", "least signed": "-9223372036854775808", "greatest double": "1.7976931348623157e308",
	} {
		accepted{name, amount(literal), ""}.run(t)
	}
}

func TestStructures(t *testing.T) {
	large := func(n int) string { return `{"a":"` + strings.Repeat("x", n-len(`{"a":""}`)) + `"}` }
	for _, c := range []refused{
		{"STR-01", "", event.CodeJSON},
		{"STR-02", " \n\t ", event.CodeJSON},
		{"STR-03", "null", event.CodeJSON},
		{"STR-04", `"text"`, event.CodeJSON},
		{"STR-05", "[]", event.CodeJSON},
		{"STR-06", `{"a":1,}`, event.CodeJSON},
		{"STR-07", `{"a":1} garbage`, event.CodeJSON},
		{"STR-08", `{"a":1}{"b":2}`, event.CodeJSON},
		{"STR-09", "{\"a\":1}\n{\"b\":2}", event.CodeJSON},
		{"STR-10", `/* comment */ {"a":1}`, event.CodeJSON},
		{"STR-11", `{'a':1}`, event.CodeJSON},
		{"STR-12", `{a:1}`, event.CodeJSON},
		{"STR-13", `{"a":"unterminated`, event.CodeJSON},
		{"STR-14", strings.Repeat("[", 100_000), event.CodeDepth},
		{"STR-15", strings.Repeat(`{"a":`, 100_000), event.CodeDepth},
		{"STR-16", nested(10_001), event.CodeDepth},
		{"STR-17", nested(event.DepthMax + 1), event.CodeDepth},
		{"STR-18", manyNames(60_000, "k%d"), event.CodeMembers},
		{"one member too many", manyNames(event.MembersMax+1, "k%d"), event.CodeMembers},
		{"STR-19", `{"` + strings.Repeat("k", event.BytesMax) + `":1}`, event.CodeSize},
		{"STR-20", large(10 << 20), event.CodeSize},
		{"STR-21", `{"a":[` + strings.Repeat("0,", 1_000_000) + `0]}`, event.CodeSize},
		{"one value too many", `{"a":[` + strings.Repeat("0,", event.ValuesMax-2) + `0]}`, event.CodeMembers},
		{"STR-22 above", large(event.BytesMax + 1), event.CodeSize},
		{"STR-25", "{" + strings.Repeat(" ", event.BytesMax) + "}", event.CodeSize},
		{"wrong bracket", `{"a":[1}`, event.CodeJSON},
		{"no colon", `{"a" 1}`, event.CodeJSON},
		{"only a name", `{"a"}`, event.CodeJSON},
		{"a name that is no string", `{1:2}`, event.CodeJSON},
	} {
		c.run(t)
	}
	for _, c := range []accepted{
		{"STR-17 at the limit", nested(event.DepthMax), ""},
		{"STR-22 below", large(event.BytesMax - 1), ""},
		{"STR-22 at the limit", large(event.BytesMax), ""},
		{"the most members", manyNames(event.MembersMax, "k%d"), ""},
		{"the most values", `{"a":[` + strings.Repeat("0,", event.ValuesMax-3) + `0]}`, ""},
		{"STR-24", `{"b":1,"a":2}`, ""},
		{"nothing", `{}`, ""},
	} {
		c.run(t)
	}
}

// STR-26: whatever was cut off, the beginning of an event is no event.
func TestPrefixes(t *testing.T) {
	whole := strings.Replace(shopEvent, "Mayfair", `\ud83d\ude00 é`, 1)
	for n := range len(whole) {
		if _, fault := event.Parse([]byte(whole[:n])); fault == nil {
			t.Fatalf("the first %d bytes are read", n)
		}
	}
	parse(t, whole)
}

// nested is an event of the given depth.
func nested(depth int) string {
	return strings.Repeat(`{"a":`, depth-1) + "{}" + strings.Repeat("}", depth-1)
}

func parse(tb testing.TB, text string) *event.View {
	tb.Helper()
	v, fault := event.Parse([]byte(text))
	if fault != nil {
		tb.Fatalf("%.200s: %v", text, fault)
	}
	return v
}

// A Fault says where and what, and nothing of the event.
func TestFaultsDoNotQuote(t *testing.T) {
	const canary = "canary31337"
	for _, text := range []string{
		`{"` + canary + `":1,"` + canary + `":2}`, `{"a":"` + canary, `{"a":` + canary + `}`, `{"a":"` + canary + `\ud800"}`,
		`{"a":"` + canary + "\xff\"}", `{"a":1}` + canary,
	} {
		_, fault := event.Parse([]byte(text))
		if fault == nil {
			t.Fatalf("%s: read", text)
		}
		if said := fmt.Sprintf("%v %+v %#v", fault, fault, *fault); strings.Contains(said, "canary") {
			t.Errorf("the fault quotes the event: %s", said)
		}
	}
	if got := (&event.Fault{Code: event.CodeUTF8, Offset: 7}).Error(); got != "intake.utf8 at byte 7" {
		t.Errorf("a fault reads %q", got)
	}
}

func TestFaultOffsets(t *testing.T) {
	for text, want := range map[string]int{
		`{"a":1,"a":2}`:        11,
		"{\"a\":\"\xff\"}":     6,
		`{"a":"\ud800"}`:       6,
		`{"a":1e999}`:          5,
		`{"a":[1,2,{"b":tru}]`: 18,
	} {
		_, fault := event.Parse([]byte(text))
		if fault == nil || fault.Offset != want {
			t.Errorf("%s: %v, want byte %d", text, fault, want)
		}
	}
}
