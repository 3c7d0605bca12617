package policy

import (
	"bytes"
	"slices"

	"maat/pipeline/event"
	"maat/pipeline/source"
)

// Emitted is a field that tells a platform what people agreed to. It is written
// by the policy into whatever leaves, and never taken from the event.
type Emitted struct {
	Path     event.Path
	As       string
	Purposes []int // all of them must be granted
	granted  []byte
	denied   []byte
}

// A platform is how one says yes and no.
type platform struct {
	as              string
	granted, denied string
	yes             bool     // it takes no word for a yes
	beside          []string // ends of the names of members that stand beside a no, with the value 0
}

// platforms are the words of `as`, as the platforms document them:
//
//   - google_ads: ConsentStatus of the Google Ads API, in Consent.ad_user_data and .ad_personalization
//     (https://developers.google.com/google-ads/api/reference/rpc/latest/ConsentStatusEnum.ConsentStatus)
//   - data_manager: ConsentStatus of the Data Manager API, in Consent.adUserData and .adPersonalization
//     (https://developers.google.com/data-manager/api/reference/rest/v1/Consent)
//   - consent_mode: the states of Consent Mode (https://developers.google.com/tag-platform/security/concepts/consent-mode)
//   - meta: data_processing_options, ["LDU"] for Limited Data Use and [] without it; country and state 0 ask Meta
//     to find out where the person is (https://developers.facebook.com/docs/marketing-apis/data-processing-options)
//   - tiktok: limited_data_use of the Events API, true to limit (https://business-api.tiktok.com/portal/docs)
var platforms = []platform{
	{as: "google_ads", granted: `"GRANTED"`, denied: `"DENIED"`},
	{as: "data_manager", granted: `"CONSENT_GRANTED"`, denied: `"CONSENT_DENIED"`},
	{as: "consent_mode", granted: `"granted"`, denied: `"denied"`},
	{as: "meta", granted: `[]`, denied: `["LDU"]`, yes: true, beside: []string{"_country", "_state"}},
	{as: "tiktok", granted: `false`, denied: `true`, yes: true},
}

// Bounds of what a destination emits.
const (
	emittedMax   = 32
	emitDepthMax = 16 // names of a path
)

// Says reads what an emitted field says; ok is false where it says neither.
func (e *Emitted) Says(x event.Value) (granted, ok bool) {
	said := x.JSON()
	return bytes.Equal(said, e.granted), bytes.Equal(said, e.granted) || bytes.Equal(said, e.denied)
}

// emission is what a destination emits, made ready.
type emission struct {
	paths  []event.Path
	form   *event.Form // nil: nothing
	values []emitValue
}

// emitValue is one value of the form; nil where it does not stand there.
type emitValue struct {
	purposes        []int
	granted, denied []byte
}

// Emit puts into what leaves the fields that say what is granted to the event.
// grants are those of guard.Input. It answers nothing where they do not fit:
// without them nothing may leave.
func (d *Destination) Emit(out []byte, grants []string) []byte {
	if d.emission.form == nil {
		return out
	}
	values := make([][]byte, len(d.emission.values))
	for i := range d.emission.values {
		one := &d.emission.values[i]
		values[i] = one.granted
		if slices.ContainsFunc(one.purposes, func(p int) bool { return grants[p] != "" }) {
			values[i] = one.denied
		}
	}
	filled, ok := d.emission.form.Fill(out, values)
	if !ok {
		return nil
	}
	return filled
}

// Emits says that the policy writes there, or into each element of a list there.
func (d *Destination) Emits(at event.Path) bool {
	return slices.ContainsFunc(d.emission.paths, func(p event.Path) bool { return p.Covers(at) })
}

// emits compiles what a destination emits, once its layers are known.
func (c *compiler) emits(raw *rawDestination, d *Destination) {
	if len(raw.Emit) > emittedMax {
		c.fail(raw.Emit[emittedMax].node, "a destination emits at most %d fields", emittedMax)
		return
	}
	w := emitter{compiler: c, raw: raw}
	for i := range raw.Emit {
		w.one(&raw.Emit[i], d)
	}
	if len(w.paths) > 0 {
		d.emission = emission{w.paths, event.NewForm(w.paths), w.values}
	}
}

