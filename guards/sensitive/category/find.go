package category

import (
	"html"
	"strings"

	"maat/guards/sensitive/lexicon"
)

// Hit is what a code speaks of.
type Hit struct {
	Topic lexicon.Topic
	Term  string // the line that says so, as a policy would name it: google:491*
}

// Found is what became of a text that stands where a code belongs.
type Found uint8

// A text that is no code is for the words to judge: a sender may put a name
// where a code belongs.
const (
	Speaks Found = 1 + iota // a code that speaks of a chosen topic
	Silent                  // a code that does not, or that nobody knows
	NoCode
)

// Find judges a code of a taxonomy.
func (m *Map) Find(t Taxonomy, text string) (Hit, Found) {
	table := m.tables[t-1]
	code, exact, ok := table.code(t, text)
	if !ok {
		return Hit{}, NoCode
	}
	for _, lines := range []map[string]line{m.own[t-1], table.lines} {
		at, near := code, exact
		for at != "" {
			if l, ok := lines[at]; ok && (near || l.below) {
				return m.hit(t, at, l, near)
			}
			at, near = table.up(at), false
		}
	}
	if !exact {
		return Hit{}, NoCode // a path that no line covers
	}
	return Hit{}, Silent
}

func (m *Map) hit(t Taxonomy, code string, l line, near bool) (Hit, Found) {
	if l.topic == 0 || !m.counts(l.topic) {
		return Hit{}, Silent
	}
	term := t.String() + ":" + code
	if !near {
		term += "*"
	}
	return Hit{l.topic, term}, Speaks
}

// up is the code above. The codes of IAB 1.0 say it themselves.
func (t *table) up(code string) string {
	if parent, ok := t.parent[code]; ok {
		return parent
	}
	if at := strings.LastIndexByte(code, '-'); at > 0 {
		return code[:at]
	}
	return ""
}

// codeMax bounds what can be a code, in bytes: the longest of Google's paths has
// 273. What lies above it is looked up step by step, which must not take long.
const codeMax = 1024

// code reads the code that a text names, by itself or by the path of its names.
// exact is false where only something above it is listed.
func (t *table) code(of Taxonomy, text string) (code string, exact, ok bool) {
	text = strings.TrimSpace(text)
	if len(text) > codeMax {
		return "", false, false
	}
	code = t.tidy(text)
	if digits(code) || of == IAB && (isIAB1(code) || t.lists(code)) {
		return code, true, true
	}
	if id, path, both := strings.Cut(text, " - "); both && digits(strings.TrimSpace(id)) { // 491 - Health & Beauty > Health Care
		if id = strings.TrimSpace(id); t.lists(id) {
			return id, true, true
		}
		text = path
	}
	return t.path(text)
}

const separator = " > "

// path finds a path of names, or the longest start of it that is listed.
func (t *table) path(text string) (code string, exact, ok bool) {
	path := fold(text)
	for exact = true; path != ""; exact = false {
		if code, ok := t.paths[path]; ok {
			return code, exact, true
		}
		path = path[:max(0, strings.LastIndex(path, separator))]
	}
	return "", false, false
}

// fold makes paths that people write alike equal: capitals, blanks and the
// escapes of HTML do not matter.
func fold(path string) string {
	if strings.Contains(path, "&") {
		path = html.UnescapeString(path)
	}
	names := strings.Split(strings.ToLower(path), ">")
	for i, name := range names {
		names[i] = strings.Join(strings.Fields(name), " ")
	}
	return strings.Join(names, separator)
}

// Unmistakable says that a text is a code of IAB 1.0, wherever it stands: IAB7
// or IAB7-3, in capitals or not.
func Unmistakable(text string) bool {
	text = strings.TrimSpace(text)
	return len(text) <= len("IAB99-99-99") && isIAB1(strings.ToUpper(text))
}

// isIAB1 says that a code in capitals has the form IAB7, IAB7-3, and so on.
func isIAB1(code string) bool {
	rest, ok := strings.CutPrefix(code, "IAB")
	for ok && rest != "" {
		var part string
		part, rest, ok = strings.Cut(rest, "-")
		if !digits(part) || ok && rest == "" {
			return false
		}
		if !ok {
			return true
		}
	}
	return false
}

func digits(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }
