package policytest

import (
	"maat/pipeline/chain"
	"maat/pipeline/event"
	"maat/pipeline/instant"
	"maat/pipeline/replay"
)

// matcher gathers what was wanted and what came.
type matcher struct {
	zone  instant.Zone
	when  instant.Time
	under string // what the rows are about: finally
	rows  []Row
}

func (m *matcher) row(what, want, got string) {
	m.rows = append(m.rows, Row{m.under + what, want, got})
}

func (m *matcher) same() bool {
	for _, r := range m.rows {
		if r.Want != r.Got {
			return false
		}
	}
	return true
}

// decision asks one decision of a course. The reason is shown though nobody
// asked where the outcome is another.
func (m *matcher) decision(w *want, c *replay.Course, at int) {
	d := &c.Decisions[at]
	got := d.Verdict.String()
	m.row("outcome", w.outcome, got)
	if w.reason != "" {
		m.row("reason", w.reason, d.Reason)
	}
	if w.topic != "" {
		m.row("topic", w.topic, d.Topic)
	}
	if w.until != 0 {
		m.row("until", m.moment(w.until), m.moment(d.Until))
	}
	if w.at != 0 {
		m.row("at", m.moment(w.at), m.moment(d.At))
	}
	if w.shadow != nil {
		m.shadow(w.shadow, d.Shadow)
	}
	if got == w.outcome && d.Verdict == chain.Forward {
		m.left(w, c.Left)
	}
}

// shadow asks what would have been decided.
func (m *matcher) shadow(w *want, would *chain.Would) {
	if would == nil {
		m.row("shadow", w.outcome, none)
		return
	}
	m.row("shadow", w.outcome, would.Verdict.String())
	if w.reason != "" {
		m.row("shadow reason", w.reason, would.Reason)
	}
	if w.until != 0 {
		m.row("shadow until", m.moment(w.until), m.moment(would.Until))
	}
}

// left asks the event that left.
func (m *matcher) left(w *want, json []byte) {
	view, fault := event.Parse(json)
	for _, path := range w.present {
		m.row("present", path, word(fault == nil && here(view, path), path, "it is absent: "+path))
	}
	for _, path := range w.absent {
		m.row("absent", path, word(fault == nil && !here(view, path), path, "it is present: "+path))
	}
	for _, f := range w.fields {
		got := "absent"
		if x, ok := view.Get(event.MustPath(f.path)); fault == nil && ok {
			got = string(x.JSON())
		}
		m.row(f.path, f.json, got)
	}
}

func here(view *event.View, path string) bool {
	_, ok := view.Get(event.MustPath(path))
	return ok
}

func word(is bool, yes, no string) string {
	if is {
		return yes
	}
	return no
}

// moment tells an instant from the event on: +3h (2026-03-04 15:00).
func (m *matcher) moment(t instant.Time) string {
	switch {
	case t == 0:
		return none
	case t == instant.Never:
		return resumed
	case t < m.when:
		return "-" + m.when.Sub(t).String() + " (" + m.zone.Minute(t) + ")"
	}
	return "+" + t.Sub(m.when).String() + " (" + m.zone.Minute(t) + ")"
}

// resumed stands for the end of a hold that a person ends.
const resumed = "resumed"
