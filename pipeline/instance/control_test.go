//go:build synctests

package instance_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"maat/pipeline/control"
	"maat/pipeline/guard"
	"maat/pipeline/instance"
	"maat/pipeline/instant"
	"maat/pipeline/kafka"
)

// people are who acts in these tests, with their roles.
var people = []string{"anna [editor]", "bob [approver]", "carl [approver, editor]", "olga [operator]"}

func now() instant.Time { return instant.Time(time.Now().UnixNano()) }

func keyOf(name string) control.Key {
	k, err := control.NewKey(bytes.Repeat([]byte(name[:1]), control.SeedSize))
	if err != nil {
		panic(err)
	}
	return k
}

// everybody is the file of principals.
func everybody() (file string) {
	for _, line := range people {
		name, roles, _ := strings.Cut(line, " ")
		file += fmt.Sprintf("- {name: %s, roles: %s, keys: [%q]}\n", name, roles, keyOf(name).Public())
	}
	return file
}

// act does what a person does, and fails the test where it does not count.
func (w *world) act(e control.Entry) control.Taken {
	w.t.Helper()
	taken, err := w.try(e)
	if err != nil {
		w.t.Fatalf("%s by %s: %v", e.Act, e.By, err)
	}
	return taken
}

func (w *world) try(e control.Entry) (control.Taken, error) {
	w.t.Helper()
	if w.desk == nil {
		p, err := control.ParsePrincipals("principals.yaml", []byte(everybody()))
		if err != nil {
			w.t.Fatal(err)
		}
		if w.desk, err = kafka.FollowControl(w.t.Context(), kafka.ControlOptions{
			Topic: controls, Pipeline: "test", Client: w.reach(), Principals: p, Clock: now, Log: w.logger(),
		}); err != nil {
			w.t.Fatal(err)
		}
	}
	return w.desk.Append(w.t.Context(), func(l *control.Ledger) ([]byte, error) {
		next, _ := l.Next(e, now())
		return next.Sign(keyOf(e.By))
	})
}

func halt(destination, action string) control.Entry {
	return control.Entry{Act: control.Halt, By: "olga", Destination: destination, Action: action}
}

// on is an act about what was proposed.
func on(act control.Act, by string, p control.Taken) control.Entry {
	e := control.Entry{Act: act, By: by, Proposal: p.Seq, Digest: p.Hash}
	if act == control.Reject || act == control.Rollback {
		e.Reason = "so"
	}
	return e
}

func resume(destination string) control.Entry {
	return control.Entry{Act: control.Resume, By: "olga", Destination: destination}
}

func TestHaltFromTheControlTopic(t *testing.T) {
	inWorld(t, func(w *world) {
		m := w.start("a", instance.Memory{})
		time.Sleep(settle)
		w.act(halt("meta", "hold"))
		w.send(controls, "rubbish", `{"maat":{"resume":"*"},"time":"2000-01-01T00:00:00Z"}`) // nobody signed either
		time.Sleep(settle)
		w.send(input, w.event("Product Viewed", "anna", granted))
		time.Sleep(settle)
		w.want("1 hold halt")
		m.end()
		m = w.start("a", instance.Memory{}) // a halt outlives the process
		time.Sleep(settle)
		w.send(input, w.event("Product Viewed", "bob", granted))
		time.Sleep(settle)
		w.want("2 hold halt")
		w.act(halt(guard.All, "drop"))
		time.Sleep(settle)
		w.want("2 drop halt, 2 hold halt")
		w.act(resume(guard.All))
		time.Sleep(settle)
		w.send(input, w.event("Product Viewed", "carl", granted))
		time.Sleep(settle)
		w.want("2 drop halt, 1 forward layers, 2 hold halt")
		w.once(3)
		if !strings.Contains(w.log.String(), `"topic":"maat.test.control","partition":0,"offset":`) {
			t.Error("an entry that cannot be read is not told with its place")
		}
		m.end()
	})
}

func TestResumeLetsGo(t *testing.T) {
	inWorld(t, func(w *world) {
		m := w.start("a", instance.Memory{})
		time.Sleep(settle)
		w.act(halt("meta", "hold"))
		time.Sleep(settle)
		w.send(input, w.event("Product Viewed", "anna", granted))
		time.Sleep(time.Hour)
		w.want("1 hold halt")
		w.act(resume("meta"))
		time.Sleep(settle)
		w.want("1 forward layers, 1 hold halt")
		w.once(1)
		m.end()
	})
}

// TestShadowFromTheControlTopic: what the policy would drop leaves, and what it
// would have held counts at its time, also over restarts.
func TestShadowFromTheControlTopic(t *testing.T) {
	inWorld(t, func(w *world) {
		w.policy.Store(strings.Replace(thin, "guards:\n", "guards:\n  frequency: {max: 1, per: 24h}\n", 1))
		m := w.start("a", instance.Memory{})
		time.Sleep(settle)
		asked := w.act(control.Entry{Act: control.Propose, By: "olga", Shadow: "on", Reason: "to try it"})
		w.act(on(control.Approve, "bob", asked))
		cast := on(control.Shadow, "olga", asked)
		cast.Shadow = "on"
		w.act(cast)
		time.Sleep(settle)
		w.send(input, w.event("Product Viewed", "bob", ""))
		due := w.hold("anna")
		w.want("3 forward")
		m.end()
		m = w.start("a", instance.Memory{})
		time.Sleep(time.Until(due) + time.Second)
		m.end()
		m = w.start("a", instance.Memory{})
		time.Sleep(settle)
		w.act(control.Entry{Act: control.Shadow, By: "olga", Shadow: "off"})
		time.Sleep(settle)
		w.send(input, w.event("Product Viewed", "carl", ""), w.event("Retargeting Triggered", "anna", ""))
		time.Sleep(settle)
		w.want("1 drop consent.missing, 1 drop frequency.destination, 3 forward")
		w.once(5)
		m.end()
	})
}
