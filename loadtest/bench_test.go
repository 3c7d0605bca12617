package loadtest_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"

	"maat/loadtest/kafkatest"
)

const (
	benchEvents   = 300_000
	benchRounds   = 3
	benchPatience = 5 * time.Minute // of one round, on a machine that does much else
)

// BenchmarkBesidePassthrough lets Maat and a bare exactly-once copy drain the
// same topic in turn, and reports the rates, the CPU of each process alone and
// their ratio; and how long after a SIGKILL Maat decides again. The copy writes
// each event once; Maat re-keys it, decides, and writes what leaves, a decision
// record and the changelog.
func BenchmarkBesidePassthrough(b *testing.B) {
	maat, copier := build(b, "maat/cmd/maat"), build(b, "maat/loadtest/passthrough")
	cluster := kafkatest.Start(b, kafkatest.Options{Memory: true, Heap: "1g"})
	createTopic(b, cluster.Brokers, inputTopic)
	begin := time.Now().Add(-2 * time.Minute)
	newLoad(b, cluster.Brokers, 2, begin, 90*time.Second/benchEvents).send(b.Context(), benchEvents)
	for b.Loop() {
		var copied, decided []drained
		for i := range benchRounds {
			copied = append(copied, drainCopy(b, cluster.Brokers, copier, fmt.Sprintf("copy%d", i)))
			decided = append(decided, drainMaat(b, cluster.Brokers, maat, fmt.Sprintf("bench%d", i)))
			b.Logf("round %d: passthrough %v, maat %v", i+1, copied[i], decided[i])
		}
		rate, cpu := drained.rate, drained.cpuPerMillion
		b.ReportMetric(median(decided, rate), "events/s")
		b.ReportMetric(median(copied, rate), "copied/s")
		b.ReportMetric(median(decided, cpu), "cpu-s/M")
		b.ReportMetric(median(copied, cpu), "copy-cpu-s/M")
		b.ReportMetric(median(decided, cpu)/median(copied, cpu), "cpu-ratio")
		b.Logf("passthrough: %s events/s, %s CPU s/M", spread(copied, rate), spread(copied, cpu))
		b.Logf("maat:        %s events/s, %s CPU s/M", spread(decided, rate), spread(decided, cpu))
		again := deciding(b, cluster.Brokers, maat)
		b.ReportMetric(again.Seconds(), "s-kill-to-deciding")
		b.Logf("from SIGKILL to deciding again: %v", again.Round(time.Millisecond))
	}
}

// drained is one run over the whole topic.
type drained struct {
	events  int
	elapsed time.Duration // from the first committed event to the last
	cpu     time.Duration // user and system of the process alone
}

func (d drained) rate() float64 { return float64(d.events) / d.elapsed.Seconds() }
func (d drained) cpuPerMillion() float64 {
	return d.cpu.Seconds() / float64(benchEvents) * 1e6
}
func (d drained) String() string {
	return fmt.Sprintf("%.0f events/s, %.1f CPU s/M", d.rate(), d.cpuPerMillion())
}

func sorted(runs []drained, of func(drained) float64) []float64 {
	var values []float64
	for _, r := range runs {
		values = append(values, of(r))
	}
	slices.Sort(values)
	return values
}

func median(runs []drained, of func(drained) float64) float64 {
	values := sorted(runs, of)
	return values[len(values)/2]
}

// spread is the median and the extremes.
func spread(runs []drained, of func(drained) float64) string {
	values := sorted(runs, of)
	return fmt.Sprintf("%.1f (%.1f to %.1f)", median(runs, of), values[0], values[len(values)-1])
}

func drainCopy(b *testing.B, brokers []string, binary, name string) drained {
	b.Helper()
	createTopic(b, brokers, name)
	p := launch(b, filepath.Join(b.TempDir(), name+".log"), binary,
		"-brokers", strings.Join(brokers, ","), "-input", inputTopic, "-output", name, "-group", name)
	return watch(b, brokers, p, name, inputTopic)
}

func drainMaat(b *testing.B, brokers []string, binary, name string) drained {
	b.Helper()
	dir := workspace(b, brokers, name, dayPolicy(b))
	p := launch(b, filepath.Join(dir, "log"), binary, "run", "--config", filepath.Join(dir, "maat.yaml"))
	return watch(b, brokers, p, "maat-"+name, inputTopic, "maat."+name+".intake")
}