// emitter gathers the fields of one destination.
type emitter struct {
	*compiler
	raw    *rawDestination
	paths  []event.Path
	lines  []int
	values []emitValue
}

func (w *emitter) one(r *rawEmit, d *Destination) {
	before := len(w.problems)
	purposes := w.purposesOf(r.Purpose)
	i := slices.IndexFunc(platforms, func(p platform) bool { return p.as == r.As.text })
	if i < 0 || r.Path.IsZero() || len(purposes) == 0 { // refused already
		return
	}
	how := &platforms[i]
	e := Emitted{Path: r.Path.Path, As: how.as, Purposes: purposes, granted: []byte(how.granted), denied: []byte(how.denied)}
	w.fits(r)
	if len(w.problems) > before {
		return
	}
	d.Emitted = append(d.Emitted, e)
	w.add(r, e.Path, emitValue{purposes, e.granted, e.denied})
	for _, end := range how.beside {
		w.add(r, e.Path.Beside(end), emitValue{purposes, nil, []byte("0")})
	}
}

// fits refuses a path at which nothing can be written.
func (w *emitter) fits(r *rawEmit) {
	names, ok := r.Path.Names()
	switch {
	case !ok:
		w.fail(r.Path.node, "%s reaches into a list: what is emitted stands in one place", r.Path)
	case len(names) > emitDepthMax:
		w.fail(r.Path.node, "what is emitted stands at most %d names deep", emitDepthMax)
	case w.program.Reader.Shape == CloudEventsShape: // what leaves is one still
		w.reachable(presetOf(w.format()), &r.Path)
	}
}

// add refuses a path at which something else leaves.
func (w *emitter) add(r *rawEmit, at event.Path, value emitValue) {
	for _, l := range w.raw.Layers {
		for k := range l.Fields {
			if f := &l.Fields[k]; !f.Path.IsZero() && at.Clashes(f.Path.Path) {
				w.fail(r.Path.node, "what is emitted is never taken from the event: %s, which the layer %s lets out (line %d)", clash(at, f.Path.Path), l.Name.text, f.Path.node.Line)
				return
			}
		}
	}
	for i, p := range w.paths {
		if at.Clashes(p) {
			w.fail(r.Path.node, "%s, which is emitted already (line %d)", clash(at, p), w.lines[i])
			return
		}
	}
	w.paths, w.lines, w.values = append(w.paths, at), append(w.lines, r.Path.node.Line), append(w.values, value)
}

// clash says how a path meets another.
func clash(at, other event.Path) string {
	how := "looks like" // or has a part that does
	switch {
	case at.Equal(other):
		return at.String()
	case at.Covers(other):
		how = "lies above"
	case other.Covers(at):
		how = "lies beneath"
	case slices.ContainsFunc(append(other.Above(), other), func(p event.Path) bool { return overList(p, at) }):
		how = "would stand in the list of"
	}
	return at.String() + " " + how + " " + other.String()
}

// overList says that the path goes into each element of what lies above at.
func overList(p, at event.Path) bool {
	return slices.ContainsFunc(at.Above(), func(above event.Path) bool { return p.String() == above.String()+"[]" })
}

// purposesOf finds purposes by their names.
func (c *compiler) purposesOf(list []word) (found []int) {
	for _, w := range list {
		at, ok := c.raw.Purposes.find(w.text)
		switch {
		case w.text == "":
		case !ok:
			c.fail(w.node, "the purpose %q is used here and not defined under purposes%s", w.text, source.Suggestion(": ", w.text, c.raw.Purposes.names()))
		case slices.Contains(found, at):
			c.fail(w.node, "the purpose %s comes twice", w.text)
		default:
			found = append(found, at)
		}
	}
	return found
}
