package audit

import (
	"encoding/json"
	"time"
)

// event is an input as the audit reads it.
type event struct {
	where    string
	value    []byte
	key      []byte
	fault    string // reason for which it cannot be read; "" where it can
	who      string
	id       string
	role     string
	stamp    int64 // its own time as it says
	topic    string
	item     string
	campaign string
	choices  []choice
	gpc      bool

	rekeyed bool // it went to the intake, or to the quarantine
}

type choice struct {
	category string
	grant    bool
}

type shape struct {
	Event      string
	MessageID  string `json:"messageId"`
	UserID     string `json:"userId"`
	Timestamp  string
	Properties struct {
		Category string
		Product  string `json:"product_id"`
		Campaign string `json:"campaign_id"`
	}
	Context struct {
		GPC     bool
		Consent struct {
			Preferences map[string]bool `json:"categoryPreferences"`
		}
	}
}

// readEvent reads an input. The simulation makes few mistakes, and those it
// makes are named here; what a strict reader accepts is not the audit's matter.
func readEvent(r *Record) *event {
	e := &event{where: where(r.Topic, r.Partition, r.Offset), value: r.Value, key: r.Key}
	var s shape
	if json.Unmarshal(r.Value, &s) != nil {
		e.fault = "intake.json"
		return e
	}
	e.who, e.id, e.role = s.UserID, s.MessageID, role(s.Event)
	e.topic, e.item, e.campaign, e.gpc = s.Properties.Category, s.Properties.Product, s.Properties.Campaign, s.Context.GPC
	for _, category := range []string{advertising, identified} {
		if grant, ok := s.Context.Consent.Preferences[category]; ok {
			e.choices = append(e.choices, choice{category, grant})
		}
	}
	at, err := time.Parse(time.RFC3339Nano, s.Timestamp)
	switch {
	case e.who == "":
		e.fault = "intake.subject"
	case e.id == "":
		e.fault = "intake.id"
	case err != nil:
		e.fault = "intake.time"
	default:
		e.stamp = at.UnixNano()
	}
	return e
}

// nobodys says that not even whose it is can be read: it never gets into the
// intake.
func (e *event) nobodys() bool { return e.who == "" }
