package config

import (
	"regexp"
	"slices"
	"strings"

	"maat/pipeline/source"
)

// envPrefix begins every variable that is Maat's.
const envPrefix = "MAAT_"

// serviceLink is what Kubernetes puts into the environment of every pod for a
// Service whose name begins with maat.
var serviceLink = regexp.MustCompile(`^MAAT_(.*_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$`)

// environment lays the MAAT_* variables over the file. An empty one counts as
// absent.
func (l *loader) environment(environ []string) {
	all := settings()
	for _, pair := range slices.Sorted(slices.Values(environ)) {
		name, value, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, envPrefix) || linked(name, value) {
			continue
		}
		at := place{file: source.NewFile(name, nil)}
		i := slices.IndexFunc(all, func(s setting) bool { return s.env() == name })
		switch {
		case i < 0:
			l.refuse(at, "unknown variable%s", meantEnv(name, all))
		case value != "":
			l.noting(&all[i], at, func() { l.variable(&all[i], value, at) })
		}
	}
}

// linked tells a variable of Kubernetes from a mistake.
func linked(name, value string) bool {
	return serviceLink.MatchString(name) || strings.HasSuffix(name, "_PORT") && strings.Contains(value, "://")
}

// meantEnv never shows the value: it may be a secret.
func meantEnv(name string, all []setting) string {
	var names []string
	for _, s := range all {
		if s.env() == name+"_FILE" {
			return "; a secret is read from a file: " + s.env()
		}
		names = append(names, s.env())
	}
	return source.Suggestion("; ", name, names)
}

// variable sets a setting from text: lists by commas, mappings as name=file.
func (l *loader) variable(s *setting, value string, at place) {
	switch to := s.at(l.config).(type) {
	case *[]string:
		l.texts(s, to, split(value, at))
	case *map[string]string:
		*to = map[string]string{}
		for _, w := range split(value, at) {
			name, file, paired := strings.Cut(w.text, "=")
			if !paired {
				l.refuse(at, "%s must be name=file, and commas between several", s.path)
				continue
			}
			l.config.places[join(s.path, name)] = at
			l.named(s, *to, word{text: name, at: at}, word{text: file, at: at})
		}
	default:
		l.assign(s, word{text: value, at: at})
	}
}

func split(value string, at place) []word {
	var words []word
	for text := range strings.SplitSeq(value, ",") {
		words = append(words, word{text: strings.TrimSpace(text), at: at})
	}
	return words
}
