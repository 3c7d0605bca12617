package portal

import (
	"strings"

	"maat/pipeline/instant"
	"maat/pipeline/page"
	"maat/pipeline/rights"
)

// words are all that the page says in one language. In texts stand {names}.
type words struct {
	Code, Name  string
	Other       string // the other language, in its own words
	OtherCode   string
	Skip        string
	Close       string
	CloseHint   string
	Back        string
	months      [12]string
	weekdays    [7]string // from Monday on
	moment      string    // {date}, {clock}
	date        string    // {day}, {month}, {year}
	dayOf       string    // {weekday}, {day}, {month}
	today       string
	because     string
	times       string // {n}, {clock}
	topicReason string
	unreadable  string
	gone        string // a destination that is none any more

	Open     openWords
	Overview overviewWords
	Erase    eraseWords
	Receipt  receiptWords
	Pages    pagesWords
	Closed   titled

	states  map[string]standing // on, general, off
	roles   map[string]string
	waits   string // a retract that waits
	reasons map[string]string
	done    map[rights.Kind]titled
	faults  map[fault]titled
}

// titled is a heading with what stands beneath it.
type titled struct{ Title, Text, Hint string }

// standing is what is in force.
type standing struct{ Title, Text string }

type openWords struct{ Title, Text, Button, Once string }

type overviewWords struct {
	Title, Lead                                            string
	Off, On, General, GeneralHint, Undo                    string
	Waiting, WaitingHint, WaitingNone, until, open, forget string
	Passed, PassedNone, allowed, Withheld, WithheldNone    string
	told                                                   string // a destination was told to forget
	left, changed, rest                                    string
	All, Unavailable, Cut                                  string
	Known, Asked, AskedNone, yes, no, unclear, Withdraw    string
	Given, GivenNone, givenAt, Remove, unnamed             string
	Kept, KeptNone, KeptHint                               string
	looked, bought, sent, met, sensitive, linked           [2]string // one, and more: {n}
	latest                                                 string
	Data, DataHint, Download, DownloadHint, Erase, EraseIs string
}

type eraseWords struct {
	Title, Lead, Gone, Asked, Stays, Final, Yes, No string
}

type receiptWords struct {
	Title, Recalled, RecalledNone, recalled string
	Left, LeftNone, left                    string
	Told, ToldNone, told, toldLater         string
	unchanged, since, Number, Again, more   string
	times                                   string // {n}, all together
}

type pagesWords struct{ Newer, Older, Page string }

// tongues are the languages of the page.
var tongues = map[string]*words{"nl": &dutch, "en": &english}

// known says that the page speaks a language.
func known(language string) bool { return tongues[language] != nil }

// fill puts values in the places of a text: {name}.
func fill(text string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		pairs[i] = "{" + pairs[i] + "}"
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// voice tells one person in one language, by the policy in force.
type voice struct {
	*words
	page.Words
	zone    instant.Zone
	brand   string
	reasons func(code string) (string, bool)
}

// role is what an event is to a person.
func (v *voice) role(role string) string {
	if what, ok := v.roles[role]; ok {
		return what
	}
	return v.roles[""]
}

// why is the reason of a decision, as a sentence; empty where there is none.
func (v *voice) why(code, topic string) string {
	if code == "" {
		return ""
	}
	if topic == "" {
		topic, _ = strings.CutPrefix(code, "sensitive.")
	}
	kind, _, _ := strings.Cut(code, ".")
	switch own, ok := v.words.reasons[code]; {
	case ok:
		return fill(v.because, "why", own)
	case kind == "sensitive":
		return fill(v.because, "why", fill(v.topicReason, "topic", v.Topic(topic)))
	case kind == "intake":
		return fill(v.because, "why", v.unreadable)
	}
	told, ok := v.reasons(code)
	if !ok {
		return ""
	}
	return fill(v.because, "why", told)
}

// count is a number with its words.
func (v *voice) count(n int, forms [2]string) string {
	if n == 1 {
		return forms[0]
	}
	return fill(forms[1], "n", decimal(n))
}
