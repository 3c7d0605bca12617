package loadtest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"maat/loadtest/kafkatest"
	"maat/loadtest/witness"
)

// The size of the run: so many events over so long, of 2,000 people. It takes
// two to three and a half minutes, by where in it the quiet hours fall.
const (
	total    = 200_000
	producer = 75 * time.Second
	step     = producer / total
	// after the last event: quiet hours, cooldowns, and the restart at the worst moment
	patience           = 5 * time.Minute // on a machine that does much else; by itself it takes a minute and a half
	transactionTimeout = 10 * time.Second
	releaseWithin      = 2 * time.Second // a promise of one, on a machine that does much else
	settling           = 5 * time.Second // after the first decision of a restarted process: it catches up
)

// Maat is killed twice while a shop's events stream through it, and an outside
// witness finds nothing missing, nothing twice and no promise broken.
func TestExactlyOnceThroughKills(t *testing.T) {
	binary := build(t, "maat/cmd/maat")
	kafka := kafkatest.Start(t, kafkatest.Options{Memory: true})
	createTopic(t, kafka.Brokers, inputTopic)
	policy, quiet := quietSoon(t, time.Now())
	dir := workspace(t, kafka.Brokers, "load", policy)

	run := &killing{start: func() *process {
		return launch(t, filepath.Join(dir, "maat.log"), binary, "run", "--config", filepath.Join(dir, "maat.yaml"))
	}}
	run.process = run.start()
	ctx := t.Context()
	begin := time.Now()
	l := newLoad(t, kafka.Brokers, 1, begin, step)
	l.pace(ctx, begin, step, total, func() { run.at(l.sent, total) })

	topics := witness.TopicsOf("load", inputTopic)
	policyRules := rules(quiet)
	reader, err := witness.Open(ctx, kafka.Brokers, topics.All(policyRules))
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	patient, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	drain(patient, t, reader, topics, run.process)
	drained := time.Since(begin)
	time.Sleep(transactionTimeout + 2*time.Second) // what a killed process left open is aborted by now
	run.process.stop(20 * time.Second)
	if err := reader.Settle(ctx); err != nil {
		t.Fatal(err)
	}

	pauses := run.pauses(decidedAt(reader.Dump[topics.Decisions]))
	report := witness.Check(reader.Dump, policyRules, witness.Options{Topics: topics, ReleaseWithin: releaseWithin, Paused: pauses, Now: time.Now()})
	t.Logf("%d events in %v, drained after %v; %d aborted records left out\n%v", l.sent, producer, drained.Round(time.Millisecond), reader.Aborted, report)
	for i, p := range pauses {
		t.Logf("kill %d: deciding again after %v", i+1, p.To.Add(-settling).Sub(p.From).Round(time.Millisecond))
	}
	judge(t, report)
}

// judge fails on any violation, and on a run in which too little happened to
// prove anything.
func judge(t *testing.T, report *witness.Report) {
	t.Helper()
	if len(report.Violations) > 0 {
		t.Errorf("%d promises were broken", len(report.Violations)+report.More)
	}
	if report.Inputs != total {
		t.Errorf("%d inputs of %d", report.Inputs, total)
	}
	for name, n := range map[string]int{
		"forwards": report.Forwards, "releases": report.Released, "recalls": report.Recalled, "quarantined": report.Quarantined,
		"applied": report.Applied, "ignored": report.Ignored, "joins": report.Joins, "events that followed": report.Followed,
		"outreach after a join": report.Weighed,
	} {
		if n == 0 {
			t.Errorf("no %s: the run proves less than it should", name)
		}
	}
	for _, reason := range []string{
		"cooldown.wait", "cooldown.quiet", "cooldown.deadline", "duplicate", "duration.over", "duration.converted", "duration.no_signal",
		"frequency.destination", "frequency.subject", "opt_out", "consent.missing", "consent.withdrawn", "consent.gpc", "role.none",
		"predicted.event", "predicted.cause", "price.basis", "relationship.brand", "interest.few",
	} {
		if report.Guards[reason] == 0 {
			t.Errorf("nothing was decided by %s: the run proves less than it should", reason)
		}
	}
}

