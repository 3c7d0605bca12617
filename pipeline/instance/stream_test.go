//go:build synctests

package instance_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"maat/pipeline/instance"
	"maat/pipeline/kafka"
)

// settle is enough time for a batch to go round.
const settle = 5 * time.Second

// wait is the cooldown of the policy thin.
const wait = 30 * time.Minute

func TestAnEventGoesThrough(t *testing.T) {
	inWorld(t, func(w *world) {
		m := w.start("a", instance.Memory{})
		time.Sleep(settle)
		w.send(input, w.event("Product Viewed", "anna", granted), w.event("Product Viewed", "bob", ""))
		time.Sleep(settle)
		w.want("1 drop consent.missing, 1 forward layers")
		w.once(2)
		m.end()
	})
}

func TestHeldEventLeavesWithinASecondOfItsTime(t *testing.T) {
	inWorld(t, func(w *world) {
		m := w.start("a", instance.Memory{})
		time.Sleep(settle)
		due := w.hold("anna")
		time.Sleep(time.Until(due) - time.Second)
		w.want("1 forward layers, 1 hold cooldown.wait")
		time.Sleep(2 * time.Second)
		w.want("2 forward layers, 1 hold cooldown.wait")
		w.once(2)
		m.end()
	})
}

// While events flow, too: a batch that comes in does not put off what is due.
func TestHeldEventLeavesWhileEventsFlow(t *testing.T) {
	inWorld(t, func(w *world) {
		m := w.start("a", instance.Memory{})
		time.Sleep(settle)
		due := w.hold("anna")
		time.Sleep(time.Until(due) - 5*time.Second)
		for range 40 {
			w.send(input, w.event("Product Viewed", "carl", ""))
			time.Sleep(250 * time.Millisecond)
		}
		last := w.records()
		for _, r := range last {
			if r.Role == "outreach" && r.Verdict == "forward" {
				if late := time.Duration(int64(r.At) - due.UnixNano()); late < 0 || late > time.Second {
					t.Errorf("left %v after it was due", late)
				}
			}
		}
		w.want("40 drop consent.missing, 2 forward layers, 1 hold cooldown.wait")
		m.end()
	})
}

// hold lets an outreach to the person wait, and answers when it is due.
func (w *world) hold(person string) time.Time {
	w.t.Helper()
	viewed := time.Now()
	w.send(input, w.event("Product Viewed", person, granted))
	time.Sleep(settle)
	w.send(input, w.event("Retargeting Triggered", person, ""))
	time.Sleep(settle)
	return viewed.Add(wait)
}

func TestHeldEventSurvives(t *testing.T) {
	for name, restart := range map[string]func(w *world, disk instance.Stores) instance.Stores{
		"a restart":                  func(_ *world, disk instance.Stores) instance.Stores { return disk },
		"a lost disk":                func(*world, instance.Stores) instance.Stores { return instance.Memory{} },
		"a compaction of the topics": func(w *world, _ instance.Stores) instance.Stores { w.cluster.Compact(); return instance.Memory{} },
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				var disk instance.Stores = instance.Disk{Dir: t.TempDir(), Rows: 10}
				m := w.start("a", disk)
				time.Sleep(settle)
				due := w.hold("anna")
				m.end()
				time.Sleep(wait / 4)
				m = w.start("a", restart(w, disk))
				time.Sleep(time.Until(due) + time.Second)
				if !strings.Contains(w.log.String(), `"held":1`) {
					t.Error("the log does not say that an event waits")
				}
				w.want("2 forward layers, 1 hold cooldown.wait")
				w.once(2)
				m.end()
			})
		})
	}
}

// What was withdrawn while the event waited decides at once, not when it is due.
func TestWithdrawalWhileHeld(t *testing.T) {
	inWorld(t, func(w *world) {
		m := w.start("a", instance.Memory{})
		time.Sleep(settle)
		w.hold("anna")
		w.send(input, w.event("Consent Preference Updated", "anna", denied))
		time.Sleep(settle)
		w.want("1 apply, 1 drop consent.withdrawn, 1 forward layers, 1 hold cooldown.wait")
		m.end()
	})
}

