// Package maat_test holds the rules of the code base that are about its shape:
// who may know whom, how large a part may grow, and what stands in no file. A
// rule that matters fails here and says what to do; all else is taste.
package maat_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// layers are the folders of the module from the bottom up. A package may import
// those of earlier lines only: not those after it, nor those beside it.
var layers = [][]string{
	{"examples", "guards/sensitive/lexicon", "pipeline/iab", "pipeline/instant", "pipeline/sim/audit", "pipeline/source", "schemas"},
	{"guards/sensitive/category", "loadtest/*", "pipeline/event", "pipeline/iab/ac", "pipeline/iab/tcf", "pipeline/state"},
	{"pipeline/config", "pipeline/fairness", "pipeline/guard", "pipeline/iab/gpp", "pipeline/state/diskstore", "pipeline/state/memstore", "pipeline/state/statetest"},
	{"guards/*", "pipeline/control", "pipeline/policy"},
	{"pipeline/chain"},
	{"pipeline/explain", "pipeline/page"},
	{"pipeline"},
	{"pipeline/admin", "pipeline/kafka", "pipeline/replay", "pipeline/sim", "pipeline/telemetry"},
	{"pipeline/compare", "pipeline/instance", "pipeline/policytest"},
	{"guards"},
	{"cmd/*/internal/*", "guards/guardtest"},
	{"cmd/*"},
	{".", "deploy/*", "loadtest", "tools", "tools/*"},
}

// core decides, and must be a function of its arguments.
var core = []string{
	"guards", "guards/*", "guards/sensitive/*", "pipeline/chain", "pipeline/control", "pipeline/event", "pipeline/explain", "pipeline/fairness", "pipeline/guard", "pipeline/iab", "pipeline/iab/*",
	"pipeline/instant", "pipeline/policy", "pipeline/source", "pipeline/state",
}

// world is what the core may not know; a line covers all beneath it.
var world = []string{"context", "crypto/rand", "io/fs", "log", "math/rand", "net", "os", "runtime", "sync", "syscall", "time", "unsafe", "golang.org/x/sync"}

// shell is where goroutines begin.
var shell = []string{"cmd/*", "cmd/*/internal/*", "pipeline", "pipeline/admin", "pipeline/instance", "pipeline/kafka"}

// clocks are the files that may read the time, once each: the clock that is
// handed to all else, and how long a command has been running.
var clocks = []string{"cmd/maat/pipeline_run.go", "cmd/maat/progress.go"}

// The budgets, in lines.
const (
	fileMax      = 500
	fileMedian   = 120
	functionMax  = 70
	functionMean = 15
)

// source is one Go file.
type source struct {
	path, folder string
	test         bool
	lines        int
	tree         *ast.File
	set          *token.FileSet
}

// at is where a node stands, for an error.
func (s source) at(n ast.Node) string { return s.set.Position(n.Pos()).String() }

// functions yields the functions that have a name.
func (s source) functions(yield func(*ast.FuncDecl) bool) {
	for _, d := range s.tree.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && !yield(f) {
			return
		}
	}
}

func (s source) length(f *ast.FuncDecl) int {
	return s.set.Position(f.End()).Line - s.set.Position(f.Pos()).Line + 1
}

// imports yields the paths that the file imports.
func (s source) imports(yield func(*ast.ImportSpec, string) bool) {
	for _, i := range s.tree.Imports {
		if !yield(i, strings.Trim(i.Path.Value, `"`)) {
			return
		}
	}
}

// sources are the Go files of the project.
func sources(t *testing.T) []source {
	t.Helper()
	list, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 50 {
		t.Fatalf("only %d Go files are found: run this test in the root of the module", len(list))
	}
	return list
}

var parsed = sync.OnceValues(func() (list []source, err error) {
	names, err := files()
	for _, name := range names {
		if path.Ext(name) != ".go" || strings.Contains(name, "testdata/") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		list = append(list, source{name, path.Dir(name), strings.HasSuffix(name, "_test.go"), bytes.Count(text, []byte("\n")), tree, set})
	}
	return list, err
})

// files lists the files of the project, with slashes.
func files() (names []string, err error) {
	err = filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && slices.Contains([]string{".git", "bin", "dist"}, name) {
			return fs.SkipDir
		}
		if err == nil && d.Type().IsRegular() {
			names = append(names, filepath.ToSlash(name))
		}
		return err
	})
	return names, err
}

// in says that a folder is named by one of the patterns.
func in(patterns []string, folder string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		ok, _ := path.Match(p, folder)
		return ok
	})
}

// level is the layer of a folder, -1 for none. Its own name counts before a
// pattern.
func level(folder string) int {
	if i := slices.IndexFunc(layers, func(l []string) bool { return slices.Contains(l, folder) }); i >= 0 {
		return i
	}
	return slices.IndexFunc(layers, func(l []string) bool { return in(l, folder) })
}

// beneath says that an import is one of the list, or lies beneath one.
func beneath(list []string, imported string) bool {
	return slices.ContainsFunc(list, func(p string) bool { return imported == p || strings.HasPrefix(imported, p+"/") })
}

