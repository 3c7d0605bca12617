//go:build synctests

package instance_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"maat/pipeline/instance"
)

const joining = `
maat: v1
name: joining
events:
  format: segment
  roles:
    signal: ["Product Viewed"]
    outreach: ["Email Queued"]
purposes:
  linking: {category: linking}
guards:
  linkage: {purpose: linking, known: [userId], anonymous: [anonymousId]}
  frequency: {max: 2, per: 24h, by: subject}
destinations:
  mail:
    topic: ads.meta
    takes: [signal, outreach]
    layers: [{name: general, fields: [event, messageId]}]
`

// Two subjects whose partitions may be judged by two instances become one: what
// left for the device counts for the person, also after a restart from nothing.
func TestLinkedHistoriesAddUp(t *testing.T) {
	inWorld(t, func(w *world) {
		w.policy.Store(joining)
		a, b := w.start("a", instance.Memory{}), w.start("b", instance.Memory{})
		time.Sleep(settle)
		for i := range 4 {
			device := fmt.Sprintf("device%d", i)
			person := fmt.Sprintf("person%d", i)
			w.send(input, w.event("Email Queued", "", `,"anonymousId":"`+device+`"`), w.event("Email Queued", "", `,"anonymousId":"`+device+`"`))
			time.Sleep(settle)
			w.send(input, w.event("Product Viewed", person, `,"anonymousId":"`+device+`","context":{"consent":{"categoryPreferences":{"linking":true}}}`))
			time.Sleep(settle)
			w.send(input, w.event("Email Queued", person, ""), w.event("Email Queued", "", `,"anonymousId":"`+device+`"`))
			time.Sleep(settle)
		}
		w.want("8 drop frequency.subject, 12 forward layers")
		a.end()
		b.end()
		c := w.start("c", instance.Memory{})
		time.Sleep(settle)
		w.send(input, w.event("Email Queued", "", `,"anonymousId":"device0"`))
		time.Sleep(settle)
		w.want("9 drop frequency.subject, 12 forward layers")
		w.once(21)
		c.end()
	})
}

// Where the intake is not Maat's own, nothing can be said from one partition to
// another, and such a policy is not put in force.
func TestLinkageNeedsItsOwnIntake(t *testing.T) {
	inWorld(t, func(w *world) {
		w.policy.Store(joining)
		o := w.options("a", instance.Memory{})
		o.Want.Topics.Inputs = nil
		ctx, stop := context.WithTimeout(w.t.Context(), time.Minute)
		defer stop()
		if err := instance.Run(ctx, o); err == nil || !strings.Contains(err.Error(), "topics.inputs") {
			t.Errorf("%v", err)
		}
	})
}
