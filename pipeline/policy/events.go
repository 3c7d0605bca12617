package policy

import "maat/pipeline/event"

// preset is what a format says of the paths.
type preset struct {
	shape Shape
	paths map[string][]string        // by key word
	texts map[string]string          // top-level names that are texts: nothing lies beneath them
	page  []string                   // where the path of a page stands, and its whole URL
	under func(at event.Path) string // says why no event can hold a path; nil: texts says it all
}

// presetOf answers the preset of a format. An event is called what `event` says;
// calls that have none (page, screen, identify, group, alias) are called by
// their type, so that a role for all page calls is written `page`, and the name
// of the page is asked in `when`.
func presetOf(format string) preset {
	page := []string{"context.page.path", "context.page.url"}
	switch format {
	case "segment", "rudderstack":
	case "cloudevents":
		return cloudEvents()
	case "snowplow":
		return snowplow()
	default:
		return preset{shape: NoShape, page: page, paths: map[string][]string{"name": {"event", "type"}}}
	}
	p := preset{shape: SegmentShape, page: page, paths: map[string][]string{
		"name": {"event", "type"}, "id": {"messageId"}, "time": {"timestamp"}, "received": {"receivedAt"},
		"subject": {"userId", "anonymousId"}, "item": {"properties.product_id"}, "topic": {"properties.category"},
		"campaign": {"properties.campaign_id"}, "channel": {"properties.channel"}, "brand": {"properties.brand"},
		"cause":     {"properties.cause_id"},
		"text":      {"properties.query", "properties.name", "context.page.title", "context.page.url", "properties.audience", "properties.audience_name", "properties.audience_key"},
		"side_text": {"context.page.referrer"}, "copy": {"properties.headline", "properties.body"},
		"codes.google": {"properties.google_product_category"},
		"consent":      {"context.consent.categoryPreferences"},
		"tcf":          {"context.consent.tcf.tc_string"}, "gpp": {"context.consent.gpp.gpp_string"}, "consent_mode": {"context.consent.consent_mode"},
	}}
	p.texts = map[string]string{
		"event": "the name of the event", "type": "the type of the call", "messageId": "the id of the event", "timestamp": "the time of the event",
		"userId": "an identifier", "anonymousId": "an identifier",
	}
	return p
}

// events fills the Reader and the roles.
func (c *compiler) events() {
	raw := c.raw.Events
	if raw == nil {
		return
	}
	p := presetOf(raw.Format.text)
	r := &c.program.Reader
	r.Shape, r.Page, r.PageURL = p.shape, event.MustPath(p.page[0]), event.MustPath(p.page[1])
	for _, one := range []struct {
		word string
		raw  *path
		to   *event.Path
	}{
		{"id", &raw.ID, &r.ID}, {"time", &raw.Time, &r.Time}, {"received", &raw.Received, &r.Received},
		{"item", &raw.Item, &r.Item}, {"topic", &raw.Topic, &r.Topic}, {"campaign", &raw.Campaign, &r.Campaign},
		{"channel", &raw.Channel, &r.Channel}, {"brand", &raw.Brand, &r.Brand}, {"cause", &raw.Cause, &r.Cause},
		{"consent", &raw.Consent, &r.Consent}, {"tcf", &raw.TCF, &r.TCF}, {"gpp", &raw.GPP, &r.GPP}, {"consent_mode", &raw.ConsentMode, &r.ConsentMode},
	} {
		var paths []path
		if one.raw.given() {
			paths = []path{*one.raw}
		}
		if list := c.paths(p, one.word, paths); len(list) > 0 {
			*one.to = list[0]
		}
	}
	r.Name = c.paths(p, "name", raw.Name)
	r.Subject = c.paths(p, "subject", raw.Subject)
	r.Text = c.paths(p, "text", raw.Text)
	r.SideText = c.paths(p, "side_text", raw.SideText)
	r.Copy = c.paths(p, "copy", raw.Copy)
	r.Codes = c.codes(p, &raw.Codes)
	c.single(raw.Consent, raw.TCF, raw.GPP, raw.ConsentMode)
	c.program.places = placesOf(r)
	c.enough(raw)
	c.roles(raw)
}

// single refuses a list where a consent stands: of several nobody could say
// which counts.
func (c *compiler) single(paths ...path) {
	for _, p := range paths {
		if _, ok := p.Names(); p.given() && !ok {
			c.fail(p.node, "%s reaches into a list: a consent stands in one place", p)
		}
	}
}

// paths are those of the policy, else those of the preset.
func (c *compiler) paths(p preset, word string, given []path) (list []event.Path) {
	if len(given) == 0 {
		for _, text := range p.paths[word] {
			list = append(list, event.MustPath(text))
		}
		return list
	}
	seen := map[string]bool{}
	for i := range given {
		one := &given[i]
		switch {
		case one.IsZero(): // refused already
		case seen[one.String()]:
			c.fail(one.node, "the path %s comes twice", one)
		default:
			c.reachable(p, one)
			list = append(list, one.Path)
		}
		seen[one.String()] = true
	}
	return list
}

// reachable refuses a path that no event of the preset can hold, such as
// event.properties.query, which is how expressions write it.
func (c *compiler) reachable(p preset, at *path) {
	for name, meaning := range p.texts {
		top := event.MustPath(name)
		if top.Covers(at.Path) && !top.Equal(at.Path) {
			c.fail(at.node, "%s is %s, and nothing lies beneath it: did you mean %q?", name, meaning, at.String()[len(name)+1:])
			return
		}
	}
	if p.under == nil {
		return
	}
	if why := p.under(at.Path); why != "" {
		c.fail(at.node, "%s", why)
	}
}

// enough asks for what a format without a preset must say.
func (c *compiler) enough(raw *rawEvents) {
	if raw.Format.text != "custom" {
		return
	}
	for _, need := range []struct {
		word  string
		given bool
	}{{"id", raw.ID.given()}, {"time", raw.Time.given()}, {"subject", len(raw.Subject) > 0}} {
		if !need.given {
			c.fail(raw.Format.node, "format custom has no preset: %s must be given too", need.word)
		}
	}
}

// roles keeps the written order and refuses what no event can reach.
func (c *compiler) roles(raw *rawEvents) {
	always := map[string]string{} // names that match without a condition, and the role that they have
	for _, e := range raw.Roles.entries {
		for i := range e.matches {
			m := &e.matches[i]
			name := m.Event.text
			if name == "" {
				continue
			}
			if role, taken := always[name]; taken {
				c.fail(m.Event.node, "this is never reached: %q has the role %s already, whatever it holds", name, role)
				continue
			}
			if !m.When.given() {
				always[name] = e.role.String()
			}
			c.program.Roles = append(c.program.Roles, RoleRule{Role: e.role, Event: name, When: c.expr(m.When)})
		}
	}
}
