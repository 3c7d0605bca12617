package sensitive

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"maat/guards/sensitive/category"
	"maat/guards/sensitive/lexicon"
	"maat/pipeline/guard"
)

// Judge knows what speaks of a topic: words and category codes.
type Judge struct {
	words *lexicon.Lexicon
	codes *category.Map
}

// All judges by all topics, with no terms of a policy.
func All() (*Judge, error) {
	j, problems := compile(&Settings{})
	if len(problems) > 0 {
		return nil, errors.New(problems[0].Message)
	}
	return j, nil
}

// Find judges a text by itself, for whoever asks about words and not events. A
// code may be written with its taxonomy, as in a policy: google:491.
func (j *Judge) Find(text string) (lexicon.Hit, bool) {
	if t, code, ok := category.Named(text); ok {
		hit, found := j.codes.Find(t, code)
		if found != category.NoCode {
			return lexicon.Hit{Topic: hit.Topic, Term: hit.Term}, found == category.Speaks
		}
	}
	return j.text(text)
}

// text judges a text of an event.
func (j *Judge) text(text string) (lexicon.Hit, bool) {
	if category.Unmistakable(text) {
		return j.code(category.IAB, text)
	}
	return j.words.Find(text)
}

// code judges a text where a code belongs. What is no code is judged by its
// words: a name in its place says as much.
func (j *Judge) code(t category.Taxonomy, text string) (lexicon.Hit, bool) {
	hit, found := j.codes.Find(t, text)
	if found == category.NoCode {
		return j.words.Find(text)
	}
	return lexicon.Hit{Topic: hit.Topic, Term: hit.Term}, found == category.Speaks
}

// terms are those of one option, words and codes apart.
type terms struct {
	words, codes []string
	at           []int // of each word, its place in the option
	codeAt       []int
}

func part(list []string) (t terms) {
	for i, term := range list {
		if _, _, ok := category.Named(term); ok {
			t.codes, t.codeAt = append(t.codes, term), append(t.codeAt, i)
			continue
		}
		t.words, t.at = append(t.words, term), append(t.at, i)
	}
	return t
}

// compile makes the judge of settings.
func compile(s *Settings) (*Judge, []guard.Problem) {
	options := map[string]terms{"allow": part(s.Allow)}
	words := lexicon.Options{Topics: s.Topics, Allow: options["allow"].words, Extra: map[lexicon.Topic][]string{}}
	codes := category.Options{Topics: s.Topics, Allow: options["allow"].codes, Extra: map[lexicon.Topic][]string{}}
	for name, list := range s.Extra {
		topic, ok := lexicon.ParseTopic(name)
		if !ok {
			return nil, []guard.Problem{{Field: "extra." + name, Message: fmt.Sprintf("unknown topic %q", name), Known: Topics{}.Words()[1:]}}
		}
		t := part(list)
		options["extra."+name], words.Extra[topic], codes.Extra[topic] = t, t.words, t.codes
	}
	lex, err := lexicon.Compile(words)
	if err != nil {
		return nil, []guard.Problem{problem(err, options)}
	}
	table, err := category.Compile(codes)
	if err != nil {
		return nil, []guard.Problem{problem(err, options)}
	}
	return &Judge{lex, table}, nil
}

// problem names the key word that an error is about, and which of its terms: the
// lexicon and the codes were each given some of them.
func problem(err error, options map[string]terms) guard.Problem {
	var word *lexicon.OptionError
	if errors.As(err, &word) {
		message, at := word.Err.Error(), options[word.Option].at
		number, rest, _ := strings.Cut(strings.TrimPrefix(message, "term "), ":")
		if n, err := strconv.Atoi(number); err == nil && n <= len(at) {
			message = fmt.Sprintf("term %d:%s", at[n-1]+1, rest)
		}
		return guard.Problem{Field: word.Option, Message: message}
	}
	var code *category.OptionError
	if errors.As(err, &code) {
		return guard.Problem{Field: code.Option, Message: fmt.Sprintf("term %d: %s", options[code.Option].codeAt[code.Index]+1, code.Err)}
	}
	return guard.Problem{Message: err.Error()}
}
