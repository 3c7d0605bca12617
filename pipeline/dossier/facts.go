// Package dossier writes what the GDPR and the AI Act ask to have on paper, from
// what really ran: facts in, a document out, in Dutch and English. It knows no
// broker and no file: whoever reads those hands over Facts, and the same Facts
// give the same bytes. What no fact answers stands in the document as a place for
// a person to fill in, and is never made up.
package dossier

import (
	"maat/pipeline/explain"
	"maat/pipeline/instant"
	"maat/pipeline/paper"
)

// Facts is all that a dossier is written from. Lists are in an order of their
// own, so that they are the same each time.
type Facts struct {
	Language  string     `json:"language"`
	Pipeline  string     `json:"pipeline"` // empty: of a replay
	Build     Build      `json:"build"`
	Period    Period     `json:"period"`
	Sources   []Source   `json:"sources"`
	Policy    Policy     `json:"policy"`
	Guards    []Guard    `json:"guards"`
	Tests     Tests      `json:"tests"`
	Approval  Approval   `json:"approval"`
	Versions  []Version  `json:"versions"`
	Figures   Figures    `json:"figures"`
	Incidents []Incident `json:"incidents"`
	Refused   []Refused  `json:"refused"`
	Topics    []Topic    `json:"topics"`
	Kept      []Kept     `json:"kept"`
	Security  Security   `json:"security"`

	Page    *paper.Document `json:"-"` // what the brand does not do, in the language of the dossier
	Reasons explain.Reasons `json:"-"` // what the reason codes say
}

// Build is the program that ran.
type Build struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Go      string `json:"go"`
}

// Period is what the figures are of: since is inside, until outside.
type Period struct {
	Since instant.Time `json:"since"` // 0: as far back as there is
	Until instant.Time `json:"until"` // 0: to the last there is
}

// Has says that a moment is in the period. What has no moment is only in a period
// without a beginning.
func (p Period) Has(at instant.Time) bool {
	return at >= p.Since && p.before(at)
}

func (p Period) before(at instant.Time) bool { return p.Until == 0 || at < p.Until }

// What a dossier is read from.
const (
	FromPolicy    = "policy"
	FromDecisions = "decisions"
	FromControl   = "control"
	FromTopics    = "topics"
	FromTests     = "tests"
)

// Why a source was not read.
const (
	Offline = "offline" // no pipeline was asked
	None    = "none"    // there is none, and need not be
	Absent  = "absent"  // it does not exist
	Denied  = "denied"  // whoever asked may not read it
	Unclear = "unclear" // it exists and is not what it should be
)

// Source is what was read, or could not be.
type Source struct {
	What    string `json:"what"`
	From    string `json:"from"`    // a topic or a file
	Records int64  `json:"records"` // that it holds
	Strange int64  `json:"strange"` // of which this version cannot read so many
	Gap     string `json:"gap"`     // empty: it was read
}

// gap is why a source was not read; empty where it was.
func (f *Facts) gap(what string) string {
	for i := range f.Sources {
		if f.Sources[i].What == what {
			return f.Sources[i].Gap
		}
	}
	return Offline
}

// Gaps are the sources that should have been read and were not.
func (f *Facts) Gaps() (list []Source) {
	for _, s := range f.Sources {
		if s.Gap != "" && s.Gap != Offline && s.Gap != None {
			list = append(list, s)
		}
	}
	return list
}

// Policy is the policy in force, as it compiles.
type Policy struct {
	Name         string        `json:"name"`
	Version      string        `json:"version"`
	Language     string        `json:"language"`
	Mode         string        `json:"mode"`
	Reads        []Reads       `json:"reads"`
	Roles        []Role        `json:"roles"`
	Purposes     []Purpose     `json:"purposes"`
	Destinations []Destination `json:"destinations"`
}

// Reads is what of an event is read to judge it.
type Reads struct {
	What  string   `json:"what"` // the key word of the policy
	Paths []string `json:"paths"`
}

// Role is what events of some names are to Maat.
type Role struct {
	Role   string   `json:"role"`
	Events []string `json:"events"`
}

// Purpose is what people are asked for.
type Purpose struct {
	Name         string   `json:"name"`
	Category     string   `json:"category"`
	Frameworks   []string `json:"frameworks"` // of consent strings that speak of it
	Destinations []string `json:"destinations"`
	Joins        bool     `json:"joins"` // what a person did without a name counts as theirs
}

// Destination is to whom something may go.
type Destination struct {
	Name    string   `json:"name"`
	Topic   string   `json:"topic"`
	Takes   []string `json:"takes"`
	Needs   string   `json:"needs"` // the layer without which nothing goes
	Retract string   `json:"retract"`
	Tells   []string `json:"tells"` // purposes of which it is told whether they are granted
	Layers  []Layer  `json:"layers"`
}

// Layer is what leaves with some consent.
type Layer struct {
	Name     string   `json:"name"`
	Purposes []string `json:"purposes"` // those that must be granted, with those of the layers beneath
	Fields   []Field  `json:"fields"`
}

// Field is a path that may leave, and what is done to it.
type Field struct {
	Path string `json:"path"`
	Did  string `json:"did"` // empty: it leaves as it is
}

// Guard is a guard of this build, and how the policy sets it.
type Guard struct {
	Name        string      `json:"name"`
	Protects    string      `json:"protects"`
	Stands      []Stands    `json:"stands"`
	Transcripts Transcripts `json:"transcripts"`
}

// Stands is how a guard stands for some destinations.
type Stands struct {
	Destinations []string `json:"destinations"` // none: all
	Mode         string   `json:"mode"`         // enforce, shadow, off, or absent where it is not listed
	Why          string   `json:"why"`          // of one that is off
	Settings     []string `json:"settings"`     // one for each entry
	Tried        []string `json:"tried"`        // entries that are in shadow beside them
}

// Transcripts are the worked cases of a guard that are part of the build.
type Transcripts struct {
	Files int `json:"files"`
	Runs  int `json:"runs"`  // histories
	Lines int `json:"lines"` // events and controls of them
}

// Tests are those that stand beside the policy, run for the dossier.
type Tests struct {
	Passed int      `json:"passed"`
	Failed []string `json:"failed"` // by name
}
