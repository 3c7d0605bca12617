package demo

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"maat/pipeline/event"
)

// Draw is the screen of a state, at most height rows that are at most width
// characters wide. What there is no room for goes from the bottom up, except the
// last row.
func Draw(s *State, width, height int, colour bool) []string {
	rows := arrange(s, width, height)
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r.render(width, colour)
	}
	return out
}

// Rows that a section has where there is little room.
const (
	reasonsMin = 4
	waitsMin   = 2
	waitsMax   = 6
	untilWidth = 24
	codeWidth  = 29
	toWidth    = 10
)

func arrange(s *State, width, height int) []row {
	top := append(s.heading(width), s.table(width)...)
	room := height - len(top) - 1
	sections := [][]row{s.waits(waitsMin), s.removed(width), s.example(width)}
	for len(sections) > 0 && room-rowsOf(sections) < 1+reasonsMin {
		sections = sections[:len(sections)-1]
	}
	room -= rowsOf(sections)
	reasons := s.reasons(max(0, room))
	if spare := room - len(reasons); spare > 0 && len(sections) > 0 {
		sections[0] = s.waits(min(waitsMax, waitsMin+max(0, spare-len(sections)-1)))
	}
	sections = append([][]row{reasons}, sections...)
	spare := height - len(top) - 1 - rowsOf(sections)
	rows := top
	for _, section := range sections {
		if spare > 0 && len(section) > 0 {
			rows, spare = append(rows, row{}), spare-1
		}
		rows = append(rows, section...)
	}
	for ; spare > 0; spare-- {
		rows = append(rows, row{})
	}
	return append(rows[:min(len(rows), max(0, height-1))], s.footer())
}

func rowsOf(sections [][]row) (n int) {
	for _, s := range sections {
		n += len(s)
	}
	return n
}

// heading says what runs.
func (s *State) heading(width int) []row {
	w := s.words()
	since := w.starting
	if !s.Begun.IsZero() {
		since = elapsed(s.Now.Sub(s.Begun))
	}
	sent := w.number(s.Tally.Produced)
	if s.Shop.Events > 0 {
		sent += " " + w.of + " " + w.number(s.Shop.Events)
	}
	sent += " " + w.sent + ", " + w.number(s.Tally.Decided) + " " + w.decided
	used := len("maat demo  ") + utf8.RuneCountInString(sent)
	return []row{
		{{bold, "maat demo"}, {plain, "  " + sent}, {plain, right(since, max(len(since)+2, width-used))}},
		line(dim, s.broker()),
		line(dim, s.shop()),
		{},
	}
}

// broker says that this is no place to keep anything.
func (s *State) broker() string {
	text := s.words().broker + ", " + s.Brokers
	if s.Admin != "" {
		text += " · " + s.Admin + "/metrics"
	}
	return text
}

func (s *State) shop() string {
	w := s.words()
	text := fmt.Sprintf("%s: %s %s, %s %s, %s %d", w.shop, w.number(s.Shop.Rate), w.rate, w.number(s.Shop.Subjects), w.people, w.seed, s.Shop.Seed)
	if s.Policy != "" {
		text += " · " + w.policy + " " + s.Policy
	}
	return text
}

const (
	nameWidth   = 16
	numberWidth = 10
	tableRows   = 6 // destinations that are named; the others are together in one row
)

// table counts by destination; the bar is how its decisions are shared out.
func (s *State) table(width int) []row {
	w := s.words()
	rows := []row{line(dim, padded(w.destination, nameWidth)+right(w.left, numberWidth)+right(w.waiting, numberWidth)+right(w.dropped, numberWidth))}
	var others Destination
	named := 0
	for _, name := range s.Tally.Names {
		d := s.Tally.Destinations[name]
		switch {
		case name == "":
		case named < tableRows:
			named++
			rows = append(rows, s.destination(name, d, width))
		default:
			others.Forward, others.Waiting, others.Drop = others.Forward+d.Forward, others.Waiting+d.Waiting, others.Drop+d.Drop
		}
	}
	if others != (Destination{}) {
		rows = append(rows, s.destination("…", &others, width))
	}
	if d := s.Tally.Destinations[""]; d != nil {
		rows = append(rows, s.nowhere(d))
	}
	return rows
}

