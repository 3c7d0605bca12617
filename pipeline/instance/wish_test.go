//go:build synctests

package instance_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"maat/pipeline/instance"
	"maat/pipeline/kafka"
	"maat/pipeline/rights"
)

// asker asks as any process does that has the key.
func (w *world) asker() *kafka.Asker {
	w.t.Helper()
	a, err := kafka.NewAsker(w.t.Context(), kafka.AskerOptions{Client: w.reach(), Intake: intake, Answers: answers, Key: []byte("0123456789abcdef0123456789abcdef")})
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

// asks lets a person wish something and wants it in force within so long.
func (w *world) asks(a *kafka.Asker, within time.Duration, person string, wish rights.Wish) rights.Answer {
	w.t.Helper()
	begun := time.Now()
	ctx, cancel := context.WithTimeout(w.t.Context(), within)
	defer cancel()
	answer, err := a.Ask(ctx, person, wish)
	if err != nil {
		w.t.Errorf("%s: %v", wish.ID, err)
		return rights.Answer{Receipt: &rights.Receipt{}, Person: &rights.Person{}}
	}
	w.t.Logf("%s: in force after %v", wish.ID, time.Since(begun))
	return answer
}

// TestWishIsInForce: one instance is asked about people of both. A wish is in
// force when it is answered, within a fraction of a second when all is quiet.
func TestWishIsInForce(t *testing.T) {
	inWorld(t, func(w *world) {
		a, b := w.start("a", instance.Memory{}), w.start("b", instance.Memory{})
		time.Sleep(settle)
		ask := w.asker()
		for i := range 6 {
			person := fmt.Sprintf("person%d", i)
			w.send(input, w.event("Product Viewed", person, granted))
			time.Sleep(settle)
			w.send(input, w.event("Retargeting Triggered", person, granted))
			time.Sleep(settle)
			answer := w.asks(ask, time.Second, person, rights.Wish{ID: fmt.Sprintf("w%d", i), Kind: rights.OptOut, By: rights.ByPerson})
			r := answer.Receipt
			if !r.Applied || len(r.Recalled) != 1 || r.Recalled[0].Destination != "meta" || len(r.Left) != 0 {
				t.Errorf("%s is answered %+v", person, r)
			}
			w.send(input, w.event("Retargeting Triggered", person, granted))
		}
		time.Sleep(settle)
		w.want("6 apply, 12 drop opt_out, 6 forward layers, 6 hold cooldown.wait")
		if got := len(w.read(output)); got != 6 {
			t.Errorf("%d events left", got)
		}
		ask.Close()
		a.end()
		b.end()
	})
}

func header(r *kgo.Record, name string) string {
	i := slices.IndexFunc(r.Headers, func(h kgo.RecordHeader) bool { return h.Key == name })
	if i < 0 {
		return ""
	}
	return string(r.Headers[i].Value)
}

// TestWishThatCannotBeRead is kept for a person to look at, and stops nobody.
func TestWishThatCannotBeRead(t *testing.T) {
	inWorld(t, func(w *world) {
		a := w.start("a", instance.Memory{})
		time.Sleep(settle)
		for _, value := range []string{"", "nonsense", "\x01\xa0", "\x02\xa0"} {
			r := &kgo.Record{Topic: intake, Key: []byte("0123456789abcdef"), Value: []byte(value), Headers: []kgo.RecordHeader{{Key: "maat-wish", Value: []byte("1")}}}
			if err := w.client.ProduceSync(w.t.Context(), r).FirstErr(); err != nil {
				t.Fatal(err)
			}
		}
		ask := w.asker()
		w.asks(ask, time.Second, "p", rights.Wish{ID: "w1", Kind: rights.OptOut})
		w.want("1 apply, 4 quarantine intake.wish")
		for _, r := range w.read(quarantine) {
			if header(r, "maat-reason") != "intake.wish" {
				t.Errorf("the reason is %q", header(r, "maat-reason"))
			}
		}
		ask.Close()
		a.end()
	})
}

// TestWishWhileNobodyJudges: who asks is told that it is on its way, and under
// the same id it is obeyed once.
func TestWishWhileNobodyJudges(t *testing.T) {
	inWorld(t, func(w *world) {
		a := w.start("a", instance.Memory{})
		time.Sleep(settle)
		a.end()
		ask := w.asker()
		for range 3 {
			ctx, cancel := context.WithTimeout(w.t.Context(), time.Second)
			_, err := ask.Ask(ctx, "p", rights.Wish{ID: "w1", Kind: rights.OptOut})
			if cancel(); !errors.Is(err, rights.ErrNotYet) || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("the error is %v", err)
			}
		}
		b := w.start("b", instance.Memory{})
		answer := w.asks(ask, time.Minute, "p", rights.Wish{ID: "w1", Kind: rights.OptOut})
		if !answer.Receipt.Applied {
			t.Errorf("answered %+v", answer.Receipt)
		}
		w.want("1 apply")
		ask.Close()
		b.end()
	})
}

