//go:build synctests

package instance_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"maat/pipeline/instance"
)

// A destination is told to forget at an opt-out and at the end of a duration,
// once, by an instance that only knows of the outreach from the changelog; and
// what it gets goes on from where the outreach came in.
func TestRetractLeavesOnce(t *testing.T) {
	inWorld(t, func(w *world) {
		w.policy.Store(strings.NewReplacer(
			"  cooldown: {wait: 30m, by: topic}\n", "  duration: {max: 2h, by: topic}\n",
			"    needs: mild\n", "    needs: mild\n    retract: Over\n",
		).Replace(thin))
		a := w.start("a", instance.Memory{})
		time.Sleep(settle)
		begun := time.Now()
		w.send(input, w.event("Product Viewed", "anna", granted), w.event("Product Viewed", "bob", granted))
		time.Sleep(settle)
		w.send(input, w.event("Retargeting Triggered", "anna", ""), w.event("Retargeting Triggered", "bob", ""))
		time.Sleep(settle)
		a.end()
		b := w.start("b", instance.Memory{})
		time.Sleep(settle)
		w.send(input, w.event("Personalisation Disabled", "anna", ""))
		time.Sleep(settle)
		w.want("1 apply, 4 forward layers, 1 forward retract.opt_out")
		time.Sleep(time.Until(begun.Add(2 * time.Hour)))
		b.end()
		c := w.start("c", instance.Memory{})
		time.Sleep(2 * settle)
		w.want("1 apply, 4 forward layers, 1 forward retract.ended, 1 forward retract.opt_out")
		triggered := map[string]bool{}
		for _, r := range w.read(input) {
			if bytes.Contains(r.Value, []byte("Retargeting Triggered")) {
				triggered[fmt.Sprintf("%s/%d/%d", r.Topic, r.Partition, r.Offset)] = true
			}
		}
		for _, r := range w.read(output) {
			if bytes.Contains(r.Value, []byte(`"event":"Over"`)) {
				if !triggered[source(r)] {
					t.Errorf("%s is the retract of nothing", source(r))
				}
				delete(triggered, source(r))
			}
		}
		if len(triggered) != 0 {
			t.Errorf("%d outreaches are not retracted", len(triggered))
		}
		c.end()
	})
}
