package policy

import (
	"net/url"
	"strings"

	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// The faults that Facts finds: reason codes of guard intake.
const (
	faultSubject = "intake.subject" // whose it is cannot be read
	faultID      = "intake.id"
	faultTime    = "intake.time"
	faultFuture  = "intake.future" // more than aheadMax after now
)

// aheadMax is how far an own time may lie ahead of the clock and count as now.
const aheadMax = 5 * instant.Minute

// Bounds of what an event says of itself, in bytes. What is longer counts as
// missing.
const (
	subjectMax = 1024
	idMax      = 512
)

// Facts finds in an event what the policy names: what it is, whose it is, when
// it occurred. fault is a reason code of guard intake, empty where the event
// can be judged. Of an event too far ahead all facts are filled, its own time
// as now; of another fault, what could be read.
func (p *Program) Facts(v *event.View, now instant.Time) (f guard.Facts, subject, fault string) {
	r := &p.Reader
	f.Name = first(v, r.Name)
	f.Role = p.role(v, f.Name)
	f.ID = identifier(v, r.ID, idMax)
	subject = firstPresent(v, r.Subject)
	f.Cause = identifier(v, r.Cause, idMax)
	f.About = state.About{
		Topic: about(v, r.Topic), Item: about(v, r.Item), Brand: about(v, r.Brand), Campaign: about(v, r.Campaign), Channel: about(v, r.Channel),
	}
	f.Page = r.page(v)
	own, ok := timeAt(v, r.Time)
	switch {
	case subject == "":
		fault = faultSubject
	case f.ID == "":
		fault = faultID
	case !ok:
		fault = faultTime
	case own > now.Add(aheadMax):
		fault = faultFuture
	}
	f.Own = min(own, now)
	return f, subject, fault
}

// Received answers the clock of a replay: when the event arrived, and where it
// does not say so, when it occurred. ok is false where it says neither.
func (p *Program) Received(v *event.View) (at instant.Time, ok bool) {
	if at, ok = timeAt(v, p.Reader.Received); ok {
		return at, true
	}
	return timeAt(v, p.Reader.Time)
}

// timeAt reads an RFC 3339 instant at the path.
func timeAt(v *event.View, at event.Path) (instant.Time, bool) {
	text, ok := v.Text(at)
	if !ok {
		return 0, false
	}
	return instant.Parse(text)
}

// role is that of the first rule that matches.
func (p *Program) role(v *event.View, name string) state.Role {
	var values map[string]any
	for i := range p.Roles {
		rule := &p.Roles[i]
		if rule.Event != name || name == "" {
			continue
		}
		if rule.When != nil && values == nil {
			values = v.Map()
		}
		if rule.When == nil || rule.When.Holds(values) {
			return rule.Role
		}
	}
	return state.None
}

// Takers are the destinations that take an event of the role, in written order.
func (p *Program) Takers(v *event.View, role state.Role) (list []*Destination) {
	var values map[string]any
	for _, d := range p.Destinations {
		for i := range d.Takes {
			take := &d.Takes[i]
			if take.Role != role {
				continue
			}
			if take.When != nil && values == nil {
				values = v.Map()
			}
			if take.When == nil || take.When.Holds(values) {
				list = append(list, d)
				break
			}
		}
	}
	return list
}

// Contacts are the hashes of the conditions that hold of a signal or
// conversion.
func (p *Program) Contacts(v *event.View) (list []state.Hash) {
	if len(p.contacts) == 0 {
		return nil
	}
	values := v.Map()
	for i := range p.contacts {
		if p.contacts[i].Expr.Holds(values) {
			list = append(list, p.contacts[i].Hash())
		}
	}
	return list
}

// first is the first text at the paths that is not blank.
func first(v *event.View, paths []event.Path) string {
	for _, at := range paths {
		if text, ok := v.Text(at); ok && strings.TrimSpace(text) != "" {
			return text
		}
	}
	return ""
}

// firstPresent is the identifier at the first path that is present. Null and
// blank texts are not: libraries send them for people who are not logged in.
// What is present and no identifier makes the whole unreadable, for nobody may
// be taken for somebody else.
func firstPresent(v *event.View, paths []event.Path) string {
	for _, at := range paths {
		x, ok := v.Get(at)
		if !ok || x.Kind() == event.Null || x.Kind() == event.String && strings.TrimSpace(x.Text()) == "" {
			continue
		}
		return identifier(v, at, subjectMax)
	}
	return ""
}

// safeInteger is the largest integer that every reader of JSON holds exactly.
const safeInteger = "9007199254740991"

// identifier is the text at the path, or a number that is a plain integer and
// that every sender holds exactly: 42 and "42" are the same. 42.0, 4.2e1 and
// larger numbers are nobody's.
func identifier(v *event.View, at event.Path, most int) string {
	x, _ := v.Get(at)
	text := x.Text()
	if n := x.Literal(); n != "" && strings.Trim(n, "0123456789") == "" && (len(n) < len(safeInteger) || len(n) == len(safeInteger) && n <= safeInteger) {
		text = n
	}
	if strings.TrimSpace(text) == "" || len(text) > most {
		return ""
	}
	return text
}

// about hashes what an event is about. What is no identifier counts as none.
func about(v *event.View, at event.Path) state.Hash {
	return state.HashOf(identifier(v, at, event.BytesMax))
}

// page is the hash of the path of the page.
func (r *Reader) page(v *event.View) state.Hash {
	if text := first(v, []event.Path{r.Page}); text != "" {
		return state.HashOf(text)
	}
	text, _ := v.Text(r.PageURL)
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return 0
	case u.Path == "" && u.Host != "":
		return state.HashOf("/")
	}
	return state.HashOf(u.EscapedPath())
}
