package dossier

import "maat/pipeline/instant"

// Approval is where policies are approved.
type Approval string

// Where policies are approved.
const (
	InLedger Approval = "control" // by acts of named people on the control topic
	InFile   Approval = "file"    // in git, say: the process follows a file
	Unknown  Approval = "unknown" // of a replay nobody can tell
)

// Version is a version of the policy and what people did with it.
type Version struct {
	Policy    string       `json:"policy"`
	Decisions int64        `json:"decisions"` // of the period
	First     instant.Time `json:"first"`     // decision of the period
	Last      instant.Time `json:"last"`
	Acts      []Act        `json:"acts"`
	Answers   []Answer     `json:"answers"`
	Active    []Active     `json:"active"`
}

// Act is what a named person did with a policy: propose, approve, reject,
// activate, rollback.
type Act struct {
	At  instant.Time `json:"at"`
	Act string       `json:"act"`
	By  string       `json:"by"`
	Via string       `json:"via"` // the key that signed on their behalf
	Why string       `json:"why"`
}

// Answer is one of the questions that are asked above every campaign.
type Answer struct {
	Question string `json:"question"`
	Answer   string `json:"answer"`
}

// Active is a time in which a version was in force.
type Active struct {
	From  instant.Time `json:"from"`
	Until instant.Time `json:"until"` // 0: it still is
	By    string       `json:"by"`
}

// Incident is a time in which people stopped something, or let all of it go.
type Incident struct {
	Destination string       `json:"destination"` // *: all
	Action      string       `json:"action"`      // drop, hold, or shadow
	From        instant.Time `json:"from"`
	Until       instant.Time `json:"until"`   // 0: it stands
	Seconds     int64        `json:"seconds"` // how long, of one that stands up to the end of the period
	By          string       `json:"by"`      // empty: the order does not say
	Ended       string       `json:"ended"`   // by whom
	Why         string       `json:"why"`
}

// Refused is an entry on the control topic that changed nothing.
type Refused struct {
	Offset int64        `json:"offset"`
	At     instant.Time `json:"at"` // 0: it says none that can be read
	Reason string       `json:"reason"`
}

// Topic is a topic of the pipeline as the cluster has it.
type Topic struct {
	Name       string    `json:"name"`
	Use        string    `json:"use"` // input, intake, changelog, decisions, quarantine, control, output, ...
	Partitions int       `json:"partitions"`
	Gap        string    `json:"gap"` // empty: it could be asked
	Settings   []Setting `json:"settings"`
}

// Setting is one of a topic, as the cluster says it.
type Setting struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Kept is what is remembered of a person, and how long by the policy in force.
type Kept struct {
	What string       `json:"what"`
	Span instant.Span `json:"seconds"` // 0: until it changes
}

// Security is how the process protects what it holds, by its configuration.
type Security struct {
	TLS  bool     `json:"tls"`
	SASL string   `json:"sasl"` // empty: the process does not show who it is
	HMAC []string `json:"hmac"` // the names of the keys by which the policy makes pseudonyms for others
}
