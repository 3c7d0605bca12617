package witness_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"maat/loadtest/witness"
)

func TestARightHistoryHasNoViolation(t *testing.T) {
	report := right().check()
	if len(report.Violations) != 0 {
		t.Errorf("%v", report)
	}
	if report.Inputs != 26 || report.Unreadable != 1 || report.Subjects != 2 || report.Forwards != report.Outputs || report.Forwards == 0 ||
		report.Recalled != 1 || report.Released != 3 || report.Holds != 4 || report.Guards["frequency.subject"] != 1 {
		t.Errorf("the score is wrong: %v", report)
	}
}

// change makes one step say something else.
func change(id, to string, at float64, verdict, reason string) func(*history) {
	return func(h *history) {
		s := h.find(id, to, at)
		s.verdict, s.reason = verdict, reason
	}
}

// spoil changes one record when all are written.
func spoil(topic string, offset int, do func(*witness.Record)) func(*history) {
	return func(h *history) {
		h.spoil = func(d witness.Dump) { do(&d[topic][offset]) }
	}
}

// again writes one record a second time; cut leaves it out.
func again(topic string, offset int) func(*history) {
	return func(h *history) {
		h.spoil = func(d witness.Dump) {
			r := d[topic][offset]
			r.Offset = int64(len(d[topic]))
			d[topic] = append(d[topic], r)
		}
	}
}

func cut(topic string, offset int) func(*history) {
	return func(h *history) {
		h.spoil = func(d witness.Dump) { d[topic] = slices.Delete(d[topic], offset, offset+1) }
	}
}

type planted struct {
	name  string
	plant func(*history)
	want  witness.Kind
	too   []witness.Kind // what one cannot have the first without
}

func TestPlantedViolationsAreFound(t *testing.T) {
	for _, p := range slices.Concat(plantedRules(), plantedTimes(), plantedConsents(), plantedRecords()) {
		t.Run(p.name, func(t *testing.T) {
			h := right()
			p.plant(h)
			report := h.check()
			found := map[witness.Kind]bool{}
			for _, v := range report.Violations {
				found[v.Kind] = true
				if v.Kind != p.want && !slices.Contains(p.too, v.Kind) {
					t.Errorf("also found %v", v)
				}
				if strings.Contains(v.String(), "klant") || strings.Count(v.Where, "/") != 2 {
					t.Errorf("a violation names a person or no place: %v", v)
				}
			}
			if !found[p.want] {
				t.Errorf("not found: %s\n%v", p.want, report)
			}
		})
	}
}

// counted comes with everything that was forwarded and should not have been: it
// counts, and so the next one is over the cap.
var counted = kinds(witness.CapExceeded)

func plantedRules() []planted {
	return []planted{
		{"cap off by one", change("o2", "mail", 7, "forward", ""), witness.CapExceeded, nil},
		{"capped too soon", change("o3", "mail", 36, "drop", "frequency.subject"), witness.CapTooSoon, nil},
		{"capped by a cap that is not full", change("o2", "mail", 7, "drop", "frequency.destination"), witness.CapTooSoon, nil},
		{"state lost: no cooldown", func(h *history) {
			change("o1", "mail", 2, "forward", "")(h)
			h.remove("o1", "mail", 6)
		}, witness.CooldownBroken, nil},
		{"held without reason", func(h *history) {
			change("o3", "mail", 36, "hold", "cooldown.wait")(h)
			h.find("o3", "mail", 36).until = 38.5
			h.steps = slices.Insert(h.steps, slices.IndexFunc(h.steps, func(s step) bool { return s.id == "b1" }),
				step{"o3", "mail", "forward", 38.5, "", 0, ""})
		}, witness.WrongHold, nil},
		{"a duplicate left", change("o2", "mail", 37, "forward", ""), witness.DuplicateLeft, counted},
		{"no duplicate, dropped as one", change("s3", "meta", 45, "drop", "duplicate"), witness.WrongDrop, nil},
		{"retargeting after the purchase", change("o4", "mail", 41, "forward", ""), witness.DurationBroken, counted},
		{"something sensitive left", change("s2", "meta", 42, "forward", ""), witness.SensitiveLeft, kinds(witness.WrongOutput)},
		{"its follow-up left", change("o5", "mail", 43, "forward", ""), witness.SensitiveLeft, counted},
		{"another guard named", change("o4", "mail", 41, "drop", "consent.missing"), witness.WrongReason, nil},
		{"no role, and applied", change("n1", "", 38, "apply", ""), witness.WrongVerdict, nil},
	}
}

