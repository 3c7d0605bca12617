//go:build synctests

package instance_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"

	"maat/pipeline/guard"
	"maat/pipeline/instance"
	"maat/pipeline/policy"
)

// bomb is a guard with a bug: it panics on one event, or when one is released.
type bomb struct {
	guard.Guard
	id       string
	released bool
}

func (b bomb) Check(in *guard.Input) guard.Verdict {
	if in.Facts.ID == b.id && in.Again() == b.released {
		panic("a bug of this guard")
	}
	return b.Guard.Check(in)
}

// planted puts a bomb in place of the first guard of the first destination.
func planted(id string, released bool) func(*policy.Program) {
	return func(p *policy.Program) {
		entry := &p.Destinations[0].Guards[0]
		entry.Guard = bomb{entry.Guard, id, released}
	}
}

// A guard that panics costs the one event that it panics on.
func TestGuardPanics(t *testing.T) {
	inWorld(t, func(w *world) {
		w.mend = planted("m2", false)
		m := w.start("a", instance.Memory{})
		time.Sleep(settle)
		w.send(input, w.event("Product Viewed", "anna", granted), w.event("Product Viewed", "anna", granted), w.event("Product Viewed", "anna", granted))
		time.Sleep(settle)
		w.want("2 forward layers, 1 quarantine intake.panic")
		w.once(3)
		if n := len(w.read(quarantine)); n != 1 {
			t.Errorf("%d events are kept", n)
		}
		m.end()
	})
}

func TestGuardPanicsAtARelease(t *testing.T) {
	inWorld(t, func(w *world) {
		w.mend = planted("m2", true)
		m := w.start("a", instance.Memory{})
		time.Sleep(settle)
		due := w.hold("anna")
		w.send(input, w.event("Retargeting Triggered", "anna", ""))
		time.Sleep(time.Until(due) + settle)
		w.want("2 forward layers, 2 hold cooldown.wait, 1 quarantine intake.panic")
		w.once(3)
		kept := w.keptWhole()
		if len(kept) != 1 || !strings.Contains(string(slices.Collect(maps.Values(kept))[0]), `"messageId":"m2"`) {
			t.Errorf("%d events are kept", len(kept))
		}
		m.end()
	})
}

// An event that could not leave through every output is kept, and what comes
// behind it goes on.
func TestEventLargerThanAnOutputTakes(t *testing.T) {
	inWorld(t, func(w *world) {
		m := w.start("a", instance.Memory{})
		time.Sleep(settle)
		m.end()
		if _, err := kadm.NewClient(w.client).AlterTopicConfigs(w.t.Context(), []kadm.AlterConfig{
			{Op: kadm.SetConfig, Name: "max.message.bytes", Value: kadm.StringPtr("200000")},
		}, output); err != nil {
			t.Fatal(err)
		}
		m = w.start("a", instance.Memory{})
		time.Sleep(settle)
		large := strings.Replace(w.event("Product Viewed", "anna", granted), "P1", strings.Repeat("P", 150_000), 1)
		w.send(input, large, w.event("Product Viewed", "anna", granted))
		time.Sleep(settle)
		w.want("1 forward layers, 1 quarantine intake.size")
		w.once(2)
		m.end()
	})
}
