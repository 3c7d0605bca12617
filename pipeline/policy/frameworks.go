package policy

import (
	"slices"
	"strconv"
	"strings"

	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/iab/gpp"
	"maat/pipeline/iab/tcf"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// What a framework says is remembered as choices are, under names that no
// category of a policy may have.
const (
	codeTCF  = "tcf:"          // and the number of a purpose
	codeMode = "consent_mode:" // and a type
)

// Some can only refuse, and take the refusal back: whether the last string could
// be read, and the opt-outs of the United States.
const (
	codeTCFRead = "tcf:read"
	codeGPPRead = "gpp:read"
	codeOptOut  = "gpp:opt_out"
)

// reserved are the beginnings of those names.
var reserved = []string{codeTCF, codeMode, "gpp:"}

func tcfCode(purpose int) string { return codeTCF + strconv.Itoa(purpose) }

// frameworks is what the purposes of a policy name of them, and where events
// keep it.
type frameworks struct {
	purposes []int    // of the TCF
	types    []string // of Consent Mode
	tcf      signal
	gpp      signal
	mode     signal
}

// signal is where an event keeps what a framework says.
type signal struct {
	at    event.Path
	above []event.Path
}

func signalAt(p event.Path) signal { return signal{p, p.Above()} }

// find answers what stands there. said is false where nothing does; what stands
// where an object should is something that cannot be read.
func (s *signal) find(v *event.View) (x event.Value, said bool) {
	for _, at := range s.above {
		if around, _ := v.Get(at); !absent(around) && around.Kind() != event.Object {
			return x, true
		}
	}
	x, _ = v.Get(s.at)
	return x, !absent(x)
}

// name adds what a purpose names, and answers the histories that speak of it.
func (f *frameworks) name(raw *rawPurpose) (p guard.Purpose) {
	var codes []string
	for _, id := range raw.TCF {
		codes = append(codes, tcfCode(id))
		if !slices.Contains(f.purposes, id) {
			f.purposes = append(f.purposes, id)
		}
	}
	if len(codes) > 0 {
		p.Frameworks = append(p.Frameworks, codes)
	}
	if kind := raw.ConsentMode.text; kind != "" {
		p.Frameworks = append(p.Frameworks, []string{codeMode + kind})
		if !slices.Contains(f.types, kind) {
			f.types = append(f.types, kind)
		}
	}
	if p.Signalled = len(p.Frameworks) > 0; p.Signalled {
		p.Refusals = []string{codeGPPRead, codeOptOut}
	}
	if len(codes) > 0 {
		p.Refusals = append(p.Refusals, codeTCFRead)
	}
	return p
}

// frameworks reads what the policy names of them.
func (c *choices) frameworks(v *event.View) {
	f := &c.program.frameworks
	if x, said := f.tcf.find(v); said && len(f.purposes) > 0 {
		s, fault := tcf.Parse(x.Text())
		c.lift(codeTCFRead, fault == nil, state.Unreadable)
		if fault == nil {
			c.consentString(s)
		}
	}
	if x, said := f.gpp.find(v); said && len(f.purposes)+len(f.types) > 0 {
		s, fault := gpp.Parse(x.Text())
		c.lift(codeGPPRead, fault == nil, state.Unreadable)
		if fault == nil {
			c.platform(s)
		}
	}
	if x, said := f.mode.find(v); said {
		c.mode(x)
	}
}

// lift takes a refusal back, or else refuses.
func (c *choices) lift(code string, free bool, refusal state.Choice) {
	if free {
		c.add(Choice{Category: code, Choice: state.Grant, Made: instant.Never, Lifts: true})
		return
	}
	c.add(Choice{Category: code, Choice: refusal, Made: instant.Never})
}

// consentString says of every purpose that is named whether the person consented
// to it: a legitimate interest is no consent.
func (c *choices) consentString(s *tcf.Consent) {
	for _, id := range c.program.frameworks.purposes {
		one := Choice{Category: tcfCode(id), Choice: state.Deny, Made: instant.Never}
		if s.Purpose(id) {
			one.Choice, one.Made = state.Grant, latest(s.Updated())
		}
		c.add(one)
	}
}

// latest is when a string that says updated was made at the latest. Newer
// strings say the day only. So a grant that a device carries about from long ago
// does not override what was denied since.
func latest(updated instant.Time) instant.Time {
	if updated%instant.Time(instant.Day) == 0 {
		return updated.Add(instant.Day)
	}
	return updated
}

// platform reads a GPP string. Its European section is a consent string. Those of
// the United States know opt-outs only, so they can refuse and take a refusal
// back, never grant. A section that is not known may be a refusal, and Canada's
// purposes are numbered by rules of their own: neither can be read here.
func (c *choices) platform(s *gpp.String) {
	for _, one := range s.Sections() {
		switch us := one.US; {
		case one.ID == gpp.SectionEurope:
			c.consentString(one.TCF)
		case us == nil:
			c.lift(codeGPPRead, false, state.Unreadable)
		case us.OptedOut():
			c.lift(codeOptOut, false, state.Deny)
		case us.Sale == gpp.Yes || us.Sharing == gpp.Yes || us.Targeted == gpp.Yes:
			c.lift(codeOptOut, true, state.Deny)
		}
	}
}

// mode reads Consent Mode: {TYPE: granted|denied}.
func (c *choices) mode(x event.Value) {
	types := c.program.frameworks.types
	say := func(kind string, choice state.Choice) {
		c.add(Choice{Category: codeMode + kind, Choice: choice, Made: instant.Never})
	}
	if x.Kind() != event.Object {
		for _, kind := range types {
			say(kind, state.Unreadable)
		}
		return
	}
	x.Members(func(kind string, said event.Value) bool {
		switch {
		case !slices.Contains(types, kind):
		case said.Text() == "granted":
			say(kind, state.Grant)
		case said.Text() == "denied":
			say(kind, state.Deny)
		default:
			say(kind, state.Unreadable)
		}
		return true
	})
}

// purposes numbers the purposes.
func (c *compiler) purposes() {
	f := &c.program.frameworks
	for i := range c.raw.Purposes.entries {
		e := &c.raw.Purposes.entries[i]
		c.purpose(&e.value)
		p := f.name(&e.value)
		p.Name, p.Index, p.Category = e.name.text, i, e.value.Category.text
		c.program.Purposes = append(c.program.Purposes, p)
	}
	r := &c.program.Reader
	f.tcf, f.gpp, f.mode = r.signalAt(r.TCF), r.signalAt(r.GPP), r.signalAt(r.ConsentMode)
}

// purpose refuses what can never be granted, or would be by another name.
func (c *compiler) purpose(raw *rawPurpose) {
	for _, code := range raw.TCF {
		if code < 1 || code > 11 {
			c.fail(raw.node, "a TCF purpose is a number from 1 to 11, not %d", code)
		}
	}
	if raw.given() && what(raw.node) == "a mapping" && !raw.Category.given() && len(raw.TCF) == 0 && !raw.ConsentMode.given() {
		c.fail(raw.node, "a purpose needs a category, tcf or consent_mode: nothing else in an event can grant it")
	}
	own := func(begin string) bool { return strings.HasPrefix(raw.Category.text, begin) }
	if slices.ContainsFunc(reserved, own) {
		c.fail(raw.Category.node, "%q cannot be a category: what a framework says is kept under names that begin so; write tcf or consent_mode for it", raw.Category.text)
	}
}

// heard says that something in an event can grant the purpose.
func (c *compiler) heard(purpose int) bool {
	raw, r := &c.raw.Purposes.entries[purpose].value, &c.program.Reader
	if raw.Category.given() {
		return r.Shape != NoShape || !r.Consent.IsZero()
	}
	return len(raw.TCF) > 0 && !(r.TCF.IsZero() && r.GPP.IsZero()) || raw.ConsentMode.given() && !r.ConsentMode.IsZero()
}
