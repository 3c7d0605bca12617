package guard

import (
	"slices"

	"maat/pipeline/event"
	"maat/pipeline/state"
)

// Condition is a setting that is an expression over the event. The policy
// compiles it before the guard is built; the zero Condition is none.
type Condition struct {
	Text string
	Expr Expr
}

// Expr is a compiled expression: it holds of an event, or it does not.
type Expr interface {
	Holds(event map[string]any) bool
}

// Hash names the condition in what is remembered; 0 where there is none.
func (c Condition) Hash() state.Hash { return state.HashOf(c.Text) }

// Contacter says which signals and conversions are contacts: the relationship
// guard. It is asked when they come in, for what they hold is not kept.
type Contacter interface {
	Contact() Condition
}

// Found is how much stands at a path.
type Found uint8

// A field is one value: a text, a number, true or false, or a list of these. An
// object is many fields, and who gave one of them did not give the others.
const (
	Nothing Found = 1 + iota // or null
	OneField
	ManyFields
)

// Find looks how much stands at a path.
func Find(v *event.View, p event.Path) Found {
	found := Nothing
	v.Each(p, func(x event.Value) bool {
		found = max(found, extent(x))
		return found != ManyFields
	})
	return found
}

func extent(x event.Value) Found {
	switch x.Kind() {
	case event.Null:
		return Nothing
	case event.Object:
		return ManyFields
	case event.Array:
		found := OneField
		x.Elements(func(e event.Value) bool {
			found = max(found, extent(e))
			return found != ManyFields
		})
		return found
	case event.Bool, event.Number, event.String:
	}
	return OneField
}

// ungiven are those of the paths at which something stands that the person did
// not give as a preference.
func (in *Input) ungiven(paths []event.Path) (list []event.Path) {
	for _, p := range paths {
		found := Find(in.Event, p)
		if found == ManyFields || found == OneField && !in.Person.Gave(state.HashOf(p.String())) {
			list = append(list, p)
		}
	}
	return list
}

// Spare answers what action says of the paths at which something stands that the
// person did not give as a preference: strip or drop.
func (in *Input) Spare(paths []event.Path, action, name, reason string) Verdict {
	found := in.ungiven(paths)
	if len(found) > 0 && action == "drop" {
		return Dropped(reason)
	}
	return Removed(found, name, reason)
}

// Removed answers that paths go, or Passed where there are none.
func Removed(paths []event.Path, name, reason string) Verdict {
	if len(paths) == 0 {
		return Passed()
	}
	v := Verdict{Action: Strip, Reason: reason}
	for _, p := range paths {
		v.Edits = append(v.Edits, event.Edit{Path: p, Op: event.Remove, Guard: name})
	}
	return v
}

// Objected is the reason for which a layer above the first is not reached, and a
// purpose that the first does not need not granted, while the person objects to
// profiling.
const Objected = "consent.objected"

// Climb answers which layers are reached, as Destination.Climb does: only the
// first while the person objects to profiling.
func (in *Input) Climb() (reached []bool, lack string) {
	reached, lack = in.Destination.Climb(in.Facts.Role, in.Grants)
	if !in.Person.Objected() || len(reached) == 0 {
		return reached, lack
	}
	clear(reached[1:])
	if lack == "" && in.Destination.Needs > 0 && in.Facts.Role != state.Service {
		lack = Objected
	}
	return reached, lack
}

// Bars says that the person objects to profiling, which the purpose serves here:
// the first layer does without it.
func (in *Input) Bars(p *Purpose) bool {
	d := in.Destination
	return in.Person.Objected() && (len(d.Layers) == 0 || !slices.Contains(d.Layers[0].Purposes, p.Index))
}

// Layered are the fields that the reached layers let out, and those that the
// others would.
func (in *Input) Layered() (fields []event.Field, withheld []event.Path) {
	reached, _ := in.Climb()
	for i, l := range in.Destination.Layers {
		if reached[i] {
			fields = append(fields, l.Fields...)
			continue
		}
		for _, f := range l.Fields {
			withheld = append(withheld, f.Path)
		}
	}
	return fields, withheld
}

// Named says that a field of the reached layers lies at the path, above it or
// beneath it. What is not named does not leave.
func (in *Input) Named(p event.Path) bool {
	reached, _ := in.Climb()
	for i, l := range in.Destination.Layers {
		if reached[i] && slices.ContainsFunc(l.Fields, func(f event.Field) bool { return f.Path.Overlaps(p) }) {
			return true
		}
	}
	return false
}

// Leaving is the event as the reached layers alone would let it out: what one
// guard finds there, the others may still take away.
func (in *Input) Leaving() *event.View {
	fields, withheld := in.Layered()
	out, _ := event.Project(in.Event, fields, withheld, nil)
	v, fault := event.Parse(out)
	if fault != nil { // Project promises what Parse reads; else all counts as leaving
		return in.Event
	}
	return v
}