func TestTwoInstancesShare(t *testing.T) {
	inWorld(t, func(w *world) {
		a := w.start("a", instance.Memory{})
		time.Sleep(settle)
		n := 0
		flow := func() {
			for range 100 {
				w.send(input, w.event("Product Viewed", fmt.Sprintf("p%d", n), granted))
				n++
				time.Sleep(20 * time.Millisecond)
			}
		}
		flow()
		b := w.start("b", instance.Memory{})
		flow()
		flow()
		a.end()
		flow()
		a = w.start("a", instance.Memory{})
		flow()
		time.Sleep(time.Minute)
		w.want(fmt.Sprintf("%d forward layers", n))
		w.once(n)
		a.end()
		b.end()
	})
}

// A broker that fails, or says so of what it has done, costs time and nothing
// else.
func TestFaultsOfTheBroker(t *testing.T) {
	faults := map[string]kfake.Fault{
		"the end of a transaction is done and answered late": {Keys: []kmsg.Key{kmsg.EndTxn}, Err: kerr.RequestTimedOut},
		"the end of a transaction fails oddly":               {Keys: []kmsg.Key{kmsg.EndTxn}, Err: kerr.UnknownServerError},
		"the coordinator moves":                              {Keys: []kmsg.Key{kmsg.EndTxn, kmsg.TxnOffsetCommit}, Err: kerr.NotCoordinator, Count: 3},
		"offsets of an old generation":                       {Keys: []kmsg.Key{kmsg.TxnOffsetCommit}, Err: kerr.IllegalGeneration},
		"offsets of an unknown member":                       {Keys: []kmsg.Key{kmsg.TxnOffsetCommit}, Err: kerr.UnknownMemberID},
		"the leader moves":                                   {Keys: []kmsg.Key{kmsg.Produce}, Err: kerr.NotLeaderForPartition, Count: 4},
		"a fenced producer":                                  {Keys: []kmsg.Key{kmsg.EndTxn}, Err: kerr.ProducerFenced},
		"the changelog refuses":                              {Keys: []kmsg.Key{kmsg.Produce}, Topic: changelog, Err: kerr.TopicAuthorizationFailed},
		"the group is being balanced":                        {Keys: []kmsg.Key{kmsg.Heartbeat}, Err: kerr.RebalanceInProgress},
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				m := w.start("a", instance.Memory{})
				time.Sleep(settle)
				due := w.hold("anna")
				handle := w.cluster.Fault(fault)
				for i := range 20 {
					w.send(input, w.event("Product Viewed", fmt.Sprintf("p%d", i), granted))
					time.Sleep(100 * time.Millisecond)
				}
				time.Sleep(2 * time.Minute)
				if handle.Hits() == 0 {
					t.Error("the fault met no request")
				}
				time.Sleep(time.Until(due) + time.Second)
				w.want("22 forward layers, 1 hold cooldown.wait")
				w.once(22)
				m.end()
			})
		})
	}
}

// The same while nothing but a held event is under way.
func TestFaultsOfTheBrokerAtARelease(t *testing.T) {
	for name, fault := range map[string]kfake.Fault{
		"done and answered late": {Keys: []kmsg.Key{kmsg.EndTxn}, Err: kerr.RequestTimedOut},
		"fails oddly":            {Keys: []kmsg.Key{kmsg.EndTxn}, Err: kerr.UnknownServerError},
		"an old generation":      {Keys: []kmsg.Key{kmsg.TxnOffsetCommit}, Err: kerr.IllegalGeneration},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				m := w.start("a", instance.Memory{})
				time.Sleep(settle)
				due := w.hold("anna")
				handle := w.cluster.Fault(fault)
				time.Sleep(time.Until(due) + 2*time.Minute)
				if handle.Hits() == 0 {
					t.Error("the fault met no request")
				}
				w.want("2 forward layers, 1 hold cooldown.wait")
				w.once(2)
				m.end()
			})
		})
	}
}

