package page

// Words are what a page calls things, for other pages that speak to the same
// people.
type Words struct{ language *language }

// Speak is the words of a language; one that is none of Languages is English.
func Speak(language string) Words {
	if language == dutch.code {
		return Words{&dutch}
	}
	return Words{&english}
}

// Purpose is what a purpose is called, else its name.
func (w Words) Purpose(name string) string { return orName(w.language.purposes, name) }

// Topic is what a sensitive topic is called, else its name.
func (w Words) Topic(name string) string { return orName(w.language.topics, name) }

// Changed is what was done to a field that left, empty where there is no word.
func (w Words) Changed(did string) string { return w.language.did[did] }

// Field is what a field is called, by its whole path or its last name, else
// that name.
func (w Words) Field(path string) string {
	if words, ok := w.language.paths[path]; ok {
		return words
	}
	return orName(w.language.names, lastName(path))
}

// And joins words as people do.
func (w Words) And(list []string) string { return w.language.and(list) }

func orName(words map[string]string, name string) string {
	if found, ok := words[name]; ok {
		return found
	}
	return name
}