// quietSoon puts the quiet hours of the policy into the run: the first full
// minute that does not begin at once, and so begins before the load ends.
func quietSoon(t *testing.T, now time.Time) (policy string, quiet witness.Quiet) {
	t.Helper()
	text, err := os.ReadFile("policy.yaml")
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	from := now.Add(5 * time.Second).Truncate(time.Minute).Add(time.Minute).In(zone)
	to := from.Add(time.Minute)
	const written = `{from: "03:00", to: "03:01"}`
	policy = strings.Replace(string(text), written, fmt.Sprintf(`{from: %q, to: %q}`, from.Format("15:04"), to.Format("15:04")), 1)
	if policy == string(text) && from.Format("15:04") != "03:00" {
		t.Fatalf("policy.yaml has no quiet hours %s", written)
	}
	minute := func(t time.Time) int { return t.Hour()*60 + t.Minute() }
	return policy, witness.Quiet{From: minute(from), To: minute(to), Zone: zone}
}

// killing is a process that is killed after a third and after two thirds of the
// load, and started again at once.
type killing struct {
	start   func() *process
	process *process
	killed  []time.Time
}

func (k *killing) at(sent, total int) {
	if len(k.killed) < 2 && sent >= (len(k.killed)+1)*total/3 {
		k.killed = append(k.killed, time.Now())
		k.process.kill()
		k.process = k.start()
		return
	}
	k.process.alive()
}

// pauses are the times from each kill to the first decision after it, and a
// while longer.
func (k *killing) pauses(decided []time.Time) []witness.Window {
	var windows []witness.Window
	for _, killed := range k.killed {
		again := time.Time{}
		for _, at := range decided {
			if at.After(killed) && (again.IsZero() || at.Before(again)) {
				again = at
			}
		}
		windows = append(windows, witness.Window{From: killed, To: again.Add(settling)})
	}
	return windows
}

// outline is as much of a decision as the test itself looks at.
type outline struct {
	Destination string
	Verdict     string
	At, Until   time.Time
}

func outlineOf(r *witness.Record) (o outline) {
	if json.Unmarshal(r.Value, &o) != nil {
		return outline{} // the witness says what is wrong with it
	}
	return o
}

func decidedAt(decisions []witness.Record) []time.Time {
	var all []time.Time
	for i := range decisions {
		all = append(all, outlineOf(&decisions[i]).At)
	}
	return all
}

// overdue is how long after the last due time nothing may be held any more: the
// restart at the worst moment, and a slow machine.
const overdue = time.Minute

// drain waits until everything that came in was decided and nothing is held.
// Where that does not happen the test has failed, and the witness says what is
// missing.
func drain(ctx context.Context, t *testing.T, reader *witness.Reader, topics witness.Topics, maat *process) {
	t.Helper()
	waiting, ended, decided, seen, due := map[string]bool{}, map[string]bool{}, map[string]bool{}, 0, time.Now()
	for {
		if _, err := reader.Poll(t.Context()); err != nil {
			t.Fatalf("%v\n%s", err, maat.tail())
		}
		decisions := reader.Dump[topics.Decisions]
		for ; seen < len(decisions); seen++ {
			r := &decisions[seen]
			o, source := outlineOf(r), r.Headers["maat-source"]
			decided[source] = true
			// What is held can end in another partition than it was held in, which may be read first.
			if key := source + " " + o.Destination; o.Verdict != "hold" {
				ended[key] = true
				delete(waiting, key)
			} else if !ended[key] {
				waiting[key] = true
				due = later(due, o.Until)
			}
		}
		undecided := len(reader.Dump[inputTopic]) - len(decided)
		if undecided == 0 && len(waiting) == 0 {
			return
		}
		if ctx.Err() != nil || undecided == 0 && time.Since(due) > overdue {
			t.Errorf("%d inputs are not decided, and %d events are still held\n%s", undecided, len(waiting), maat.tail())
			return
		}
		maat.alive()
		time.Sleep(time.Second)
	}
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}
