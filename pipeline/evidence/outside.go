package evidence

import (
	"io/fs"

	"maat/pipeline/chain"
	"maat/pipeline/explain"
)

// outside checks the decisions that are in no tree. Of nobody's input that cannot
// be read there is one, made before any person's partition is reached; and what
// was decided before the log began is in none.
func (v *verifier) outside(trees map[int32][]part) (*Finding, error) {
	entries, err := fs.ReadDir(v.files, ".")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		kind, ids := fileOf(e.Name())
		if kind != "outside" || len(ids) != 1 {
			continue
		}
		if f, err := v.outsiders(e.Name(), ids[0], began(trees, ids[0])); f != nil || err != nil {
			return f, err
		}
	}
	return nil, nil
}

// began is the offset in a partition at which the log begins; what stands before
// it is older. Where the beginning is gone, nothing is.
func began(trees map[int32][]part, partition int32) (offset int64) {
	first := true
	for _, parts := range trees {
		for _, p := range parts {
			if p.partition != partition {
				continue
			}
			if p.first.leaf.Index > 0 {
				return 0
			}
			if first || p.first.offset < offset {
				first, offset = false, p.first.offset
			}
		}
	}
	if first {
		return 1<<63 - 1
	}
	return offset
}

func (v *verifier) outsiders(name string, partition int32, began int64) (*Finding, error) {
	l, err := v.open(name, Where{Topic: v.report.Manifest.Decisions, Partition: partition})
	if err != nil {
		return nil, err
	}
	defer l.close()
	for {
		read, what, more, err := l.next()
		if err != nil || !more {
			return nil, err
		}
		if r, err := explain.Parse(read.record); what == "" && read.offset >= began && (err != nil || r.Subject != "" || r.Verdict != chain.Quarantine.String()) {
			what = "a decision about a person has no place in the log: it was put in, or its header was changed"
		}
		if what != "" {
			return &Finding{Kind: Outside, At: l.at, What: what}, nil
		}
		v.report.Outside++
	}
}
