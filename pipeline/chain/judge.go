package chain

import (
	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/state"
)

// outcome is the join of the guards' verdicts.
type outcome struct {
	verdict Verdict
	guard   string
	reason  string
	topic   string
	until   instant.Time
	edits   []event.Change
	out     []byte // what leaves, for Forward
}

// input is what the guards of a destination are shown.
func input(d *policy.Destination, p *policy.Program, row *state.Row, a *Arrival, halts guard.Halts, now, due instant.Time) *guard.Input {
	in := &guard.Input{
		Event: a.View, Facts: &a.Facts, Person: row, Destination: &d.Destination,
		Halt: halts.For(d.Name), Now: now, Due: due, Grants: make([]string, len(p.Purposes)),
	}
	for i := range p.Purposes {
		in.Grants[i] = d.Granter.Grant(in, &p.Purposes[i])
	}
	return in
}

// judge asks every guard about the original event and joins the verdicts: the
// greatest action wins, edits add up, and of equals the first in the table is
// reported. The order of the guards cannot change what happens.
func judge(d *policy.Destination, in *guard.Input) outcome {
	verdicts, first := ask(d.Guards, in)
	if first < 0 {
		return outcome{verdict: Drop, guard: "layers", reason: "layers.empty"}
	}
	if o, stops := stopped(d.Guards, verdicts, first); stops {
		return o
	}
	return project(d, in, verdicts)
}

// ask answers every guard's verdict, and which is the first of the strongest.
func ask(guards []policy.Entry, in *guard.Input) (verdicts []guard.Verdict, first int) {
	verdicts, first = make([]guard.Verdict, len(guards)), -1
	for i, g := range guards {
		v := g.Guard.Check(in)
		if v.Action < guard.Pass || v.Action > guard.Drop { // a guard that does not answer drops
			v = guard.Dropped(g.Kind.Name)
		}
		verdicts[i] = v
		if first < 0 || v.Action > verdicts[first].Action {
			first = i
		}
	}
	return verdicts, first
}

// stopped is the outcome where the strongest verdict keeps the event from
// leaving now.
func stopped(guards []policy.Entry, verdicts []guard.Verdict, first int) (o outcome, stops bool) {
	o = outcome{guard: guards[first].Kind.Name, reason: verdicts[first].Reason, topic: verdicts[first].Topic}
	switch verdicts[first].Action {
	case guard.Drop, guard.Refuse:
		o.verdict = Drop
	case guard.Hold:
		o.verdict = Hold
		for _, v := range verdicts {
			if v.Action == guard.Hold {
				o.until = max(o.until, v.Until)
			}
		}
	default:
		return o, false
	}
	return o, true
}

// project builds what leaves. The reason reported is that of the first guard
// whose wish changed anything; nothing is reported where nothing changed.
func project(d *policy.Destination, in *guard.Input, verdicts []guard.Verdict) outcome {
	var fields []event.Field
	var withheld []event.Path
	var edits []event.Edit
	for _, v := range verdicts {
		fields = append(fields, v.Fields...)
		withheld = append(withheld, v.Withheld...)
		edits = append(edits, v.Edits...)
	}
	out, changes := event.Project(in.Event, fields, withheld, edits)
	if len(out) > len("{}") {
		out = d.Emit(out, in.Grants)
	}
	if len(out) <= len("{}") {
		return outcome{verdict: Drop, guard: "layers", reason: "layers.empty"}
	}
	o := outcome{verdict: Forward, out: out, edits: changes}
	for i, v := range verdicts {
		if name := d.Guards[i].Kind.Name; v.Action == guard.Strip && acted(changes, name) {
			o.guard, o.reason, o.topic = name, v.Reason, v.Topic
			break
		}
	}
	return o
}

func acted(changes []event.Change, guard string) bool {
	for _, c := range changes {
		if c.Guard == guard {
			return true
		}
	}
	return false
}

// counts says whether a signal counts for later decisions: there is a
// destination, whether or not it takes the signal, for which no guard of the
// Silent kinds drops it.
func counts(p *policy.Program, ask func(*policy.Destination) (*policy.Destination, *guard.Input)) bool {
	for _, d := range p.Destinations {
		if !silenced(ask(d)) {
			return true
		}
	}
	return false
}

func silenced(d *policy.Destination, in *guard.Input) bool {
	for _, g := range d.Guards {
		if g.Kind.Silent && g.Guard.Check(in).Action == guard.Drop {
			return true
		}
	}
	return false
}
