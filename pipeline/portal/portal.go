// Package portal is the page of one person, made for a person and not for a
// specialist: why they got something, what was withheld, what waits, what is
// known of them, and one tap to change it, in Dutch and in English. A sealed
// link opens it once, a sealed cookie keeps it open for a quarter of an hour.
// Nothing of a person is kept here: what is shown comes from the owner of their
// partition, and every tap is a wish that the owner obeys before the page
// answers. No page needs a script.
package portal

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"time"

	"maat/pipeline/explain"
	"maat/pipeline/instant"
	"maat/pipeline/rights"
)

// Root is where the page stands.
const Root = "/me"

// People asks for a person, by an identifier as it stands in events. It returns
// when what was asked is in force, or with rights.ErrNotYet when ctx ends first.
type People interface {
	Ask(ctx context.Context, subjectID string, wish rights.Wish) (rights.Answer, error)
}

// Decisions finds what was decided about a person, by the subject under which
// their decisions stand: the newest first, at most so many.
type Decisions interface {
	About(ctx context.Context, subject string, most int) ([]explain.Record, error)
}

// Options are what the page needs.
type Options struct {
	Pipeline  string
	Keys      []Key // the first seals, all open
	LinkTTL   instant.Span
	Brand     Brand
	Teller    func() explain.Teller // by the policy in force: its language, zone and reasons
	People    People
	Decisions Decisions
	Now       func() instant.Time
	Random    io.Reader
	Log       *slog.Logger
	Wait      time.Duration                // how long one page waits for an answer
	Address   func(r *http.Request) string // whose connection it is: see Behind; nil: there are no proxies
}

// Portal serves the page. It is for any number of goroutines.
type Portal struct {
	Options
	Links   *Links
	cookies sealer
	limits  *limits
	style   []byte
	icon    []byte
	pages   *template.Template
}

// New prepares the page; an error is a mistake in the options.
func New(o Options) (*Portal, error) {
	switch {
	case len(o.Keys) == 0:
		return nil, errors.New("portal: no key seals its links")
	case o.LinkTTL <= 0 || o.Wait <= 0:
		return nil, errors.New("portal: links and answers need a time")
	case o.Brand.Name == "":
		return nil, errors.New("portal: the brand has no name")
	}
	if o.Address == nil {
		o.Address = Behind(nil)
	}
	all, err := newLimits()
	if err != nil {
		return nil, fmt.Errorf("portal: %w", err)
	}
	p := &Portal{Options: o, Links: NewLinks(o.Keys, o.Pipeline, o.LinkTTL, o.Random), limits: all}
	p.cookies = sealer{keys: o.Keys, use: "session " + o.Pipeline, random: o.Random}
	if p.style, p.icon, err = o.Brand.dress(); err != nil {
		return nil, err
	}
	if p.pages, err = parsePages(); err != nil {
		return nil, fmt.Errorf("portal: %w", err)
	}
	return p, nil
}

// Handler serves Root and all beneath it.
func (p *Portal) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Root, p.overview)
	mux.HandleFunc("GET "+Root+"/{list}", p.list)
	mux.HandleFunc("GET "+Root+"/erase", p.confirm)
	mux.HandleFunc("GET "+Root+"/data.json", p.download)
	mux.HandleFunc("GET "+Root+"/style.css", p.file("text/css; charset=utf-8", p.style))
	mux.HandleFunc("GET "+Root+"/icon.svg", p.file("image/svg+xml", p.icon))
	mux.HandleFunc("GET "+Root+"/open/{token}", p.look)
	mux.HandleFunc("POST "+Root+"/open/{token}", p.open)
	mux.HandleFunc("POST "+Root+"/do/{act}", p.act)
	mux.HandleFunc("POST "+Root+"/close", p.close)
	mux.HandleFunc(Root+"/", func(w http.ResponseWriter, r *http.Request) { p.fail(w, r, faultNowhere, nil) })
	foreign := http.NewCrossOriginProtection()
	foreign.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { p.fail(w, r, faultOrigin, nil) }))
	return p.guarded(foreign.Handler(mux))
}
