package policy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"maat/pipeline/source"
)

// Limits of a policy's text.
const (
	BytesMax = 1 << 20
	DepthMax = 32     // mappings and lists inside each other
	NodesMax = 50_000 // keys, values, mappings and lists in all
)

// Document is the text of a policy as a tree with places: read, nothing
// decided. Text that cannot be a policy at all has no tree.
type Document struct {
	Root     *yaml.Node // nil where the text is no YAML
	noun     string     // what it is the text of: policy
	file     *source.File
	problems source.Problems
}

// ParseDocument reads the text strictly: one YAML document, in UTF-8, without
// aliases, anchors, tags, merge keys and duplicate keys.
func ParseDocument(file string, text []byte) *Document { return ParseText("policy", file, text) }

// ParseText is ParseDocument for what goes by another noun, such as the tests
// of a policy, so that all a person writes beside a policy is read as strictly.
func ParseText(noun, file string, text []byte) *Document {
	if len(text) > BytesMax {
		d := &Document{noun: noun, file: source.NewFile(file, nil)}
		d.failAt(1, 1, "the file is larger than a %s can be (%d bytes)", noun, BytesMax)
		return d
	}
	d := &Document{noun: noun, file: source.NewFile(file, text)}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if d.bytesFit(text) {
		d.load(text)
	}
	if d.Root != nil {
		w := walker{document: d}
		w.node(d.Root, 1)
	}
	return d
}

// failAt tells a problem at a place; one beyond the text stands at its end.
func (d *Document) failAt(line, column int, format string, args ...any) {
	line, column = d.file.Clamp(line, column)
	d.problems = append(d.problems, d.file.At(line, column, format, args...))
}

func (d *Document) fail(n *yaml.Node, format string, args ...any) {
	d.failAt(n.Line, n.Column, format, args...)
}

// Refuse tells a problem with what stands at a node.
func (d *Document) Refuse(n *yaml.Node, format string, args ...any) { d.fail(n, format, args...) }

// Err is a source.Problems with all that was refused, nil where nothing was.
func (d *Document) Err() error { return d.problems.Err() }

// bytesFit refuses bytes that are not UTF-8, and characters that hide from a
// reader what a policy says.
func (d *Document) bytesFit(text []byte) bool {
	line, column := 1, 1
	for rest := text; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		rest = rest[size:]
		switch {
		case r == utf8.RuneError && size == 1:
			d.failAt(line, column, "the file is not UTF-8: save it as UTF-8")
			return false
		case r == '\n':
			line, column = line+1, 0
		case r == '\r' && !bytes.HasPrefix(rest, []byte("\n")), hides(r):
			d.failAt(line, column, "an invisible character (U+%04X) cannot stand in a %s", r, d.noun)
			return false
		}
		column++
	}
	return true
}

// hides says that a reader sees nothing of the character, or sees the text in
// another order for it.
func hides(r rune) bool {
	switch r {
	case '\t', '\n', '\r':
		return false
	case '\u200b', '\u2028', '\u2029', '\ufeff':
		return true
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}

// depthLimit keeps the YAML library from following what no policy holds.
type depthLimit struct{}

var _ yaml.LoaderLimitsPlugin = depthLimit{}

var errDepth = fmt.Errorf("lists and mappings stand more than %d deep inside each other", DepthMax)

func (depthLimit) CheckDepth(depth int, _ *yaml.DepthContext) error {
	if depth > 2*DepthMax { // the library counts flow and block levels its own way
		return errDepth
	}
	return nil
}

func (depthLimit) CheckAlias(int, int) error { return nil }

// load reads the one document.
func (d *Document) load(text []byte) {
	loader, err := yaml.NewLoader(bytes.NewReader(text), yaml.WithPlugin(depthLimit{}))
	if err != nil {
		d.failAt(1, 1, "%v", err)
		return
	}
	var first, second yaml.Node
	switch err := loader.Load(&first); {
	case errors.Is(err, io.EOF), err == nil && len(first.Content) == 0:
		d.failAt(1, 1, "the %s is empty", d.noun)
		return
	case err != nil:
		d.syntax(err)
		return
	}
	switch err := loader.Load(&second); {
	case err == nil:
		d.fail(&second, "a second YAML document begins here: a %s is one document", d.noun)
	case !errors.Is(err, io.EOF):
		d.syntax(err)
		return
	}
	d.Root = first.Content[0]
}

// syntax says in plain words what the YAML library did not understand.
func (d *Document) syntax(err error) {
	var e *yaml.LoadError
	if !errors.As(err, &e) {
		d.failAt(1, 1, "this is not YAML: %v", err)
		return
	}
	line, column := e.Mark.Line, e.Mark.Column
	if strings.Contains(e.Message, "end of stream") && e.ContextMark.Line > 0 { // show where the unfinished part begins
		line, column = e.ContextMark.Line, e.ContextMark.Column
	}
	message := "this is not YAML: " + e.Message
	text := d.file.Line(line)
	indent := text[:len(text)-len(strings.TrimLeft(text, " \t"))]
	switch {
	case strings.Contains(e.Message, errDepth.Error()):
		message = errDepth.Error()
	case strings.Contains(indent, "\t"):
		message, column = "a tab cannot indent here: use spaces", strings.IndexByte(indent, '\t')+1
	case strings.Contains(e.Message, "mapping values are not allowed"):
		message = "a colon cannot stand here: put a text that holds one in quotes, or check the indentation"
	case strings.Contains(text, "[].") && strings.Contains(e.ContextMsg, "flow"):
		message = `a path with [] needs quotes between brackets and braces, as in ["products[].name"]`
	case e.ContextMsg != "":
		message += " (" + e.ContextMsg + ")"
	}
	d.failAt(line, column, "%s", message)
}
