package chain_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"maat/guards/guardtest"
	"maat/pipeline/chain"
	"maat/pipeline/event"
	"maat/pipeline/policy"
	"maat/pipeline/replay"
	"maat/pipeline/state"
)

// programs are those compiled already: histories are cheaper than policies.
var programs = map[string]*policy.Program{}

func known(t *testing.T, text string) *policy.Program {
	t.Helper()
	if programs[text] == nil {
		programs[text] = compile(t, text)
	}
	return programs[text]
}

// be is what would have been decided: what the shadow says, else what was done.
func be(d *chain.Decision) chain.Would {
	if d.Shadow != nil {
		return *d.Shadow
	}
	return chain.Would{Verdict: d.Verdict, Until: d.Until, Guard: d.Guard, Reason: d.Reason}
}

// arrivals are the decisions on what came in, as outcomes.
func arrivals(h *told) (list []string) {
	for i := range h.decisions {
		if d := &h.decisions[i]; d.Due == 0 {
			list = append(list, fmt.Sprintf("%v %s for %s: %+v", d.At, d.ID, d.Destination, be(d)))
		}
	}
	return list
}

func TestTranscripts(t *testing.T) { guardtest.Run(t) }

// calm is a policy under which much leaves, so that what left matters.
const calm = `
guards:
  linkage: {purpose: own, known: [userId], anonymous: [anonymousId], strip: known}
  sensitive: {taint: 2d}
  interest: {signals: 1, within: 3d}
  cooldown: {wait: 4h, max_hold: 13h}
  duration: {max: 3d, rest: 5d}
  frequency: [{max: 1, per: 20h}, {max: 3, per: 24h, by: subject, applies_to: [service]}]
destinations:
  meta:
    topic: meta
    takes: [signal, outreach, service]
    retract: Over
    layers: [{name: general, fields: [event, messageId]}, {name: mild, purpose: ads, fields: [properties.category]}]
  mail:
    topic: mail
    takes: [outreach, conversion]
    needs: mild
    layers: [{name: general, fields: [event, messageId]}, {name: mild, purpose: ads, fields: [properties.category]}]
    guards:
      relationship: {within: 2d}
      cooldown: {wait: 2h, by: subject}
`

// lively draws a history of one person about few things, under a policy for it.
func lively(t *rapid.T) (policy string, lines []string) {
	if rapid.IntRange(0, 3).Draw(t, "busy") == 0 {
		return busy, history(t, 3, 30)
	}
	at := minutes(600)
	lines = []string{at.String() + " consent c1 ads=true"}
	for i := range rapid.IntRange(5, 40).Draw(t, "lines") {
		at += minutes(rapid.SampledFrom([]int{0, 1, 30, 60, 119, 241, 600}).Draw(t, "wait"))
		line := fmt.Sprintf("%s e%d %s", oneOf(t, "name", "view", "view", "view", "ad", "ad", "ad", "ad", "ad", "order", "buy"), i,
			oneOf(t, "topic", "topic=shoes", "topic=shoes", "topic=hats"))
		line += " " + oneOf(t, "who", "", "", "", "anonymous=a1", "anonymous=a1 user=")
		switch rapid.IntRange(0, 19).Draw(t, "rare") {
		case 0, 1:
			line += " query=depressie"
		case 2:
			line = fmt.Sprintf("consent e%d ads=%s own_ads=%s", i, oneOf(t, "ads", "true", "true", "false"), oneOf(t, "own", "true", "true", "false"))
		case 3:
			line = oneOf(t, "verb", "halt meta hold", "halt * hold", "halt mail drop", "resume *")
		case 4, 5:
			line = "resume *"
		case 6:
			line = oneOf(t, "switch", "out", "in", "in", "erase") + fmt.Sprintf(" e%d", i)
		}
		lines = append(lines, at.String()+" "+line)
	}
	return calm, lines
}

