package shop

import (
	"bytes"
	"strings"
	"time"
)

// unreadable makes a record that no strict reader accepts: as broken as producers really send them. None of them
// carries consent, so that nobody has to say what a refused record still tells about it.
func (s *Shop) unreadable(p *person, now time.Time) Event {
	m := s.message(p, "Product Viewed", now, now)
	thing := s.product(false)
	look(m, &thing)
	value := finish(m, Unreadable, p).Value
	return Event{Value: pick(s.rand, breakages())(value, m), Kind: Unreadable}
}

// breakages are the ways to spoil an event, given its bytes and what they were made of.
func breakages() []func(value []byte, m *message) []byte {
	again := func(m *message) []byte { return finish(m, Unreadable, &person{}).Value }
	return []func([]byte, *message) []byte{
		func(v []byte, _ *message) []byte { return v[:len(v)*2/3] },                                              // cut off
		func(v []byte, _ *message) []byte { return bytes.Replace(v, []byte(`{`), []byte(`{"type":"page",`), 1) }, // a name twice
		func(v []byte, _ *message) []byte {
			return bytes.Replace(v, []byte(`{`), []byte(`{"m\u0065ssageId":"x",`), 1)
		}, // the same, escaped
		func(v []byte, _ *message) []byte {
			return bytes.Replace(v, []byte(`De Winkel`), []byte("De W\xffnkel"), 1)
		}, // not UTF-8
		func(v []byte, _ *message) []byte {
			return bytes.Replace(v, []byte(`De Winkel`), []byte(`De W\ud83dinkel`), 1)
		}, // half a character
		func(v []byte, _ *message) []byte { return append(v, ` {}`...) },          // something after it
		func(_ []byte, _ *message) []byte { return []byte(`["Product Viewed"]`) }, // not an object
		func(_ []byte, _ *message) []byte {
			return []byte(strings.Repeat(`{"a":`, 80) + `1` + strings.Repeat(`}`, 80))
		}, // too deep
		func(_ []byte, _ *message) []byte { return nil },                                                // nothing
		func(_ []byte, m *message) []byte { m.MessageID = ""; return again(m) },                         // no id
		func(_ []byte, m *message) []byte { m.UserID, m.AnonymousID = "", ""; return again(m) },         // nobody's
		func(_ []byte, m *message) []byte { m.Timestamp = "gisteren om half acht"; return again(m) },    // no readable time
		func(_ []byte, m *message) []byte { m.Timestamp = "2099-01-01T00:00:00.000Z"; return again(m) }, // far ahead
	}
}
