//go:build synctests

package instance_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"maat/guards"
	"maat/pipeline/explain"
	"maat/pipeline/instance"
	"maat/pipeline/instant"
	"maat/pipeline/kafka"
	"maat/pipeline/policy"
)

// These tests run the whole shell, a broker included, in a bubble in which time
// passes only when everybody waits: hours take milliseconds, and a timing is
// exact.

const (
	input         = "shop.events"
	output        = "ads.meta"
	intake        = "maat.test.intake"
	testDecisions = "maat.test.decisions"
	quarantine    = "maat.test.quarantine"
	changelog     = "maat.test.changelog"
	control       = "maat.test.control"
)

// thin is the policy of most tests: what a signal or an outreach needs to leave
// is that its person agreed; outreach waits half an hour.
const thin = `
maat: v1
name: thin
events:
  format: segment
  topic: properties.category
  text: [properties.query]
  roles:
    signal: ["Product Viewed"]
    outreach: ["Retargeting Triggered"]
    consent: ["Consent Preference Updated"]
    opt_out: ["Personalisation Disabled"]
purposes:
  ads: {category: advertising}
guards:
  cooldown: {wait: 30m, by: topic}
destinations:
  meta:
    topic: ads.meta
    takes: [signal, outreach]
    needs: mild
    layers:
      - {name: general, fields: [event, messageId, properties.category]}
      - {name: mild, purpose: ads, fields: [properties.product_id]}
`

// world is a cluster and who runs on it.
type world struct {
	t       *testing.T
	net     kfake.VirtualNetwork
	cluster *kfake.Cluster
	client  *kgo.Client
	log     *syncBuffer
	policy  atomic.Value          // string: what its file holds
	mend    func(*policy.Program) // changes what was compiled; may be nil
	made    int
}

// inWorld runs a test in a bubble of its own.
func inWorld(t *testing.T, test func(*world)) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{t: t, log: &syncBuffer{}}
		w.policy.Store(thin)
		var err error
		if w.cluster, err = kfake.NewCluster(kfake.NumBrokers(1), kfake.ListenFn(w.net.Listen)); err != nil {
			t.Fatal(err)
		}
		if w.client, err = kgo.NewClient(append(w.reach(), kgo.RecordPartitioner(kgo.StickyKeyPartitioner(nil)))...); err != nil {
			t.Fatal(err)
		}
		test(w)
		w.client.Close()
		w.cluster.Close()
		if t.Failed() {
			t.Log(w.log.String())
		}
	})
}

func (w *world) reach() []kgo.Opt {
	return []kgo.Opt{kgo.SeedBrokers(w.cluster.ListenAddrs()...), kgo.Dialer(w.net.DialContext)}
}

// running is one instance of Maat.
type running struct {
	w    *world
	stop context.CancelFunc
	done chan error
}

// start runs an instance. stores keep what a machine keeps over a restart.
func (w *world) start(name string, stores instance.Stores) *running {
	ctx, stop := context.WithCancel(w.t.Context())
	r := &running{w: w, stop: stop, done: make(chan error, 1)}
	o := w.options(name, stores)
	go func() { r.done <- instance.Run(ctx, o) }()
	return r
}

func (w *world) options(name string, stores instance.Stores) instance.Options {
	return instance.Options{
		Pipeline: "test", Instance: name, Version: "test", Client: w.reach(),
		Want: kafka.Want{
			Topics: kafka.Topics{
				Inputs: []string{input}, Intake: intake, Decisions: testDecisions,
				Quarantine: quarantine, Changelog: changelog, Control: control,
			},
			Create: true, Partitions: 3, Replication: 1,
		},
		Group: "maat-test", TransactionTimeout: 10 * time.Second, SessionTimeout: 30 * time.Second,
		BatchRecords: 1000, BatchInterval: 50 * time.Millisecond, SubjectKey: []byte("0123456789abcdef0123456789abcdef"), Vault: testVault(w.t),
		Policy: instance.Source{
			Read: func() (string, []byte, error) { return "policy.yaml", []byte(w.policy.Load().(string)), nil },
			Compile: func(file string, text []byte) (*policy.Program, error) {
				p, err := policy.Compile(file, text, policy.Options{Table: guards.Table()})
				if err == nil && w.mend != nil {
					w.mend(p)
				}
				return p, err
			},
		},
		Stores: stores, Clock: func() instant.Time { return instant.Time(time.Now().UnixNano()) },
		Log: slog.New(slog.NewJSONHandler(w.log, nil)), StartTimeout: 5 * time.Second,
	}
}

// end stops an instance as SIGTERM does, and wants no error.
func (r *running) end() {
	r.w.t.Helper()
	r.stop()
	if err := <-r.done; err != nil {
		r.w.t.Errorf("run: %v", err)
	}
}

