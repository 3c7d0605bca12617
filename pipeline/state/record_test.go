package state_test

import (
	"bytes"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"maat/pipeline/instant"
	"maat/pipeline/state"
)

func drawTime(t *rapid.T) instant.Time {
	return instant.Time(rapid.OneOf(rapid.Int64Range(0, 9), rapid.Int64(), rapid.Just(int64(instant.Never))).Draw(t, "time"))
}

func drawAbout(t *rapid.T) state.About {
	hash := rapid.OneOf(rapid.Just(uint64(0)), rapid.Uint64())
	return state.About{Topic: state.Hash(hash.Draw(t, "topic")), Item: state.Hash(hash.Draw(t, "item")), Channel: state.Hash(hash.Draw(t, "channel"))}
}

func drawRow(t *rapid.T) (r state.Row) {
	few := func(what string, draw func()) {
		for range rapid.IntRange(0, 3).Draw(t, what) {
			draw()
		}
	}
	few("arrivals", func() { r.Arrive(state.HashID(rapid.String().Draw(t, "id")), drawTime(t)) })
	few("choices", func() {
		c := state.Choice(rapid.IntRange(1, 3).Draw(t, "choice"))
		r.Choose(rapid.SampledFrom([]string{"ads", "linking", "é"}).Draw(t, "category"), state.Mark{At: drawTime(t), Choice: c})
	})
	few("acts", func() {
		r.Act(state.Act{At: instant.Time(rapid.Int64Range(1, 9).Draw(t, "at")), About: drawAbout(t), Conversion: rapid.Bool().Draw(t, "conversion"), World: drawWorld(t)})
	})
	few("forwards", func() {
		r.Forward(state.Forward{At: drawTime(t), Role: state.Outreach, Destination: state.HashOf("meta"), About: drawAbout(t), World: drawWorld(t)})
	})
	few("taints", func() {
		r.Taint(state.Taint{At: drawTime(t), Topic: "health", ID: state.HashID("x"), Page: 7, World: drawWorld(t)})
	})
	hash := rapid.Custom(func(t *rapid.T) state.Hash { return state.Hash(rapid.Uint64Range(0, 3).Draw(t, "hash")) })
	few("given", func() {
		r.Give(state.Given{Path: hash.Draw(t, "path"), At: drawTime(t), Back: rapid.Bool().Draw(t, "back")})
	})
	few("predictions", func() { r.Predict(state.HashID(rapid.String().Draw(t, "id")), drawTime(t)) })
	few("contacts", func() {
		r.Meet(state.Contact{At: drawTime(t), Brand: hash.Draw(t, "brand"), When: hash.Draw(t, "when"), Preference: rapid.Bool().Draw(t, "preference"), World: drawWorld(t)})
	})
	r.OutAt, r.InAt, r.Held = drawTime(t), drawTime(t), rapid.Uint32().Draw(t, "held")
	return r
}

func TestValuesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		roundTrip(t, drawRow(t))
		roundTrip(t, state.Held{
			Seq: rapid.Uint64().Draw(t, "seq"), Destination: rapid.String().Draw(t, "destination"), Due: drawTime(t), Since: drawTime(t),
			Event: rapid.SliceOfN(rapid.Byte(), 1, 50).Draw(t, "event"), Source: "in/3/7", Trace: rapid.String().Draw(t, "trace"), Wait: state.WaitsReal,
			Fate: &state.Fate{Verdict: 2, Until: drawTime(t), Guard: rapid.String().Draw(t, "guard"), Reason: "frequency.subject"},
		})
		row := drawRow(t)
		row = row.Apart(state.Subject{1})
		roundTrip(t, state.Word{
			Says: state.Says(rapid.IntRange(int(state.Ask), int(state.Back)).Draw(t, "says")), From: state.Subject{1}, To: state.Subject{2}, Next: state.Subject{rapid.Byte().Draw(t, "next")}, Row: &row,
			Event: &state.Sent{Event: rapid.SliceOfN(rapid.Byte(), 1, 50).Draw(t, "sent"), Since: drawTime(t), Trips: rapid.Uint8().Draw(t, "trips")},
		})
		roundTrip(t, state.Checkpoint{Offset: rapid.Int64().Draw(t, "offset"), Seq: rapid.Uint64().Draw(t, "seq"), Clock: drawTime(t), Control: state.Head{Seq: rapid.Uint64().Draw(t, "control"), Hash: [32]byte{rapid.Byte().Draw(t, "hash")}}})
	})
}

