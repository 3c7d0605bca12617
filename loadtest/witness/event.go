package witness

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// event is what the witness reads in an input record in the shape of the
// Segment specification.
type event struct {
	where     string // of the input record
	key       []byte
	value     []byte
	readable  bool
	name, id  string
	role      string
	who       string // the raw identifier; it is compared and never reported
	stamp     int64  // the event's own time as it says
	topic     string
	item      string
	cause     string
	brand     string
	fields    map[string]any // by path
	page      string
	choices   map[string]bool
	gpc       bool
	sensitive bool

	pseudonym string // hex, from the intake; "" where it is not there
	order     int    // in the intake, over all of the subject's events
	own       int64  // its time, at most that of its arrival
}

// withdraws says that the event can be why something held is dropped by a guard.
func (e *event) withdraws(guard string) bool {
	if guard == "opt_out" {
		return e.role == optOut
	}
	for _, grant := range e.choices {
		if !grant {
			return true
		}
	}
	return false
}

// Bounds of what is read at all.
const (
	depthMax = 64
	bytesMax = 1 << 20
	aheadMax = 5 * time.Minute
)

// shape is what the witness looks at. Members that it does not name do not
// matter to any rule but the projection.
type shape struct {
	Event       string
	MessageID   string `json:"messageId"`
	Timestamp   string
	UserID      string `json:"userId"`
	AnonymousID string `json:"anonymousId"`
	Properties  struct {
		Category  string
		ProductID string `json:"product_id"`
		CauseID   string `json:"cause_id"`
		Brand     string
	}
	Context struct {
		Page    struct{ Path string }
		GPC     bool
		Consent struct {
			CategoryPreferences map[string]bool `json:"categoryPreferences"`
		}
	}
}

// readEvent reads an input record. What cannot be read has readable false. now
// is when the whole run was over: what lies ahead even of that is too far ahead.
func readEvent(r *Record, rules *Rules, now time.Time) *event {
	e := &event{where: r.Where(), key: r.Key, value: r.Value}
	var s shape
	if len(r.Value) > bytesMax || strict(r.Value) != nil || json.Unmarshal(r.Value, &s) != nil {
		return e
	}
	at, err := time.Parse(time.RFC3339Nano, s.Timestamp)
	if e.who = s.UserID; e.who == "" {
		e.who = s.AnonymousID
	}
	if err != nil || at.After(now.Add(aheadMax)) || e.who == "" || s.MessageID == "" {
		return e
	}
	e.readable = true
	e.name, e.id, e.stamp, e.role = s.Event, s.MessageID, at.UnixNano(), rules.Roles[s.Event]
	e.topic, e.item, e.cause = s.Properties.Category, s.Properties.ProductID, s.Properties.CauseID
	e.page, e.gpc, e.choices = s.Context.Page.Path, s.Context.GPC, s.Context.Consent.CategoryPreferences
	var all map[string]any
	if json.Unmarshal(r.Value, &all) == nil {
		e.brand, e.fields = s.Properties.Brand, paths(all, "")
	}
	e.sensitive = mentions(r.Value, rules.Sensitive)
	return e
}

// has says that something stands at a path, or beneath it.
func (e *event) has(path string) bool { return stands(e.fields, path) }

func stands(fields map[string]any, path string) bool {
	for at, v := range fields {
		if v != nil && (at == path || strings.HasPrefix(at, path+".")) {
			return true
		}
	}
	return false
}

// mentions says that a text has one of the words, also where it is part of an
// URL.
func mentions(value []byte, words []string) bool {
	text := strings.ReplaceAll(strings.ToLower(string(value)), "+", " ")
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// strict accepts one JSON object and nothing else: no name twice in any
// spelling, no bad UTF-8, no half of a surrogate pair, not too deep.
func strict(value []byte) error {
	if !utf8.Valid(value) || loneSurrogate(value) {
		return errors.New("not text")
	}
	dec := json.NewDecoder(bytes.NewReader(value))
	dec.UseNumber()
	t, err := dec.Token()
	if err != nil || t != json.Delim('{') {
		return errors.New("not an object")
	}
	if err := members(dec, true, 1); err != nil {
		return err
	}
	if _, err := dec.Token(); err != io.EOF {
		return errors.New("something after it")
	}
	return nil
}

// members reads an open object or array to its end.
func members(dec *json.Decoder, object bool, depth int) error {
	if depth > depthMax {
		return errors.New("too deep")
	}
	names := map[string]bool{}
	for dec.More() {
		if object {
			name, err := dec.Token()
			if err != nil {
				return err
			}
			if names[name.(string)] {
				return errors.New("a name twice")
			}
			names[name.(string)] = true
		}
		value, err := dec.Token()
		if err != nil {
			return err
		}
		if d, opens := value.(json.Delim); opens {
			if err := members(dec, d == '{', depth+1); err != nil {
				return err
			}
		}
	}
	_, err := dec.Token()
	return err
}

// loneSurrogate finds an escaped half of a surrogate pair without its other
// half. In text that is no JSON its answer does not matter.
func loneSurrogate(value []byte) bool {
	for i := 0; i+1 < len(value); i++ {
		if value[i] != '\\' {
			continue
		}
		if value[i+1] != 'u' {
			i++
			continue
		}
		switch unit := escaped(value[i:]); {
		case unit >= 0xd800 && unit < 0xdc00:
			low := escaped(value[min(i+6, len(value)):])
			if low < 0xdc00 || low > 0xdfff {
				return true
			}
			i += 11
		case unit >= 0xdc00 && unit <= 0xdfff:
			return true
		default:
			i += 5
		}
	}
	return false
}

// escaped is the code unit of an escape like \u00e9 at the start of b; -1 where
// there is none.
func escaped(b []byte) int {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return -1
	}
	unit, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	if err != nil {
		return -1
	}
	return int(unit)
}
