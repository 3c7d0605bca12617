package loadtest_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kgo"

	"maat/loadtest/kafkatest"
	maat "maat/pipeline/kafka"
	"maat/pipeline/rights"
)

// rightsPolicy lets out what its person agreed to, at once.
const rightsPolicy = `
maat: v1
name: rights
events:
  format: segment
  roles:
    signal: ["Product Viewed"]
    outreach: ["Email Queued"]
    consent: ["Consent Preference Updated"]
purposes:
  ads: {category: advertising}
guards:
  cooldown: {wait: 1h, by: topic}
destinations:
  meta:
    topic: ads.meta
    takes: [signal, outreach]
    needs: mild
    layers:
      - {name: general, fields: [event, userId]}
      - {name: mild, purpose: ads, fields: [messageId]}
`

// The size of the test: so many people of each right, one after another.
const (
	rightsEach  = 30
	rightsApart = 75 * time.Millisecond
	rightsFeed  = 20 * time.Millisecond // between two events of a person who asks
	rightsAhead = 400 * time.Millisecond
	rightsLoad  = 3000 // events a second
	rightsQuiet = time.Second
)

var rightsTried = []rights.Kind{rights.OptOut, rights.Withdraw, rights.Erase}

// TestRightsAreInForceWithinASecond: people whose events stream through Maat ask
// it to stop, first in quiet times and then under load. Measured from the call are
// the answer, and the last event of theirs that anybody can read.
func TestRightsAreInForceWithinASecond(t *testing.T) {
	binary := build(t, "maat/cmd/maat")
	cluster := kafkatest.Start(t, kafkatest.Options{Memory: true})
	createTopic(t, cluster.Brokers, inputTopic)
	dir := workspace(t, cluster.Brokers, "rights", rightsPolicy)
	p := launch(t, filepath.Join(dir, "maat.log"), binary, "run", "--config", filepath.Join(dir, "maat.yaml"))
	awaitLog(t, p, `"msg":"ready"`)
	r := newRightsRun(t, cluster.Brokers, dir)
	defer r.close()

	quiet := r.phase("quiet")
	load := newLoad(t, cluster.Brokers, 1, time.Now(), time.Second/rightsLoad)
	ctx, cancel := context.WithCancel(t.Context())
	var beside sync.WaitGroup
	beside.Go(func() {
		begun := time.Now()
		load.pace(t.Context(), begun, time.Second/rightsLoad, 1<<30, func() {
			if ctx.Err() != nil {
				load.sent = 1 << 30
			}
		})
	})
	loaded := r.phase("loaded")
	cancel()
	beside.Wait()
	p.stop(20 * time.Second)
	for _, kind := range rightsTried {
		for name, phase := range map[string]map[rights.Kind]*rightsTimes{"quiet": quiet, "under load": loaded} {
			times := phase[kind]
			t.Logf("%s, %s, %d people: answered after %s; the last event left %s from the call",
				kind, name, len(times.answered), spreadOf(times.answered), spreadOf(times.last))
			if worst := slices.Max(append(times.answered, times.last...)); name == "quiet" && worst >= rightsQuiet {
				t.Errorf("%s took %v in quiet times", kind, worst)
			}
		}
	}
}

// rightsTimes are measured from each call.
type rightsTimes struct{ answered, last []time.Duration }

// spreadOf is the median and the 99th percentile; of so few, the greatest.
func spreadOf(list []time.Duration) string {
	slices.Sort(list)
	at := func(q int) time.Duration { return list[min(len(list)*q/100, len(list)-1)].Round(time.Millisecond) }
	return fmt.Sprintf("%v (p99 %v)", at(50), at(99))
}

// rightsRun asks, and watches what leaves.
type rightsRun struct {
	t      *testing.T
	writer *kafka.Writer
	asker  *maat.Asker
	output *kgo.Client
	done   chan struct{}

	mu   sync.Mutex
	left map[string]seen
}

// seen is when events of a person were last read, and how many.
type seen struct {
	last time.Time
	n    int
}

func newRightsRun(t *testing.T, brokers []string, dir string) *rightsRun {
	t.Helper()
	key, err := os.ReadFile(filepath.Join(dir, "subject.key"))
	if err != nil {
		t.Fatal(err)
	}
	r := &rightsRun{t: t, done: make(chan struct{}), left: map[string]seen{}}
	r.writer = &kafka.Writer{Addr: kafka.TCP(brokers...), Topic: inputTopic, Balancer: &kafka.Hash{}, RequiredAcks: kafka.RequireAll, BatchTimeout: time.Millisecond}
	opts := []kgo.Opt{kgo.SeedBrokers(brokers...)}
	if r.asker, err = maat.NewAsker(t.Context(), maat.AskerOptions{Client: opts, Intake: "maat.rights.intake", Answers: "maat.rights.answers", Key: key}); err != nil {
		t.Fatal(err)
	}
	if r.output, err = kgo.NewClient(append(opts, kgo.ConsumeTopics("ads.meta"), kgo.FetchIsolationLevel(kgo.ReadCommitted()))...); err != nil {
		t.Fatal(err)
	}
	go r.watch()
	return r
}

