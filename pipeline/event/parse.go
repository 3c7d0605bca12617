package event

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Parse reads one event strictly: one JSON object and nothing after it, within
// the limits of this package, in UTF-8 without lone surrogates, no name twice
// in an object (nor two that differ only by case or Unicode form, nor one that
// case folding turns into ASCII), no control character in a name, no number
// beyond 64-bit integers or doubles.
func Parse(b []byte) (*View, *Fault) {
	v, fault := parseAny(b)
	if fault != nil {
		return nil, fault
	}
	if v.nodes[0].kind != Object {
		return nil, &Fault{CodeJSON, int(v.nodes[0].start)}
	}
	return v, nil
}

// parseAny reads one JSON value of any kind, as strictly.
func parseAny(b []byte) (*View, *Fault) {
	if len(b) > BytesMax {
		return nil, &Fault{CodeSize, BytesMax}
	}
	if !utf8.Valid(b) {
		return nil, &Fault{CodeUTF8, invalidAt(b)}
	}
	p := parser{
		src:   string(b),
		dec:   jsontext.NewDecoder(bytes.NewBuffer(b), jsontext.AllowDuplicateNames(true)),
		nodes: make([]node, 0, min(8+len(b)/24, 512)),
	}
	if fault := p.value("", true, 0); fault != nil {
		return nil, fault
	}
	if _, err := p.dec.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, p.fault(CodeJSON)
	}
	compact := !p.escaped && p.used == len(b)
	return &View{src: p.src, nodes: p.nodes, compact: compact}, nil
}

func invalidAt(b []byte) int {
	at := 0
	for {
		r, size := utf8.DecodeRune(b[at:])
		if r == utf8.RuneError && size <= 1 {
			return at
		}
		at += size
	}
}

// parser builds the node table. The tokens are jsontext's, which is strict
// about everything but names and numbers; those are judged here.
type parser struct {
	src     string
	dec     *jsontext.Decoder
	nodes   []node
	used    int  // bytes that canonical form needs so far
	escaped bool // some string has an escape
}

func (p *parser) fault(code string) *Fault { return &Fault{code, int(p.dec.InputOffset())} }

// syntax turns an error of the tokeniser into a Fault. Of its text only the
// place is used: the rest quotes the event.
func (p *parser) syntax(err error) *Fault {
	at := int(p.dec.InputOffset())
	if bad, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		at = int(bad.ByteOffset)
	}
	if surrogate(p.src[min(at, len(p.src)):]) {
		return &Fault{CodeSurrogate, at}
	}
	return &Fault{CodeJSON, at}
}

// surrogate says that s begins with an escape from U+D800 to U+DFFF.
func surrogate(s string) bool {
	return len(s) >= 6 && s[0] == '\\' && s[1] == 'u' && (s[2] == 'd' || s[2] == 'D') && s[3] >= '8'
}

// value reads one value and all beneath it; depth counts the containers
// around it.
func (p *parser) value(key string, ascii bool, depth int) *Fault {
	if len(p.nodes) == ValuesMax {
		return p.fault(CodeMembers)
	}
	at := len(p.nodes)
	p.nodes = append(p.nodes, node{key: key, ascii: ascii})
	var fault *Fault
	switch p.dec.PeekKind() {
	case jsontext.KindBeginObject:
		p.nodes[at].kind = Object
		fault = p.container(at, depth+1, p.member)
	case jsontext.KindBeginArray:
		p.nodes[at].kind = Array
		fault = p.container(at, depth+1, p.element)
	default:
		fault = p.scalar(at)
	}
	n := &p.nodes[at]
	n.end, n.next = int32(p.dec.InputOffset()), int32(len(p.nodes))
	if fault == nil && n.kind == Object {
		return p.checkNames(at)
	}
	return fault
}

// container reads an object or array whose parts are read by part.
func (p *parser) container(at, depth int, part func(depth int) *Fault) *Fault {
	if _, err := p.dec.ReadToken(); err != nil {
		return p.syntax(err)
	}
	p.nodes[at].start = int32(p.dec.InputOffset()) - 1
	if depth > DepthMax {
		return p.fault(CodeDepth)
	}
	count := 0
	for ; ; count++ {
		if k := p.dec.PeekKind(); k == jsontext.KindEndObject || k == jsontext.KindEndArray {
			break
		}
		if count == MembersMax && p.nodes[at].kind == Object {
			return p.fault(CodeMembers)
		}
		if fault := part(depth); fault != nil {
			return fault
		}
	}
	p.used += 2 + max(count-1, 0) // brackets and commas
	if _, err := p.dec.ReadToken(); err != nil {
		return p.syntax(err)
	}
	return nil
}

func (p *parser) element(depth int) *Fault { return p.value("", true, depth) }

func (p *parser) member(depth int) *Fault {
	raw, err := p.dec.ReadValue()
	if err != nil {
		return p.syntax(err)
	}
	key := p.text(len(raw))
	ascii, control := look(key)
	if control {
		return p.fault(CodeJSON)
	}
	if !ascii && strings.ContainsAny(key, disguised) {
		return p.fault(CodeDuplicateName)
	}
	p.used += len(raw) + 1 // the colon
	return p.value(key, ascii, depth)
}

// text is the string whose n bytes, quotes included, were just read.
func (p *parser) text(n int) string {
	end := int(p.dec.InputOffset())
	raw := p.src[end-n : end]
	if strings.IndexByte(raw, '\\') < 0 {
		return raw[1 : n-1]
	}
	p.escaped = true
	text, _ := jsontext.AppendUnquote(nil, raw) // the tokeniser has checked it
	return string(text)
}

func (p *parser) scalar(at int) *Fault {
	raw, err := p.dec.ReadValue()
	if err != nil {
		return p.syntax(err)
	}
	n := &p.nodes[at]
	n.start = int32(p.dec.InputOffset()) - int32(len(raw))
	p.used += len(raw)
	switch raw[0] {
	case 'n':
		n.kind = Null
	case 't', 'f':
		n.kind = Bool
	case '"':
		n.kind = String
		n.text = p.text(len(raw))
	default:
		n.kind = Number
		n.text = p.src[n.start : int(n.start)+len(raw)]
		if !holdable(n.text) {
			return &Fault{CodeNumber, int(n.start)}
		}
	}
	return nil
}