// TestShadowSaysWhatWouldBeDone: a policy in shadow says of every event what
// the same policy would have decided on the same history, whatever was held,
// counted, tainted, halted, withdrawn and erased on the way.
func TestShadowSaysWhatWouldBeDone(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text, drawn := lively(rt)
		p, q, lines := known(t, text), known(t, "mode: shadow\n"+text), encoded(t, drawn)
		enforced, shadow := replayed(t, lines, replay.Dated{Program: p}), replayed(t, lines, replay.Dated{Program: q})
		if diff := cmp.Diff(arrivals(enforced), arrivals(shadow)); diff != "" {
			rt.Fatalf("the shadow says otherwise:\n%s\n%s", diff, strings.Join(drawn, "\n"))
		}
		now, ever := map[string][]chain.Would{}, map[string][]chain.Would{}
		for i := range enforced.decisions {
			d := &enforced.decisions[i]
			ever[d.ID+d.Destination] = append(ever[d.ID+d.Destination], be(d))
			if d.Due != 0 {
				now[released(d)] = append(now[released(d)], be(d))
			}
		}
		for i := range shadow.decisions {
			d := &shadow.decisions[i]
			before := d.Shadow != nil && d.Shadow.Verdict == chain.Drop && slices.Contains(ever[d.ID+d.Destination], be(d)) // dropped when it came, or withdrawn while it was halted
			if d.Due != 0 && !slices.Contains(now[released(d)], be(d)) && !before {
				rt.Fatalf("%s would be %+v, and is %+v:\n%s", released(d), now[released(d)], d.Shadow, strings.Join(drawn, "\n"))
			}
		}
	})
}

func released(d *chain.Decision) string { return fmt.Sprint(d.At, d.ID, d.Destination) }

// TestAllLeavesAsItCame: while the whole policy is in shadow only intake, a
// halt, an opt-out and an erasure keep something from leaving, whole; and a
// denial what was halted and cannot be read any more.
func TestAllLeavesAsItCame(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text, drawn := lively(rt)
		p, lines := known(t, "mode: shadow\n"+text), encoded(t, drawn)
		came := map[string]bool{}
		for _, line := range lines {
			if view, fault := event.Parse(line); fault == nil {
				came[string(view.AppendCanonical(nil))] = true
			}
		}
		h := replayed(t, lines, replay.Dated{Program: p})
		for _, out := range h.outputs {
			if _, event, _ := strings.Cut(strings.SplitN(out, " ", 2)[1], " "); !came[event] {
				rt.Fatalf("%s did not come so", event)
			}
		}
		for _, d := range h.decisions {
			firm := slices.Contains([]string{"halt", "opt_out", "erase", "intake", "role", "policy"}, d.Guard)
			switch {
			case d.Destination == "":
			case d.Shadow == nil:
				rt.Fatalf("%s says nothing of its shadow: %+v", d.ID, d)
			case d.Verdict == chain.Forward && (d.Reason != "" || len(d.Edits) > 0), d.Verdict != chain.Forward && !firm:
				rt.Fatalf("%s: %+v", d.ID, d)
			}
		}
	})
}

// guardLine is a line of a policy that sets a guard which may be in shadow.
var guardLine = regexp.MustCompile(`(?m)^( +)(consent|sensitive|predicted|undisclosed|price|relationship|interest|cooldown|duration|duplicate): \{(.*)\}$`)

var capEntry = regexp.MustCompile(`\{(max: [^}]*)\}`)

// trials is how many ways there are to put guards of a policy in shadow here.
const trials = 24

// trial puts some of the guards of a policy in shadow, and switches those off in
// another.
func trial(t *rapid.T, text string) (shadow, off string) {
	chance := rand.New(rand.NewPCG(uint64(rapid.IntRange(1, trials).Draw(t, "trial")), 0))
	pick := func() bool { return chance.IntN(2) == 0 }
	tried := map[int]bool{}
	for _, at := range guardLine.FindAllStringSubmatchIndex(text, -1) {
		tried[at[0]] = pick()
	}
	line := func(form string) string {
		var b strings.Builder
		last := 0
		for _, at := range guardLine.FindAllStringSubmatchIndex(text, -1) {
			b.WriteString(text[last:at[0]])
			last = at[1]
			if tried[at[0]] {
				fmt.Fprintf(&b, form, text[at[2]:at[3]], text[at[4]:at[5]], text[at[6]:at[7]])
				continue
			}
			b.WriteString(text[at[0]:at[1]])
		}
		return b.String() + text[last:]
	}
	shadow, off = line("%s%s: {mode: shadow, %s}"), line("%s%s: {mode: off, why: x}%.0s")
	return caps(pick, shadow, off)
}

