package loadtest_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"maat/loadtest/witness"
)

// mutant is a build of Maat with a mistake in it, and what the witness must say
// of it.
type mutant struct {
	name  string
	often bool // it is tried in every run of the tests, and not only where all are asked for
	edits []edit
	finds []witness.Kind // promises that must be found broken, each
	also  []witness.Kind // promises that may break besides, as a consequence
	stops string         // what it says in its log as it ends by itself after the kill; "": it goes on
}

// edit is a mistake in a file of the product. The text that it replaces stands
// there exactly once, so that a mutant never silently becomes a sound build.
type edit struct{ file, right, wrong string }

const (
	frequency     = "guards/frequency/frequency.go"
	cooldown      = "guards/cooldown/cooldown.go"
	consents      = "guards/consent/consent.go"
	optOut        = "guards/optout/optout.go"
	duplicates    = "guards/duplicate/duplicate.go"
	duration      = "guards/duration/duration.go"
	sensitive     = "guards/sensitive/sensitive.go"
	sensitiveText = "guards/sensitive/text.go"
	linkage       = "guards/linkage/linkage.go"
	predicted     = "guards/predicted/predicted.go"
	links         = "pipeline/chain/link.go"
	layers        = "pipeline/guard/guard.go"
	choices       = "pipeline/state/consent.go"
	arrivals      = "pipeline/chain/arrive.go"
	lane          = "pipeline/lane.go"
	releases      = "pipeline/release.go"
	entries       = "pipeline/stage.go"
	records       = "pipeline/kafka/records.go"
	commit        = "pipeline/kafka/commit.go"
	restore       = "pipeline/kafka/restore.go"
	session       = "pipeline/instance/instance.go"
)

// believing lets a restore take whatever it finds for what was known. Without
// it most losses of state end in a refusal to go on, and nothing is decided
// wrongly.
var believing = edit{restore, `case known && committed && c.Offset == at.At:`, `case known || committed:`}

// changelogOutside lets a producer of its own write the changelog, which
// gathers as producers do, and longer than it lives here until it is killed.
var changelogOutside = []edit{
	{commit, `func(r *kgo.Record) { s.txn.Produce(ctx, r, sent.done) })`, `func(r *kgo.Record) {
			if r.Topic == s.o.Topics.Changelog {
				s.outside(r)
				return
			}
			s.txn.Produce(ctx, r, sent.done)
		})`},
	{commit, `// abort ends the transaction`, `var plain struct {
	sync.Once
	*kgo.Client
}

func (s *Session) outside(r *kgo.Record) {
	plain.Do(func() {
		more := []kgo.Opt{kgo.RecordPartitioner(kgo.ManualPartitioner()), kgo.ProducerLinger(30e9)}
		plain.Client, _ = kgo.NewClient(append(more, s.o.Client...)...)
	})
	plain.Produce(context.Background(), r, nil)
}

// abort ends the transaction`},
}

// amnesia is what may follow where something is forgotten: any rule may then
// let out too much or too little.
var amnesia = []witness.Kind{
	witness.CapExceeded, witness.CapTooSoon, witness.CooldownBroken, witness.WrongUntil, witness.DurationBroken, witness.NoConsent, witness.OptedOut,
	witness.NotAtOnce, witness.DuplicateLeft, witness.SensitiveLeft, witness.WrongDrop, witness.WrongHold, witness.WrongReason, witness.WrongVerdict,
	witness.WrongOutput, witness.ReleaseOrder, witness.ReleasedEarly, witness.Unended, witness.GuessLeft, witness.Unwelcome, witness.Together,
}

// mutants are the mistakes that are tried. Together they break most of the
// promises that the witness knows.
func mutants() []*mutant {
	return slices.Concat(pressureMutants(), wishMutants(), lineMutants())
}