func plantedTimes() []planted {
	return []planted{
		{"released early", func(h *history) { h.find("o1", "meta", 6).at = 5.999 }, witness.ReleasedEarly, nil},
		{"released late", func(h *history) { h.find("o6", "mail", 50).at = 51.5 }, witness.ReleasedLate, nil},
		{"never released", func(h *history) { h.remove("o6", "mail", 50) }, witness.Unended, kinds(witness.ReleaseOrder)},
		{"held until another time", func(h *history) { h.find("o6", "mail", 46).until = 50.5; h.find("o6", "mail", 50).at = 50.5 }, witness.WrongUntil, nil},
		{"an arrival before a release", func(h *history) {
			h.remove("o1", "mail", 6)
			i := slices.IndexFunc(h.steps, func(s step) bool { return s.id == "o2" })
			h.steps[i+1] = step{"o2", "mail", "forward", 7, "", 0, ""}
			h.steps = slices.Insert(h.steps, i+2, step{"o1", "mail", "drop", 7, "frequency.subject", 0, ""})
		}, witness.ReleaseOrder, counted},
		{"the clock goes back", func(h *history) { h.find("k1", "meta", 44).at = 43.5; h.find("o5", "mail", 43).at = 43.7 },
			witness.ClockBack, kinds(witness.NotDecidedAtOnce)},
		{"decided at two moments", func(h *history) { h.find("o3", "mail", 36).at = 36.5 }, witness.NotDecidedAtOnce, nil},
		{"decided out of order", func(h *history) {
			i := slices.IndexFunc(h.steps, func(s step) bool { return s.id == "k1" })
			h.steps[i].at, h.steps[i+1].at = 45, 45
			h.steps[i], h.steps[i+1] = h.steps[i+1], h.steps[i]
		}, witness.Order, kinds(witness.Missing, witness.ForwardNoOutput, witness.OutputNoForward)},
	}
}

func plantedConsents() []planted {
	return []planted{
		{"forwarded after an opt-out", change("o7", "mail", 56, "forward", ""), witness.OptedOut, nil},
		{"forwarded after a denial", func(h *history) {
			change("s4", "meta", 48, "forward", "")(h)
			h.find("s4", "meta", 48).fields = gardenOut
		}, witness.NoConsent, kinds(witness.WrongOutput)},
		{"forwarded in spite of a late denial", change("t2", "meta", 13, "forward", ""), witness.NoConsent, nil},
		{"an older consent overrides", change("c5", "", 16, "apply", ""), witness.WrongVerdict, nil},
		{"dropped in spite of consent", change("t3", "meta", 15, "drop", "consent.withdrawn"), witness.WrongDrop, nil},
		{"withdrawn, and not dropped at once", func(h *history) {
			h.remove("o6", "meta", 47)
			i := slices.IndexFunc(h.steps, func(s step) bool { return s.id == "o6" && s.at == 50 })
			h.steps = slices.Insert(h.steps, i, step{"o6", "meta", "drop", 50, "consent.withdrawn", 0, ""})
		}, witness.NotAtOnce, nil},
		{"withdrawn where nothing was", func(h *history) {
			change("o6", "mail", 50, "drop", "consent.withdrawn")(h)
			h.find("o6", "mail", 50).at = 48
		}, witness.ReleasedEarly, kinds(witness.WrongDrop, witness.ClockBack, witness.NotDecidedAtOnce)},
	}
}

