//go:build synctests

package instance_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"maat/pipeline/control"
	"maat/pipeline/guard"
	"maat/pipeline/instance"
	"maat/pipeline/instant"
	"maat/pipeline/kafka"
)

// open is thin without a wait and without consent: what a widening looks like.
var open = strings.NewReplacer("name: thin", "name: open", "    needs: mild\n", "", "guards:\n  cooldown: {wait: 30m, by: topic}\n", "").Replace(thin)

func (w *world) propose(text string) control.Taken {
	w.t.Helper()
	return w.act(control.Entry{Act: control.Propose, By: "anna", Policy: text, File: "policy.yaml",
		Answers: &control.Answers{Relevant: "for them", Clear: "it says so", Like: "yes"}})
}

// install brings a policy into force, by two persons.
func (w *world) install(text string) control.Taken {
	w.t.Helper()
	p := w.propose(text)
	w.act(on(control.Approve, "bob", p))
	w.act(on(control.Activate, "anna", p))
	return p
}

// refused wants an act to have no effect, for a reason.
func (w *world) refused(reason control.Reason, e control.Entry) {
	w.t.Helper()
	if _, err := w.try(e); control.RefusedFor(err) != reason {
		w.t.Errorf("%s by %s: %v, want %v", e.Act, e.By, err, reason)
	}
}

// versions are the policies by which decisions were made, without digests, with
// how many.
func (w *world) versions() map[string]int {
	w.t.Helper()
	all := map[string]int{}
	for _, r := range w.records() {
		name, _, _ := strings.Cut(r.Policy, "@")
		all[name]++
	}
	return all
}

func (w *world) wantVersions(thin, open int) {
	w.t.Helper()
	if got := w.versions(); got["thin"] != thin || got["open"] != open {
		w.t.Errorf("decisions by policy: %v, want thin %d, open %d", got, thin, open)
	}
}

// spread sends an event for each of many persons, so that every partition and
// every replica has some.
func (w *world) spread(n int) {
	w.t.Helper()
	for i := range n {
		w.send(input, w.event("Product Viewed", fmt.Sprintf("p%d", i), granted))
	}
}

// From proposal to activation at a time: without a policy nothing leaves, one
// person is not enough, and all replicas switch at the moment that was said.
func TestPolicyFromTheTopic(t *testing.T) {
	inWorld(t, func(w *world) {
		w.topic = true
		a, b := w.start("a", instance.Memory{}), w.start("b", instance.Memory{})
		time.Sleep(settle)
		w.spread(9)
		time.Sleep(time.Minute)
		w.want("")
		if n := len(w.read(intake)); n != 0 || strings.Contains(w.log.String(), `"msg":"ready"`) || !strings.Contains(w.log.String(), "waiting for a policy") {
			t.Errorf("without a policy %d events were taken in, or it counts as ready, or nobody is told", n)
		}
		first := w.propose(thin)
		w.refused(control.NotApproved, on(control.Activate, "anna", first))
		w.refused(control.WrongRole, on(control.Approve, "anna", first))
		w.act(on(control.Approve, "bob", first))
		w.act(on(control.Activate, "anna", first))
		time.Sleep(time.Minute)
		w.want("9 forward layers")

		next := w.propose(open)
		w.act(on(control.Approve, "carl", next))
		at := time.Now().Add(time.Hour).Truncate(time.Second)
		timed := on(control.Activate, "olga", next)
		timed.From = instant.Time(at.UnixNano())
		w.act(timed)
		time.Sleep(time.Until(at.Add(-settle)))
		w.spread(9)
		time.Sleep(time.Until(at))
		w.wantVersions(18, 0)
		time.Sleep(time.Second)
		w.spread(9)
		time.Sleep(settle)
		w.wantVersions(18, 9)
		w.once(27)
		for _, r := range w.records() {
			if name, _, _ := strings.Cut(r.Policy, "@"); (name == "open") != (r.At >= timed.From) {
				t.Errorf("at %s it was judged by %s", r.At, r.Policy)
			}
		}
		a.end()
		b.end()
		c := w.start("c", instance.Memory{}) // a new replica needs nothing but the topic
		time.Sleep(settle)
		w.spread(1)
		time.Sleep(settle)
		w.wantVersions(18, 10)
		c.end()
	})
}

func TestEditVoidsTheApproval(t *testing.T) {
	inWorld(t, func(w *world) {
		w.topic = true
		m := w.start("a", instance.Memory{})
		time.Sleep(settle)
		w.install(thin)
		p := w.propose(open)
		w.act(on(control.Approve, "bob", p))
		later := on(control.Activate, "olga", p)
		later.From = now().Add(instant.Hour)
		w.act(later)
		edit := w.act(control.Entry{Act: control.Propose, By: "anna", Policy: open + "# edited", File: "policy.yaml", Replaces: p.Seq,
			Answers: &control.Answers{Relevant: "x", Clear: "x", Like: "x"}})
		w.refused(control.Closed, on(control.Activate, "olga", p))
		w.refused(control.NotApproved, on(control.Activate, "olga", edit))
		time.Sleep(2 * time.Hour)
		w.spread(1)
		time.Sleep(settle)
		w.wantVersions(1, 0)
		m.end()
	})
}

