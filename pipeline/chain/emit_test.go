package chain_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"maat/pipeline/replay"
)

// TestEmittingChangesNothingElse: with what is emitted the same leaves at the
// same moment as without, and no decision is another; and no is never said beside
// a field for which the same purpose was asked.
func TestEmittingChangesNothingElse(t *testing.T) {
	silent := compile(t, busy)
	telling := compile(t, strings.Replace(busy, "    deadline: 2d\n", "    deadline: 2d\n    emit: {path: limited, as: tiktok, purpose: ads}\n", 1))
	said := map[string]bool{}
	rapid.Check(t, func(rt *rapid.T) {
		lines := encoded(t, history(rt, 3, 25))
		without, with := replayed(t, lines, replay.Dated{Program: silent}), replayed(t, lines, replay.Dated{Program: telling})
		for _, h := range []*told{without, with} {
			for i := range h.decisions {
				h.decisions[i].Policy = "law"
			}
		}
		if diff := cmp.Diff(without.records(), with.records()); diff != "" {
			rt.Fatalf("other decisions:\n%s", diff)
		}
		for i, out := range with.outputs {
			for _, word := range []string{`,"limited":true}`, `,"limited":false}`} {
				if plain, ok := strings.CutSuffix(out, word); ok {
					out, said[word] = plain+"}", true
					if word == `,"limited":true}` && strings.Contains(out, `"properties"`) {
						rt.Errorf("no is said beside what a yes let out: %s", with.outputs[i])
					}
				}
			}
			if i >= len(without.outputs) || out != without.outputs[i] || strings.Contains(with.outputs[i], " meta ") == (out == with.outputs[i]) {
				rt.Fatalf("%s leaves where nothing is emitted as\n%s", with.outputs[i], strings.Join(without.outputs, "\n"))
			}
		}
		if len(with.outputs) != len(without.outputs) {
			rt.Fatalf("%d events leave, not %d", len(with.outputs), len(without.outputs))
		}
	})
	if len(said) != 2 {
		t.Errorf("only %v was said", said)
	}
}
