//go:build synctests

package instance_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"maat/pipeline/instance"
)

func TestNoBroker(t *testing.T) {
	inWorld(t, func(w *world) {
		o := w.options("a", instance.Memory{})
		o.Client = []kgo.Opt{kgo.SeedBrokers("127.0.0.1:1"), kgo.Dialer(w.net.DialContext)}
		err := instance.Run(w.t.Context(), o)
		if _, ok := errors.AsType[*instance.UnreachableError](err); !ok {
			t.Errorf("run ended with %v", err)
		}
	})
}

// An instance to which the group gives nothing is ready all the same: it takes
// over when another goes.
func TestMoreInstancesThanPartitions(t *testing.T) {
	inWorld(t, func(w *world) {
		var all []*running
		for i := range 7 { // three partitions of the input, three of the intake
			all = append(all, w.start(fmt.Sprintf("i%d", i), instance.Memory{}))
			time.Sleep(settle)
		}
		time.Sleep(time.Minute)
		if n := strings.Count(w.log.String(), "ready"); n != 7 {
			t.Errorf("%d of 7 instances are ready", n)
		}
		for i, m := range all {
			w.send(input, w.event("Product Viewed", fmt.Sprintf("p%d", i), granted))
			time.Sleep(settle)
			if i < 6 {
				m.end()
			}
		}
		time.Sleep(time.Minute)
		w.once(7)
		all[6].end()
	})
}

// Told to stop while the brokers are gone, Maat goes all the same.
func TestStopsWithoutBrokers(t *testing.T) {
	inWorld(t, func(w *world) {
		m := w.start("a", instance.Memory{})
		time.Sleep(settle)
		w.send(input, w.event("Product Viewed", "anna", granted))
		time.Sleep(settle)
		fault := w.cluster.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.EndTxn}, Err: kerr.CoordinatorNotAvailable, Count: -1})
		w.send(input, w.event("Product Viewed", "bob", granted))
		time.Sleep(settle)
		m.stop()
		select {
		case <-m.done:
		case <-time.After(2 * time.Minute):
			t.Error("it does not stop")
		}
		fault.Remove()
		m = w.start("a", instance.Memory{})
		time.Sleep(time.Minute)
		w.want("2 forward layers")
		w.once(2)
		m.end()
	})
}
