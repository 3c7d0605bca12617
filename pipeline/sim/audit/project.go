package audit

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// layered are the fields of each layer of every policy of the simulation.
var layered = [][]string{
	{"event", "messageId", "properties.category", "properties.headline", "properties.price", "properties.list_price"},
	{"properties.product_id", "properties.propensity", "context.device", "context.third_party", "anonymousId"},
	{"userId"},
}

// bases are what a price may rest on.
var bases = []any{nil, "list", "promotion", "quantity"}

// recognises is the one line of copy in the simulation that shows that somebody
// looked.
const recognises = "We saw that you looked at this yesterday"

// content asks about what an event holds: why it is dropped for it, or "".
func (b *batch) content(p *person, e *event) string {
	r := b.rules
	switch {
	case r.Predicted != "" && e.role == "prediction":
		return "predicted.event"
	case r.Predicted != "" && p.guesses[e.cause]:
		return "predicted.cause"
	case r.Predicted == "drop" && p.unasked(e, "properties.propensity"):
		return "predicted.field"
	case r.Undisclosed == "drop" && p.unasked(e, "context.third_party"):
		return "undisclosed"
	}
	if r.Price != "" && (e.role == "outreach" || e.role == "signal") {
		if why := r.priced(e); why != "" {
			return why
		}
	}
	if r.Recognition == "drop" && e.role == "outreach" && e.fields["properties.headline"] == recognises && !neutral(e) {
		return "recognition.watched"
	}
	return ""
}

func neutral(e *event) bool {
	return e.has("properties.neutral_headline") && e.fields["properties.neutral_headline"] != recognises
}

// unasked says that something stands at a path that the person did not give.
func (p *person) unasked(e *event, path string) bool {
	_, many := e.fields[path].(map[string]any)
	g, ok := p.given[path]
	return e.has(path) && (many || !ok || g.back)
}

// priced says why a price drops the event, "" where it does not.
func (r *Rules) priced(e *event) string {
	basis := e.fields["properties.price_basis"]
	switch {
	case !slices.Contains(bases, basis):
		return "price.basis"
	case !dearer(e), !e.has("properties.list_price") && basis == "list":
		return ""
	case r.Price == "drop" || !e.has("properties.list_price"):
		return "price.personal"
	}
	return ""
}

// dearer says that the price may be one for this person.
func dearer(e *event) bool {
	return e.has("properties.price") && e.has("context.device") && e.fields["properties.price"] != e.fields["properties.list_price"]
}

// projected wants the fields of the layers that were reached, but for what the
// guards take away or make otherwise, and no others.
func (b *batch) projected(value []byte, p *person, e *event, layers int, linked bool) error {
	out := map[string]any{}
	for _, fields := range layered[:layers] {
		for _, path := range fields {
			if v, ok := e.fields[path]; ok {
				out[path] = v
			}
		}
	}
	_, known := out["userId"]
	if _, anonymous := out["anonymousId"]; known && anonymous && !linked {
		b.found["kept apart in what leaves"]++
		delete(out, map[string]string{"known": "userId", "anonymous": "anonymousId"}[b.rules.Linkage])
	}
	if b.rules.Predicted != "" && p.unasked(e, "properties.propensity") {
		delete(out, "properties.propensity")
	}
	if b.rules.Undisclosed != "" && p.unasked(e, "context.third_party") {
		delete(out, "context.third_party")
	}
	b.rules.reworded(e, out)
	b.repriced(e, out)
	if got := flat(value); !reflect.DeepEqual(got, out) {
		return fmt.Errorf("what left of %s is not what its %d layers let out: it has %v and should have %v", e.where, layers, paths(got), paths(out))
	}
	return nil
}

// repriced makes the price that of the list, and lets nothing personal leave
// with one.
func (b *batch) repriced(e *event, out map[string]any) {
	if b.rules.Price == "" || e.role != "outreach" && e.role != "signal" {
		return
	}
	if dearer(e) && e.has("properties.list_price") {
		b.found["a price was restored"]++
		out["properties.price"] = e.fields["properties.list_price"]
	}
	if out["properties.price"] != nil || out["properties.list_price"] != nil {
		delete(out, "context.device")
	}
}

// reworded puts the neutral variant in the place of copy, or nothing.
func (r *Rules) reworded(e *event, out map[string]any) {
	switch {
	case r.Recognition == "" || e.role != "outreach" || e.fields["properties.headline"] != recognises:
	case neutral(e):
		out["properties.headline"] = e.fields["properties.neutral_headline"]
	default:
		delete(out, "properties.headline")
	}
}

func paths(fields map[string]any) []string { return slices.Sorted(maps.Keys(fields)) }

// under is whose name what leaves stands under: without leave to join a name and
// a device no key may be the same for both, so it is that of the one that leaves.
func (b *batch) under(p *person, value []byte, linked bool) string {
	out := flat(value)
	for _, path := range []string{"anonymousId", "userId"} {
		if id, ok := out[path].(string); ok && !linked {
			return b.pseudonym(id)
		}
	}
	return p.key
}
