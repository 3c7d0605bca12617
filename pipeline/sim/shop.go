package sim

import (
	"fmt"
	"strings"
	"time"

	"maat/pipeline/sim/audit"
)

// shop makes up events that aim at boundaries: few people and topics, times that
// are multiples of the same step, what falls together, comes twice or late.
type shop struct {
	w       *World
	made    int
	sent    []string // what may come again
	guesses []int    // predictions, by the number of the event
}

// open lets events come in until the end of the first half.
func (s *shop) open() {
	w := s.w
	for at := int64(0); at < w.plan.length; at += s.gap() {
		w.after(at, s.sell)
	}
}

// gap is mostly nothing or little: what comes in at one moment is the hardest.
func (s *shop) gap() int64 {
	c := s.w.shop
	return pick(c, 0, stepMin, 100*millisecond, 300*millisecond, 300*millisecond, 500*millisecond, c.between(1, 1500)*millisecond)
}

// sell produces one event to a partition of chance: the input is not keyed by
// person.
func (s *shop) sell() {
	w, c := s.w, s.w.shop
	value := s.event()
	if len(s.sent) > 0 && c.in(12) {
		value = pick(c, s.sent...)
		w.see("sent twice")
	} else {
		s.sent = append(s.sent, value)
	}
	at := place{topicInput, c.Int32N(w.plan.inputs)}
	key := []byte(fmt.Sprintf("k%d", c.IntN(5)))
	offset := w.log(at).append(entry{key: key, value: []byte(value)})
	w.history.Inputs = append(w.history.Inputs, audit.Record{Topic: at.topic, Partition: at.n, Offset: offset, Key: key, Value: []byte(value)})
	if m := w.group.assigned[at]; m != nil && m.inst.loop != nil && !m.inst.busy {
		m.inst.wake(w.now + w.steps.between(stepMin, 10*stepMin))
	}
}

// event is one of the kinds that a policy knows, or none of them.
func (s *shop) event() string {
	c := s.w.shop
	name, more := pick(c,
		"Product Viewed", "Product Viewed", "Product Viewed", "Retargeting Triggered", "Retargeting Triggered", "Retargeting Triggered",
		"Retargeting Triggered", "Retargeting Triggered", "Order Completed", "Order Confirmation Queued", "Consent Preference Updated",
		"Consent Preference Updated", "Preferences Saved", "Product Viewed"), ""
	if c.in(25) {
		name = pick(c, "Personalisation Disabled", "Personalisation Enabled", "Personalisation Enabled", "Erasure Requested", "Something Else", "Churn Predicted", "Churn Predicted")
	}
	if name == "Consent Preference Updated" || c.in(3) {
		more = s.choices()
	}
	if c.in(30) {
		more = strings.Join([]string{`"gpc":true`, more}, ",")
		more = strings.TrimSuffix(more, ",")
	}
	s.made++
	value := fmt.Sprintf(`{"type":"track","event":%q,"messageId":"m%d",%s"timestamp":%q,"properties":{%s%s"product_id":%q,"campaign_id":"c%d"},"context":{%s}}`,
		name, s.made, s.who(), s.stamp(), pick(c, `"category":"a",`, `"category":"a",`, `"category":"b",`, ``), s.content(name), s.item(), c.IntN(2), s.around(more))
	return s.spoil(value)
}

// who is somebody with a name, a device, or both. A device can have somebody's
// name: whoever calls it so means the same subject.
func (s *shop) who() string {
	c := s.w.shop
	known := fmt.Sprintf(`"userId":"p%d",`, c.IntN(s.w.plan.people))
	if s.w.plan.devices == 0 {
		return known
	}
	device := fmt.Sprintf(`"anonymousId":"%s%d",`, pick(c, "d", "d", "d", "d", "d", "d", "d", "d", "d", "p"), c.IntN(s.w.plan.devices))
	return pick(c, known, known+device, device)
}

// content is what some events hold beside what all do.
func (s *shop) content(name string) string {
	c := s.w.shop
	var b strings.Builder
	some := func(n int, text string) {
		if c.in(n) {
			b.WriteString(text)
		}
	}
	some(2, pick(c, `"brand":"x",`, `"brand":"x",`, `"brand":"y",`))
	some(2, pick(c, `"site":"own",`, `"site":"own",`, `"site":"other",`))
	if c.in(4) {
		b.WriteString(pick(c, `"price":10,`, `"price":12,`, `"price":12,`) + pick(c, `"list_price":10,`, `"list_price":10,`, `"list_price":10,`, ``))
		some(3, pick(c, `"price_basis":"list",`, `"price_basis":"promotion",`, `"price_basis":"quantity",`, `"price_basis":"device",`))
	}
	some(8, pick(c, `"propensity":0.5,`, `"propensity":null,`, `"propensity":{"churn":1},`))
	if c.in(6) {
		b.WriteString(pick(c, `"headline":"New in the shop",`, `"headline":"We saw that you looked at this yesterday",`))
		some(2, pick(c, `"neutral_headline":"Look around",`, `"neutral_headline":"We saw that you looked at this yesterday",`))
	}
	if name == "Churn Predicted" {
		s.guesses = append(s.guesses, s.made)
	}
	if len(s.guesses) > 0 && c.in(12) {
		fmt.Fprintf(&b, `"cause_id":"m%d",`, pick(c, s.guesses...))
	}
	return b.String()
}

// around is the context of an event.
func (s *shop) around(more string) string {
	c := s.w.shop
	list := []string{}
	if more != "" {
		list = append(list, more)
	}
	if c.in(4) {
		list = append(list, `"device":"phone"`)
	}
	if c.in(8) {
		list = append(list, pick(c, `"third_party":"bought"`, `"third_party":null`))
	}
	return strings.Join(list, ",")
}

// item is what the event is about; one in thirty breaks a guard.
func (s *shop) item() string {
	c := s.w.shop
	if c.in(30) {
		return pick(c, breaks, breaksAgain, breaksAgain)
	}
	return fmt.Sprintf("P%d", c.IntN(3))
}

func (s *shop) choices() string {
	c := s.w.shop
	linking := ""
	if s.w.plan.devices > 0 && c.in(2) {
		linking = fmt.Sprintf(`,"profile_linking":%t`, !c.in(5))
	}
	return fmt.Sprintf(`"consent":{"categoryPreferences":{"advertising":%t,"advertising_identified":%t%s}}`, !c.in(9), c.in(2), linking)
}

// stamp is the event's own time: mostly about now, some of it long past or
// ahead.
func (s *shop) stamp() string {
	c := s.w.shop
	at := s.w.now / (100 * millisecond) * (100 * millisecond)
	switch c.IntN(12) {
	case 0:
		at -= c.between(0, 60) * second
	case 1:
		at -= c.between(0, 3) * second
	case 2:
		at += pick(c, 100*millisecond, second, 5*minute-second, 5*minute, 5*minute+stepMin, 6*minute)
	}
	return time.Unix(0, at).UTC().Format(time.RFC3339Nano)
}

// spoil breaks one event in forty.
func (s *shop) spoil(value string) string {
	c := s.w.shop
	if !c.in(40) {
		return value
	}
	switch c.IntN(4) {
	case 0:
		return value[:len(value)-2]
	case 1:
		return strings.Replace(value, `"userId"`, `"user"`, 1)
	case 2:
		return strings.Replace(value, `"messageId"`, `"message"`, 1)
	}
	return strings.Replace(value, `"timestamp":"`, `"timestamp":"on `, 1)
}
