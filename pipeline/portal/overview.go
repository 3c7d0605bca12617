package portal

import (
	"net/http"
	"slices"

	"maat/pipeline/explain"
	"maat/pipeline/instant"
	"maat/pipeline/page"
	"maat/pipeline/rights"
)

// Bounds of what is shown at once.
const (
	decisionsMax = 2000 // decisions looked at
	linesShort   = 8    // of a list on the overview
	linesPage    = 25   // of a list on a page of its own
	waitingMax   = 50
)

func speak(language string) page.Words { return page.Speak(language) }

// button is a form of one button: a wish, or a way to ask again.
type button struct {
	To    string // empty: beneath Root, by Act
	Act   string
	Value string // the purpose, or the path
	Label string
	About string // what follows the label for who cannot see what stands beside it
	Kind  string // primary, quiet or danger
	ID    string
}

// overview is the first page of a person.
type overview struct {
	frame
	Lead        string
	State       standing
	Buttons     []button
	Hint        string
	Waiting     []line
	Passed      short
	Withheld    short
	Unavailable bool
	Asked       []fact
	Given       []fact
	Kept        []string
}

// fact is something that is known, with what can be done about it.
type fact struct {
	Name, Text string
	Yes        bool
	Button     *button
}

// opened answers the session of a request, or shows why there is none.
func (p *Portal) opened(w http.ResponseWriter, r *http.Request) (*session, *voice, bool) {
	s := p.session(r)
	if s == nil {
		p.fail(w, r, faultEnded, nil)
		return nil, nil, false
	}
	if !p.within(w, r, p.limits.opening, "session", s.Nonce) {
		return nil, nil, false
	}
	s.Language = p.tongue(r, s.Language)
	if err := p.keep(w, s); err != nil {
		p.fail(w, r, faultDown, s)
		return nil, nil, false
	}
	return s, p.voice(s.Language), true
}

// see is what is known of the person of a session, and where their decisions
// stand.
func (p *Portal) see(w http.ResponseWriter, r *http.Request, s *session) (*rights.Person, string, bool) {
	id, err := p.name()
	if err != nil {
		p.fail(w, r, faultDown, s)
		return nil, "", false
	}
	answer, bad := p.ask(r, s.Subject, rights.Wish{ID: id, Kind: rights.See, By: rights.ByPerson})
	if bad == 0 && answer.Person == nil || bad == faultBusy {
		bad = faultDown
	}
	if bad != 0 {
		p.fail(w, r, bad, s)
		return nil, "", false
	}
	return answer.Person, answer.Subject, true
}

// decided are the decisions of a person; ok is false where they cannot be read.
func (p *Portal) decided(r *http.Request, subject string, most int) (list []explain.Record, ok bool) {
	list, err := p.Decisions.About(r.Context(), subject, most)
	if err != nil {
		p.Log.WarnContext(r.Context(), "a person's decisions cannot be read")
		return nil, false
	}
	return list, true
}

func (p *Portal) overview(w http.ResponseWriter, r *http.Request) {
	s, v, ok := p.opened(w, r)
	if !ok {
		return
	}
	person, subject, ok := p.see(w, r, s)
	if !ok {
		return
	}
	records, readable := p.decided(r, subject, decisionsMax)
	view := overview{frame: p.frame(r, v, v.Overview.Title, s), Lead: fill(v.Overview.Lead, "brand", v.brand), Unavailable: !readable}
	view.State, view.Buttons, view.Hint = v.stands(person)
	view.Waiting = v.waiting(person.Held)
	view.Passed = v.shortened(v.history(records, passed), Root+"/passed", p.Now())
	view.Withheld = v.shortened(v.history(records, withheld), Root+"/withheld", p.Now())
	view.Asked, view.Given, view.Kept = v.asked(person.Consents), v.given(person.Preferences), v.kept(person)
	if !p.nameAll(&view) {
		p.fail(w, r, faultDown, s)
		return
	}
	p.show(w, r, http.StatusOK, "overview", view)
}

// nameAll gives each button's wish a name.
func (p *Portal) nameAll(view *overview) bool {
	buttons := make([]*button, 0, len(view.Buttons)+len(view.Asked)+len(view.Given))
	for i := range view.Buttons {
		buttons = append(buttons, &view.Buttons[i])
	}
	for _, f := range slices.Concat(view.Asked, view.Given) {
		if f.Button != nil {
			buttons = append(buttons, f.Button)
		}
	}
	for _, b := range buttons {
		id, err := p.name()
		if err != nil {
			return false
		}
		b.ID = id
	}
	return true
}

// stands is what is in force, and what can be changed about it.
func (v *voice) stands(person *rights.Person) (now standing, buttons []button, hint string) {
	o := &v.Overview
	off := button{Act: "off", Label: o.Off, Kind: "primary"}
	switch {
	case person.OptedOut:
		return v.states["off"], []button{{Act: "on", Label: o.On, Kind: "primary"}}, ""
	case person.Objects:
		return v.states["general"], []button{{Act: "undo", Label: o.Undo, Kind: "quiet"}, off}, ""
	}
	return v.states["on"], []button{off, {Act: "general", Label: o.General, Kind: "quiet"}}, o.GeneralHint
}

// waiting tells what is held, the first that may leave first.
func (v *voice) waiting(held []rights.Held) (lines []line) {
	held = slices.DeleteFunc(slices.Clone(held), func(h rights.Held) bool { return h.Waits != "" })
	slices.SortStableFunc(held, func(a, b rights.Held) int { return cmpDue(a.Due, b.Due) })
	for i, h := range held {
		if i == waitingMax {
			return append(lines, line{What: fill(v.Receipt.more, "n", decimal(len(held)-i))})
		}
		one := line{What: v.role(h.Role), Why: fill(v.Overview.until, "destination", v.place(h.Destination), "until", v.moment(h.Due))}
		if h.Due == 0 {
			one.Why = fill(v.Overview.open, "destination", v.place(h.Destination))
		}
		if h.Role == "retract" {
			one.What, one.Why = v.waits, fill(v.Overview.forget, "destination", v.place(h.Destination))
		}
		lines = append(lines, one)
	}
	return lines
}

// cmpDue puts what has no end by itself last.
func cmpDue(a, b instant.Time) int {
	if a == 0 {
		a = instant.Never
	}
	if b == 0 {
		b = instant.Never
	}
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
