package chain

import (
	"slices"

	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/rights"
	"maat/pipeline/state"
)

// Why a wish is not obeyed: the reason codes of guard wish, beside those of
// policy.Make.
const (
	WishPurpose = "wish.purpose"
	WishID      = "wish.id"
)

// wished is what a wish is to the chain: an event of a role, where it changes
// anything.
var wished = map[state.WishKind]state.Role{
	state.WishOptOut: state.OptOut, state.WishOptIn: state.OptIn, state.WishObject: state.Object, state.WishUnobject: state.Unobject,
	state.WishWithdraw: state.Consent, state.WishCorrect: state.Preference, state.WishErase: state.Erase,
}

// Obey does what a person wishes, by the same ways as events of the roles that
// change state, and answers it. a says where the wish comes from, and its order
// of arrival.
func Obey(p *policy.Program, person *Person, halts guard.Halts, w *state.Word, a Arrival, now instant.Time) Step {
	r := &run{p: p, person: person, halts: halts, a: &a, now: now, dark: halts.Dark(p.Shadow), wish: w.Wish}
	a.Since = now
	if r.forwards(w) {
		return r.step
	}
	switch w.Wish.Kind {
	case state.WishSee:
		r.see()
	case state.WishOpen:
		used := person.Row.Open(state.Opened{Nonce: state.HashID(string(w.Wish.Nonce)), Expires: w.Wish.Expires, Wish: state.WishID(w.Wish.ID)}, now)
		r.step.Reply = &rights.Reply{Answer: &rights.Answer{Used: used}}
	default:
		r.change()
	}
	person.Row.Prune(p.Keep, now)
	return r.step
}

// forwards sends a wish after the subject that its own is one with, as an event
// is sent, or back where it is one no longer. Who wishes to see everything waits
// once for a history that is on its way.
func (r *run) forwards(w *state.Word) bool {
	row := &r.person.Row
	again := state.Word{Says: state.Wishes, Wish: w.Wish, Next: w.Next}
	own := w.Next != (state.Subject{}) && w.Next != r.person.Subject
	switch from, waits := row.Waits(); {
	case row.Elsewhere():
		r.say(row.To, again)
	case own && row.Linked(w.Next) != state.Joined:
		r.say(w.Next, again)
	case waits && w.Wish.Kind == state.WishSee && !w.Wish.Waited:
		waited := *w.Wish
		waited.Waited = true
		r.say(from, state.Word{Says: state.Behind, Wish: &waited})
	default:
		return false
	}
	return true
}

// change obeys a wish that changes what is known, once.
func (r *run) change() {
	row := &r.person.Row
	id := state.WishID(r.wish.ID)
	if before, ok := row.Obeyed(id); ok {
		r.again(before)
		return
	}
	if why := r.meant(); why != "" {
		r.refuse(why)
		return
	}
	was := r.before()
	if r.apply() {
		r.first()
	}
	r.separate()
	receipt := r.receipt(was)
	if r.wish.Kind != state.WishErase { // of which nothing is kept
		kept := *receipt
		kept.Left = nil
		row.Wishes = append(row.Wishes, state.Wished{ID: id, Kind: r.wish.Kind, At: r.now, Receipt: kept.Encode()})
	}
	r.step.Reply = &rights.Reply{Answer: &rights.Answer{Receipt: receipt}}
}

// meant finds what the wish means: the event that it is as good as, where the
// policy can say one, and what it denies. It answers why it means nothing.
func (r *run) meant() (why string) {
	w := r.wish
	r.a.Facts = guard.Facts{Role: wished[w.Kind], ID: w.ID, Own: r.now}
	m := policy.Made{Role: r.a.Facts.Role, ID: w.ID, Subject: w.Subject, At: r.now, Fields: w.Fields}
	if w.Kind == state.WishWithdraw {
		at, ok := r.p.Purpose(w.Purpose)
		if !ok {
			return WishPurpose
		}
		purpose := &r.p.Purposes[at]
		m.Denies = purpose.Category
		for _, name := range denied(purpose) {
			r.denies = append(r.denies, policy.Choice{Category: name, Choice: state.Deny, Made: instant.Never})
		}
	}
	view, why := r.p.Make(m)
	if why == "" {
		r.a.View = view
		r.a.Facts, _, _ = r.p.Facts(view, r.now)
		return ""
	}
	if w.Kind == state.WishCorrect {
		return why
	}
	r.a.View, _ = event.Parse([]byte("{}"))
	r.mute = true
	return ""
}

// denied are the histories in which a purpose is denied: its category, for
// nothing grants over that, else all that speaks of it.
func denied(p *guard.Purpose) []string {
	if p.Category != "" {
		return []string{p.Category}
	}
	return p.Names()
}

