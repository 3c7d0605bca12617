//go:build synctests

package instance_test

import (
	"fmt"
	"testing"
	"time"

	"maat/pipeline/instance"
)

// While one held event after another falls due, what arrives is decided too.
func TestArrivalsDoNotWaitForWhatIsDue(t *testing.T) {
	inWorld(t, func(w *world) {
		m := w.start("a", instance.Memory{})
		time.Sleep(settle)
		first := time.Now()
		const people, apart = 200, 50 * time.Millisecond
		for i := range people {
			w.send(input, w.event("Product Viewed", fmt.Sprint("p", i), granted))
			time.Sleep(apart)
		}
		time.Sleep(settle)
		for i := range people {
			w.send(input, w.event("Retargeting Triggered", fmt.Sprint("p", i), ""))
		}
		time.Sleep(time.Until(first.Add(wait + time.Second)))
		sent := time.Now()
		for time.Since(sent) < 5*time.Second {
			w.send(input, w.event("Product Viewed", "carl", ""))
			time.Sleep(100 * time.Millisecond)
		}
		decided := 0
		for _, r := range w.records() {
			if r.Reason == "consent.missing" {
				decided++
			}
		}
		if decided < 40 {
			t.Errorf("of 50 events of 5 seconds %d were decided", decided)
		}
		time.Sleep(settle + people*apart)
		w.want("50 drop consent.missing, 400 forward layers, 200 hold cooldown.wait")
		m.end()
	})
}