func (s *State) destination(name string, d *Destination, width int) row {
	w := s.words()
	r := row{
		{bold, padded(name, nameWidth)},
		{green, right(w.number(d.Forward), numberWidth)},
		{yellow, right(w.number(d.Waiting), numberWidth)},
		{red, right(w.number(d.Drop), numberWidth)},
	}
	return append(r, bar(d, width-nameWidth-3*numberWidth-2)...)
}

const barMax = 30

// bar shares width out; where there is little room there is none.
func bar(d *Destination, width int) row {
	width = min(width, barMax)
	all := d.Forward + d.Waiting + d.Drop
	if width < 5 || all == 0 {
		return nil
	}
	forward, waiting := d.Forward*width/all, (d.Waiting*width+all-1)/all
	return row{
		{plain, "  "}, {green, strings.Repeat("█", forward)}, {yellow, strings.Repeat("▒", min(waiting, width-forward))},
		{red, strings.Repeat("░", max(0, width-forward-waiting))},
	}
}

// nowhere is what is for no destination: it was carried out, or is nothing.
func (s *State) nowhere(d *Destination) row {
	w := s.words()
	r := row{{dim, w.noDestination + ": "}}
	for _, c := range []struct {
		n    int
		text string
	}{{d.Apply, w.applied}, {d.Ignore, w.ignored}, {d.Quarantine, w.putAside}, {d.Drop, w.dropped}} {
		if c.n > 0 {
			r = append(r, span{plain, w.number(c.n) + " " + c.text + "  "})
		}
	}
	return r
}

// reasons are those for which most was not passed on.
func (s *State) reasons(rows int) []row {
	if rows < 2 {
		return nil
	}
	w := s.words()
	out := []row{line(bold, w.whyDropped)}
	list := ranked(s.Tally.Reasons, func(r Reason) bool { return r.Verdict == "drop" || r.Verdict == "quarantine" })
	if len(list) == 0 {
		return append(out, line(dim, "  "+w.nothing))
	}
	shown := len(list)
	if shown > rows-1 {
		shown = rows - 2
	}
	rest := 0
	for i, c := range list {
		if i >= shown {
			rest += c.n
			continue
		}
		out = append(out, row{
			{red, right(w.number(c.n), 8)}, {plain, "  " + padded(c.key.Code, codeWidth) + " "}, {dim, reason(&s.Teller, c.key.Code)},
		})
	}
	if rest > 0 {
		out = append(out, row{{red, right(w.number(rest), 8)}, {dim, "  " + w.more}})
	}
	return out
}

// counted is a key and how often it came.
type counted[K any] struct {
	key K
	n   int
}

// ranked are the keys that are wanted, the most frequent first.
func ranked[K comparable](counts map[K]int, wanted func(K) bool) []counted[K] {
	var list []counted[K]
	for key, n := range maps.All(counts) {
		if wanted(key) {
			list = append(list, counted[K]{key, n})
		}
	}
	slices.SortFunc(list, func(a, b counted[K]) int {
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(fmt.Sprint(a.key), fmt.Sprint(b.key)))
	})
	return list
}

