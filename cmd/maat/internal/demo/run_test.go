package demo

import (
	"bytes"
	"context"
	"log/slog"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"maat/examples"
	"maat/guards"
	"maat/pipeline/instance"
	"maat/pipeline/instant"
	"maat/pipeline/kafka"
	"maat/pipeline/policy"
)

// policies of the tests are the demo's own with another wait.
func withWait(wait string) string {
	return strings.NewReplacer("wait: 10s", "wait: "+wait, "max_hold: 1m", "max_hold: 2h").Replace(string(examples.DemoPolicy))
}

func options(read func() string, out *bytes.Buffer) Options {
	log := NewLog(out, true)
	return Options{
		Rate: 2000, Subjects: 50, Seed: 1, Show: Lines, Out: out, Log: log,
		Instance: instance.Options{
			Pipeline: "demo", Instance: "demo", Group: "maat-demo",
			Want: kafka.Want{
				Topics: kafka.Topics{
					Inputs: []string{"shop.events"}, Intake: "maat.demo.intake", Decisions: "maat.demo.decisions",
					Quarantine: "maat.demo.quarantine", Changelog: "maat.demo.changelog", Control: "maat.demo.control", Answers: "maat.demo.answers",
				},
				Create: true, Partitions: 3, Replication: 1,
			},
			TransactionTimeout: 10 * time.Second, SessionTimeout: 30 * time.Second, BatchRecords: 500, BatchInterval: 20 * time.Millisecond,
			SubjectKey: []byte("0123456789abcdef0123456789abcdef"), Stores: instance.Memory{},
			Clock: func() instant.Time { return instant.Time(time.Now().UnixNano()) },
			Log:   slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelWarn})), StartTimeout: 10 * time.Second,
			Policy: instance.Source{
				Read: func() (string, []byte, error) { return "policy.yaml", []byte(read()), nil },
				Compile: func(file string, text []byte) (*policy.Program, error) {
					return policy.Compile(file, text, policy.Options{Table: guards.Table()})
				},
			},
		},
	}
}

// count is the number before a word of a summary.
func count(t *testing.T, summary, pattern string) int {
	t.Helper()
	found := regexp.MustCompile(`(?m)` + pattern).FindStringSubmatch(summary)
	if found == nil {
		t.Fatalf("no %s in\n%s", pattern, summary)
	}
	n, err := strconv.Atoi(strings.ReplaceAll(found[1], ",", ""))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// adds checks that what a summary says adds up.
func adds(t *testing.T, text string) (sent, waiting int) {
	t.Helper()
	sent = count(t, text, `^([0-9,]+) events sent`)
	if decided := count(t, text, `events sent, ([0-9,]+) decided`); decided != sent {
		t.Errorf("%d of %d decided", decided, sent)
	}
	decisions, sum := count(t, text, `^([0-9,]+) decisions by demo@`), 0
	for _, verdict := range []string{"forward", "drop", "quarantine", "apply", "ignore", "hold"} {
		sum += count(t, text, `^ +([0-9,]+)  `+verdict+`(,|$)`)
	}
	if sum != decisions {
		t.Errorf("the verdicts are %d, the decisions %d", sum, decisions)
	}
	held := count(t, text, `([0-9,]+)  hold`)
	waiting = count(t, text, `([0-9,]+) still wait`)
	if later := count(t, text, `([0-9,]+) left later`) + count(t, text, `([0-9,]+) were dropped later`); held != later+waiting {
		t.Errorf("%d held, %d decided later, %d wait", held, later, waiting)
	}
	arrived := count(t, text, `ads.meta ([0-9,]+)`) + count(t, text, `mail.queue ([0-9,]+)`)
	if forwards := count(t, text, `([0-9,]+)  forward$`); forwards != arrived || forwards == 0 {
		t.Errorf("%d forwarded, %d arrived", forwards, arrived)
	}
	return sent, waiting
}

func TestEverySentEventIsDecided(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	o := options(func() string { return withWait("1s") }, &out)
	o.Events, o.Drain = 500, 10*time.Second
	if err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if sent, waiting := adds(t, out.String()); sent != 500 || waiting != 0 {
		t.Errorf("%d sent, %d wait", sent, waiting)
	}
	if strings.Contains(out.String(), "\x1b") || strings.Contains(out.String(), `"level"`) {
		t.Error(out.String())
	}
}

// Told to end, the demo finishes what is under way and says how much waits.
func TestToldToEnd(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	o := options(func() string { return withWait("1h") }, &out)
	o.Drain, o.Show, o.Language = time.Hour, Sentences, "en"
	o.Out = writer(func(b []byte) (int, error) {
		if strings.Contains(string(b), "was held back from") {
			cancel()
		}
		return out.Write(b)
	})
	if err := Run(ctx, o); err != nil {
		t.Fatal(err)
	}
	sent, waiting := adds(t, out.String())
	if sent == 0 || waiting == 0 {
		t.Errorf("%d sent, %d wait", sent, waiting)
	}
	sentences := strings.Count(out.String(), "Policy: demo@")
	if decisions := count(t, out.String(), `^([0-9,]+) decisions`); sentences != decisions {
		t.Errorf("%d sentences, %d decisions", sentences, decisions)
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(b []byte) (int, error) { return w(b) }

// A policy that changes is followed: its name, its language, its new topics.
func TestPolicyIsFollowed(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	second := strings.NewReplacer("name: demo", "name: second", "language: en", "language: nl", "ads.meta", "ads.other").Replace(withWait("1h"))
	begun := time.Now()
	o := options(func() string {
		if time.Since(begun) < 1500*time.Millisecond {
			return withWait("1h")
		}
		return second
	}, &out)
	o.Rate = 200
	o.Out = writer(func(b []byte) (int, error) {
		if strings.Contains(string(b), "beoordeeld") && time.Since(begun) > 4*time.Second {
			cancel()
		}
		return out.Write(b)
	})
	if err := Run(ctx, o); err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`ads\.other [1-9]`).MatchString(out.String()) || !strings.Contains(out.String(), "beslissingen door second@") {
		t.Error(out.String())
	}
}

func TestPipelineThatCannotRun(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	o := options(func() string { return "maat: v1" }, &out)
	if err := Run(t.Context(), o); err == nil {
		t.Error("no error")
	}
	if out.Len() > 0 {
		t.Error(out.String())
	}
}

func TestToldToEndBeforeItBegan(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Run(ctx, options(func() string { return withWait("1s") }, &out)); err != nil {
		t.Error(err)
	}
}
