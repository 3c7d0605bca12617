//go:build synctests

package instance_test

import (
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"maat/pipeline/instance"
)

// A topic that is keyed by person already is judged as it is, and what its
// producers say in headers of Maat is not believed.
func TestInputThatIsKeyedAlready(t *testing.T) {
	inWorld(t, func(w *world) {
		o := w.options("a", instance.Memory{})
		o.Want.Topics.Inputs = nil
		done := make(chan error, 1)
		go func() { done <- instance.Run(w.t.Context(), o) }()
		time.Sleep(settle)
		for _, person := range []string{"anna", "bob", "anna"} {
			r := &kgo.Record{Topic: intake, Key: []byte(person), Value: []byte(w.event("Product Viewed", person, granted)),
				Headers: []kgo.RecordHeader{{Key: "maat-source", Value: []byte("forged/0/0")}}}
			if err := w.client.ProduceSync(w.t.Context(), r).FirstErr(); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(settle)
		w.want("3 forward layers")
		w.once(3)
	})
}
