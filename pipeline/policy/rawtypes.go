package policy

import (
	"reflect"
	"regexp"

	"go.yaml.in/yaml/v4"

	"maat/pipeline/instant"
	"maat/pipeline/source"
	"maat/pipeline/state"
)

// named is a mapping from names to values, in written order.
type named[T any] struct {
	place
	entries []entry[T]
}

type entry[T any] struct {
	name  word
	value T
}

var nameShape = regexp.MustCompile(namePattern)

// namePattern is the shape of names that a policy gives.
const namePattern = `^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`

// namesMax bounds how many purposes or destinations a policy names.
const namesMax = 64

func (m *named[T]) read(d *decoder, n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		d.fail(n, "names with their settings are expected here, not %s", what(n))
		return
	}
	if len(n.Content) == 0 {
		d.fail(n, "nothing is named here: leave the key out, or name something")
	}
	for key, value := range pairs(n) {
		if !d.name(key) {
			continue
		}
		e := entry[T]{name: word{place{key}, key.Value}}
		d.value(value, reflect.ValueOf(&e.value).Elem(), "")
		m.entries = append(m.entries, e)
	}
	if len(m.entries) > namesMax {
		d.fail(n, "there are more than %d names here", namesMax)
	}
}

// name checks a name that the policy gives.
func (d *decoder) name(n *yaml.Node) bool {
	if nameShape.MatchString(n.Value) {
		return true
	}
	d.fail(n, "%q cannot be a name: up to 64 letters, digits, dots, - and _ can", n.Value)
	return false
}

// find answers the entry of a name.
func (m *named[T]) find(name string) (index int, ok bool) {
	for i := range m.entries {
		if m.entries[i].name.text == name {
			return i, true
		}
	}
	return 0, false
}

func (m *named[T]) names() (list []string) {
	for i := range m.entries {
		list = append(list, m.entries[i].name.text)
	}
	return list
}

// rawRole is a role with its place.
type rawRole struct {
	place
	state.Role
}

func (r *rawRole) read(d *decoder, n *yaml.Node) {
	d.value(n, reflect.ValueOf(&r.Role).Elem(), "")
}

// rawRoles are the names of events by role, in written order.
type rawRoles struct{ entries []rawRoleNames }

type rawRoleNames struct {
	role    state.Role
	matches []rawMatch
}

func (r *rawRoles) read(d *decoder, n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		d.fail(n, "roles with names of events are expected here, not %s", what(n))
		return
	}
	if len(n.Content) == 0 {
		d.fail(n, "there is no role here: every event would leave nowhere")
	}
	for key, value := range pairs(n) {
		role, ok := state.ParseRole(key.Value)
		if !ok {
			d.fail(key, "unknown role %q%s", key.Value, source.Suggestion(": ", key.Value, state.RoleNames()))
		}
		e := rawRoleNames{role: role}
		d.value(value, reflect.ValueOf(&e.matches).Elem(), "")
		r.entries = append(r.entries, e)
	}
}

// spanAt is a duration with its place.
type spanAt struct {
	place
	span instant.Span
}

func (s *spanAt) read(d *decoder, n *yaml.Node) { s.span = d.span(n) }

// integerAt is a whole number with its place.
type integerAt struct {
	place
	value int
}

func (i *integerAt) read(d *decoder, n *yaml.Node) { i.value = d.integer(n, 0) }

// literal is one value, kept as it is written.
type literal struct{ place }

func (*literal) read(d *decoder, n *yaml.Node) {
	if n.Kind != yaml.ScalarNode {
		d.fail(n, "one value is expected here, not %s", what(n))
	}
}
