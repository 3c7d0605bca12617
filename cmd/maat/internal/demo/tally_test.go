package demo

import (
	"fmt"
	"testing"
	"time"

	"maat/pipeline/explain"
	"maat/pipeline/instant"
)

func held(id string, until time.Time) *explain.Record {
	return &explain.Record{ID: id, Subject: "s", Destination: "meta", Verdict: "hold", Until: instant.Time(until.UnixNano()), Guard: "cooldown", Reason: "cooldown.wait"}
}

func final(id, verdict, guard string) *explain.Record {
	return &explain.Record{ID: id, Subject: "s", Destination: "meta", Verdict: verdict, Guard: guard, Reason: guard}
}

func TestHoldEndsByItsFinalDecision(t *testing.T) {
	tally := NewTally()
	tally.Count(held("a", noon), "x/0/0")
	tally.Count(held("b", noon.Add(time.Second)), "x/0/1")
	tally.Count(held("c", noon.Add(time.Minute)), "x/0/2")
	if got := fmt.Sprint(tally.Waiting(), tally.DueBy(noon), tally.DueBy(noon.Add(time.Second)), tally.Decided); got != "3 1 2 3" {
		t.Error(got)
	}
	tally.Count(final("a", "drop", "duplicate"), "x/0/3") // it came again, and the first waits on
	if tally.Waiting() != 3 {
		t.Error("a duplicate ended a hold")
	}
	tally.Count(final("a", "forward", "layers"), "x/0/0")
	tally.Count(final("b", "drop", "frequency"), "x/0/1")
	tally.Count(final("d", "drop", "consent"), "x/0/4") // never waited
	if got := fmt.Sprint(tally.Waiting(), tally.LeftLater, tally.DroppedLater, tally.Decided, tally.Decisions); got != "1 1 1 5 7" {
		t.Error(got)
	}
	d := tally.Destinations["meta"]
	if *d != (Destination{Forward: 1, Hold: 3, Drop: 3, Waiting: 1}) {
		t.Errorf("%+v", *d)
	}
}

func TestNextAreThoseThatWaitShortest(t *testing.T) {
	tally := NewTally()
	for i := range 20 {
		tally.Count(held(fmt.Sprint("e", i), noon.Add(time.Duration((i*7)%20)*time.Second)), "")
	}
	tally.Count(&explain.Record{ID: "halted", Destination: "meta", Verdict: "hold"}, "")
	next := tally.Next(3)
	for i, h := range next {
		if !h.Until.Equal(noon.Add(time.Duration(i) * time.Second)) {
			t.Errorf("%d: %v", i, h.Until)
		}
	}
	all := tally.Next(100)
	if len(next) != 3 || len(all) != 21 || all[20].Record.ID != "halted" {
		t.Errorf("%d of %d", len(next), len(all))
	}
	if tally.DueBy(noon.Add(time.Hour)) != 20 {
		t.Error("what waits for a person has no time at which it is due")
	}
}

func TestAnEventCountsOnce(t *testing.T) {
	tally := NewTally()
	for _, source := range []string{"x/0/0", "x/0/0", "x/1/0", "x/0/640", "", "x", "x/y/1", "x/0/-1", "x/0/y"} {
		tally.Count(final("a", "apply", ""), source)
	}
	if tally.Decided != 3 {
		t.Errorf("%d events", tally.Decided)
	}
}

func TestLatestIsOneEventAndItsDecision(t *testing.T) {
	var l Latest
	a, b := final("a", "forward", "layers"), final("b", "forward", "layers")
	l.decision(a, "ads.meta", "x/0/0", noon)
	l.output("ads.meta", "x/0/1", []byte(`{"n":"b"}`), noon)
	if l.Left.Record != nil {
		t.Fatal("an event with the decision of another")
	}
	l.decision(b, "ads.meta", "x/0/1", noon)
	l.output("ads.meta", "x/0/0", []byte(`{"n":"a"}`), noon.Add(time.Second)) // the first stays to be read
	if l.Left.Record != b || string(l.Left.Event) != `{"n":"b"}` {
		t.Errorf("%+v", l.Left)
	}
	l.decision(final("c", "drop", "consent"), "ads.meta", "x/0/2", noon.Add(time.Hour))
	for i := range 3 * halvesMax {
		l.decision(a, "ads.meta", fmt.Sprint(i), noon)
	}
	if len(l.known) > halvesMax {
		t.Errorf("%d halves", len(l.known))
	}
}

func TestFieldsAreInOrder(t *testing.T) {
	got := fmt.Sprint(fields([]byte(`{"b":1,"a":{"z":"x","y":[1,{"c":2}]},"n":null}`)))
	if want := `[{b 1} {a.z "x"} {a.y [1,{"c":2}]} {n null}]`; got != want {
		t.Errorf("got %s", got)
	}
	if got := fmt.Sprint(fields([]byte(`{"b":1,"a":`))); got != `[{b 1}]` {
		t.Errorf("got %s", got)
	}
}
