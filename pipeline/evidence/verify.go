package evidence

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"golang.org/x/mod/sumdb/note"

	"maat/pipeline/instant"
	"maat/pipeline/merkle"
)

// Options of a check.
type Options struct {
	Keys   note.Verifiers      // of the log: the one that signs now, and those before it
	Expect []merkle.Checkpoint // kept elsewhere: the log must hold them
	Since  instant.Time        // nothing from then on may be gone; 0: retention may have removed any beginning
	Read   func(bytes int)     // told as files are read; may be nil
	// Prove is asked of each decision that can be opened, and Proved given a
	// proof of those for which it says so; both may be nil.
	Prove  func(record []byte) bool
	Proved func(tree int32, index uint64, p *merkle.Proof) error
}

// Report is what was checked.
type Report struct {
	Manifest Manifest
	Trees    []Tree
	Outside  int // decisions on nobody's input, and from before the log began
	Findings []Finding
}

// Tree is what was checked of the log of one partition.
type Tree struct {
	ID             int32
	First          uint64 // the first entry that is there
	Covered        uint64 // the first that a checkpoint covers
	Size           uint64
	Opened, Closed int // entries with and without the salt
	Checkpoints    int
	From, To       instant.Time // of the first and the last checkpoint that was held against entries
}

// verifier is a check under way.
type verifier struct {
	Options
	files  fs.FS
	report Report
}

// Verify checks an export. An error says that it cannot be read; what is wrong
// with what it says is in the findings: of each tree the first.
func Verify(files fs.FS, o Options) (*Report, error) {
	v := &verifier{Options: o, files: files}
	if err := v.manifest(); err != nil {
		return nil, err
	}
	trees, err := v.trees()
	if err != nil {
		return nil, err
	}
	for _, id := range slices.Sorted(maps.Keys(trees)) {
		t := &tree{verifier: v, Tree: Tree{ID: id}, parts: trees[id], met: map[uint64]bool{}}
		finding, err := t.check()
		if err != nil {
			return nil, err
		}
		v.report.Trees = append(v.report.Trees, t.Tree)
		v.note(finding)
	}
	finding, err := v.outside(trees)
	v.note(finding)
	return &v.report, err
}

func (v *verifier) note(f *Finding) {
	if f != nil {
		v.report.Findings = append(v.report.Findings, *f)
	}
}

func (v *verifier) manifest() error {
	text, err := fs.ReadFile(v.files, manifestFile)
	if err != nil {
		return err
	}
	m := &v.report.Manifest
	if err := json.Unmarshal(text, m, json.RejectUnknownMembers(true)); err != nil || m.Maat != Form {
		return fmt.Errorf("%s is none of a %s", manifestFile, Form)
	}
	return nil
}

// part is what one partition of the decisions topic holds of a tree.
type part struct {
	name      string
	partition int32
	first     line
}

// trees are the trees that the export or an expected checkpoint tells of, with
// their files in the order of their first entries.
func (v *verifier) trees() (map[int32][]part, error) {
	entries, err := fs.ReadDir(v.files, ".")
	if err != nil {
		return nil, err
	}
	all := map[int32][]part{}
	for _, c := range v.Expect {
		if id, ok := v.treeOf(c.Origin); ok {
			all[id] = nil
		}
	}
	for _, e := range entries {
		kind, ids := fileOf(e.Name())
		switch {
		case kind == "checkpoints" && len(ids) == 1:
			all[ids[0]] = all[ids[0]] // an entry in any case
		case kind == "decisions" && len(ids) == 2:
			p, err := v.part(e.Name(), ids[1])
			if err != nil {
				return nil, err
			}
			all[ids[0]] = append(all[ids[0]], p)
		}
	}
	for _, list := range all {
		slices.SortStableFunc(list, func(a, b part) int { return cmp.Compare(a.first.leaf.Index, b.first.leaf.Index) })
	}
	return all, nil
}

// fileOf takes the name of a file apart: KIND-NUMBER-NUMBER.jsonl.
func fileOf(name string) (kind string, ids []int32) {
	base, ok := strings.CutSuffix(name, ".jsonl")
	kind, rest, numbered := strings.Cut(base, "-")
	if !ok || !numbered {
		return "", nil
	}
	for text := range strings.SplitSeq(rest, "-") {
		id, err := strconv.ParseInt(text, 10, 32)
		if err != nil {
			return "", nil
		}
		ids = append(ids, int32(id))
	}
	return kind, ids
}

// part looks at the first line of a file. One that cannot be read is told when
// its turn comes.
func (v *verifier) part(name string, partition int32) (part, error) {
	l, err := v.open(name, Where{})
	if err != nil {
		return part{}, err
	}
	defer l.close()
	l.read = nil
	first, _, _, err := l.next()
	if first.leaf == nil {
		first.leaf = &merkle.Leaf{}
	}
	return part{name, partition, first}, err
}

// treeOf reads an origin.
func (v *verifier) treeOf(origin string) (int32, bool) {
	id, ok := strings.CutPrefix(origin, v.report.Manifest.Log+"/")
	n, err := strconv.ParseInt(id, 10, 32)
	return int32(n), ok && err == nil && merkle.Origin(v.report.Manifest.Log, int32(n)) == origin
}