func plantedRecords() []planted {
	decisions, intake, kept := topics.Decisions, topics.Intake, topics.Quarantine
	value := func(text string) func(*witness.Record) { return func(r *witness.Record) { r.Value = []byte(text) } }
	return []planted{
		{"a double output", again("ads.mail", 1), witness.OutputTwice, nil},
		{"a forward without output", cut("ads.mail", 1), witness.ForwardNoOutput, nil},
		{"an output without forward", again("ads.mail", 0), witness.OutputTwice, nil},
		{"an output of a drop", spoil("ads.mail", 0, func(r *witness.Record) { r.Headers["maat-source"] = "shop/0/4" }),
			witness.OutputNoForward, kinds(witness.ForwardNoOutput)},
		{"a field of a layer that was not reached", spoil("ads.meta", 0, value(
			`{"messageId":"s1","event":"Viewed","userId":"e5d9",`+shoesOut+`}`)), witness.WrongOutput, nil},
		{"a field that was not transformed", spoil("ads.meta", 0, value(
			`{"messageId":"s1","event":"Viewed","properties":{"category":"Schoenen","value":126}}`)), witness.WrongOutput, nil},
		{"a permitted field that is missing", spoil("ads.meta", 0, value(`{"messageId":"s1",`+shoesOut+`}`)), witness.WrongOutput, nil},
		{"an output under another key", spoil("ads.meta", 0, func(r *witness.Record) { r.Key = nil }), witness.WrongOutput, nil},
		{"a missing decision", func(h *history) { h.remove("s3", "meta", 45) }, witness.Missing, nil},
		{"a missing destination", func(h *history) { h.remove("o7", "mail", 56) }, witness.Missing, nil},
		{"no decision on what cannot be read", func(h *history) { h.remove("", "", 39) }, witness.Missing, nil},
		{"two final decisions", again(decisions, 8), witness.Twice, kinds(witness.ClockBack)},
		{"a recall under the source of what withdrew it", spoil(decisions, 32, func(r *witness.Record) { r.Headers["maat-source"] = "shop/0/22" }),
			witness.BadRecord, kinds(witness.NotAtOnce, witness.Unended)},
		{"a decision about nothing", func(h *history) {
			h.steps = append(h.steps, step{"zz", "meta", "drop", 57, "duplicate", 0, ""})
		}, witness.Unfounded, nil},
		{"a decision for who does not take it", func(h *history) {
			h.steps = append(h.steps, step{"k1", "mail", "drop", 44, "duplicate", 0, ""})
			slices.SortStableFunc(h.steps, func(a, b step) int { return int(a.at*1000) - int(b.at*1000) })
		}, witness.Unfounded, nil},
		{"a decision that names the person", spoil(decisions, 0, func(r *witness.Record) {
			r.Value = []byte(strings.Replace(string(r.Value), `"topic":null`, `"topic":"klant-1"`, 1))
		}), witness.Exposed, kinds(witness.Missing)},
		{"a decision that is no record", spoil(decisions, 0, value(`{"verdict":"apply"}`)), witness.BadRecord, kinds(witness.Missing)},
		{"an input that never got in", cut(intake, 20), witness.Intake, kinds(witness.Unfounded, witness.OutputNoForward, witness.WrongDrop, witness.WrongHold, witness.WrongReason)},
		{"an input that got in twice", again(intake, 3), witness.Intake, nil},
		{"an input that was changed", spoil(intake, 3, value(`{}`)), witness.Intake, nil},
		{"one person, two pseudonyms", spoil(intake, 9, func(r *witness.Record) { r.Key = pseudonym("klant-3") }), witness.Identity,
			kinds(witness.BadRecord, witness.Missing, witness.OutputNoForward)},
		{"quarantined nowhere", cut(kept, 0), witness.WrongQuarantine, nil},
		{"quarantined in part", spoil(kept, 0, value(`{`)), witness.WrongQuarantine, nil},
		{"quarantined without its key", spoil(kept, 0, func(r *witness.Record) { r.Key = nil }), witness.WrongQuarantine, nil},
		{"quarantined though it can be read", spoil(kept, 0, func(r *witness.Record) { r.Headers["maat-source"] = "shop/0/2" }), witness.WrongQuarantine, nil},
	}
}

