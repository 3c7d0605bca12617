package portal

import (
	"net/http"

	"github.com/go-json-experiment/json/jsontext"

	"maat/pipeline/rights"
)

// valueMax bounds what a button may say: a purpose, or a path.
const valueMax = 1024

// acts are what a tap asks for.
var acts = map[string]rights.Kind{
	"off": rights.OptOut, "on": rights.OptIn, "general": rights.Object, "undo": rights.Unobject, "withdraw": rights.Withdraw,
	"remove": rights.Correct, "erase": rights.Erase,
}

// act does what was tapped, and shows what is in force now and what came of it.
func (p *Portal) act(w http.ResponseWriter, r *http.Request) {
	kind, ok := acts[r.PathValue("act")]
	if !ok {
		p.fail(w, r, faultNowhere, nil)
		return
	}
	s, v, ok := p.opened(w, r)
	if !ok || !p.within(w, r, p.limits.acting, "acting", s.Nonce) {
		return
	}
	id, err := p.named(r)
	value := r.PostFormValue("value")
	if err != nil || len(value) > valueMax {
		p.fail(w, r, faultDown, s)
		return
	}
	wish := rights.Wish{ID: id, Kind: kind, By: rights.ByPerson}
	switch kind {
	case rights.Withdraw:
		wish.Purpose = value
	case rights.Correct:
		wish.Fields = map[string]jsontext.Value{value: jsontext.Value("null")}
	default:
		value = ""
	}
	answer, bad := p.ask(r, s.Subject, wish)
	switch {
	case bad == faultBusy || bad == faultDown:
		p.failAgain(w, r, bad, s, &button{Act: r.PathValue("act"), Value: value, ID: id, Label: v.Receipt.Again, Kind: "primary"})
	case bad != 0:
		p.fail(w, r, bad, s)
	case answer.Receipt == nil:
		p.fail(w, r, faultDown, s)
	default:
		p.done(w, r, v, s, kind, answer.Receipt)
	}
}

// doneView says what is in force, and what came of a tap.
type doneView struct {
	frame
	Lead     string
	Since    string
	Nothing  string // nothing has changed, and why
	Undo     *button
	Recalled []line
	Left     []line
	Told     []line
	Number   string
	Home     bool
}

// undoes says which tap takes back which.
var undoes = map[rights.Kind]string{rights.OptOut: "on", rights.OptIn: "off", rights.Object: "undo", rights.Unobject: "general"}

// done shows a receipt. Who was erased has no session any more: their browser
// forgets the name by which they were known.
func (p *Portal) done(w http.ResponseWriter, r *http.Request, v *voice, s *session, kind rights.Kind, receipt *rights.Receipt) {
	words := v.done[kind]
	if kind == rights.Erase {
		forget(w)
		s = nil
	}
	view := doneView{
		frame: p.frame(r, v, words.Title, s), Lead: words.Text, Since: fill(v.Receipt.since, "at", v.moment(receipt.At)), Number: receipt.ID, Home: s != nil,
		Recalled: v.recalled(receipt.Recalled), Left: v.left(receipt.Left), Told: v.told(receipt.Told),
	}
	if !receipt.Applied {
		view.Title, view.Lead, view.Since = v.Receipt.unchanged, v.why(receipt.Reason, ""), ""
	}
	if act, ok := undoes[kind]; ok && receipt.Applied {
		id, err := p.name()
		if err != nil {
			p.fail(w, r, faultDown, s)
			return
		}
		labels := map[string]string{"on": v.Overview.On, "off": v.Overview.Off, "undo": v.Overview.Undo, "general": v.Overview.General}
		view.Undo = &button{Act: act, Label: labels[act], Kind: "quiet", ID: id}
	}
	p.show(w, r, http.StatusOK, "done", view)
}

// confirmView says what erasure means before it is asked for.
type confirmView struct {
	frame
	Button button
}

func (p *Portal) confirm(w http.ResponseWriter, r *http.Request) {
	s, v, ok := p.opened(w, r)
	if !ok {
		return
	}
	id, err := p.name()
	if err != nil {
		p.fail(w, r, faultDown, s)
		return
	}
	p.show(w, r, http.StatusOK, "erase", confirmView{
		frame: p.frame(r, v, v.Erase.Title, s), Button: button{Act: "erase", Label: v.Erase.Yes, Kind: "danger", ID: id},
	})
}