func TestImportsPointOneWay(t *testing.T) {
	lost := map[string]bool{}
	for _, s := range sources(t) {
		own := level(s.folder)
		if own < 0 && !lost[s.folder] {
			t.Errorf("the folder %s is in no layer: name it in layers of tidy_test.go, as low as what it imports allows", s.folder)
			lost[s.folder] = true
		}
		if s.test || own < 0 {
			continue
		}
		for spec, name := range s.imports {
			folder, ours := strings.CutPrefix(name, "maat/")
			if !ours {
				continue
			}
			if other := level(folder); other >= own && !(s.folder == "guards" && in([]string{"guards/*"}, folder)) {
				t.Errorf("%s: %s may not import %s, which is not below it: pass a value or a small interface in from above, or move what both need further down",
					s.at(spec), s.folder, folder)
			}
			if beneath([]string{"pipeline"}, s.folder) && beneath([]string{"guards"}, folder) {
				t.Errorf("%s: nothing in pipeline knows a guard: take the table of guards as an argument", s.at(spec))
			}
			if beneath([]string{"loadtest"}, s.folder) && !beneath([]string{"loadtest", "schemas"}, folder) {
				t.Errorf("%s: the witness shares no code with what it judges: write it again, by POLICY and not by the product", s.at(spec))
			}
		}
	}
}

func TestTheCoreKnowsNoWorld(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || !in(core, s.folder) || s.folder == "guards/guardtest" {
			continue
		}
		for spec, name := range s.imports {
			calendar := s.folder == "pipeline/instant" && name == "time"
			if name != "net/url" && !calendar && beneath(world, name) {
				t.Errorf("%s: %s decides and may not import %s: take time, bytes and chance as arguments, and let the shell do what must be done",
					s.at(spec), s.folder, name)
			}
		}
	}
}

func TestSizes(t *testing.T) {
	var lines, lengths []int
	for _, s := range sources(t) {
		if s.lines > fileMax {
			t.Errorf("%s has %d lines, the most is %d: split it by what its parts are about", s.path, s.lines, fileMax)
		}
		if !s.test {
			lines = append(lines, s.lines)
		}
		for f := range s.functions {
			n := s.length(f)
			if n > functionMax {
				t.Errorf("%s: %s has %d lines, the most is %d: name its steps and make each a function", s.at(f), f.Name.Name, n, functionMax)
			}
			if !s.test {
				lengths = append(lengths, n)
			}
		}
	}
	slices.Sort(lines)
	if median := lines[len(lines)/2]; median > fileMedian {
		t.Errorf("half of the files have more than %d lines, the most is %d: split the larger ones", median, fileMedian)
	}
	sum := 0
	for _, n := range lengths {
		sum += n
	}
	if mean := float64(sum) / float64(len(lengths)); mean > functionMean {
		t.Errorf("functions have %.1f lines on average, the most is %d: split the larger ones", mean, functionMean)
	}
}

func TestNothingHappensBeforeMain(t *testing.T) {
	for _, s := range sources(t) {
		for f := range s.functions {
			if f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s: there is no init: call it from main, or make the value where it is needed", s.at(f))
			}
		}
	}
}

// reads are the functions of package time that look at the clock of the machine.
var reads = []string{"Now", "Since", "Until"}

func TestTheClockIsReadInOnePlace(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || beneath([]string{"loadtest", "deploy"}, s.folder) {
			continue
		}
		now := 0
		ast.Inspect(s.tree, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := sel.X.(*ast.Ident); !ok || pkg.Name != "time" || !slices.Contains(reads, sel.Sel.Name) {
				return true
			}
			if sel.Sel.Name == "Now" {
				now++
			}
			if !slices.Contains(clocks, s.path) || now > 1 {
				t.Errorf("%s: time.%s here: take the clock of cmd/maat as an argument", s.at(sel), sel.Sel.Name)
			}
			return true
		})
	}
}

func TestGoroutinesBeginInTheShell(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || in(shell, s.folder) {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			if _, ok := n.(*ast.GoStmt); ok {
				t.Errorf("%s: a goroutine begins outside the shell: return what is to be done, and let pipeline run it and wait for it", s.at(n))
			}
			return true
		})
	}
}

func TestPackagesSayWhatTheyAre(t *testing.T) {
	said := map[string]bool{}
	var folders []string
	for _, s := range sources(t) {
		if !s.test {
			folders = append(folders, s.folder)
			said[s.folder] = said[s.folder] || s.tree.Doc != nil
		}
	}
	slices.Sort(folders)
	for _, folder := range slices.Compact(folders) {
		if !said[folder] {
			t.Errorf("%s: no file has a package comment: say in a sentence what the package is for", folder)
		}
	}
}

// words stand in no file of the project. They are put together here, so that
// this file passes too.
var words = map[string]string{
	`\bTO` + `DO\b`:                       "do it, or leave it and say nothing",
	`\bFIX` + `ME\b`:                      "mend it",
	`\bHA` + `CK\b`:                       "do it properly, or say why it must be so",
	`(^|[\s"'=(:` + "`" + `])/wo` + `rk/`: "a path of one machine: make it relative to the module",
	`(^|[\s"'=(:` + "`" + `])/ro` + `ot/`: "a path of one machine: make it relative to the module, or a setting",
	`(^|[\s"'=(:` + "`" + `])/ho` + `me/`: "a path of one machine: make it relative to the module, or a setting",
	`\.\./sha` + `red\b`:                  "a path outside the project: copy what is needed into docs",
	`\b[Ii]ss` + `ue #?[0-9]`:             "numbers mean nothing to a reader: say what it was about",
	`^(<<<<` + `<<<|>>>>` + `>>>)( |$)`:   "settle the merge",
}

func TestForbiddenWords(t *testing.T) {
	wrong := map[*regexp.Regexp]string{}
	for pattern, remedy := range words {
		wrong[regexp.MustCompile(`(?m)`+pattern)] = remedy
	}
	names, err := files()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.IndexByte(text, 0) >= 0 {
			continue // not text
		}
		for pattern, remedy := range wrong {
			for _, found := range pattern.FindAllIndex(text, 3) {
				t.Errorf("%s:%d: %q: %s", name, 1+bytes.Count(text[:found[1]], []byte("\n")), bytes.TrimSpace(text[found[0]:found[1]]), remedy)
			}
		}
	}
}