func roundTrip[T state.Row | state.Held | state.Checkpoint | state.Word](t *rapid.T, in T) {
	b, err := state.Encode(&in)
	if err != nil {
		t.Fatal(err)
	}
	out, err := state.Decode[T](b)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(*out, in) {
		t.Fatalf("%+v became %+v", in, *out)
	}
	if again, err := state.Encode(out); err != nil || !bytes.Equal(again, b) {
		t.Fatalf("encoded again it is %x, not %x (%v)", again, b, err)
	}
}

// A value that is cut short, goes on, or is of another version is never
// guessed at.
func TestDecodeRefuses(t *testing.T) {
	row := state.Row{OutAt: 5, Consents: []state.Standing{{Category: "ads", Marks: []state.Mark{{At: 3, Choice: state.Deny}}}}, Held: 2}
	good, err := state.Encode(&row)
	if err != nil {
		t.Fatal(err)
	}
	for n := range len(good) {
		if got, err := state.Decode[state.Row](good[:n]); err == nil {
			t.Errorf("the first %d bytes are read as %+v", n, got)
		}
	}
	if got, err := state.Decode[state.Row](append(slices.Clone(good), 0)); err == nil {
		t.Errorf("with a byte more it is read as %+v", got)
	}
	for version := range 256 {
		other := slices.Clone(good)
		other[0] = byte(version)
		if got, err := state.Decode[state.Row](other); (err == nil) != (version == int(good[0])) {
			t.Errorf("version %d is read as %+v, %v", version, got, err)
		}
	}
	if got, err := state.Decode[state.Held](append(good[:1:1], 0x81, 0x01)); err == nil {
		t.Errorf("a list is read as the held event %+v", got)
	}
}

func TestKeys(t *testing.T) {
	who := state.Subject{1, 2, 15: 0xff}
	for _, c := range []struct {
		key  []byte
		kind byte
		who  state.Subject
		seq  uint64
	}{
		{state.RowKey(who), state.KeyRow, who, 0},
		{state.HeldKey(who, 0), state.KeyHeld, who, 0},
		{state.HeldKey(who, 1<<63+7), state.KeyHeld, who, 1<<63 + 7},
		{[]byte{state.KeyCheckpoint}, state.KeyCheckpoint, state.Subject{}, 0},
	} {
		kind, who, seq, err := state.ParseKey(c.key)
		if kind != c.kind || who != c.who || seq != c.seq || err != nil {
			t.Errorf("%x: %q, %x, %d, %v", c.key, kind, who, seq, err)
		}
		for n := range len(c.key) {
			if _, _, _, err := state.ParseKey(c.key[:n]); err == nil {
				t.Errorf("the first %d bytes of %x are a key", n, c.key)
			}
		}
		if _, _, _, err := state.ParseKey(append(slices.Clone(c.key), 0)); err == nil {
			t.Errorf("%x and a byte more are a key", c.key)
		}
	}
	if _, _, _, err := state.ParseKey([]byte("x")); err == nil {
		t.Error("a key of an unknown kind is taken")
	}
	if bytes.Compare(state.HeldKey(who, 255), state.HeldKey(who, 256)) >= 0 {
		t.Error("keys of held events do not sort by order of arrival")
	}
}

func TestHashes(t *testing.T) {
	if state.HashOf("") != 0 || state.HashOf("a") == 0 || state.HashOf("a") == state.HashOf("b") || state.HashOf("a") != state.HashOf(string([]byte{'a'})) {
		t.Error("hashes of values do not tell them apart, or none is not zero")
	}
	if state.HashID("a") == state.HashID("b") || state.HashID("") == (state.ID{}) {
		t.Error("hashes of ids do not tell them apart")
	}
	rapid.Check(t, func(t *rapid.T) {
		if s := rapid.StringN(1, -1, -1).Draw(t, "value"); state.HashOf(s) == 0 {
			t.Fatalf("%q is none", s)
		}
	})
}

func TestRoles(t *testing.T) {
	for _, name := range state.RoleNames() {
		r, ok := state.ParseRole(name)
		changes := slices.Contains([]string{"consent", "preference", "opt_out", "opt_in", "erase"}, name)
		if !ok || r.String() != name || r.ChangesState() != changes {
			t.Errorf("%s: %s, %t, changes state %t", name, r, ok, r.ChangesState())
		}
	}
	if len(state.RoleNames()) != 10 || state.None.String() != "" || state.None.ChangesState() {
		t.Error("there are ten roles, and none is not one")
	}
	for _, name := range []string{"", "Signal", "retract", "signal "} {
		if r, ok := state.ParseRole(name); ok {
			t.Errorf("%q is the role %s", name, r)
		}
	}
}