// TestEverythingIsSeen: what is held is told whole, in as many answers as it
// takes, and nothing of it leaves or changes.
func TestEverythingIsSeen(t *testing.T) {
	inWorld(t, func(w *world) {
		a := w.start("a", instance.Memory{})
		time.Sleep(settle)
		w.send(input, w.event("Product Viewed", "p", granted))
		time.Sleep(settle)
		large := strings.Repeat("x", 700<<10)
		for range 7 {
			w.send(input, w.event("Retargeting Triggered", "p", `,"note":"`+large+`"`))
		}
		time.Sleep(settle)
		ask := w.asker()
		answer := w.asks(ask, 2*time.Second, "p", rights.Wish{ID: "w1", Kind: rights.See})
		p := answer.Person
		if len(p.Held) != 7 || len(p.Signals) != 1 || len(p.Consents) != 1 || p.Consents[0].Purposes[0] != "ads" || len(p.Forwards) != 0 {
			t.Errorf("%d held, %d signals, consents %v, %d forwards", len(p.Held), len(p.Signals), p.Consents, len(p.Forwards))
		}
		for _, h := range p.Held {
			if !strings.Contains(string(h.Event), large) || h.Due == 0 || h.Destination != "meta" {
				t.Errorf("held for %s until %v, %d bytes", h.Destination, h.Due, len(h.Event))
			}
		}
		if len(p.Held) > 0 && slices.ContainsFunc(p.Held[1:], func(h rights.Held) bool { return h.ID == p.Held[0].ID }) {
			t.Error("one is told twice")
		}
		ask.Close()
		a.end()
	})
}

// TestWishWhilePartitionsMove: instances come and go while a person asks, also by
// the death of the one that judges them. Each wish is obeyed once.
func TestWishWhilePartitionsMove(t *testing.T) {
	inWorld(t, func(w *world) {
		a := w.start("a", instance.Memory{})
		time.Sleep(settle)
		ask := w.asker()
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			for i := range 40 {
				wish := rights.Wish{ID: fmt.Sprintf("w%d", i), Kind: rights.OptOut}
				ctx, cancel := context.WithTimeout(w.t.Context(), 3*time.Second)
				_, err := ask.Ask(ctx, fmt.Sprintf("p%d", i%7), wish)
				for errors.Is(err, rights.ErrNotYet) {
					cancel()
					ctx, cancel = context.WithTimeout(w.t.Context(), 3*time.Second)
					_, err = ask.Ask(ctx, fmt.Sprintf("p%d", i%7), wish)
				}
				if cancel(); err != nil {
					w.t.Errorf("%s: %v", wish.ID, err)
				}
				time.Sleep(500 * time.Millisecond)
			}
		}()
		for i := range 4 {
			b := w.start(fmt.Sprintf("b%d", i), instance.Memory{})
			time.Sleep(5 * time.Second)
			b.end()
		}
		<-ended
		w.want("40 apply")
		if text := w.log.String(); strings.Contains(text, "begins anew") {
			t.Error("a session began anew")
		}
		ask.Close()
		a.end()
	})
}

// TestWishAfterReleases: what falls due just before does not let a wish wait.
func TestWishAfterReleases(t *testing.T) {
	inWorld(t, func(w *world) {
		a := w.start("a", instance.Memory{})
		time.Sleep(settle)
		w.send(input, w.event("Product Viewed", "p", granted))
		time.Sleep(settle)
		w.send(input, w.event("Retargeting Triggered", "p", granted))
		time.Sleep(30*time.Minute - settle + 20*time.Millisecond)
		ask := w.asker()
		for i := range 20 {
			w.asks(ask, 200*time.Millisecond, "p", rights.Wish{ID: fmt.Sprintf("w%d", i), Kind: rights.Object})
			time.Sleep(10 * time.Millisecond)
		}
		w.want("20 apply, 2 forward layers, 1 hold cooldown.wait")
		ask.Close()
		a.end()
	})
}