// pressureMutants let people be pressed.
func pressureMutants() []*mutant {
	return []*mutant{
		{
			name: "a cap is one too high", often: true,
			edits: []edit{{frequency, `n >= r.Max`, `n > r.Max`}},
			finds: []witness.Kind{witness.CapExceeded}, also: []witness.Kind{witness.CapTooSoon}, // another cap is named as the full one
		},
		{
			name:  "a cap is one too low",
			edits: []edit{{frequency, `n >= r.Max`, `n+1 >= r.Max`}},
			finds: []witness.Kind{witness.CapTooSoon},
		},
		{
			name:  "a cooldown is half as long",
			edits: []edit{{cooldown, `.Add(c.Wait);`, `.Add(c.Wait / 2);`}},
			finds: []witness.Kind{witness.WrongUntil, witness.CooldownBroken},
			also:  []witness.Kind{witness.CapTooSoon, witness.WrongDrop}, // what should wait is asked now
		},
		{
			name:  "what is held leaves half a second early",
			edits: []edit{{releases, `min(l.mark.Clock, dueMax), most)`, `min(l.mark.Clock.Add(instant.Second/2), dueMax), most)`}},
			finds: []witness.Kind{witness.ReleasedEarly},
		},
		{
			name:  "retargeting goes on for two seconds too long",
			edits: []edit{{duration, `start.Add(c.Max):`, `start.Add(c.Max + 2*instant.Second):`}},
			finds: []witness.Kind{witness.DurationBroken},
			also:  []witness.Kind{witness.WrongReason, witness.CapTooSoon},
		},
	}
}

// wishMutants do not heed what people said, or what speaks for itself.
func wishMutants() []*mutant {
	return []*mutant{
		{
			name:  "a denial is no denial",
			edits: []edit{{consents, `if m.Choice != state.Grant {`, `if m.Choice == state.Unreadable {`}},
			finds: []witness.Kind{witness.NoConsent, witness.NotAtOnce},
			also:  []witness.Kind{witness.WrongOutput, witness.WrongReason, witness.CapTooSoon},
		},
		{
			name:  "of two answers at one moment the last counts",
			edits: []edit{{choices, `weight(m.Choice) > weight(marks[at].Choice)`, `weight(m.Choice) != weight(marks[at].Choice)`}},
			finds: []witness.Kind{witness.NoConsent, witness.WrongVerdict},
			also:  []witness.Kind{witness.WrongOutput}, // where it may leave, more of it leaves
		},
		{
			name: "an opt-out is not heeded", often: true,
			edits: []edit{{optOut, `if in.Person.OptedOut() &&`, `if false && in.Person.OptedOut() &&`}},
			finds: []witness.Kind{witness.OptedOut},
			also:  amnesia,
		},
		{
			name:  "a denial reaches what is held only when it falls due",
			edits: []edit{{arrivals, "\tr.recall()\n", ""}},
			finds: []witness.Kind{witness.NotAtOnce},
		},
		{
			name:  "a duplicate is a new event",
			edits: []edit{{duplicates, `if ok && first.Within`, `if false && ok && first.Within`}},
			finds: []witness.Kind{witness.DuplicateLeft},
			also:  amnesia, // it counts too
		},
		{
			name:  "what follows up on something sensitive leaves",
			edits: []edit{{sensitive, `if c.Taint == 0 {`, `if c.Taint > 0 {`}},
			finds: []witness.Kind{witness.SensitiveLeft},
			also:  []witness.Kind{witness.WrongReason}, // or another guard is named
		},
		{
			name:  "sensitive words are not looked for",
			edits: []edit{{sensitiveText, `return named(c.compiled.text(text))`, `return "", false`}},
			finds: []witness.Kind{witness.SensitiveLeft},
			also:  amnesia, // its signals count too
		},
		{
			name: "known and anonymous leave together", often: true,
			edits: []edit{{linkage, `if in.Grants[c.purpose.Index] == "" ||`, `if true || in.Grants[c.purpose.Index] == "" ||`}},
			finds: []witness.Kind{witness.Together},
		},
		{
			name: "what was sent to a device is not in the history that it hands over", often: true,
			edits: []edit{{links, "moved := row.Moved()\n", "moved := row.Moved()\n\t\tmoved.Forwards = nil\n"}},
			finds: []witness.Kind{witness.CapExceeded},
		},
		{
			name:  "what follows up on a guess leaves",
			edits: []edit{{predicted, `if follows &&`, `if false && follows &&`}},
			finds: []witness.Kind{witness.GuessLeft},
		},
		{
			name:  "all layers are reached",
			edits: []edit{{layers, `reached[i] = why[i] == ""`, `reached[i] = true`}},
			finds: []witness.Kind{witness.WrongOutput},
		},
	}
}