// waits are the events that fall due next.
func (s *State) waits(rows int) []row {
	w, t := s.words(), s.Tally
	head := row{{bold, title(w.waiting)}, {yellow, " " + w.number(t.Waiting())}}
	if t.LeftLater+t.DroppedLater > 0 {
		head = append(head, span{dim, "   " + fmt.Sprintf(w.waitedSoFar, w.number(t.LeftLater), w.number(t.DroppedLater))})
	}
	out := []row{head}
	for _, h := range t.Next(rows) {
		until := w.resumed
		if !h.Until.IsZero() {
			until = w.until + " " + clockTime(s.Teller.Zone, h.Until)
			if wait := h.Until.Sub(s.Now); wait > 0 {
				until += ", " + w.in + " " + (wait + time.Second - 1).Truncate(time.Second).String()
			}
		}
		out = append(out, row{{yellow, indent + padded(until, untilWidth)}, {plain, padded(h.Record.Destination, toWidth)}, {dim, reason(&s.Teller, h.Record.Reason)}})
	}
	for len(out) <= rows { // the rows below stay where they are
		out = append(out, row{})
	}
	return out
}

func title(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

const removedRows = 2

// removed are the paths without which most events left.
func (s *State) removed(width int) []row {
	w := s.words()
	var items []string
	for _, c := range ranked(s.Tally.Removed, func(string) bool { return true }) {
		items = append(items, s.path(c.key)+" "+w.number(c.n))
	}
	if len(items) == 0 {
		items = []string{w.nothing}
	}
	return headed(w.stripped, cyan, items, width, removedRows)
}

// headed puts items behind a heading and below it, on so many rows.
func headed(heading string, s style, items []string, width, rows int) []row {
	first := utf8.RuneCountInString(heading) + len("  ")
	var out []row
	for i, text := range wrap(items, first, width, rows) {
		if i == 0 {
			out = append(out, row{{bold, heading + "  "}, {s, text}})
			continue
		}
		out = append(out, line(s, indent+text))
	}
	return filled(out, rows)
}

func (s *State) path(path string) string {
	if path == "*" {
		return s.words().everyField
	}
	return path
}

// filled adds empty rows, so that what stands below does not jump.
func filled(rows []row, n int) []row {
	for len(rows) < n {
		rows = append(rows, row{})
	}
	return rows
}

const (
	exampleRows = 3
	valueMax    = 26
)

// example is an event as it arrived at a destination, and what was left out.
func (s *State) example(width int) []row {
	w, left := s.words(), &s.Latest.Left
	if left.Record == nil {
		return filled([]row{line(bold, w.example+" …")}, exampleRows+1)
	}
	var items, last []string
	for _, f := range fields(left.Event) {
		item := f.path + " " + f.value
		if utf8.RuneCountInString(f.value) > valueMax {
			item = f.path + " " + cut(f.value, valueMax)
		}
		if f.path == "type" || f.path == "messageId" || f.path == "timestamp" {
			last = append(last, item)
			continue
		}
		items = append(items, item)
	}
	out := headed(w.example+" "+left.Record.Destination, green, append(items, last...), width, exampleRows)
	return append(out, line(cyan, indent+s.edits(left.Record.Edits)))
}

// edits says what was left out of an event and what was changed in it.
func (s *State) edits(edits []event.Change) string {
	w := s.words()
	var removed, changed []string
	for _, e := range edits {
		if e.Did == "removed" {
			removed = append(removed, s.path(e.Path))
		} else {
			changed = append(changed, e.Path+" ("+e.Did+")")
		}
	}
	var parts []string
	if removed != nil {
		parts = append(parts, w.without+" "+strings.Join(removed, ", "))
	}
	if changed != nil {
		parts = append(parts, w.changed+" "+strings.Join(changed, ", "))
	}
	return strings.Join(parts, "; ")
}

func (s *State) footer() row {
	w := s.words()
	text := w.quit
	if !s.DrainEnd.IsZero() {
		text = w.waitHeld + " (" + elapsed(max(0, s.DrainEnd.Sub(s.Now))) + ") · " + text
	}
	r := line(dim, text)
	if s.Warnings > 0 {
		r = append(r, span{yellow, fmt.Sprintf(" · %d %s", s.Warnings, w.logs)})
	}
	return r
}
