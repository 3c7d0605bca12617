package demo

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/cockroachdb/datadriven"
	"pgregory.net/rapid"

	"maat/guards"
	"maat/pipeline/event"
	"maat/pipeline/explain"
	"maat/pipeline/instant"
)

var noon = time.Date(2026, 11, 24, 11, 0, 0, 0, time.UTC)

// fixed is how a demo stands after a minute and five seconds.
func fixed(language string) *State {
	zone, err := instant.LoadZone("Europe/Amsterdam")
	if err != nil {
		panic(err)
	}
	s := &State{
		Now: noon.Add(65 * time.Second), Begun: noon, Brokers: "127.0.0.1:9092", Admin: "127.0.0.1:8080", Policy: "demo@195ce36a65c8",
		Topics: map[string]string{"meta": "ads.meta", "email": "mail.queue"}, Shop: Shop{Rate: 50, Subjects: 200, Seed: 1},
		Tally:  NewTally(),
		Teller: explain.Teller{Language: language, Zone: zone, Reasons: explain.NewReasons(guards.Table())},
	}
	s.Tally.Destination("meta")
	s.Tally.Destination("email")
	f := &filler{s: s}
	removed := []event.Change{{Path: "*", Did: "removed", Guard: "layers"}, {Path: "userId", Did: "removed", Guard: "layers"}}
	changed := []event.Change{{Path: "*", Did: "removed", Guard: "layers"}, {Path: "context.traits.email", Did: "hash", Guard: "layers"}}
	f.add(1200, explain.Record{Destination: "meta", Verdict: "forward", Guard: "layers", Reason: "layers", Edits: removed})
	f.add(300, explain.Record{Destination: "meta", Verdict: "forward", Guard: "layers", Reason: "layers", Edits: changed})
	f.add(150, explain.Record{Destination: "email", Verdict: "forward", Guard: "layers", Reason: "layers", Edits: removed[:1]})
	for i, reason := range []string{"consent.withdrawn", "consent.missing", "opt_out", "duplicate", "consent.gpc", "sensitive.pregnancy_fertility", "frequency.subject"} {
		guard, _, _ := strings.Cut(reason, ".")
		f.add(700/(i+1), explain.Record{Destination: "meta", Verdict: "drop", Guard: guard, Reason: reason})
	}
	f.add(12, explain.Record{Verdict: "quarantine", Guard: "intake", Reason: "intake.json"})
	f.add(300, explain.Record{Verdict: "apply"})
	f.add(4, explain.Record{Verdict: "ignore", Guard: "consent", Reason: "consent.older"})
	for i := range 9 {
		until := instant.Time(s.Now.Add(time.Duration(i)*time.Second + 200*time.Millisecond).UnixNano())
		f.add(1, explain.Record{Destination: "meta", Verdict: "hold", Until: until, Guard: "cooldown", Reason: "cooldown.wait"})
	}
	f.add(1, explain.Record{Destination: "email", Verdict: "hold", Guard: "halt", Reason: "halt"})
	s.Tally.Produced = f.n + 7
	s.Latest.decision(&explain.Record{Destination: "meta", Verdict: "forward", Edits: append(removed, changed[1:]...)}, "ads.meta", "x", noon)
	s.Latest.output("ads.meta", "x", []byte(`{"type":"track","event":"Product Viewed","messageId":"56999bf9-19c0-4a0f-b373-000000000000","properties":{"product_id":"P6002","category":"Wonen","value":500},"context":{"location":{"city":"Zeeland"},"traits":{"email":"f15d19faa7feb3f47a404a88a4daaf8839cd436e129c2800ea9ea73b44cbe49a"}}}`), noon)
	return s
}

// filler counts decisions of ever other events.
type filler struct {
	s *State
	n int
}

func (f *filler) add(n int, r explain.Record) {
	for range n {
		one := r
		one.ID = fmt.Sprint("e", f.n)
		f.s.Tally.Count(&one, fmt.Sprintf("shop.events/%d/%d", f.n%3, f.n/3))
		f.n++
	}
}

// TestScreen draws the fixed state at several sizes; see -rewrite of datadriven.
func TestScreen(t *testing.T) {
	datadriven.RunTest(t, "testdata/screen.txt", func(t *testing.T, d *datadriven.TestData) string {
		var width, height int
		language, state := "en", "running"
		d.ScanArgs(t, "size", &width, &height)
		d.MaybeScanArgs(t, "language", &language)
		d.MaybeScanArgs(t, "state", &state)
		s := fixed(language)
		switch state {
		case "starting":
			s = &State{Now: noon, Brokers: s.Brokers, Shop: s.Shop, Tally: NewTally(), Teller: s.Teller}
		case "draining":
			s.Shop.Events, s.DrainEnd, s.Warnings = 5000, s.Now.Add(9*time.Second), 2
		}
		rows := Draw(s, width, height, false)
		if len(rows) > height {
			t.Errorf("%d rows on a screen of %d", len(rows), height)
		}
		for i, r := range rows {
			if n := utf8.RuneCountInString(r); n > width {
				t.Errorf("row %d is %d wide", i, n)
			}
			rows[i] = strings.TrimRight(r, " ")
		}
		return strings.Join(rows, "\n") + "\n"
	})
}