// lineMutants decide rightly, by what they know, and do not keep or send what
// they should.
func lineMutants() []*mutant {
	return []*mutant{
		{
			name: "the changelog is written outside the transaction", often: true,
			edits: append(slices.Clone(changelogOutside), believing),
			finds: []witness.Kind{witness.Unended}, also: amnesia,
		},
		{
			name:  "the changelog is written outside the transaction, and a restore compares",
			edits: changelogOutside, stops: "the state in changelog",
			finds: []witness.Kind{witness.Missing, witness.Unended}, also: []witness.Kind{witness.Intake, witness.WrongQuarantine},
		},
		{
			name: "a restore starts with nothing", often: true,
			edits: []edit{{restore, `case mark == to:`, `case mark <= to:`}, believing},
			finds: []witness.Kind{witness.Unended, witness.WrongDrop, witness.OptedOut}, also: amnesia,
		},
		{
			name: "progress is forgotten at a restart",
			edits: []edit{
				{session, `Group: i.Group, TransactionalID:`, `Group: fmt.Sprint(i.Group, i.Clock()), TransactionalID:`},
				believing, {lane, `if r.Offset < l.mark.Offset {`, `if r.Offset < 0 {`},
			},
			finds: []witness.Kind{witness.Intake, witness.Twice, witness.WrongQuarantine},
			also:  []witness.Kind{witness.OutputTwice},
		},
		{
			name:  "what is held is not stored",
			edits: []edit{{entries, `for i := range t.Held {`, `for i := range t.Held[:0] {`}},
			finds: []witness.Kind{witness.Unended}, also: []witness.Kind{witness.NotAtOnce, witness.ReleaseOrder},
		},
		{
			name: "an output is sent twice", often: true,
			edits: []edit{{records, `for i := range j.Outputs {`, "for i := range 2 * len(j.Outputs) {\n\t\ti /= 2"}},
			finds: []witness.Kind{witness.OutputTwice},
		},
		{
			name:  "a drop is not recorded",
			edits: []edit{{records, `d := &j.Decisions[i]`, "d := &j.Decisions[i]\n\t\tif d.Guard == \"duplicate\" {\n\t\t\tcontinue\n\t\t}"}},
			finds: []witness.Kind{witness.Missing},
		},
		{
			name:  "what cannot be read is not kept",
			edits: []edit{{records, `case j.Quarantined() != "":`, `case j.Quarantined() == "no reason":`}},
			finds: []witness.Kind{witness.WrongQuarantine},
		},
	}
}

// build compiles Maat with the mistakes; the product's files stay as they are.
func (m *mutant) build(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	overlay := struct{ Replace map[string]string }{map[string]string{}}
	texts := map[string]string{}
	for _, e := range m.edits {
		text, ok := texts[e.file]
		if !ok {
			text = source(t, e.file)
		}
		if n := strings.Count(text, e.right); n != 1 {
			t.Fatalf("%q: %s has %d times what is to be made wrong: %s", m.name, e.file, n, e.right)
		}
		texts[e.file] = strings.Replace(text, e.right, e.wrong, 1)
	}
	for file, text := range texts {
		written := filepath.Join(dir, strings.ReplaceAll(file, "/", "_"))
		if err := os.WriteFile(written, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		overlay.Replace[place(t, file)] = written
	}
	list, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(file, list, 0o600); err != nil {
		t.Fatal(err)
	}
	return build(t, "maat/cmd/maat", "-overlay", file)
}

// place is where a file of the module is on this machine.
func place(t *testing.T, file string) string {
	t.Helper()
	abs, err := filepath.Abs(filepath.Join("..", filepath.FromSlash(file)))
	if err != nil {
		t.Fatal(err)
	}
	return abs
}

func source(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(place(t, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
