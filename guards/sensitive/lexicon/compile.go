package lexicon

import (
	"errors"
	"fmt"

	ahocorasick "github.com/BobuSumisu/aho-corasick"
)

// anchorMax is how many leading bytes of a term the automaton holds. The rest
// is compared where the anchor is found. A state of the automaton takes 2 KiB,
// so this keeps ten thousand terms in a few MiB instead of a hundred.
const anchorMax = 3

// Options choose what a [Lexicon] looks for.
type Options struct {
	// Topics to look for; none means all of them.
	Topics []Topic
	// Allow holds terms that never count, whatever the topic: an allowed term
	// shields the span that it covers.
	Allow []string
	// Extra adds lines, in the syntax of the data files, to a chosen topic.
	Extra map[Topic][]string
}

// OptionError says which option is wrong: "allow", or "extra." and a topic.
type OptionError struct {
	Option string
	Err    error
}

func (e *OptionError) Error() string { return "lexicon: " + e.Option + ": " + e.Err.Error() }

func (e *OptionError) Unwrap() error { return e.Err }

// Lexicon is a compiled set of sensitive terms. It is immutable and safe for
// concurrent use. Get one from [Compile].
type Lexicon struct {
	terms   []term
	anchors []anchor
	trie    *ahocorasick.Trie
}

// anchor lists the terms that begin with the same bytes.
type anchor struct {
	heads []entry // only at the start of a word
	inner []entry // anywhere
}

// entry is a term of an anchor, with the bytes of it that follow the anchor: most
// terms are ruled out by these, without a look at the term.
type entry struct {
	next, mask uint32
	term       int32
}

// nextMax is how many bytes an entry compares.
const nextMax = 4

func newEntry(id int32, text, key string) entry {
	e := entry{term: id}
	for i, c := range []byte(text[len(key):min(len(text), len(key)+nextMax)]) {
		e.next |= uint32(c) << (8 * i)
		e.mask |= 0xff << (8 * i)
	}
	return e
}

// Compile reads the embedded data and the options into a [Lexicon]. The errors
// name the data file and line, or the option and its position, that is wrong;
// a topic that does not exist and Extra for a topic that is not chosen are
// errors too.
func Compile(o Options) (*Lexicon, error) {
	chosen, err := chosenTopics(o.Topics)
	if err != nil {
		return nil, err
	}
	for t := range o.Extra {
		if !t.Valid() || !chosen[t] {
			return nil, &OptionError{"extra." + t.String(), errors.New("the topic is not chosen")}
		}
	}
	l := &Lexicon{}
	for t := Health; t <= lastTopic; t++ {
		if !chosen[t] {
			continue
		}
		terms, err := topicTerms(t)
		if err != nil {
			return nil, err
		}
		l.terms = append(l.terms, terms...)
		if l.terms, err = appendOption(l.terms, o.Extra[t], "extra."+t.String(), t); err != nil {
			return nil, err
		}
	}
	if err := l.allow(o.Allow); err != nil {
		return nil, err
	}
	l.build()
	return l, nil
}

func chosenTopics(topics []Topic) (chosen [lastTopic + 1]bool, err error) {
	if len(topics) == 0 {
		topics = Topics()
	}
	for _, t := range topics {
		if !t.Valid() {
			return chosen, fmt.Errorf("lexicon: %d is not a topic", t)
		}
		chosen[t] = true
	}
	return chosen, nil
}

// appendOption parses terms that a policy adds.
func appendOption(all []term, lines []string, name string, t Topic) ([]term, error) {
	for i, line := range lines {
		one, err := parseTerm(line, t, anyLanguage)
		if err != nil {
			return nil, &OptionError{name, fmt.Errorf("term %d: %w", i+1, err)}
		}
		all = append(all, one.variants()...)
	}
	return all, nil
}

// allow adds the allowed terms as shields of every topic.
func (l *Lexicon) allow(lines []string) error {
	from := len(l.terms)
	var err error
	if l.terms, err = appendOption(l.terms, lines, "allow", 0); err != nil {
		return err
	}
	for i := from; i < len(l.terms); i++ {
		l.terms[i].shield = true
	}
	return nil
}

// build makes the automaton of the terms' anchors.
func (l *Lexicon) build() {
	builder := ahocorasick.NewTrieBuilder()
	index := make(map[string]int32, len(l.terms))
	for id := range l.terms {
		t := &l.terms[id]
		key := t.text[:min(len(t.text), anchorMax)]
		at, ok := index[key]
		if !ok {
			at = int32(len(l.anchors))
			index[key] = at
			l.anchors = append(l.anchors, anchor{})
			builder.AddString(key)
		}
		a := &l.anchors[at]
		if t.shape == whole || t.shape == prefix {
			a.heads = append(a.heads, newEntry(int32(id), t.text, key))
		} else {
			a.inner = append(a.inner, newEntry(int32(id), t.text, key))
		}
	}
	l.trie = builder.Build()
}