func kinds(list ...witness.Kind) []witness.Kind { return list }

// In quiet hours nothing leaves, and what is held for them leaves when they end.
func TestQuietHours(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	quiet := func() *history { // it is 10:00 in Amsterdam at the start: the quiet minute begins 4 s after o1
		return &history{
			quiet: witness.Quiet{From: 10*60 + 1, To: 10*60 + 2, Zone: zone}, within: time.Second,
			inputs: []input{
				{"s1", "klant-1", "Viewed", 57, 57, shoes, ""},
				{"o1", "klant-1", "Retarget", 58, 58, shoes, ""},
			},
			steps: []step{
				{"s1", "meta", "drop", 57, "consent.missing", 0, ""},
				{"o1", "meta", "drop", 58, "consent.missing", 0, ""},
				{"o1", "mail", "hold", 58, "cooldown.quiet", 120, ""},
				{"o1", "mail", "drop", 120, "duration.over", 0, ""},
			},
		}
	}
	h := quiet()
	if report := h.check(); len(report.Violations) != 0 {
		t.Errorf("%v", report)
	}
	h = quiet()
	h.steps[2].until, h.steps[3] = 62, step{"o1", "mail", "forward", 62, "", 0, ""}
	report := h.check()
	if len(report.Violations) != 1 || report.Violations[0].Kind != witness.WrongUntil {
		t.Errorf("a release in quiet hours is not found: %v", report)
	}
}

// What arrived last counts when something falls due after it.
func TestAnArrivalCountsAtTheNextRelease(t *testing.T) {
	h := &history{
		within: time.Second,
		inputs: []input{
			{"s1", "klant-1", "Viewed", 1, 1, shoes, ""},
			{"o1", "klant-1", "Retarget", 2, 2, shoes, ""},
			{"b1", "klant-1", "Ordered", 5, 5, shoes, ""},
		},
		steps: []step{
			{"s1", "meta", "drop", 1, "consent.missing", 0, ""},
			{"o1", "meta", "drop", 2, "consent.missing", 0, ""},
			{"o1", "mail", "hold", 2, "cooldown.wait", 6, ""},
			{"b1", "meta", "drop", 5, "consent.missing", 0, ""},
			{"o1", "mail", "drop", 6, "duration.converted", 0, ""},
		},
	}
	if report := h.check(); len(report.Violations) != 0 {
		t.Errorf("%v", report)
	}
	h.steps[4] = step{"o1", "mail", "forward", 6, "", 0, ""}
	if report := h.check(); len(report.Violations) != 1 || report.Violations[0].Kind != witness.DurationBroken {
		t.Errorf("a release after the purchase is not found: %v", report)
	}
}

// What did not run cannot release: such a time does not count as late.
func TestPausesDoNotCountAsLate(t *testing.T) {
	h := right()
	h.find("o6", "mail", 50).at = 53
	pause := witness.Window{From: moment(49), To: moment(52.5)}
	report := witness.Check(h.dump(), rules(), witness.Options{Topics: topics, ReleaseWithin: time.Second, Paused: []witness.Window{pause}})
	if len(report.Violations) != 0 || report.LatestRelease != 500*time.Millisecond {
		t.Errorf("%v", report)
	}
}

func TestTheListOfViolationsIsBounded(t *testing.T) {
	h := right()
	h.steps = nil
	for i := range 100 {
		h.inputs = append(h.inputs, input{string(rune('A' + i)), "klant-9", "Viewed", 60, 60, shoes, ""})
	}
	report := h.check()
	if len(report.Violations) != 50 || report.More < 50 {
		t.Errorf("%d violations and %d more", len(report.Violations), report.More)
	}
}
