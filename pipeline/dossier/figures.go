package dossier

import (
	"cmp"
	"maps"
	"slices"

	"maat/pipeline/instant"
)

// Figures are counts of the decisions of the period.
type Figures struct {
	Decisions int64        `json:"decisions"`
	First     instant.Time `json:"first"`
	Last      instant.Time `json:"last"`
	Outcomes  []Outcome    `json:"outcomes"`
	Shadow    []Outcome    `json:"shadow"` // what would have been decided
	Roles     []Applied    `json:"roles"`
	Edits     []Edited     `json:"edits"`
	Held      Held         `json:"held"`
}

// Outcome counts decisions of one kind.
type Outcome struct {
	Destination string `json:"destination"` // empty: the event itself
	Verdict     string `json:"verdict"`
	Reason      string `json:"reason"`
	Count       int64  `json:"count"`
}

// Applied counts what people told: consents, opt-outs, erasures.
type Applied struct {
	Role    string `json:"role"`
	Verdict string `json:"verdict"` // apply or ignore
	Count   int64  `json:"count"`
}

// Edited counts fields that did not leave as they came in.
type Edited struct {
	Guard string `json:"guard"`
	Did   string `json:"did"`
	Count int64  `json:"count"`
}

// Held is how what was held in the period had ended at its end. Begun is
// Waiting and the sum of Ended.
type Held struct {
	Begun   int64     `json:"begun"`
	Again   int64     `json:"again"` // how often something that waited was held once more
	Ended   []Outcome `json:"ended"`
	Waiting int64     `json:"waiting"`
}

// counts counts by a key.
type counts[K comparable] map[K]int64

// list is the counts in order, each made into what is listed.
func list[K comparable, T any](c counts[K], order func(a, b K) int, made func(K, int64) T) []T {
	out := make([]T, 0, len(c))
	for _, k := range slices.SortedFunc(maps.Keys(c), order) {
		out = append(out, made(k, c[k]))
	}
	return out
}

// outcome is the key of an Outcome.
type outcome struct{ destination, verdict, reason string }

func outcomes(c counts[outcome]) []Outcome {
	order := func(a, b outcome) int {
		return cmp.Or(cmp.Compare(a.destination, b.destination), cmp.Compare(a.verdict, b.verdict), cmp.Compare(a.reason, b.reason))
	}
	return list(c, order, func(k outcome, n int64) Outcome { return Outcome{k.destination, k.verdict, k.reason, n} })
}

// pair is the key of what is counted by two words.
type pair struct{ a, b string }

func byPair(a, b pair) int { return cmp.Or(cmp.Compare(a.a, b.a), cmp.Compare(a.b, b.b)) }
