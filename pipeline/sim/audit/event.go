package audit

import (
	"encoding/json"
	"reflect"
	"time"
)

// event is an input as the audit reads it.
type event struct {
	where    string
	value    []byte
	key      []byte
	fault    string // reason for which it cannot be read; "" where it can
	who      string
	device   string // named beside who; "" where there is none
	id       string
	role     string
	stamp    int64 // its own time as it says
	topic    string
	item     string
	campaign string
	brand    string
	cause    string
	own      bool // it happened on the brand's own site
	choices  []choice
	gpc      bool
	fields   map[string]any // by path

	rekeyed bool // it went to the intake, or to the quarantine
	hopped  bool // it came to where it is judged by way of another partition
}

type choice struct {
	category string
	grant    bool
}

type shape struct {
	Event       string
	MessageID   string `json:"messageId"`
	UserID      string `json:"userId"`
	AnonymousID string `json:"anonymousId"`
	Timestamp   string
	Properties  struct {
		Category string
		Product  string `json:"product_id"`
		Campaign string `json:"campaign_id"`
		Brand    string
		Cause    string `json:"cause_id"`
		Site     string
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
	e := &event{where: where(r.Topic, r.Partition, r.Offset), value: r.Value, key: r.Key, fields: flat(r.Value)}
	var s shape
	if json.Unmarshal(r.Value, &s) != nil {
		e.fault = "intake.json"
		return e
	}
	p := &s.Properties
	e.who, e.id, e.role = s.UserID, s.MessageID, role(s.Event)
	if e.device = s.AnonymousID; e.who == "" {
		e.who = s.AnonymousID
	}
	if e.device == e.who {
		e.device = ""
	}
	e.topic, e.item, e.campaign, e.brand, e.cause, e.own = p.Category, p.Product, p.Campaign, p.Brand, p.Cause, p.Site == "own"
	e.gpc = s.Context.GPC
	for _, category := range []string{advertising, identified, linking} {
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

// has says that something stands at a path: null is nothing.
func (e *event) has(path string) bool { return e.fields[path] != nil }

// flat are the fields of an event by path, one level deep; nil where it is no
// JSON.
func flat(value []byte) map[string]any {
	var top map[string]any
	if json.Unmarshal(value, &top) != nil {
		return nil
	}
	all := map[string]any{}
	for name, v := range top {
		inner, ok := v.(map[string]any)
		if !ok {
			all[name] = v
		}
		for beneath, v := range inner {
			all[name+"."+beneath] = v
		}
	}
	return all
}

// same says that two texts are the same JSON, or the same bytes.
func same(a, b []byte) bool {
	var x, y any
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		return string(a) == string(b)
	}
	return reflect.DeepEqual(x, y)
}