func TestRollback(t *testing.T) {
	inWorld(t, func(w *world) {
		w.topic = true
		m := w.start("a", instance.Memory{})
		time.Sleep(settle)
		first := w.install(thin)
		w.install(open)
		time.Sleep(settle)
		w.spread(1)
		time.Sleep(settle)
		w.refused(control.NotApproved, on(control.Rollback, "olga", first))
		w.act(on(control.Approve, "bob", first))
		w.refused(control.SamePerson, on(control.Rollback, "bob", first))
		w.act(on(control.Rollback, "olga", first))
		time.Sleep(settle)
		w.spread(1)
		time.Sleep(settle)
		w.wantVersions(1, 1)
		m.end()
	})
}

// What does not compile, or writes to a topic that cannot be, is never in force:
// not at once, and not after a restart.
func TestTheLastGoodPolicyStays(t *testing.T) {
	inWorld(t, func(w *world) {
		w.topic = true
		m := w.start("a", instance.Memory{})
		time.Sleep(settle)
		w.install("rubbish: yes")
		time.Sleep(settle)
		w.spread(1)
		time.Sleep(settle)
		w.want("") // with none nothing leaves
		w.install(thin)
		time.Sleep(settle)
		w.wantVersions(1, 0)
		w.install(strings.Replace(open, "purpose: ads", "purpose: adz", 1))
		w.install(strings.Replace(open, "topic: ads.meta", "topic: a/b", 1))
		time.Sleep(settle)
		w.spread(1)
		time.Sleep(settle)
		m.end()
		m = w.start("a", instance.Memory{})
		time.Sleep(settle)
		w.spread(1)
		time.Sleep(settle)
		w.wantVersions(3, 0)
		if !strings.Contains(w.log.String(), "the last good one stays") {
			t.Error("nobody is told")
		}
		w.install(open)
		time.Sleep(settle)
		w.spread(1)
		time.Sleep(settle)
		w.wantVersions(3, 1)
		m.end()
	})
}

// A halt is obeyed by every replica within a second, whatever flows.
func TestHaltWithinASecond(t *testing.T) {
	inWorld(t, func(w *world) {
		a, b := w.start("a", instance.Memory{}), w.start("b", instance.Memory{})
		time.Sleep(settle)
		for range 50 { // one event each 40 ms
			w.spread(1)
			time.Sleep(40 * time.Millisecond)
		}
		asked := now()
		w.act(halt(guard.All, "drop"))
		for i := range 75 {
			w.send(input, w.event("Product Viewed", fmt.Sprintf("q%d", i), granted))
			time.Sleep(40 * time.Millisecond)
		}
		time.Sleep(settle)
		var last instant.Time
		dropped := 0
		for _, r := range w.records() {
			if r.Verdict == "forward" {
				last = max(last, r.At)
			} else {
				dropped++
			}
		}
		if late := last.Sub(asked); late > instant.Second || dropped < 50 {
			t.Errorf("the last event left %s after the halt, and %d were dropped", late, dropped)
		}
		a.end()
		b.end()
	})
}

// State that was written under a halt is not restored beside a control topic
// that does not know of it.
func TestRestoreRefusesAForkedControlTopic(t *testing.T) {
	for name, spoil := range map[string]func(*world){
		"made anew": func(w *world) {
			if err := w.cluster.DeleteTopic(controls); err != nil {
				w.t.Fatal(err)
			}
		},
		"made anew by others": func(w *world) {
			if err := w.cluster.DeleteTopic(controls); err != nil {
				w.t.Fatal(err)
			}
			configs := map[string]*string{"retention.ms": kadm.StringPtr("-1"), "message.timestamp.type": kadm.StringPtr("LogAppendTime"), "max.message.bytes": kadm.StringPtr("4194304")}
			if _, err := kadm.NewClient(w.client).CreateTopic(w.t.Context(), 1, 1, configs, controls); err != nil {
				w.t.Fatal(err)
			}
			w.act(resume("mail"))
			w.act(resume(guard.All))
			w.desk.Close()
			w.desk = nil
		},
		"shortened": func(w *world) {
			var o kadm.Offsets
			o.AddOffset(controls, 0, 1, -1)
			if _, err := kadm.NewClient(w.client).DeleteRecords(w.t.Context(), o); err != nil {
				w.t.Fatal(err)
			}
		},
		"without its principals": func(w *world) {
			w.people.Store(strings.Replace(everybody(), "name: olga", "name: other", 1))
		},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				m := w.start("a", instance.Memory{})
				time.Sleep(settle)
				w.act(halt("mail", "drop"))
				w.act(halt(guard.All, "drop"))
				time.Sleep(settle)
				w.spread(9)
				time.Sleep(settle)
				w.want("9 drop halt")
				m.end()
				w.desk.Close()
				w.desk = nil
				time.Sleep(time.Minute)
				spoil(w)
				m = w.start("a", instance.Memory{})
				var err error
				select {
				case err = <-m.done:
				case <-time.After(5 * time.Minute):
					m.end()
				}
				if !kafka.Refused(err) || !strings.Contains(err.Error(), "control topic "+controls) {
					t.Errorf("run ended with %v, want a refusal", err)
				}
				w.want("9 drop halt")
			})
		})
	}
}