func TestBadRecordsMoveOn(t *testing.T) {
	inWorld(t, func(w *world) {
		m := w.start("a", instance.Memory{})
		time.Sleep(settle)
		bad := []*kgo.Record{
			{Value: nil},
			{Value: []byte{}},
			{Value: []byte("{")},
			{Value: []byte(`{"a":1,"a":2}`)},
			{Value: []byte(strings.Repeat(`{"a":`, 80) + "1" + strings.Repeat("}", 80))},
			{Value: []byte(`{"event":"Product Viewed","messageId":"x","timestamp":"2000-01-01T00:00:00Z"}`)},
			{Value: []byte(`{"event":"Product Viewed","userId":"x","timestamp":"2000-01-01T00:00:00Z"}`)},
			{Value: []byte(`{"event":"Product Viewed","messageId":"x","userId":"x"}`)},
			{Value: []byte(`{"event":"Product Viewed","messageId":"x","userId":"x","timestamp":"2099-01-01T00:00:00Z"}`)},
			{Value: bytes.Repeat([]byte(" "), 990_000)},
			{Value: []byte("\xff"), Key: bytes.Repeat([]byte("k"), 10_000), Headers: []kgo.RecordHeader{
				{Key: "traceparent", Value: bytes.Repeat([]byte("t"), 100_000)}, {Key: "", Value: nil}, {Key: "maat-source", Value: []byte("forged/0/0")},
			}},
		}
		for _, r := range bad {
			r.Topic = input
			if err := w.client.ProduceSync(w.t.Context(), r).FirstErr(); err != nil {
				t.Fatal(err)
			}
		}
		w.send(input, w.event("Product Viewed", "anna", granted))
		time.Sleep(settle)
		w.once(len(bad) + 1)
		whole := w.keptWhole()
		if len(whole) != len(bad) {
			t.Errorf("%d records are kept, want %d", len(whole), len(bad))
		}
		for from, value := range whole {
			if from == "forged/0/0" {
				t.Error("a header of the input was believed")
			}
			kept := false
			for _, b := range bad {
				kept = kept || bytes.Equal(b.Value, value)
			}
			if !kept {
				t.Errorf("the record at %s is not kept whole", from)
			}
		}
		w.want("1 forward layers, 1 quarantine intake.depth, 1 quarantine intake.duplicate_name, 1 quarantine intake.future, 1 quarantine intake.id, 4 quarantine intake.json, 1 quarantine intake.subject, 1 quarantine intake.time, 1 quarantine intake.utf8")
		m.end()
	})
}

func TestHaltFromTheControlTopic(t *testing.T) {
	order := func(what string) string {
		return fmt.Sprintf(`{"maat":{%s},"time":%q}`, what, time.Now().UTC().Format(time.RFC3339))
	}
	inWorld(t, func(w *world) {
		m := w.start("a", instance.Memory{})
		time.Sleep(settle)
		w.send(control, order(`"halt":"meta","action":"hold"`), "rubbish")
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
		w.send(control, order(`"halt":"*"`))
		time.Sleep(settle)
		w.want("2 drop halt, 2 hold halt")
		w.send(control, order(`"resume":"*"`))
		time.Sleep(settle)
		w.send(input, w.event("Product Viewed", "carl", granted))
		time.Sleep(settle)
		w.want("2 drop halt, 1 forward layers, 2 hold halt")
		w.once(3)
		if !strings.Contains(w.log.String(), `"topic":"maat.test.control","partition":0,"offset":`) {
			t.Error("an order that cannot be read is not told with its place")
		}
		m.end()
	})
}

