package policy_test

import (
	"errors"
	"strings"
	"testing"

	"maat/pipeline/guard"
	"maat/pipeline/policy"
	"maat/pipeline/source"
)

// FuzzCompile: whatever the text, Compile answers with a program or with
// problems that stand inside the text, and twice the same.
func FuzzCompile(f *testing.F) {
	f.Add(base(f))
	f.Add(with("timezone: UTC", "guards:", "  fake: {number: 1, quiet: {from: 22:00}, extra: {a: [b]}, words: [one]}", "  many:", "    - {span: 1d12h}", "    - {mode: off, why: x}"))
	f.Add(strings.Replace(shop, "fields: [event]", "fields: [{path: a, round: 10}, {path: b, const: \"\\u00e9\"}, {path: c, keep: region}]", 1))
	f.Add(shop + "    emit: [{path: a.b, as: meta, purpose: [ads, more]}, {path: \"a.b\", as: tiktok, purpose: ads}]\n")
	f.Add(strings.Replace(shop, "format: segment", "format: cloudevents\n  topic: data.a[].b\n  consent: data.c", 1))
	f.Add(strings.Replace(shop, "format: segment", "format: snowplow\n  topic: contexts_a_1.b\n  text: [event.a, page_url]", 1))
	for _, text := range []string{
		"", "\ufeff", "- ", "\r", "maat: v1\r\nname: &a [*a]\n", "? {a: [b]}\n", "a: |2\n   x\n", "a: >\n\n\n", "maat: \"\\u00e9\n x\"", "{{{{", "a:\n\t- b",
		"%YAML 1.2\n---\nmaat: v1\n...\n", "maat: v1 # \xff", "events: {roles: {signal: [{event: a, when: \"'\\n' == nope\"}]}}",
	} {
		f.Add(text)
	}
	table := []guard.Kind{
		fakeKind("fake", func(k *guard.Kind) { k.Always = true }), fakeKind("many", func(k *guard.Kind) { k.Many = true }),
		fakeKind("duplicate", func(k *guard.Kind) { k.Shared = true }), fakeKind("halt", func(k *guard.Kind) { k.Fixed = true }),
	}
	f.Fuzz(func(t *testing.T, text string) {
		first := outcome(t, text, table)
		if again := outcome(t, text, table); first != again {
			t.Fatalf("once %s, then %s", first, again)
		}
	})
}

// outcome is the version of a program, or its problems.
func outcome(t *testing.T, text string, table []guard.Kind) string {
	p, err := policy.Compile("p.yaml", []byte(text), policy.Options{Table: table})
	if err == nil {
		return p.Version
	}
	var list source.Problems
	if !errors.As(err, &list) || p != nil || len(list) == 0 {
		t.Fatalf("error %T, program %v", err, p != nil)
	}
	lines := strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n")
	for _, one := range list[:min(len(list), source.ProblemsMax)] {
		if one.Line < 1 || one.Line > len(lines) || one.Column < 1 || one.Column > len([]rune(lines[one.Line-1]))+1 || one.Message == "" {
			t.Errorf("%d:%d lies outside the text: %s", one.Line, one.Column, one.Message)
		}
	}
	return err.Error()
}