// refuse records that a wish is not obeyed, and answers why.
func (r *run) refuse(why string) {
	r.a.Facts = guard.Facts{Role: wished[r.wish.Kind], ID: r.wish.ID, Own: r.now}
	r.decide(Decision{Verdict: Ignore, Guard: "wish", Reason: why})
	r.step.Reply = &rights.Reply{Refused: why}
}

// again answers a wish that was obeyed before.
func (r *run) again(before state.Wished) {
	if before.Kind != r.wish.Kind {
		r.refuse(WishID)
		return
	}
	receipt := rights.DecodeReceipt(before.Receipt)
	if denying(before.Kind) {
		receipt.Left = left(r.p, r.person.Row.Forwards, before.At)
	}
	r.step.Reply = &rights.Reply{Answer: &rights.Answer{Receipt: receipt}}
}

// was is what a receipt is made from.
type was struct {
	held     []state.Held
	forwards []state.Forward
}

func (r *run) before() was {
	return was{slices.Clone(r.person.Held), slices.Clone(r.person.Row.Forwards)}
}

// denying says that a wish forbids something: what had left before is told.
func denying(k state.WishKind) bool {
	return k == state.WishOptOut || k == state.WishObject || k == state.WishWithdraw || k == state.WishErase
}

// receipt says what came of the wish.
func (r *run) receipt(w was) *rights.Receipt {
	d := &r.step.Decisions[0]
	receipt := &rights.Receipt{
		ID: r.wish.ID, Kind: r.wish.Kind.String(), At: r.now, Applied: d.Verdict == Apply, Reason: d.Reason, Policy: r.p.Version,
		Recalled: []rights.Recalled{}, Left: []rights.Left{}, Told: []rights.Told{},
	}
	for i := range w.held {
		if h := &w.held[i]; h.Role != state.Retract && !h.Wait.Silent() && !r.person.holds(h.Seq) {
			receipt.Recalled = append(receipt.Recalled, rights.Recalled{ID: h.ID, Destination: h.Destination, Role: h.Role.String(), Since: h.Since})
		}
	}
	for i := range r.step.Decisions {
		switch d := &r.step.Decisions[i]; {
		case d.Role != state.Retract:
		case d.Verdict == Forward:
			receipt.Told = append(receipt.Told, rights.Told{Destination: d.Destination, At: r.now})
		case d.Verdict == Hold:
			receipt.Told = append(receipt.Told, rights.Told{Destination: d.Destination, At: r.now, Waits: true})
		}
	}
	if denying(r.wish.Kind) {
		receipt.Left = left(r.p, w.forwards, r.now)
	}
	return receipt
}

// left is what really left, up to a moment.
func left(p *policy.Program, forwards []state.Forward, until instant.Time) []rights.Left {
	list := []rights.Left{}
	names := destinations(p)
	for i := range forwards {
		if f := &forwards[i]; f.World != state.Would && f.At <= until {
			list = append(list, rights.Left{Destination: names(f.Destination), Role: f.Role.String(), At: f.At})
		}
	}
	return list
}

// destinations names destinations by their hash; one that the policy does not
// have is told as a hash.
func destinations(p *policy.Program) func(state.Hash) string {
	return func(h state.Hash) string {
		for _, d := range p.Destinations {
			if d.Hash == h {
				return d.Name
			}
		}
		return rights.Hash(h)
	}
}

// see tells everything that is known, and a part of what is held where that is
// much.
func (r *run) see() {
	names := rights.Names{Destination: destinations(r.p), Purposes: r.asking, Paths: r.p.Paths(), Conditions: r.p.Conditions()}
	person, next := rights.Everything(&r.person.Row, r.person.Held, names, r.wish.After)
	person.At, person.Policy = r.now, r.p.Version
	r.step.Reply = &rights.Reply{Answer: &rights.Answer{Person: person}, Next: next}
}

// asking are the purposes that a history of consents speaks of.
func (r *run) asking(category string) (list []string) {
	for i := range r.p.Purposes {
		if slices.Contains(r.p.Purposes[i].Names(), category) {
			list = append(list, r.p.Purposes[i].Name)
		}
	}
	return list
}

// choices are those of the event, or what the wish denies.
func (r *run) choices() []policy.Choice {
	if r.wish != nil {
		return r.denies
	}
	return r.p.Choices(r.a.View)
}

// objected moves the time at which the person objected, or ceased to.
func objected(at *instant.Time, own, since instant.Time) Decision {
	d := latest(at, own, since)
	if d.Verdict == Ignore {
		d.Guard, d.Reason = "consent", "consent.older"
	}
	return d
}

// takers are the destinations that take the event: none of a wish that no event
// says.
func (r *run) takers() []*policy.Destination {
	if r.mute {
		return nil
	}
	return r.p.Takers(r.a.View, r.a.Facts.Role)
}