// caps puts some of the caps of the general list in shadow, and takes them from
// the other policy.
func caps(pick func() bool, shadow, off string) (string, string) {
	begin := strings.Index(shadow, "  frequency: [")
	end := begin + strings.Index(shadow[begin:], "\n")
	var with, without []string
	for _, entry := range capEntry.FindAllStringSubmatch(shadow[begin:end], -1) {
		if pick() {
			with = append(with, "{mode: shadow, "+entry[1]+"}")
			continue
		}
		with, without = append(with, entry[0]), append(without, entry[0])
	}
	rest := "  frequency: [" + strings.Join(without, ", ") + "]"
	if without == nil {
		rest = "  frequency: {mode: off, why: x}"
	}
	return strings.Replace(shadow, shadow[begin:end], "  frequency: ["+strings.Join(with, ", ")+"]", 1), strings.Replace(off, shadow[begin:end], rest, 1)
}

// TestGuardsInShadowChangeNothing: what is done is what would be done without
// them.
func TestGuardsInShadowChangeNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text, drawn := lively(rt)
		text = strings.Replace(text, "guards:\n", "guards:\n  duplicate: {within: 8d}\n", 1)
		with, without := trial(rt, text)
		lines := encoded(t, drawn)
		a, b := replayed(t, lines, replay.Dated{Program: known(t, with)}), replayed(t, lines, replay.Dated{Program: known(t, without)})
		if diff := cmp.Diff(b.outputs, a.outputs); diff != "" {
			rt.Fatalf("other events leave (-without +in shadow):\n%s", diff)
		}
		for _, h := range []*told{a, b} {
			for i := range h.decisions {
				h.decisions[i].Policy, h.decisions[i].Shadow = "", nil
			}
		}
		if diff := cmp.Diff(b.records(), a.records()); diff != "" {
			rt.Fatalf("other decisions (-without +in shadow):\n%s", diff)
		}
	})
}

// TestGuardsInShadowSayWhatTheyWouldDo: the would-be world of guards in shadow
// is the world in which they are enforced. The guard duplicate is apart: choices
// that come twice are taken in although it would ignore them.
func TestGuardsInShadowSayWhatTheyWouldDo(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text, drawn := lively(rt)
		with, _ := trial(rt, text)
		p, lines := known(t, text), encoded(t, drawn)
		enforced, shadow := replayed(t, lines, replay.Dated{Program: p}), replayed(t, lines, replay.Dated{Program: known(t, with)})
		if diff := cmp.Diff(arrivals(enforced), arrivals(shadow)); diff != "" {
			rt.Fatalf("the shadow says otherwise:\n%s\n%s\n%s", diff, with, strings.Join(drawn, "\n"))
		}
	})
}

// TestShadowAndBack: what is halted, withdrawn and held before, in and after a
// shadow that a control casts still has one end, and no decision of a time in
// force has a shadow.
func TestShadowAndBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text, drawn := lively(rt)
		p, lines := known(t, text), encoded(t, drawn)
		for _, on := range []bool{true, false, true} {
			at := rapid.IntRange(0, len(lines)).Draw(rt, "at")
			lines = slices.Insert(lines, at, control(t, lines, at, on))
		}
		h := replayed(t, lines, replay.Dated{Program: p})
		open := map[string]int{}
		for _, d := range h.decisions {
			key := d.ID + " " + d.Destination
			if d.Role == state.Retract { // it began to wait without a decision
				continue
			}
			if d.Due != 0 {
				open[key]--
			}
			if d.Verdict == chain.Hold {
				open[key]++
			}
		}
		for key, n := range open {
			if n != 0 {
				rt.Fatalf("%s: %d holds without an end", key, n)
			}
		}
		dark := false
		begin := 0
		for i, line := range lines {
			if bytes.Contains(line, []byte(`"shadow"`)) {
				dark = bytes.Contains(line, []byte("true"))
			}
			for _, d := range h.decisions[begin:h.upTo[i]] {
				if d.Due == 0 && d.Destination != "" && dark != (d.Shadow != nil) {
					rt.Fatalf("in shadow: %t; %+v", dark, d)
				}
			}
			begin = h.upTo[i]
		}
	})
}

// control is one at the moment of the line before.
func control(t *testing.T, lines [][]byte, at int, on bool) []byte {
	t.Helper()
	when := "2026-06-01T00:00:00Z"
	if at > 0 {
		var e struct{ Time, ReceivedAt string }
		if err := json.Unmarshal(lines[at-1], &e); err != nil {
			t.Fatal(err)
		}
		when = e.Time + e.ReceivedAt
	}
	return guardtest.Line(t, fmt.Sprintf("%s shadow %s", when, map[bool]string{true: "on", false: "off"}[on]))
}
