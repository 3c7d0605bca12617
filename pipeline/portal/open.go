package portal

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"maat/pipeline/rights"
)

// openView is the page behind a link, with the one button that opens it. The
// link alone opens nothing: what looks at links before a person does, to show
// them or to check them for harm, would use it up.
type openView struct {
	frame
	Lead, Once string
	To         string // the link itself
	ID         string
}

// link reads the link of a request, and counts what is none.
func (p *Portal) link(r *http.Request) (*claims, fault) {
	address := p.Address(r)
	if p.limits.guesses.exhausted(address, p.Now()) {
		p.limited(r, "guesses")
		return nil, faultMany
	}
	c, bad := p.Links.read(r.PathValue("token"), p.Now())
	if bad == faultLink {
		p.limits.guesses.allows(address, p.Now())
	}
	if bad != 0 {
		p.Log.LogAttrs(r.Context(), slog.LevelInfo, "a link of the page of people was refused", slog.String("why", bad.String()))
	}
	return c, bad
}

func (p *Portal) look(w http.ResponseWriter, r *http.Request) {
	c, bad := p.link(r)
	if bad != 0 {
		p.fail(w, r, bad, nil)
		return
	}
	if !p.within(w, r, p.limits.opening, "opening", c.Nonce) {
		return
	}
	v := p.voice(p.tongue(r, c.Language))
	id, err := p.name()
	if err != nil {
		p.fail(w, r, faultDown, nil)
		return
	}
	p.show(w, r, http.StatusOK, "open", openView{
		frame: p.frame(r, v, v.Open.Title, nil), Lead: fill(v.Open.Text, "brand", v.brand), ID: id,
		To: r.URL.Path + "?lang=" + v.Code, Once: fill(v.Open.Once, "until", v.moment(c.Expires)),
	})
}

// open uses the link, and begins a session.
func (p *Portal) open(w http.ResponseWriter, r *http.Request) {
	c, bad := p.link(r)
	if bad != 0 {
		p.fail(w, r, bad, nil)
		return
	}
	if !p.within(w, r, p.limits.acting, "opening", c.Nonce) {
		return
	}
	id, err := p.named(r)
	if err != nil {
		p.fail(w, r, faultDown, nil)
		return
	}
	language := p.tongue(r, c.Language)
	answer, bad := p.ask(r, c.Subject, rights.Wish{ID: id, Kind: rights.Open, Nonce: c.Nonce, Expires: c.Expires, By: rights.ByPerson})
	if bad == 0 && answer.Used {
		bad = faultUsed
	}
	switch bad {
	case 0:
	case faultBusy: // asked again under the same name, it is not yet used
		p.failAgain(w, r, faultDown, nil, &button{To: r.URL.Path + "?lang=" + language, ID: id})
		return
	default:
		p.fail(w, r, bad, nil)
		return
	}
	s := &session{Subject: c.Subject, Language: language, Nonce: c.Nonce, Began: p.Now()}
	if err := p.keep(w, s); err != nil {
		p.fail(w, r, faultDown, nil)
		return
	}
	http.Redirect(w, r, Root, http.StatusSeeOther)
}

// ask asks the owner of a person's partition, for as long as a page waits. What
// went wrong is logged without the error's words, which others wrote.
func (p *Portal) ask(r *http.Request, subject string, wish rights.Wish) (rights.Answer, fault) {
	ctx, cancel := context.WithTimeout(r.Context(), p.Wait)
	defer cancel()
	answer, err := p.People.Ask(ctx, subject, wish)
	var refused *rights.RefusedError
	bad := faultDown
	switch {
	case err == nil:
		return answer, 0
	case errors.Is(err, rights.ErrNotYet):
		bad = faultBusy
	case errors.As(err, &refused):
		bad = faultRefused
	}
	p.Log.LogAttrs(r.Context(), slog.LevelWarn, "a person's wish has no answer", slog.String("kind", wish.Kind.String()), slog.String("why", bad.String()))
	return answer, bad
}

// faultView is the page of a fault.
type faultView struct {
	frame
	Lead, Hint string
	Again      *button // to ask again under the same name
	Home       bool    // there is a page to go back to
}

func (p *Portal) fail(w http.ResponseWriter, r *http.Request, f fault, s *session) {
	p.failAgain(w, r, f, s, nil)
}

func (p *Portal) failAgain(w http.ResponseWriter, r *http.Request, f fault, s *session, again *button) {
	chosen := ""
	if s == nil {
		s = p.session(r)
	}
	if s != nil {
		chosen = s.Language
	}
	v := p.voice(p.tongue(r, chosen))
	words := v.faults[f]
	if f == faultBusy || f == faultMany || f == faultDown {
		w.Header().Set("Retry-After", "5")
	}
	p.show(w, r, f.status(), "fault", faultView{
		frame: p.frame(r, v, words.Title, s), Lead: fill(words.Text, "brand", v.brand), Hint: fill(words.Hint, "brand", v.brand), Again: again, Home: s != nil,
	})
}

// close ends the session of this browser.
func (p *Portal) close(w http.ResponseWriter, r *http.Request) {
	language := ""
	if s := p.session(r); s != nil {
		language = s.Language
	}
	forget(w)
	v := p.voice(p.tongue(r, language))
	p.show(w, r, http.StatusOK, "closed", faultView{frame: p.frame(r, v, v.Closed.Title, nil), Lead: fill(v.Closed.Text, "brand", v.brand)})
}