// Of many who act at once all count in the end, one after another, and a halt
// among them.
func TestManyAtOnce(t *testing.T) {
	inWorld(t, func(w *world) {
		m := w.start("a", instance.Memory{})
		time.Sleep(settle)
		w.act(halt("d0", "hold"))
		failed := make(chan error, 20)
		for i := range 20 {
			go func() {
				desk, err := kafka.FollowControl(w.t.Context(), kafka.ControlOptions{Topic: controls, Pipeline: "test", Client: w.reach(), Principals: w.desk.Ledger().Principals(), Clock: now, Log: w.logger()})
				if err == nil {
					_, err = desk.Append(w.t.Context(), func(l *control.Ledger) ([]byte, error) {
						e, err := l.Next(halt(fmt.Sprintf("d%d", i), "drop"), now())
						if err != nil {
							return nil, err
						}
						return e.Sign(keyOf("olga"))
					})
					desk.Close()
				}
				failed <- err
			}()
		}
		for range 20 {
			if err := <-failed; err != nil {
				t.Error(err)
			}
		}
		time.Sleep(settle)
		l := w.desk.Ledger()
		if l.Head().Seq != 21 {
			t.Errorf("%d entries count, want 21", l.Head().Seq)
		}
		for i := range 20 {
			if l.Halts().For(fmt.Sprintf("d%d", i)) != guard.HaltDrop {
				t.Errorf("the halt of d%d is lost", i)
			}
		}
		m.end()
	})
}

// A new file of principals is read while Maat runs: who is added may act, who is
// revoked may not, and nobody can be struck out.
func TestPrincipalsFollowTheirFile(t *testing.T) {
	inWorld(t, func(w *world) {
		m := w.start("a", instance.Memory{})
		time.Sleep(settle)
		w.act(halt("mail", "drop"))
		time.Sleep(settle)
		w.people.Store(strings.Replace(everybody(), "name: olga", "name: other", 1))
		time.Sleep(settle)
		if !strings.Contains(w.log.String(), "entries that were obeyed would not count") {
			t.Error("a principal whose halt stands was struck out")
		}
		revoked := strings.Replace(everybody(), "name: olga,", "name: olga, revoked: "+time.Now().UTC().Format(time.RFC3339)+",", 1)
		w.people.Store(revoked + fmt.Sprintf("- {name: zoe, roles: [operator], keys: [%q]}\n", keyOf("zoe").Public()))
		time.Sleep(settle)
		w.act(halt(guard.All, "drop")) // the desk has the old file; the instance does not
		time.Sleep(settle)
		w.send(input, w.event("Product Viewed", "anna", granted))
		time.Sleep(settle)
		w.want("1 forward layers")
		if !strings.Contains(w.log.String(), `"reason":"revoked"`) {
			t.Error("nobody is told")
		}
		m.end()
	})
}

// Without principals nothing on the topic counts, and who asks is told.
func TestControlUnconfigured(t *testing.T) {
	inWorld(t, func(w *world) {
		o := w.options("a", instance.Memory{})
		o.Principals = nil
		m := w.run(o)
		time.Sleep(settle)
		if !strings.Contains(w.log.String(), `"msg":"ready"`) {
			t.Error("an empty topic keeps it from being ready")
		}
		w.act(halt(guard.All, "drop"))
		time.Sleep(settle)
		if !strings.Contains(w.log.String(), "control is unconfigured: topic maat.test.control holds 1 entries") {
			t.Error("nobody is told")
		}
		w.spread(1)
		time.Sleep(settle)
		w.want("1 forward layers")
		m.end()
	})
}

// A transaction that somebody leaves open on the topic keeps no halt from being
// seen.
func TestOpenTransactionHidesNoHalt(t *testing.T) {
	inWorld(t, func(w *world) {
		m := w.start("a", instance.Memory{})
		time.Sleep(settle)
		other, err := kgo.NewClient(append(w.reach(), kgo.TransactionalID("other"), kgo.TransactionTimeout(10*time.Minute))...)
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		if err := other.BeginTransaction(); err != nil {
			t.Fatal(err)
		}
		if err := other.ProduceSync(w.t.Context(), &kgo.Record{Topic: controls, Value: []byte("rubbish")}).FirstErr(); err != nil {
			t.Fatal(err)
		}
		w.act(halt(guard.All, "drop"))
		time.Sleep(time.Second)
		w.spread(1)
		time.Sleep(settle)
		w.want("1 drop halt")
		m.end()
	})
}