func (r *rightsRun) close() {
	r.asker.Close()
	r.output.Close()
	<-r.done
	r.writer.Close()
}

// watch notes when the events of each person can be read.
func (r *rightsRun) watch() {
	defer close(r.done)
	for {
		fetches := r.output.PollFetches(context.Background())
		if fetches.IsClientClosed() {
			return
		}
		at := time.Now()
		r.mu.Lock()
		for _, one := range fetches.Records() {
			if _, rest, ok := strings.Cut(string(one.Value), `"userId":"`); ok {
				who, _, _ := strings.Cut(rest, `"`)
				r.left[who] = seen{last: at, n: r.left[who].n + 1}
			}
		}
		r.mu.Unlock()
	}
}

// phase lets people of each right ask, and answers what was measured.
func (r *rightsRun) phase(name string) map[rights.Kind]*rightsTimes {
	r.t.Helper()
	times := map[rights.Kind]*rightsTimes{}
	var mu sync.Mutex
	var all sync.WaitGroup
	for i := range rightsEach {
		for _, kind := range rightsTried {
			who := fmt.Sprintf("%s-%s-%d", name, kind, i)
			all.Go(func() {
				answered, last := r.person(who, kind)
				mu.Lock()
				defer mu.Unlock()
				if times[kind] == nil {
					times[kind] = &rightsTimes{}
				}
				times[kind].answered, times[kind].last = append(times[kind].answered, answered), append(times[kind].last, last)
			})
			time.Sleep(rightsApart)
		}
	}
	all.Wait()
	return times
}

// person streams a person's events, lets them ask, and goes on.
func (r *rightsRun) person(who string, kind rights.Kind) (answered, last time.Duration) {
	ctx, stop := context.WithCancel(r.t.Context())
	var feed sync.WaitGroup
	feed.Go(func() { r.feed(ctx, who) })
	time.Sleep(rightsAhead)
	wish := rights.Wish{ID: "wish-" + who, Kind: kind, By: rights.ByPerson}
	if kind == rights.Withdraw {
		wish.Purpose = "ads"
	}
	call := time.Now()
	patient, cancel := context.WithTimeout(r.t.Context(), 20*time.Second)
	answer, err := r.asker.Ask(patient, who, wish)
	answered = time.Since(call)
	cancel()
	time.Sleep(rightsAhead)
	stop()
	feed.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	switch left := r.left[who]; {
	case err != nil:
		r.t.Errorf("%s: %v", who, err)
	case !answer.Receipt.Applied || strings.HasPrefix(who, "quiet") && len(answer.Receipt.Recalled) == 0: // under load it may overtake what is to be held
		r.t.Errorf("%s is answered %+v", who, answer.Receipt)
	case left.n == 0:
		r.t.Errorf("nothing of %s ever left: the run proves less than it should", who)
	default:
		last = max(0, left.last.Sub(call))
	}
	return answered, last
}

// feed sends a person's consent, and then signals and outreach without end.
func (r *rightsRun) feed(ctx context.Context, who string) {
	event := `"Consent Preference Updated"`
	for n := 0; ctx.Err() == nil; n++ {
		more := ""
		if n == 0 {
			more = `,"context":{"consent":{"categoryPreferences":{"advertising":true}}}`
		}
		value := fmt.Sprintf(`{"type":"track","event":%s,"messageId":"%s-%d","userId":%q,"timestamp":%q%s}`,
			event, who, n, who, time.Now().UTC().Format(time.RFC3339Nano), more)
		if err := r.writer.WriteMessages(context.Background(), kafka.Message{Key: []byte(who), Value: []byte(value)}); err != nil {
			r.t.Errorf("produce: %v", err)
			return
		}
		if event = `"Product Viewed"`; n%4 == 3 {
			event = `"Email Queued"`
		}
		time.Sleep(rightsFeed)
	}
}

// awaitLog waits until the process has logged a text.
func awaitLog(t *testing.T, p *process, text string) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !strings.Contains(p.tail(), text); {
		if p.alive(); time.Now().After(deadline) {
			t.Fatalf("it never said %s\n%s", text, p.tail())
		}
		time.Sleep(50 * time.Millisecond)
	}
}
