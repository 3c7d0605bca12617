package policytest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"maat/pipeline/event"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/source"
	"maat/pipeline/state"
)

// part is where in a test an event stands.
type part uint8

const (
	given part = 1 + iota
	asked
	after
)

var partNames = [...]string{given: "given", asked: "when", after: "after"}

// person is whom an event is about that does not say so.
const person = "somebody"

// words are the keys of an event that are the test's own, and none of the event.
var words = []string{"event", "role", "at", "occurred", "subject", "id", "consent", "topic", "item", "brand", "campaign", "channel", "cause"}

// line reads an event, or an order of a person who runs Maat.
func (r *reader) line(n *yaml.Node, in part) line {
	keys, ok := r.keys(n, nil)
	if !ok {
		return line{}
	}
	l := line{at: r.when, asked: in == asked}
	if at := keys["at"]; in != asked {
		l.at = r.comes(n, at, keys, in)
	}
	if in != asked && (keys["halt"] != nil || keys["resume"] != nil || keys["shadow"] != nil) {
		l.json = r.order(n, l.at)
		return l
	}
	r.events++
	l.json = r.event(n, keys, l.at, in)
	return l
}

// comes is when what stands before or after the event comes in. A consent
// alone came the day before, unless it says otherwise.
func (r *reader) comes(n, at *yaml.Node, keys map[string]*yaml.Node, in part) instant.Time {
	if at == nil {
		if in == given && keys["consent"] != nil && keys["event"] == nil {
			return r.when.Add(-instant.Day)
		}
		r.Refuse(n, "at is missing here: when it comes in, as in at: %s", map[part]string{given: "-4h", after: "+1h"}[in])
		return r.when
	}
	t := r.offset(at)
	switch {
	case in == given && t > r.when:
		r.Refuse(at, "what is given comes before the event: what comes later stands under after")
	case in == after && t < r.when:
		r.Refuse(at, "what stands under after comes later than the event: what came before it stands under given")
	}
	return t
}

// order reads a halt or its end, or a shadow or its end.
func (r *reader) order(n *yaml.Node, at instant.Time) []byte {
	keys, _ := r.keys(n, []string{"halt", "resume", "action", "shadow", "at"})
	if s := keys["shadow"]; s != nil {
		on, ok := r.value(s).(bool)
		if !ok || keys["halt"] != nil || keys["resume"] != nil || keys["action"] != nil {
			r.Refuse(n, "an order about the whole policy is shadow: true, or shadow: false, alone")
		}
		return marshal(map[string]any{"maat": map[string]any{"shadow": on}, "time": at.String()})
	}
	said := map[string]string{}
	for _, word := range []string{"halt", "resume"} {
		if keys[word] != nil {
			said[word] = r.destination(keys[word])
		}
	}
	if action := keys["action"]; action != nil {
		said["action"] = r.oneOf(action, []string{"drop", "hold"})
	}
	if len(said) > 1 && said["resume"] != "" {
		r.Refuse(n, "an order is halt: DESTINATION, with action: drop or hold, or resume: DESTINATION")
	}
	return marshal(map[string]any{"maat": said, "time": at.String()})
}

// event makes the JSON of an event: what the test writes, and in the places
// that the policy reads what it leaves out.
func (r *reader) event(n *yaml.Node, keys map[string]*yaml.Node, at instant.Time, in part) []byte {
	p, read := r.program, &r.program.Reader
	m := map[string]any{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := n.Content[i]; !slices.Contains(words, key.Value) {
			r.known(key)
			m[key.Value] = r.value(n.Content[i+1])
		}
	}
	if name := r.name(n, keys); name != "" {
		r.put(n, m, read.Name[:1], name)
	}
	for _, one := range []struct {
		word string
		path event.Path
	}{{"topic", read.Topic}, {"item", read.Item}, {"brand", read.Brand}, {"campaign", read.Campaign}, {"channel", read.Channel}, {"cause", read.Cause}} {
		if value := keys[one.word]; value != nil && one.path.IsZero() {
			r.Refuse(value, "events of the policy has no path for %s", one.word)
		} else if value != nil {
			r.put(value, m, []event.Path{one.path}, r.value(value))
		}
	}
	r.identify(n, m, keys, in)
	r.consents(keys["consent"], m)
	own := at
	if o := keys["occurred"]; o != nil {
		own = r.offset(o)
		if read.Received.IsZero() {
			r.Refuse(o, "events of the policy has no path for received, so nothing can come in at another time than it occurred")
		}
	}
	r.fill(n, m, []event.Path{p.Reader.Time}, own.String())
	r.fill(n, m, []event.Path{p.Reader.Received}, at.String())
	text := marshal(m)
	r.meet(n, keys, text, at, in)
	return text
}

