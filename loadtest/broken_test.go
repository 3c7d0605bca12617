package loadtest_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kfake"

	"maat/loadtest/shop"
	"maat/loadtest/witness"
)

var everyMutant = flag.Bool("every", false, "TestWitnessFindsBrokenBuilds: every mutant, and not only those that matter most")

// The size of the run. All builds read one topic at the same time.
const (
	brokenTotal    = 6000
	brokenFor      = 12 * time.Second
	brokenSubjects = 200
	brokenPeople   = 10          // who do what the shop's visitors hardly ever do, of each kind
	catchingUp     = time.Minute // for a build to decide on all that came in, on a machine that does much else
)

// A witness that finds nothing proves something only where it would have found
// it. Builds of Maat with a mistake each run beside a sound one, on one broker
// and one load; all are killed once and lose their disk. The witness finds the
// mistake in each, no promise broken that does not follow from it, and nothing
// in the sound one.
func TestWitnessFindsBrokenBuilds(t *testing.T) {
	trials := []*trial{newTrial(t, "sound", &mutant{name: "no mistake"})}
	for i, m := range mutants() {
		if m.often || *everyMutant {
			trials = append(trials, newTrial(t, fmt.Sprintf("broken%d", i+1), m))
		}
	}
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	brokers := cluster.ListenAddrs()
	createTopic(t, brokers, inputTopic)
	for _, r := range trials {
		r.begin(t, brokers)
	}
	for _, r := range trials {
		r.ready(t)
	}
	disturbed := false
	produce(t, brokers, func(sent int) {
		if !disturbed && sent >= brokenTotal/2 {
			disturbed = true
			for _, r := range trials {
				r.disturb(t)
			}
		}
	})
	for _, r := range trials {
		t.Run(r.name, func(t *testing.T) { r.judge(t, r.end(t, brokers)) })
	}
}

// produce sends a load of its own: more people change their minds than in
// mix, and some do what hardly ever happens.
func produce(t *testing.T, brokers []string, tick func(sent int)) {
	t.Helper()
	begin, step := time.Now(), brokenFor/brokenTotal
	l := newLoad(t, brokers, 3, begin, step)
	of := mix()
	of.Consent, of.OptOut = 300, 150
	l.shop = shop.New(shop.Options{Seed: 3, Subjects: brokenSubjects, Start: begin, Step: step, Mix: of})
	if err := l.writer.WriteMessages(t.Context(), seldom(begin)...); err != nil {
		t.Fatal(err)
	}
	l.pace(t.Context(), begin, step, brokenTotal, func() { tick(l.sent) })
}

const seldomEach = 14 // messages of seldom, for each of brokenPeople

// seldom is what hardly ever happens in the shop: people who deny and grant at
// one moment and then look at something, outreach that follows up on something
// sensitive, and people who log in on a device to which enough was sent.
func seldom(at time.Time) (messages []kafka.Message) {
	ago := time.Duration(0)
	add := func(who, name, rest string) {
		ids := fmt.Sprintf(`"userId":%q`, who)
		if device, ok := strings.CutPrefix(who, "bezoeker "); ok {
			ids = fmt.Sprintf(`"anonymousId":%q`, device)
		}
		messages = append(messages, kafka.Message{Key: []byte(who), Value: fmt.Appendf(nil, `{"type":"track","event":%q,"messageId":"%s-%d","timestamp":%q,%s,%s}`,
			name, who, len(messages), at.Add(-ago).UTC().Format("2006-01-02T15:04:05.000Z"), ids, rest)})
	}
	for i := range brokenPeople {
		both := fmt.Sprintf("klant-beide-%d", i)
		add(both, "Consent Preference Updated", `"context":{"consent":{"categoryPreferences":{"advertising":false}}}`)
		add(both, "Consent Preference Updated", `"context":{"consent":{"categoryPreferences":{"advertising":true}}}`)
		add(both, "Product Viewed", `"properties":{"category":"Tuin","product_id":"P1"}`)
		sad := fmt.Sprintf("klant-droevig-%d", i)
		add(sad, "Consent Preference Updated", `"context":{"consent":{"categoryPreferences":{"advertising":true}}}`)
		add(sad, "Product Viewed", `"properties":{"category":"Tuin","product_id":"P1"}`)
		cause := fmt.Sprintf("%s-%d", sad, len(messages))
		add(sad, "Products Searched", fmt.Sprintf(`"properties":{"query":%q}`, shop.SensitiveWords()[0]))
		add(sad, "Retargeting Triggered", fmt.Sprintf(`"properties":{"category":"Tuin","product_id":"P1","cause_id":%q}`, cause))
		const seat = `"properties":{"category":"Tuin","product_id":"P1","brand":"Buitenleven"}`
		device, known := fmt.Sprintf("bezoeker tablet-%d", i), fmt.Sprintf("klant-tablet-%d", i)
		ago = 3 * time.Second // longer than the cooldown, shorter than the duration
		add(device, "Consent Preference Updated", `"context":{"consent":{"categoryPreferences":{"advertising":true}}}`)
		add(device, "Product Viewed", seat)
		add(device, "Product Viewed", seat)
		ago = 0
		add(device, "Email Queued", seat)
		add(device, "Email Queued", seat)
		along := fmt.Sprintf(`"anonymousId":"tablet-%d",`, i)
		add(known, "Consent Preference Updated", along+`"context":{"consent":{"categoryPreferences":{"advertising":true,"profile_linking":true}}}`)
		add(known, "Email Queued", along+seat)
	}
	return messages
}

// trial is a build under way.
type trial struct {
	*mutant
	pipeline, binary, dir string
	process               *process
}