func TestResumeLetsGo(t *testing.T) {
	inWorld(t, func(w *world) {
		m := w.start("a", instance.Memory{})
		time.Sleep(settle)
		w.send(control, `{"maat":{"halt":"meta","action":"hold"},"time":"2000-01-01T00:00:00Z"}`)
		time.Sleep(settle)
		w.send(input, w.event("Product Viewed", "anna", granted))
		time.Sleep(time.Hour)
		w.want("1 hold halt")
		w.send(control, `{"maat":{"resume":"meta"},"time":"2000-01-01T01:00:00Z"}`)
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
		w.send(control, `{"maat":{"shadow":true},"time":"2000-01-01T00:00:00Z"}`)
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
		w.send(control, `{"maat":{"shadow":false},"time":"2000-01-01T00:00:00Z"}`)
		time.Sleep(settle)
		w.send(input, w.event("Product Viewed", "carl", ""), w.event("Retargeting Triggered", "anna", ""))
		time.Sleep(settle)
		w.want("1 drop consent.missing, 1 drop frequency.destination, 3 forward")
		w.once(5)
		m.end()
	})
}

func TestPolicyFollowsItsFile(t *testing.T) {
	inWorld(t, func(w *world) {
		m := w.start("a", instance.Memory{})
		time.Sleep(settle)
		w.send(input, w.event("Product Viewed", "anna", granted))
		time.Sleep(settle)
		w.policy.Store(strings.Replace(thin, "purpose: ads", "purpose: adz", 1))
		time.Sleep(settle)
		w.send(input, w.event("Product Viewed", "bob", granted))
		time.Sleep(settle)
		w.want("2 forward layers") // the last good one stays
		if !strings.Contains(w.log.String(), "the last good one stays") {
			t.Error("nobody is told")
		}
		w.policy.Store(strings.Replace(thin, "takes: [signal, outreach]", "takes: [outreach]", 1))
		time.Sleep(settle)
		w.send(input, w.event("Product Viewed", "carl", granted))
		time.Sleep(settle)
		w.want("2 forward layers")
		w.policy.Store(strings.Replace(thin, "topic: ads.meta", "topic: ads.other", 1)) // a topic that is made first
		time.Sleep(settle)
		w.send(input, w.event("Product Viewed", "dora", granted))
		time.Sleep(settle)
		w.want("3 forward layers")
		if n := len(w.read("ads.other")); n != 1 {
			t.Errorf("%d events in the new topic", n)
		}
		m.end()
	})
}

// What is known and what was read must fit, or nothing is decided.
func TestRestoreRefuses(t *testing.T) {
	for name, spoil := range map[string]func(w *world){
		"offsets that were reset": func(w *world) {
			var o kadm.Offsets
			o.AddOffset(intake, 0, 0, -1)
			o.AddOffset(intake, 1, 0, -1)
			o.AddOffset(intake, 2, 0, -1)
			if err := kadm.NewClient(w.client).CommitAllOffsets(w.t.Context(), "maat-test", o); err != nil {
				w.t.Fatal(err)
			}
		},
		"a group that was deleted": func(w *world) {
			if _, err := kadm.NewClient(w.client).DeleteGroup(w.t.Context(), "maat-test"); err != nil {
				w.t.Fatal(err)
			}
		},
		"a changelog that was made anew": func(w *world) {
			if err := w.cluster.DeleteTopic(changelog); err != nil {
				w.t.Fatal(err)
			}
		},
		"a changelog that is not compacted": func(w *world) {
			_, err := kadm.NewClient(w.client).AlterTopicConfigs(w.t.Context(), []kadm.AlterConfig{{Op: kadm.SetConfig, Name: "cleanup.policy", Value: kadm.StringPtr("delete")}}, changelog)
			if err != nil {
				w.t.Fatal(err)
			}
		},
		"more partitions": func(w *world) {
			if _, err := kadm.NewClient(w.client).CreatePartitions(w.t.Context(), 1, intake); err != nil {
				w.t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				m := w.start("a", instance.Memory{})
				time.Sleep(settle)
				for i := range 9 {
					w.send(input, w.event("Product Viewed", fmt.Sprintf("p%d", i), granted))
				}
				time.Sleep(settle)
				m.end()
				time.Sleep(time.Minute)
				spoil(w)
				m = w.start("a", instance.Memory{})
				var err error
				select {
				case err = <-m.done:
				case <-time.After(5 * time.Minute):
					m.end()
				}
				if !kafka.Refused(err) {
					t.Errorf("run ended with %v, want a refusal", err)
				}
				w.want("9 forward layers")
			})
		})
	}
}
