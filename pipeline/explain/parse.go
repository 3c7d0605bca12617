package explain

import (
	"bytes"
	"errors"

	"github.com/go-json-experiment/json"

	"maat/pipeline/chain"
	"maat/pipeline/event"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// document is a record as it is decoded.
type document struct {
	ID          string    `json:"id"`
	Destination string    `json:"destination"`
	Subject     string    `json:"subject"`
	Role        string    `json:"role"`
	Verdict     string    `json:"verdict"`
	Until       string    `json:"until"`
	At          string    `json:"at"`
	Guard       string    `json:"guard"`
	Reason      string    `json:"reason"`
	Topic       string    `json:"topic"`
	Edits       []edit    `json:"edits"`
	Policy      string    `json:"policy"`
	Shadow      *shadowed `json:"shadow"`
}

type edit struct {
	Path  string `json:"path"`
	Did   string `json:"did"`
	Guard string `json:"guard"`
}

type shadowed struct {
	Verdict string `json:"verdict"`
	Until   string `json:"until"`
	Guard   string `json:"guard"`
	Reason  string `json:"reason"`
}

// What Parse answers; no error quotes the record.
var (
	ErrForm  = errors.New("explain: not a decision record in its one written form")
	ErrWords = errors.New("explain: a decision record without a moment, or with a role, verdict or subject that no decision has")
)

// Parse reads what Append wrote, and nothing else: every member, in order, in
// its one spelling.
func Parse(b []byte) (Record, error) {
	var d document
	if err := json.Unmarshal(b, &d, json.RejectUnknownMembers(true)); err != nil {
		return Record{}, ErrForm
	}
	r := d.record()
	if !bytes.Equal(b, r.Append(make([]byte, 0, len(b)))) {
		return Record{}, ErrForm
	}
	if !r.sound() {
		return Record{}, ErrWords
	}
	return r, nil
}

// record takes an unreadable instant for none: writing it anew tells.
func (d *document) record() Record {
	r := Record{
		ID: d.ID, Destination: d.Destination, Subject: d.Subject, Role: d.Role, Verdict: d.Verdict, Until: when(d.Until), At: when(d.At),
		Guard: d.Guard, Reason: d.Reason, Topic: d.Topic, Policy: d.Policy,
	}
	for _, e := range d.Edits {
		r.Edits = append(r.Edits, event.Change(e))
	}
	if s := d.Shadow; s != nil {
		r.Shadow = &Shadow{Verdict: s.Verdict, Until: when(s.Until), Guard: s.Guard, Reason: s.Reason}
	}
	return r
}

func when(s string) instant.Time {
	t, _ := instant.Parse(s)
	return t
}

// sound refuses words that no decision has. Only what cannot be read can be
// decided at no moment: at the beginning of a replay no clock stands yet.
func (r *Record) sound() bool {
	_, role := state.ParseRole(r.Role)
	_, own := state.OwnRole(r.Role)
	return (role || own || r.Role == "") && (r.At != 0 || r.Verdict == chain.Quarantine.String()) && hexadecimal(r.Subject) &&
		verdictOf(r.Verdict) != 0 && (r.Shadow == nil || verdictOf(r.Shadow.Verdict) != 0)
}

func verdictOf(s string) chain.Verdict {
	for v := chain.Forward; v <= chain.Ignore; v++ {
		if v.String() == s {
			return v
		}
	}
	return 0
}

// hexadecimal takes the digits of a pseudonym, or none.
func hexadecimal(s string) bool {
	for i := range len(s) {
		if (s[i] < '0' || s[i] > '9') && (s[i] < 'a' || s[i] > 'f') {
			return false
		}
	}
	return s == "" || len(s) == 2*len(state.Subject{})
}
