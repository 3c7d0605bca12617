package explain

import (
	"strconv"
	"strings"

	"maat/pipeline/event"
	"maat/pipeline/instant"
)

// Teller tells what was decided in the words of a customer.
type Teller struct {
	Language string       // nl; anything else is English
	Zone     instant.Zone // of the policy; none: UTC
	Reasons  Reasons
}

// Sentence tells one decision: when, what, to whom and why, and which fields
// were left out or changed.
func (t Teller) Sentence(r *Record) string {
	words := t.tongue()
	why := t.because(r.Reason)
	account := edits(words, r)
	var b strings.Builder
	b.WriteString(t.form(words, r))
	if account != "" { // what was done is what the reason is about
		b.WriteString(". " + account)
	}
	b.WriteString(why + ".")
	if r.Topic != "" {
		b.WriteString(" " + words.topic + r.Topic + ".")
	}
	if r.Shadow != nil {
		b.WriteString(" " + words.dark + t.would(words, r.Shadow) + t.because(r.Shadow.Reason) + ".")
	}
	if r.Policy != "" {
		b.WriteString(" " + words.policy + r.Policy + ".")
	}
	return b.String()
}

func (t Teller) tongue() *tongue {
	if t.Language == "nl" {
		return &dutch
	}
	return &english
}

// would tells what would have been done.
func (t Teller) would(words *tongue, s *Shadow) string {
	form := words.shadow[s.Verdict]
	if s.Verdict == "hold" && s.Until != 0 {
		form += words.till
	}
	return strings.NewReplacer("{until}", t.moment(words, s.Until)).Replace(form)
}

// form fills in the words for the verdict. The id was chosen by whoever sent
// the event: quoted, it can neither break the line nor steer a terminal.
func (t Teller) form(words *tongue, r *Record) string {
	form := words.forms[r.Verdict]
	switch {
	case r.Verdict == "hold" && r.Until == 0:
		form = words.forms["halted"]
	case r.Verdict == "drop" && r.Destination == "":
		form = words.forms["nowhere"]
	}
	what := words.roles[r.Role] + words.nameless
	if r.ID != "" {
		what = words.roles[r.Role] + " " + strconv.Quote(r.ID)
	}
	return strings.NewReplacer(
		"{at}", t.moment(words, r.At), "{what}", what, "{to}", r.Destination, "{until}", t.moment(words, r.Until),
	).Replace(form)
}

// moment is 24 november 2026 om 14:05.
func (t Teller) moment(words *tongue, at instant.Time) string {
	if at == 0 {
		return words.unknownMoment
	}
	zone, suffix := t.Zone, ""
	if zone == (instant.Zone{}) || zone == instant.UTC() {
		zone, suffix = instant.UTC(), " UTC"
	}
	wall := zone.Minute(at) // 2006-01-02 15:04
	month, _ := strconv.Atoi(wall[5:7])
	date := strings.TrimPrefix(wall[8:10], "0") + " " + words.months[month-1] + " " + wall[:4]
	return strings.NewReplacer("{date}", date, "{clock}", wall[11:]).Replace(words.moment) + suffix
}

func (t Teller) because(code string) string {
	words := t.tongue()
	if code == "" {
		return ""
	}
	reason, ok := t.Reasons[code]
	switch {
	case !ok:
		return words.because + words.unknown
	case t.Language == "nl":
		return words.because + reason.NL
	}
	return words.because + reason.EN
}

// edits lists the fields that were left out, then those that were changed. A
// guard other than the one reported is named.
func edits(words *tongue, r *Record) string {
	var left, changed []string
	for _, e := range r.Edits {
		path := e.Path
		if path == "*" {
			path = words.rest
		}
		if did := note(words, r, e); e.Did == "removed" {
			left = append(left, path+did)
		} else {
			changed = append(changed, path+did)
		}
	}
	var parts []string
	if left != nil {
		parts = append(parts, words.left+strings.Join(left, ", "))
	}
	if changed != nil {
		parts = append(parts, words.changed+strings.Join(changed, ", "))
	}
	return strings.Join(parts, ". ")
}

// note is what stands in brackets after a path.
func note(words *tongue, r *Record, e event.Change) string {
	var notes []string
	if did := words.did[e.Did]; did != "" {
		notes = append(notes, did)
	}
	if e.Guard != r.Guard && e.Guard != event.GuardLayers {
		notes = append(notes, e.Guard)
	}
	if notes == nil {
		return ""
	}
	return " (" + strings.Join(notes, ", ") + ")"
}