// event makes an event of a person, or of nobody known, at this moment unless more says otherwise.
func (w *world) event(name, person, more string) string {
	w.made++
	now, whose := time.Now().UTC().Format(time.RFC3339Nano), ""
	if person != "" {
		whose = fmt.Sprintf(`"userId":%q,`, person)
	}
	return fmt.Sprintf(`{"type":"track","event":%q,"messageId":"m%d",%s"timestamp":%q,"properties":{"category":"shoes","product_id":"P1"}%s}`, name, w.made, whose, now, more)
}

const granted = `,"context":{"consent":{"categoryPreferences":{"advertising":true}}}`
const denied = `,"context":{"consent":{"categoryPreferences":{"advertising":false}}}`

// send produces values to a topic, under the key of nobody.
func (w *world) send(topic string, values ...string) {
	w.t.Helper()
	for _, v := range values {
		if err := w.client.ProduceSync(w.t.Context(), &kgo.Record{Topic: topic, Value: []byte(v)}).FirstErr(); err != nil {
			w.t.Fatalf("produce: %v", err)
		}
	}
}

// read is all of a topic that is committed, in the order of partitions.
func (w *world) read(topic string) (all []*kgo.Record) {
	w.t.Helper()
	admin := kadm.NewClient(w.client)
	ends, err := admin.ListCommittedOffsets(w.t.Context(), topic)
	if err != nil {
		w.t.Fatal(err)
	}
	left := map[int32]int64{}
	ends.Each(func(o kadm.ListedOffset) {
		if o.Offset > 0 {
			left[o.Partition] = o.Offset
		}
	})
	if len(left) == 0 {
		return nil
	}
	c, err := kgo.NewClient(append(w.reach(), kgo.ConsumeTopics(topic), kgo.FetchIsolationLevel(kgo.ReadCommitted()),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.KeepControlRecords())...)
	if err != nil {
		w.t.Fatal(err)
	}
	defer c.Close()
	for len(left) > 0 {
		fetches := c.PollFetches(w.t.Context())
		if err := fetches.Err(); err != nil {
			w.t.Fatal(err)
		}
		for _, r := range fetches.Records() {
			if !r.Attrs.IsControl() {
				all = append(all, r)
			}
			if r.Offset+1 >= left[r.Partition] {
				delete(left, r.Partition)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *kgo.Record) int { return int(a.Partition - b.Partition) })
	return all
}

// records are the decisions so far.
func (w *world) records() (all []explain.Record) {
	w.t.Helper()
	for _, r := range w.read(testDecisions) {
		rec, err := explain.Parse(r.Value)
		if err != nil {
			w.t.Fatalf("decision at offset %d: %v", r.Offset, err)
		}
		all = append(all, rec)
	}
	return all
}

// verdicts counts decisions by verdict and reason.
func (w *world) verdicts() string {
	w.t.Helper()
	counts := map[string]int{}
	for _, r := range w.records() {
		counts[strings.TrimSpace(r.Verdict+" "+r.Reason)]++
	}
	var lines []string
	for _, k := range slices.Sorted(maps.Keys(counts)) {
		lines = append(lines, fmt.Sprintf("%d %s", counts[k], k))
	}
	return strings.Join(lines, ", ")
}

// want compares the counts.
func (w *world) want(verdicts string) {
	w.t.Helper()
	if got := w.verdicts(); got != verdicts {
		w.t.Errorf("decisions:\n got %s\nwant %s", got, verdicts)
	}
}

// once checks what must be true whatever happened: every input has exactly one
// final decision, and every forward is in the output exactly once.
func (w *world) once(inputs int) {
	w.t.Helper()
	finals, forwards := map[string]int{}, map[string]int{}
	for _, r := range w.read(testDecisions) {
		rec, _ := explain.Parse(r.Value)
		at := source(r) + " " + rec.Destination
		if rec.Verdict != "hold" {
			finals[at]++
		}
		if rec.Verdict == "forward" {
			forwards[source(r)]++
		}
	}
	for _, r := range w.read(output) {
		forwards[source(r)] -= 1
	}
	for at, n := range finals {
		if n != 1 {
			w.t.Errorf("%s has %d final decisions", at, n)
		}
	}
	for at, n := range forwards {
		if n != 0 {
			w.t.Errorf("%s: %d more forwards than outputs", at, n)
		}
	}
	if len(finals) != inputs {
		w.t.Errorf("%d inputs have a final decision, want %d", len(finals), inputs)
	}
}

func source(r *kgo.Record) string {
	for _, h := range r.Headers {
		if h.Key == "maat-source" {
			return string(h.Value)
		}
	}
	return "none"
}

// syncBuffer is a log that several goroutines write.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
