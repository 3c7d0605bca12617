package policy_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/source"
	"maat/pipeline/state"
)

func TestVersion(t *testing.T) {
	one, again := compile(t, shop), compile(t, shop)
	if one.Version != again.Version || !strings.HasPrefix(one.Version, "shop@") || len(one.Version) != len("shop@")+12 {
		t.Errorf("versions %s and %s", one.Version, again.Version)
	}
	if other := compile(t, shop+"# a comment\n"); other.Version == one.Version {
		t.Error("another text has the same version")
	}
	if other := compile(t, shop, fakeKind("fake", func(*guard.Kind) {})); other.Version == one.Version {
		t.Error("other guards have the same version")
	}
}

// TestSettings fills every type that settings may have.
func TestSettings(t *testing.T) {
	p := compile(t, with(
		"timezone: Europe/Amsterdam",
		"guards:",
		"  fake: {span: 1d12h, by: topic, roles: [signal, outreach], texts: one, extra: {a: [b], c: d}, flag: false, number: 3, quiet: {from: 22:00}, words: [two, one],",
		"    path: properties.a, paths: [properties.b, properties.c], when: 'event.a == 1'}",
	), fakeKind("fake", func(*guard.Kind) {}))
	got := p.Destinations[0].Guards[0].Guard.(*fakeGuard)
	want := &fakeSettings{
		Span: 36 * instant.Hour, By: guard.ByTopic, Roles: []state.Role{state.Signal, state.Outreach}, Texts: []string{"one"},
		Extra: map[string][]string{"a": {"b"}, "c": {"d"}}, Number: 3, Quiet: &fakeQuiet{22 * 60}, Words: fakeWords{"list", "two", "one"},
		Path: event.MustPath("properties.a"), Paths: []event.Path{event.MustPath("properties.b"), event.MustPath("properties.c")},
		When: guard.Condition{Text: "event.a == 1"},
	}
	when := &got.settings[0].(*fakeSettings).When
	if when.Expr == nil || !when.Expr.Holds(map[string]any{"a": 1}) || when.Expr.Holds(map[string]any{"a": 2}) {
		t.Error("the condition does not hold where it should, or elsewhere")
	}
	when.Expr = nil
	if diff := cmp.Diff(want, got.settings[0], cmp.Comparer(event.Path.Equal)); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
	if !got.listed || p.Keep.Acts != 90*instant.Day {
		t.Errorf("listed %v, kept %s", got.listed, p.Keep.Acts)
	}
}

// TestWhichGuardsAct: Always, Base, Shared, off, and what a destination says.
func TestWhichGuardsAct(t *testing.T) {
	always := func(k *guard.Kind) { k.Always = true }
	base := func(k *guard.Kind) { k.Always, k.Base = true, true }
	shared := func(k *guard.Kind) { k.Always, k.Shared = true, true }
	many := func(k *guard.Kind) { k.Many = true }
	for _, c := range []struct {
		name, general, own string
		change             func(*guard.Kind)
		want               string // what acts at meta: listed or not, and the numbers it is set to
	}{
		{"plain, not listed", "", "", func(*guard.Kind) {}, "none"},
		{"plain, listed", "{number: 1}", "", func(*guard.Kind) {}, "true [1]"},
		{"plain, replaced", "{number: 1, texts: a}", "{number: 2}", func(*guard.Kind) {}, "true [2]"},
		{"plain, off here", "{number: 1}", "{mode: off, why: x}", func(*guard.Kind) {}, "none"},
		{"plain, off but here", "{mode: off, why: x}", "{number: 2}", func(*guard.Kind) {}, "true [2]"},
		{"always, not listed", "", "", always, "false [7]"},
		{"always, off", "{mode: off, why: x}", "", always, "none"},
		{"base, off", "{mode: off, why: x}", "", base, "false [7]"},
		{"base, listed", "{number: 1}", "", base, "true [1]"},
		{"many, one", "{number: 1}", "", many, "true [1]"},
		{"many, several", "[{number: 1}, {number: 2}]", "", many, "true [1 2]"},
		{"many, replaced as a whole", "[{number: 1}, {number: 2}]", "[{number: 3}]", many, "true [3]"},
		{"many, off", "{mode: off, why: x}", "", many, "none"},
		{"shared", "{number: 1}", "", shared, "true [1]"},
		{"shared, off", "{mode: off, why: x}", "", shared, "none"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := shop
			if c.general != "" {
				text = with("guards:", "  fake: "+c.general)
			}
			if c.own != "" {
				text = strings.Replace(text, "    topic: ads.meta\n", "    topic: ads.meta\n    guards: {fake: "+c.own+"}\n", 1)
			}
			p := compile(t, text, fakeKind("fake", c.change))
			if got := acts(p.Destinations[0].Guards); got != c.want {
				t.Errorf("at meta acts %s, not %s", got, c.want)
			}
			if isShared := len(p.Shared) > 0; isShared != (strings.HasPrefix(c.name, "shared") && c.want != "none") {
				t.Errorf("shared: %v", isShared)
			}
		})
	}
}