func TestScreenFitsAnySize(t *testing.T) {
	s := fixed("nl")
	for height := 1; height < 60; height++ {
		for _, width := range []int{1, 7, 20, 40, 79, 120, 200} {
			rows := Draw(s, width, height, true)
			if len(rows) != height {
				t.Fatalf("%d rows at %dx%d", len(rows), width, height)
			}
		}
	}
}

// What a row is made of may come from anywhere: a terminal acts only on colour.
func TestRowIsOnlyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var r row
		for _, text := range rapid.SliceOf(rapid.String()).Draw(t, "texts") {
			r = append(r, span{style(rapid.IntRange(int(plain), int(cyan)).Draw(t, "style")), text})
		}
		width := rapid.IntRange(0, 100).Draw(t, "width")
		bare := r.render(width, false)
		if n := utf8.RuneCountInString(bare); n > width || bare != printable(bare) {
			t.Fatalf("%d wide, of %d: %q", n, width, bare)
		}
		coloured := r.render(width, true)
		for _, code := range codes {
			coloured = strings.ReplaceAll(coloured, "\x1b["+code+"m", "")
		}
		if coloured = strings.ReplaceAll(coloured, "\x1b[0m", ""); coloured != bare {
			t.Fatalf("coloured %q, else %q", coloured, bare)
		}
	})
}

func TestRowThatIsCutSaysSo(t *testing.T) {
	r := row{{bold, "maat "}, {plain, "demo"}}
	for width, want := range map[int]string{9: "maat demo", 8: "maat de…", 5: "maat…", 1: "…", 0: ""} {
		if got := r.render(width, false); got != want {
			t.Errorf("%d: %q, want %q", width, got, want)
		}
	}
}

// The terminal is as it was, whatever was drawn and however often it is closed.
func TestScreenGivesTheTerminalBack(t *testing.T) {
	noTerminal, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer noTerminal.Close()
	var out bytes.Buffer
	v := newView(Options{Show: Screen, Terminal: noTerminal, Out: &out})
	s := fixed("en")
	v.draw(s)
	once := out.Len()
	v.draw(s)
	if out.Len() != once {
		t.Error("drawn twice within a moment")
	}
	v.stopping(s)
	v.close()
	s.Now = s.Now.Add(time.Hour)
	v.draw(s)
	text := out.String()
	if !strings.HasPrefix(text, enterScreen) || !strings.HasSuffix(text, leaveScreen+english.stopping+"\n") || strings.Count(text, leaveScreen) != 1 {
		t.Errorf("%q … %q", text[:20], text[len(text)-60:])
	}
	if rows := strings.Count(text, clearRow); rows != usualHeight {
		t.Errorf("%d rows", rows)
	}
}

func TestLinesHaveNoANSI(t *testing.T) {
	var out bytes.Buffer
	v := newView(Options{Show: Lines, Out: &out})
	s := fixed("en")
	v.draw(&State{Now: noon, Tally: NewTally()})
	for range 3 {
		v.draw(s)
		s.Now = s.Now.Add(600 * time.Millisecond)
	}
	v.close()
	v.draw(s)
	want := `maat demo: development broker in memory, 127.0.0.1:9092 · 127.0.0.1:8080/metrics
maat demo: made-up shop: 50 a second, 200 people, seed 1 · policy demo@195ce36a65c8
  1:05  events sent 3,797  decided 3,790  left 1,650  waiting 10  dropped 1,814  put aside 12  carried out 300  changed nothing 4
  1:06  events sent 3,797  decided 3,790  left 1,650  waiting 10  dropped 1,814  put aside 12  carried out 300  changed nothing 4
`
	if got := out.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestSummary(t *testing.T) {
	datadriven.RunTest(t, "testdata/summary.txt", func(t *testing.T, d *datadriven.TestData) string {
		s := fixed(d.Cmd)
		if d.HasArg("judged") {
			s.Judged = s.Now
		}
		s.Tally.Arrived["ads.meta"], s.Tally.Arrived["mail.queue"] = 1500, 150
		return Summary(s)
	})
}