func newTrial(t *testing.T, pipeline string, m *mutant) *trial {
	t.Helper()
	return &trial{mutant: m, pipeline: pipeline, binary: m.build(t)}
}

func (r *trial) begin(t *testing.T, brokers []string) {
	t.Helper()
	r.dir = workspace(t, brokers, r.pipeline, r.policy(t))
	r.start(t)
}

func (r *trial) start(t *testing.T) {
	t.Helper()
	r.process = launch(t, filepath.Join(r.dir, "maat.log"), r.binary, "run", "--config", filepath.Join(r.dir, "maat.yaml"))
}

// ready waits until it has all its partitions.
func (r *trial) ready(t *testing.T) {
	t.Helper()
	for until := time.Now().Add(catchingUp); ; time.Sleep(50 * time.Millisecond) {
		r.process.alive()
		text, err := os.ReadFile(r.process.log)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Count(string(text), "state restored") >= partitions {
			return
		}
		if time.Now().After(until) {
			t.Fatalf("%s: it does not start\n%s", r.name, r.process.tail())
		}
	}
}

// disturb kills it, takes its disk away and starts it again.
func (r *trial) disturb(t *testing.T) {
	t.Helper()
	r.process.kill()
	if err := os.RemoveAll(filepath.Join(r.dir, "state")); err != nil {
		t.Fatal(err)
	}
	r.start(t)
}

// policy is policy.yaml with shorter times, no quiet hours and outputs of its
// own.
func (r *trial) policy(t *testing.T) string {
	t.Helper()
	text := source(t, "loadtest/policy.yaml")
	for _, change := range [][2]string{
		{"wait: 5s", "wait: 2s"}, {`, quiet: {from: "03:00", to: "03:01"}`, ""}, {"max: 60s, by: topic, rest: 30s", "max: 6s, by: topic, rest: 3s"},
		{"max: 2, per: 20s", "max: 2, per: 4s"}, {"max: 3, per: 30s", "max: 3, per: 6s"}, {"taint: 30s", "taint: 4s"},
		{"topic: ads.meta", "topic: " + r.pipeline + ".meta"}, {"topic: ads.mail", "topic: " + r.pipeline + ".mail"},
	} {
		if strings.Count(text, change[0]) != 1 {
			t.Fatalf("policy.yaml has not once %s", change[0])
		}
		text = strings.Replace(text, change[0], change[1], 1)
	}
	return text
}

// rules are policy as the witness is told it.
func (r *trial) rules() *witness.Rules {
	rules := rules(witness.Quiet{})
	rules.Cooldown.Wait = 2 * time.Second
	rules.Duration = witness.Duration{Max: 6 * time.Second, Rest: 3 * time.Second}
	rules.Caps[0].Per, rules.Caps[1].Per = 4*time.Second, 6*time.Second
	rules.Taint = 4 * time.Second
	for i := range rules.Destinations {
		d := &rules.Destinations[i]
		d.Topic = r.pipeline + "." + d.Name
	}
	return rules
}

// end waits until everything was decided, stops the build and asks the witness.
func (r *trial) end(t *testing.T, brokers []string) *witness.Report {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*catchingUp)
	defer cancel()
	topics := witness.TopicsOf(r.pipeline, inputTopic)
	reader, err := witness.Open(ctx, brokers, topics.All(r.rules()))
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	switch {
	case r.stops != "":
		r.stopped(t)
	case slices.Contains(r.finds, witness.Unended), slices.Contains(r.finds, witness.Missing):
		settled(ctx, t, reader, topics)
	default:
		drain(ctx, t, reader, topics, r.process)
	}
	if r.stops == "" {
		r.process.stop(20 * time.Second)
	}
	if err := reader.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	return witness.Check(reader.Dump, r.rules(), witness.Options{Topics: topics, Now: time.Now()})
}

// silence is how long nothing was decided where nothing more will be: longer
// than anything waits in this policy.
const silence = 5 * time.Second

// settled waits until a build that forgets or hides something has done all that
// it will do.
func settled(ctx context.Context, t *testing.T, reader *witness.Reader, topics witness.Topics) {
	t.Helper()
	last, seen := time.Now().Add(-brokenFor), 0
	for {
		if _, err := reader.Poll(ctx); err != nil {
			t.Fatal(err)
		}
		decisions := reader.Dump[topics.Decisions]
		for ; seen < len(decisions); seen++ {
			last = later(last, outlineOf(&decisions[seen]).At)
		}
		if time.Since(last) > silence {
			return
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// stopped requires that the build went no further, and said why.
func (r *trial) stopped(t *testing.T) {
	t.Helper()
	select {
	case <-r.process.ended:
	case <-time.After(catchingUp):
		t.Fatal("it goes on")
	}
	if r.process.err == nil || !strings.Contains(r.process.tail(), r.stops) {
		t.Errorf("it does not say why it ended: %v\n%s", r.process.err, r.process.tail())
	}
}

// judge compares what the witness found with what is wrong.
func (r *trial) judge(t *testing.T, report *witness.Report) {
	t.Helper()
	t.Logf("%s: %v", r.name, report.Broken)
	for _, kind := range r.finds {
		if report.Broken[kind] == 0 {
			t.Errorf("the witness does not find that %s", kind)
		}
	}
	for kind := range report.Broken {
		if !slices.Contains(r.finds, kind) && !slices.Contains(r.also, kind) {
			t.Errorf("the witness finds, without a reason, that %s", kind)
		}
	}
	if t.Failed() {
		t.Logf("%v\n%s", report, r.process.tail())
	}
	if want := brokenTotal + seldomEach*brokenPeople; report.Inputs != want {
		t.Errorf("%d inputs of %d", report.Inputs, want)
	}
}
