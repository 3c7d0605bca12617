package policy

import (
	"slices"
	"strings"

	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// Retract says how a destination is told that a person's retargeting is over.
type Retract struct {
	Name  string      // of the event
	plan  *event.Plan // what it takes from an outreach
	form  *event.Form // where its own values stand: name, id, time, and type where it is typed
	typed bool        // its calls have a type
}

// retractMax bounds what a retract takes from an outreach, in bytes. An event
// that is larger than its topic takes could hold up the opt-out that sends it.
const retractMax = 16 << 10

// Part is what a retract takes from an outreach as it left: the identifiers, the
// topic and the type, in the form in which the platform has them. Of what is
// larger than retractMax nothing is kept.
func (t *Retract) Part(left []byte) []byte {
	view, fault := event.Parse(left)
	if fault != nil { // Project promises what Parse reads
		return []byte("{}")
	}
	part, _ := t.plan.Project(view, nil)
	if len(part) > retractMax {
		return []byte("{}")
	}
	return part
}

// typePath and track: what calls of the presets of Segment and RudderStack are,
// where the outreach left without saying it.
var typePath = event.MustPath("type")

const track = "track"

// envelope is what a CloudEvent must have beside its type, id and time.
func envelope() []event.Path {
	return []event.Path{event.MustPath("specversion"), event.MustPath("source")}
}

// Event is the event that tells the destination to forget: what was kept of the
// outreach, under the name that the policy gives, an id of its own and the time
// of now. Of a part that another policy kept, what stands in the way goes.
func (t *Retract) Event(part []byte, id string, now instant.Time) []byte {
	values := [][]byte{event.Quote(nil, t.Name), event.Quote(nil, id), event.Quote(nil, now.String())}
	if t.typed {
		values = append(values, event.Quote(nil, kind(part)))
	}
	filled, ok := t.form.Fill(part, values)
	if !ok { // Part wrote it, and it is small
		filled, _ = t.form.Fill([]byte("{}"), values)
	}
	return filled
}

// kind is the type with which the outreach left.
func kind(part []byte) string {
	if view, fault := event.Parse(part); fault == nil {
		if left, ok := view.Text(typePath); ok {
			return left
		}
	}
	return track
}

// retracts makes those of all destinations, when their guards are known.
func (c *compiler) retracts() {
	r := &c.program.Reader
	for i, d := range c.program.Destinations {
		name := c.raw.Destinations.entries[i].value.Retract
		if name.text == "" || !c.writable(name) {
			continue
		}
		paths := append(c.identifiers(d), r.Topic, typePath)
		if r.Shape == CloudEventsShape {
			paths = append(paths, envelope()...)
		}
		var keep []event.Field
		for _, p := range paths {
			keep = append(keep, event.Field{Path: p})
		}
		d.Retract = &Retract{Name: name.text, plan: event.NewPlan(keep, nil), typed: r.Shape == SegmentShape && !r.Name[0].Clashes(typePath)}
		own := []event.Path{r.Name[0], r.ID, r.Time}
		if d.Retract.typed {
			own = append(own, typePath)
		}
		d.Retract.form = event.NewForm(own)
	}
}

// writable refuses a retract whose name, id or time would have no one place.
func (c *compiler) writable(name word) bool {
	r := &c.program.Reader
	if len(r.Name) == 0 { // refused already
		return false
	}
	words, paths := []string{"name", "id", "time"}, []event.Path{r.Name[0], r.ID, r.Time}
	for i, p := range paths {
		if _, ok := p.Names(); !ok {
			c.fail(name.node, "a retract cannot be written: the %s of events stands at %s, which reaches into a list", words[i], p)
			return false
		}
		if k := slices.IndexFunc(paths[:i], p.Clashes); k >= 0 {
			c.fail(name.node, "a retract cannot be written: the %s and the %s of events stand in each other's place, %s and %s", words[k], words[i], paths[k], p)
			return false
		}
	}
	return true
}

// identifiers are the fields by which a destination can know a person: whom
// events are about, what its guards know of it, and what is hashed as platforms
// want it.
func (c *compiler) identifiers(d *Destination) []event.Path {
	list := slices.Clone(c.program.Reader.Subject)
	for _, e := range d.Guards {
		if g, ok := guard.As[guard.Identifier](e.Guard); ok {
			list = append(list, g.Identifiers()...)
		}
	}
	for _, l := range d.Layers {
		for _, f := range l.Fields {
			if f.Transform != nil && (f.Transform.Did() == "hash" || f.Transform.Did() == "hmac") {
				list = append(list, f.Path)
			}
		}
	}
	return list
}

// switches are words with which people mean that something is done, or is not.
var switches = []string{"yes", "no", "on", "off", "none", "ja", "nee", "aan", "uit", "geen", "enabled", "disabled"}

// retracts: a destination that can never be told to forget, or not whom, or that
// could take it for something else.
func (w *warner) retracts(raw *rawDestination, d *Destination) {
	if d.Retract == nil {
		return
	}
	if slices.Contains(switches, strings.ToLower(d.Retract.Name)) {
		w.warn(raw.Retract.node, "the event that is sent is called %s: is that its name? For none leave retract out", d.Retract.Name)
	}
	if !d.taken(state.Outreach) {
		w.warn(raw.Retract.node, "%s takes no outreach: there is nothing that it could be told to forget", d.Name)
		return
	}
	if i := slices.IndexFunc(w.program.Roles, func(r RoleRule) bool { return r.Event == d.Retract.Name }); i >= 0 {
		w.warn(raw.Retract.node, "events of this name have the role %s: %s could not tell them from a retract", w.program.Roles[i].Role, d.Name)
	}
	for _, p := range w.identifiers(d) {
		if d.letsOut(p) {
			return
		}
	}
	w.warn(raw.Retract.node, "no layer of %s lets an identifier out: it could not know whom to forget", d.Name)
}

// letsOut says that some layer has a field at the path, above it or beneath it.
func (d *Destination) letsOut(p event.Path) bool {
	return slices.ContainsFunc(d.Layers, func(l guard.Layer) bool {
		return slices.ContainsFunc(l.Fields, func(f event.Field) bool { return f.Path.Overlaps(p) })
	})
}
