package demo

import (
	"strconv"
	"strings"
	"time"

	"maat/pipeline/explain"
	"maat/pipeline/instant"
)

// words are what a view says, in one language.
type words struct {
	starting, broker               string
	shop, of, people, rate, seed   string
	policy                         string
	sent, decided                  string
	destination, left, waiting     string
	dropped, noDestination         string
	applied, ignored, putAside     string
	whyDropped, more, waitedSoFar  string
	until, resumed, in             string
	stripped, everyField, nothing  string
	example, without, changed      string
	quit, waitHeld, stopping, logs string
	thousands, point               string

	// Of the summary; verdicts, guards and what was done are key words.
	notYet, untaken, throughput, decisionsBy, strange string
	byVerdict, ofHeld, byDestination, inTopic         string
	byGuard, byReason, averageEdits                   string
}

var english = words{
	starting: "starting…", broker: "development broker in memory",
	shop: "made-up shop", of: "of", people: "people", rate: "a second", seed: "seed", policy: "policy",
	sent: "events sent", decided: "decided",
	destination: "destination", left: "left", waiting: "waiting",
	dropped: "dropped", noDestination: "no destination",
	applied: "carried out", ignored: "changed nothing", putAside: "put aside",
	whyDropped: "Not passed on, and why", more: "for other reasons", waitedSoFar: "%s waited and left, %s waited and were dropped",
	until: "until", resumed: "till it is resumed", in: "in",
	stripped: "Left without", everyField: "what the policy does not name", nothing: "nothing yet",
	example: "The last that left, for", without: "without", changed: "changed",
	quit: "Ctrl-C ends the demo and sums up", waitHeld: "all is sent; waiting for what is held",
	stopping: "ending: what is under way is finished", logs: "lines in the log",
	thousands: ",", point: ".",

	notYet: "%s not yet when the demo ended", untaken: "%s taken by no destination", throughput: "%s a second, in %s s",
	decisionsBy: "decisions by", strange: "%s records are no decisions to this version",
	byVerdict: "By verdict", ofHeld: "of which %s left later, %s were dropped later, %s still wait",
	byDestination: "By destination", inTopic: "in its topic", byGuard: "By guard", byReason: "By reason",
	averageEdits: "Edits: %s in an event that left",
}

var dutch = words{
	starting: "begint…", broker: "ontwikkelbroker in het geheugen",
	shop: "verzonnen winkel", of: "van", people: "mensen", rate: "per seconde", seed: "seed", policy: "beleid",
	sent: "events gestuurd", decided: "beoordeeld",
	destination: "bestemming", left: "door", waiting: "wacht",
	dropped: "niet door", noDestination: "geen bestemming",
	applied: "verwerkt", ignored: "veranderde niets", putAside: "apart gezet",
	whyDropped: "Niet doorgegeven, en waarom", more: "om andere redenen", waitedSoFar: "%s wachtten en gingen door, %s wachtten en gingen niet door",
	until: "tot", resumed: "tot iemand hervat", in: "over",
	stripped: "Niet meegestuurd", everyField: "wat het beleid niet noemt", nothing: "nog niets",
	example: "Wat het laatst doorging, naar", without: "zonder", changed: "aangepast",
	quit: "Ctrl-C stopt de demo en vat samen", waitHeld: "alles is gestuurd; wacht op wat is vastgehouden",
	stopping: "stopt: wat onderweg is wordt afgemaakt", logs: "regels in het log",
	thousands: ".", point: ",",

	notYet: "%s nog niet toen de demo stopte", untaken: "%s door geen bestemming afgenomen", throughput: "%s per seconde, in %s s",
	decisionsBy: "beslissingen door", strange: "%s records zijn voor deze versie geen beslissing",
	byVerdict: "Naar uitkomst", ofHeld: "waarvan %s later door, %s later niet door, %s wachten nog",
	byDestination: "Naar bestemming", inTopic: "in het topic", byGuard: "Naar guard", byReason: "Naar reden",
	averageEdits: "Aanpassingen: %s per event dat doorging",
}

func (s *State) words() *words {
	if s.Teller.Language == "nl" {
		return &dutch
	}
	return &english
}

// number writes 12345 as people of the language do.
func (w *words) number(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + w.thousands + text[i:]
	}
	return text
}

// tenths writes 1.5 as people of the language do.
func (w *words) tenths(f float64) string {
	return strings.Replace(strconv.FormatFloat(f, 'f', 1, 64), ".", w.point, 1)
}

// reason is the sentence of a reason code in the language of the view.
func reason(t *explain.Teller, code string) string {
	if t.Language == "nl" {
		return t.Reasons[code].NL
	}
	return t.Reasons[code].EN
}

// clockTime is 14:05:09 in the time zone of the policy.
func clockTime(zone instant.Zone, at time.Time) string {
	if zone == (instant.Zone{}) {
		zone = instant.UTC()
	}
	second := right(strconv.Itoa(at.Second()), 2)
	return zone.Minute(instant.Time(at.UnixNano()))[11:] + ":" + strings.ReplaceAll(second, " ", "0")
}

// elapsed is 1:02:03, or 2:03.
func elapsed(d time.Duration) string {
	s := int(d / time.Second)
	two := func(n int) string { return strconv.Itoa(n/10) + strconv.Itoa(n%10) }
	if s < 3600 {
		return strconv.Itoa(s/60) + ":" + two(s%60)
	}
	return strconv.Itoa(s/3600) + ":" + two(s/60%60) + ":" + two(s%60)
}
