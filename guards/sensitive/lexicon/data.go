package lexicon

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed data/*.txt
var data embed.FS

// dataFile names the file of a topic in a language.
func dataFile(t Topic, lang language) string {
	if lang == dutch {
		return "data/" + t.String() + ".nl.txt"
	}
	return "data/" + t.String() + ".en.txt"
}

// topicTerms returns the terms of one topic in both languages.
func topicTerms(t Topic) ([]term, error) {
	var all []term
	for _, lang := range [...]language{dutch, english} {
		name := dataFile(t, lang)
		text, err := data.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("lexicon: %w", err)
		}
		if all, err = appendLines(all, name, string(text), t, lang); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// appendLines parses the lines of one data file.
func appendLines(all []term, name, text string, t Topic, lang language) ([]term, error) {
	number := 0
	for line := range strings.Lines(text) {
		number++
		line, _, _ = strings.Cut(line, "#")
		if strings.TrimSpace(line) == "" {
			continue
		}
		one, err := parseTerm(line, t, lang)
		if err != nil {
			return nil, fmt.Errorf("lexicon: %s:%d: %w", name, number, err)
		}
		all = append(all, one.variants()...)
	}
	return all, nil
}