func acts(entries []policy.Entry) string {
	if len(entries) == 0 {
		return "none"
	}
	g := entries[0].Guard.(*fakeGuard)
	var numbers []int
	for _, s := range g.settings {
		numbers = append(numbers, s.(*fakeSettings).Number)
	}
	return fmt.Sprint(g.listed, " ", numbers)
}

// TestEnv: guards judge the category code of an event as they do its texts.
func TestEnv(t *testing.T) {
	p := compile(t, shop, fakeKind("fake", func(k *guard.Kind) { k.Always = true }))
	env := p.Destinations[1].Guards[0].Guard.(*fakeGuard).env
	want := "[properties.query properties.name context.page.title context.page.url properties.audience properties.audience_name properties.audience_key properties.category]"
	if got := fmt.Sprint(env.Text); got != want {
		t.Errorf("texts %s", got)
	}
	if env.Destination.Name != "mail" || env.Cause.String() != "properties.cause_id" || len(env.Purposes) != 2 {
		t.Errorf("env %+v", env)
	}
}

// TestNothingIsGrantedWithoutAGranter: a build without the consent guard.
func TestNothingIsGrantedWithoutAGranter(t *testing.T) {
	d := compile(t, shop).Destinations[0]
	if d.Granter.Grant(nil, nil) == "" {
		t.Error("granted")
	}
}

// TestProblemOfAGuardStandsAtItsKey: nested, in a list, or unknown.
func TestProblemOfAGuardStandsAtItsKey(t *testing.T) {
	for field, want := range map[string]string{
		"":           "4:3",
		"number":     "4:10",
		"quiet.from": "4:29",
		"quiet.to":   "4:21",
		"nothing":    "4:3",
	} {
		kind := fakeKind("fake", func(k *guard.Kind) {
			k.Build = func([]any, *guard.Env) (guard.Guard, []guard.Problem) {
				return nil, []guard.Problem{{Field: field, Message: "it is wrong"}}
			}
		})
		text := strings.TrimPrefix(strings.Replace(with("timezone: UTC"), "maat: v1\nname: shop\n", "maat: v1\nname: shop\nguards:\n  fake: {number: 1, quiet: {from: 22:00}}\n", 1), "\n")
		_, err := policy.Compile("p.yaml", []byte(text), policy.Options{Table: []guard.Kind{kind}})
		var problems source.Problems
		if !errors.As(err, &problems) {
			t.Fatal(err)
		}
		p := problems[0]
		if got := fmt.Sprintf("%d:%d", p.Line, p.Column); got != want || len(problems) != 1 {
			t.Errorf("%q stands at %s, not %s (%d problems)", field, got, want, len(problems))
		}
	}
}

// TestTransforms: each through its constructor, on a value.
func TestTransforms(t *testing.T) {
	text := strings.Replace(with("timezone: Europe/Amsterdam"), "fields: [event]}]\n  mail", `fields: [{path: a, hash: sha256}, {path: b, round: 10},
        {path: c, keep: day_part}, {path: d, truncate: 2}, {path: e, const: x}, {path: f, hmac: k}]}]
  mail`, 1)
	p, err := policy.Compile("p.yaml", []byte(text), policy.Options{Key: func(string) ([]byte, bool) { return []byte("0123456789abcdef"), true }})
	if err != nil {
		t.Fatal(err)
	}
	v := view(t, `{"a":" X ","b":14,"c":"2026-07-01T22:30:00Z","d":"abc","e":1,"f":"x"}`)
	out, _ := event.Project(v, p.Destinations[0].Layers[0].Fields, nil, nil)
	want := `{"a":"2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881","b":10,"c":"night","d":"ab","e":"x",` +
		`"f":"` + pseudonym("x") + `"}`
	if string(out) != want {
		t.Errorf("out  %s\nwant %s", out, want)
	}
}

func pseudonym(text string) string {
	mac := hmac.New(sha256.New, []byte("0123456789abcdef"))
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil))
}

// TestReader: presets, and what a policy says instead.
func TestReader(t *testing.T) {
	p := compile(t, strings.Replace(shop, "format: segment", "format: rudderstack\n  item: properties.products[].sku\n  text: properties.q\n  name: [kind, event]", 1))
	r := p.Reader
	got := fmt.Sprint(r.Shape, r.Name, r.ID, r.Time, r.Received, r.Subject, r.Item, r.Topic, r.Text, r.SideText)
	want := fmt.Sprint(policy.SegmentShape, " [kind event] messageId timestamp receivedAt [userId anonymousId] properties.products[].sku properties.category [properties.q] [context.page.referrer]")
	if strings.Join(strings.Fields(got), "") != strings.Join(strings.Fields(want), "") {
		t.Errorf("reader\n%s, not\n%s", got, want)
	}
}
