package shop

import (
	"net/url"
	"strings"
	"time"
)

const site = "https://www.dewinkel.example"

// occurred is when an event happened that arrives now: just before, or some time ago.
func (s *Shop) occurred(now time.Time) (at time.Time, late bool) {
	if s.chance(s.opts.Mix.Late) {
		return now.Add(-time.Duration(30+s.rand.IntN(6*3600)) * time.Second), true
	}
	return now.Add(-time.Duration(s.rand.IntN(900)) * time.Millisecond), false
}

// signal is something that the person did: look, add to the basket, or search.
func (s *Shop) signal(p *person, now time.Time) Event {
	at, late := s.occurred(now)
	sensitive := s.chance(s.opts.Mix.Sensitive)
	name := pick(s.rand, []string{"Product Viewed", "Product Viewed", "Product Viewed", "Product Added", "Products Searched"})
	m := s.message(p, name, at, now)
	if s.rand.IntN(100)*100 < s.opts.Mix.Carried {
		m.Context.Consent = p.carried(at)
	}
	if name == "Products Searched" {
		search(m, s.query(sensitive))
	} else {
		thing := s.product(sensitive)
		look(m, &thing)
		if !sensitive {
			p.last, p.cause = &thing, m.MessageID
		}
	}
	s.guessed(p, m)
	s.dear(m)
	e := finish(m, Signal, p)
	e.Late, e.Sensitive = late, sensitive
	return e
}

func look(m *message, thing *product) {
	m.Properties = &properties{
		ProductID: thing.id, Name: thing.name, Category: thing.category, Brand: thing.brand,
		Price: thing.price, ListPrice: thing.price, Value: thing.price,
	}
	path := "/" + slug(thing.category) + "/" + slug(thing.name)
	m.Context.Page = &page{Title: thing.name + " | De Winkel", URL: site + path, Path: path, Referrer: site + "/" + slug(thing.category)}
}

func search(m *message, query string) {
	m.Properties = &properties{Query: query}
	path := "/zoek/" + slug(query)
	m.Context.Page = &page{Title: "Zoekresultaten | De Winkel", URL: site + path + "?q=" + url.QueryEscape(query), Path: path}
}

// query is what somebody types; some type in capitals.
func (s *Shop) query(sensitive bool) string {
	text := pick(s.rand, queries())
	if sensitive {
		text = pick(s.rand, sensitiveQueries())
	}
	if s.rand.IntN(10) == 0 {
		return strings.ToUpper(text)
	}
	return text
}

func (s *Shop) product(sensitive bool) product {
	if sensitive {
		return pick(s.rand, sensitiveProducts())
	}
	return pick(s.rand, catalogue())
}

// outreach is the shop's wish to come back to what was seen last.
func (s *Shop) outreach(p *person, now time.Time) Event {
	at, late := s.occurred(now)
	name, channel := "Retargeting Triggered", "display"
	if s.rand.IntN(3) == 0 {
		name, channel = "Email Queued", "email"
	}
	m := s.message(p, name, at, now)
	c := pick(s.rand, campaigns())
	m.Properties = &properties{
		ProductID: p.last.id, Name: p.last.name, Category: p.last.category, Brand: p.last.brand,
		Price: p.last.price, ListPrice: p.last.price, Value: p.last.price, CampaignID: c.id, Channel: channel,
		Headline: c.headline, Body: "Bekijk onze " + strings.ToLower(p.last.category) + ".", CauseID: p.cause,
	}
	if s.chance(s.opts.Mix.Telling) {
		m.Properties.Headline = pick(s.rand, tellingHeadlines())
	}
	s.guessed(p, m)
	s.dear(m)
	e := finish(m, Outreach, p)
	e.Late = late
	return e
}

// prediction is what a model makes of a person.
func (s *Shop) prediction(p *person, now time.Time) Event {
	m := s.message(p, "Churn Predicted", now, now)
	m.Properties = &properties{Propensity: 0.7}
	p.guess = m.MessageID
	return finish(m, Prediction, p)
}

// guessed puts a guess into an event, and lets some follow up on one.
func (s *Shop) guessed(p *person, m *message) {
	if !s.some(s.opts.Mix.Guessed) {
		return
	}
	if m.Properties.Propensity = 0.4; p.guess != "" && s.rand.IntN(2) == 0 {
		m.Properties.CauseID = p.guess
	}
}

// dear gives an event another price than the list's, for reasons good or bad.
func (s *Shop) dear(m *message) {
	if m.Properties.Price == 0 || !s.some(s.opts.Mix.Dear) {
		return
	}
	m.Properties.Price += 10
	m.Properties.PriceBasis = pick(s.rand, []string{"", "list", "promotion", "device"})
}

// conversion is an order, mostly of what was seen last.
func (s *Shop) conversion(p *person, now time.Time) Event {
	at, late := s.occurred(now)
	thing := p.last
	if thing == nil {
		other := s.product(false)
		thing = &other
	}
	m := s.message(p, "Order Completed", at, now)
	look(m, thing)
	m.Properties.OrderID = s.order()
	m.Context.Page = nil
	e := finish(m, Conversion, p)
	e.Late = late
	return e
}

func (s *Shop) service(p *person, now time.Time) Event {
	m := s.message(p, "Order Confirmation Queued", now, now)
	m.Properties = &properties{OrderID: s.order(), Channel: "email", Headline: "Je bestelling is ontvangen"}
	return finish(m, Service, p)
}

func (s *Shop) order() string { return "B" + s.id()[:8] }

// consent is an answer to the consent question: the first one, or another mind. One that arrives late is older than
// what is already in force, and changes nothing in it.
func (s *Shop) consent(p *person, now time.Time) Event {
	at, late := s.occurred(now)
	prefs := answer(s.rand)
	if !p.asked || at.After(p.since) {
		p.asked, p.prefs, p.since = true, prefs, at
	}
	m := s.message(p, "Consent Preference Updated", at, now)
	m.Context.Consent = &consents{CategoryPreferences: prefs}
	e := finish(m, Consent, p)
	e.Late = late
	return e
}

// switchOff uses the one switch that stops everything; who used it before switches on again.
func (s *Shop) switchOff(p *person, now time.Time) Event {
	p.off = !p.off
	if p.off {
		return finish(s.message(p, "Personalisation Disabled", now, now), OptOut, p)
	}
	return finish(s.message(p, "Personalisation Enabled", now, now), OptIn, p)
}