// dayPolicy is the policy of the load test with times as in life, for what is
// minutes old when it is read: nothing waits, and not everything is over.
func dayPolicy(b *testing.B) string {
	b.Helper()
	text, err := os.ReadFile("policy.yaml")
	if err != nil {
		b.Fatal(err)
	}
	return strings.NewReplacer("max: 60s", "max: 7d", "rest: 30s", "rest: 30d", "per: 20s", "per: 24h", "per: 30s", "per: 24h", "within: 40s", "within: 90d", "within: 50s", "within: 7d", "deadline: 2h", "deadline: 7d").Replace(string(text))
}

// watch waits until a group has committed all of its topics, stops the process
// and adds up.
func watch(b *testing.B, brokers []string, p *process, group string, topics ...string) drained {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), benchPatience)
	defer cancel()
	o := &offsets{client: &kafka.Client{Addr: kafka.TCP(brokers...), Timeout: 30 * time.Second}, group: group, topics: topics}
	var first time.Time
	var before int64
	for ctx.Err() == nil {
		p.alive()
		committed, behind := o.ask(ctx)
		switch {
		case committed > 0 && first.IsZero():
			first, before = time.Now(), committed
		case committed > 0 && behind == 0:
			d := drained{events: benchEvents - int(before), elapsed: time.Since(first)}
			p.stop(20 * time.Second)
			d.cpu = p.cpu()
			return d
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.Fatalf("%s is not done in time\n%s", group, p.tail())
	return drained{}
}

// offsets asks how far a group is.
type offsets struct {
	client *kafka.Client
	group  string
	topics []string
}

// ask answers how many records of the first topic are committed, and how many
// of all topics are not. A topic that transactions write to ends in a marker,
// which no group ever commits.
func (o *offsets) ask(ctx context.Context) (committed, behind int64) {
	all, ends := map[string][]int{}, map[string][]kafka.OffsetRequest{}
	for _, topic := range o.topics {
		for p := range partitions {
			all[topic] = append(all[topic], p)
			ends[topic] = append(ends[topic], kafka.LastOffsetOf(p))
		}
	}
	group, err := o.client.OffsetFetch(ctx, &kafka.OffsetFetchRequest{GroupID: o.group, Topics: all})
	if err != nil {
		return 0, 1 // the group does not exist yet
	}
	end, err := o.client.ListOffsets(ctx, &kafka.ListOffsetsRequest{Topics: ends})
	if err != nil {
		return 0, 1
	}
	last := map[string]map[int]int64{}
	for topic, list := range end.Topics {
		last[topic] = map[int]int64{}
		for _, p := range list {
			last[topic][p.Partition] = p.LastOffset
		}
	}
	for topic, list := range group.Topics {
		for _, p := range list {
			at := max(0, p.CommittedOffset)
			if topic == o.topics[0] {
				committed += at
			}
			if lag := last[topic][p.Partition] - at; lag > 1 || topic == o.topics[0] && lag > 0 {
				behind += lag
			}
		}
	}
	return committed, behind
}

// deciding kills Maat in the middle of its work and answers how long it takes
// until the same instance, started at once, has committed again.
func deciding(b *testing.B, brokers []string, binary string) time.Duration {
	b.Helper()
	dir := workspace(b, brokers, "killed", dayPolicy(b))
	start := func() *process {
		return launch(b, filepath.Join(dir, "log"), binary, "run", "--config", filepath.Join(dir, "maat.yaml"))
	}
	ctx, cancel := context.WithTimeout(b.Context(), benchPatience)
	defer cancel()
	o := &offsets{client: &kafka.Client{Addr: kafka.TCP(brokers...), Timeout: 30 * time.Second}, group: "maat-killed", topics: []string{"maat.killed.intake"}}
	p := start()
	until := func(more int64) {
		for {
			if committed, _ := o.ask(ctx); committed > more {
				return
			}
			if ctx.Err() != nil {
				b.Fatalf("nothing is decided\n%s", p.tail())
			}
			p.alive()
			time.Sleep(50 * time.Millisecond)
		}
	}
	until(benchEvents / 4)
	killed := time.Now()
	p.kill()
	before, _ := o.ask(ctx)
	p = start()
	until(before)
	again := time.Since(killed)
	p.stop(20 * time.Second)
	return again
}
