package policy

import (
	"reflect"

	"go.yaml.in/yaml/v4"

	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// limit is a setting that caps: one with a number under max and a span under per.
type limit struct {
	max   int
	per   instant.Span
	by    guard.By
	roles guard.Roles // that are capped
	entry *yaml.Node
}

// settingOf finds what stands under a key word of a guard's settings.
func settingOf(config any, name string) (reflect.Value, bool) {
	if config == nil {
		return reflect.Value{}, false
	}
	for _, f := range fieldsOf(reflect.ValueOf(config).Elem()) {
		if f.name == name {
			return f.value, true
		}
	}
	return reflect.Value{}, false
}

// pressed are the roles that a guard with applies_to judges; ok is false for
// one without.
func pressed(config any) (roles guard.Roles, ok bool) {
	more, ok := settingOf(config, "applies_to")
	if !ok {
		return roles, false
	}
	list, _ := more.Interface().([]state.Role)
	return guard.RolesOf(append([]state.Role{state.Outreach}, list...)...), true
}

func limitOf(config any, entry *yaml.Node) (l limit, ok bool) {
	count, counts := settingOf(config, "max")
	per, spans := settingOf(config, "per")
	if !counts || !spans || count.Kind() != reflect.Int {
		return l, false
	}
	l.max, l.entry = int(count.Int()), entry
	l.per, _ = per.Interface().(instant.Span)
	if by, found := settingOf(config, "by"); found {
		l.by, _ = by.Interface().(guard.By)
	}
	l.roles, _ = pressed(config)
	return l, true
}

// limits are the caps in force for a destination.
func (w *warner) limits(destination int) (list []limit) {
	own := &w.raw.Destinations.entries[destination].value.Guards
	for i := range w.o.Table {
		g := own.of(&w.o.Table[i])
		if g == nil {
			g = w.raw.Guards.of(&w.o.Table[i])
		}
		if g == nil || g.off {
			continue
		}
		for k, config := range g.config {
			if l, ok := limitOf(config, g.entries[k]); ok && !g.tried[k] { // in shadow it caps nothing
				list = append(list, l)
			}
		}
	}
	return list
}

// caps asks for one wherever people are reached, and for each to have a use.
func (w *warner) caps(name *yaml.Node, destination int) {
	list := w.limits(destination)
	if len(list) == 0 && w.program.Destinations[destination].taken(state.Outreach) {
		w.warn(name, "no cap holds for %s: it may reach a person as often as events come", name.Value)
	}
	for i := range list {
		for k := range list {
			if list[k].before(&list[i]) && (k < i || !list[i].before(&list[k])) {
				w.warn(list[i].entry, "this cap never bites: %d in %s by %s comes first", list[k].max, list[k].per, list[k].by)
				break
			}
		}
	}
}

// before says that whenever m is reached l was already: it counts at least as
// much, for at least as long, and allows no more.
func (l *limit) before(m *limit) bool {
	if l == m || l.max > m.max || l.per < m.per || l.by != m.by && l.by != guard.BySubject {
		return false
	}
	for role, capped := range m.roles {
		if capped && !l.roles[role] {
			return false
		}
	}
	return true
}

// idle: a guard that waits for roles which no destination takes for which it is
// set.
func (w *warner) idle() {
	for _, g := range w.raw.Guards.list {
		w.useless(g, func(i int) bool { return w.raw.Destinations.entries[i].value.Guards.of(g.kind) == nil })
	}
	for at := range w.raw.Destinations.entries {
		for _, g := range w.raw.Destinations.entries[at].value.Guards.list {
			w.useless(g, func(i int) bool { return i == at })
		}
	}
}

func (w *warner) useless(g *rawGuard, concerns func(destination int) bool) {
	if g.off {
		return
	}
	for k, config := range g.config {
		roles, ok := pressed(config)
		if ok && !w.met(roles, concerns) {
			w.warn(g.entries[k], "%s never acts here: no destination for which it is set takes what it judges", g.kind.Name)
		}
	}
}

// met says that a destination that it concerns takes one of the roles.
func (w *warner) met(roles guard.Roles, concerns func(int) bool) bool {
	for i, d := range w.program.Destinations {
		for role, judged := range roles {
			if judged && concerns(i) && d.taken(state.Role(role)) {
				return true
			}
		}
	}
	return false
}