// identify says whose event it is, and which.
func (r *reader) identify(n *yaml.Node, m map[string]any, keys map[string]*yaml.Node, in part) {
	read := &r.program.Reader
	if subject := keys["subject"]; subject != nil {
		r.put(subject, m, read.Subject[:1], r.text(subject))
	}
	r.fill(n, m, read.Subject, person)
	if id := keys["id"]; id != nil {
		r.put(id, m, []event.Path{read.ID}, r.text(id))
	}
	name := partNames[in]
	if in != asked {
		name = fmt.Sprintf("%s-%d", name, r.events)
	}
	r.fill(n, m, []event.Path{read.ID}, name)
}

// name is what the event is called: as it says, else the first name that the
// policy gives to its role.
func (r *reader) name(n *yaml.Node, keys map[string]*yaml.Node) string {
	if keys["event"] != nil && keys["role"] != nil {
		r.Refuse(keys["role"], "role stands for the name of an event, which is given already")
	}
	role := state.None
	switch {
	case keys["event"] != nil:
		return r.text(keys["event"])
	case keys["role"] != nil:
		role, _ = state.ParseRole(r.oneOf(keys["role"], state.RoleNames()))
		n = keys["role"]
	case keys["consent"] != nil && keys["type"] == nil:
		role, n = state.Consent, keys["consent"]
	}
	if role == state.None {
		return ""
	}
	at := -1
	for i, rule := range r.program.Roles {
		if rule.Role == role && (at < 0 || rule.When == nil && r.program.Roles[at].When != nil) {
			at = i
		}
	}
	if at < 0 {
		r.Refuse(n, "the policy knows no event of the role %s", role)
		return ""
	}
	return r.program.Roles[at].Event
}

// consents writes the choices in the shape that the policy reads, by the names
// of its purposes.
func (r *reader) consents(n *yaml.Node, m map[string]any) {
	if n == nil {
		return
	}
	var names []string
	for _, p := range r.program.Purposes {
		names = append(names, p.Name)
	}
	keys, ok := r.keys(n, append([]string{}, names...))
	if !ok {
		return
	}
	if r.program.Reader.Consent.IsZero() {
		r.Refuse(n, "consents of this format are written out, as the events carry them")
		return
	}
	choices := map[string]any{}
	for i, name := range names {
		if value := keys[name]; value != nil {
			if policy.What(value) != "true or false" {
				r.Refuse(value, "true or false is expected here, not %s", policy.What(value))
			}
			if r.program.Purposes[i].Category == "" {
				r.Refuse(value, "the purpose %s has no category: its consent is written out, as the events carry it", name)
			}
			choices[r.program.Purposes[i].Category] = r.value(value)
		}
	}
	r.put(n, m, []event.Path{r.program.Reader.Consent}, choices)
}

// known refuses a key of an event that is a slip away from a word of the test or
// from where the policy looks: it would silently be a part of the event.
func (r *reader) known(key *yaml.Node) {
	list := append([]string{}, words...)
	for _, text := range []string{"type", "properties", "context", "traits", "messageId", "timestamp", "receivedAt", "userId", "anonymousId", "integrations", "name", "category", "version"} {
		if r.program.Reader.Shape == policy.SegmentShape {
			list = append(list, text)
		}
	}
	list = append(list, r.tops()...)
	if meant := source.Nearest(key.Value, list); meant != "" && !slices.Contains(list, key.Value) {
		r.Refuse(key, "unknown key %q: did you mean %q?", key.Value, meant)
	}
}

// tops are the first names of the paths that the policy reads or lets out.
func (r *reader) tops() (list []string) {
	read := &r.program.Reader
	paths := slices.Concat(read.Name, read.Subject, read.Text, read.SideText, read.Copy, read.Codes.IAB, read.Codes.Google,
		[]event.Path{read.ID, read.Time, read.Received, read.Item, read.Topic, read.Brand, read.Campaign, read.Channel, read.Cause, read.Consent, read.TCF, read.GPP, read.ConsentMode})
	for _, d := range r.program.Destinations {
		for _, l := range d.Layers {
			for _, f := range l.Fields {
				paths = append(paths, f.Path)
			}
		}
	}
	for _, p := range paths {
		top, _, _ := strings.Cut(strings.ReplaceAll(p.String(), "[]", ""), ".")
		list = append(list, top)
	}
	return list
}

// marshal writes JSON; maps, lists, texts and literals always can be.
func marshal(value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic("policytest: no JSON: " + err.Error())
	}
	return text
}
