package category

import (
	"embed"
	"fmt"
	"regexp"
	"strings"

	"maat/guards/sensitive/lexicon"
)

//go:embed data/*.txt
var data embed.FS

// dataFiles are those of each taxonomy.
var dataFiles = [...][]string{IAB - 1: {"data/iab1.txt", "data/iab2.txt"}, Google - 1: {"data/google.txt"}}

// table is the data of a taxonomy.
type table struct {
	lines  map[string]line
	parent map[string]string // the code above; none for those at the top
	paths  map[string]string // codes by their path of names, folded
}

func (t *table) lists(code string) bool { _, ok := t.lines[code]; return ok }

// tidy is the form of a code in the table.
func (*table) tidy(code string) string { return strings.ToUpper(strings.TrimSpace(code)) }

// read makes the table of data files.
func read(files ...string) (*table, error) {
	t := &table{map[string]line{}, map[string]string{}, map[string]string{}}
	for _, name := range files {
		text, err := data.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("category: %w", err)
		}
		if err := t.parse(name, string(text)); err != nil {
			return nil, err
		}
	}
	t.ends()
	return t, nil
}

// ends lets lines with nothing beneath them cover whatever may lie there.
func (t *table) ends() {
	parents := map[string]bool{}
	for _, up := range t.parent {
		parents[up] = true
	}
	for code, l := range t.lines {
		l.below = l.below || !parents[code]
		t.lines[code] = l
	}
}

var lineShape = regexp.MustCompile(`^((?:  )*)([0-9A-Za-z-]+)(\*?)  (\w+)  (\S.*)$`)

// above is a line that others lie beneath.
type above struct {
	code  string
	names []string // its paths of names, one a language
}

// parse adds the lines of a file. Comments begin with a # at the start of a line,
// or with two blanks and a #.
func (t *table) parse(name, text string) error {
	var stack []above
	number := 0
	for row := range strings.Lines(text) {
		number++
		row, _, _ = strings.Cut(strings.TrimRight(row, "\r\n"), "  #")
		if strings.TrimSpace(row) == "" || row[0] == '#' {
			continue
		}
		parts := lineShape.FindStringSubmatch(row)
		if parts == nil {
			return fmt.Errorf("category: %s:%d: a line reads CODE  TOPIC  NAME, beneath its parent with two blanks more", name, number)
		}
		depth := len(parts[1]) / 2
		if depth > len(stack) {
			return fmt.Errorf("category: %s:%d: a step of the tree is left out above this line", name, number)
		}
		stack = stack[:depth]
		one, err := t.add(stack, parts[2:])
		if err != nil {
			return fmt.Errorf("category: %s:%d: %w", name, number, err)
		}
		stack = append(stack, one)
	}
	return nil
}

// add takes in one line: code, star, topic, names.
func (t *table) add(stack []above, parts []string) (above, error) {
	one := above{code: t.tidy(parts[0])}
	topic, ok := lexicon.ParseTopic(parts[2])
	switch {
	case !ok && parts[2] != "free":
		return one, fmt.Errorf("%q is no topic, nor free", parts[2])
	case t.lists(one.code):
		return one, fmt.Errorf("the code %s comes twice", one.code)
	}
	names := strings.Split(parts[3], " | ")
	if len(stack) > 0 {
		up := stack[len(stack)-1]
		t.parent[one.code] = up.code
		names = names[:min(len(names), len(up.names))]
		for i := range names {
			names[i] = up.names[i] + separator + names[i]
		}
	}
	t.lines[one.code] = line{topic, parts[1] != ""}
	for _, path := range names {
		path = fold(path)
		if other, twice := t.paths[path]; twice && t.lines[other].topic != topic { // versions of a taxonomy share names
			return one, fmt.Errorf("the path %s comes twice, with two topics", path)
		}
		t.paths[path] = one.code
	}
	one.names = names
	return one, nil
}
