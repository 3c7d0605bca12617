package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"
)

// complete fills in the defaults that depend on something else.
func (l *loader) complete() {
	c := l.config
	if _, given := c.places["instance"]; !given || c.Instance == "" {
		c.Instance = hostName()
	}
	if c.State.Dir == "" {
		c.State.Dir = filepath.Join(l.dir, "maat-state")
	}
	if c.Pipeline == "" {
		return
	}
	orElse(&c.Group, "maat-"+c.Pipeline)
	orElse(&c.API.Brand.Name, c.Pipeline)
	for name, at := range c.Topics.own() {
		orElse(at, "maat."+c.Pipeline+"."+name)
	}
}

func orElse(to *string, text string) {
	if *to == "" {
		*to = text
	}
}

// own are the topics that Maat makes for itself, by their last word.
func (t *Topics) own() map[string]*string {
	return map[string]*string{"intake": &t.Intake, "decisions": &t.Decisions, "quarantine": &t.Quarantine, "changelog": &t.Changelog, "control": &t.Control}
}

// Use is what the process uses a topic for, empty where it does not.
func (t *Topics) Use(topic string) string {
	if slices.Contains(t.Inputs, topic) {
		return "inputs"
	}
	for use, name := range t.own() {
		if *name == topic {
			return use
		}
	}
	return ""
}

// hostName is the name of the host as far as it can be the name of an instance.
func hostName() string {
	host, err := os.Hostname()
	if err != nil || host == "" {
		return "maat"
	}
	return strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '.' || r == '-') {
			return r
		}
		return '_'
	}, host)
}

// consistent checks what one setting cannot know of another.
func (l *loader) consistent() {
	if !l.unread {
		l.missing()
	}
	c := l.config
	l.shorter("kafka.transaction_timeout", c.Kafka.TransactionTimeout, "kafka.session_timeout", c.Kafka.SessionTimeout)
	l.shorter("batch.interval", c.Batch.Interval, "kafka.transaction_timeout", c.Kafka.TransactionTimeout)
	l.tls(&c.Kafka.TLS)
	l.sasl(&c.Kafka.SASL)
	l.topics(&c.Topics)
}

func (l *loader) missing() {
	for _, s := range settings() {
		if _, given := l.config.places[s.path]; s.required && !given {
			l.refuse(place{file: l.file}, "%s (or %s) is missing: %s", s.path, s.env(), first(s.doc))
		}
	}
}

func (l *loader) shorter(path string, d time.Duration, than string, limit time.Duration) {
	if d >= limit && !l.wrong[path] && !l.wrong[than] {
		l.at(path, than).say("%s (%s) must be shorter than %s (%s)", path, formatSpan(d), than, formatSpan(limit))
	}
}

// pen writes a problem at a place.
type pen struct {
	*loader
	place
}

func (p pen) say(format string, args ...any) { p.refuse(p.place, format, args...) }

// at is where the first of the settings was written that was.
func (l *loader) at(paths ...string) pen {
	for _, path := range paths {
		if at, given := l.config.places[path]; given {
			return pen{l, at}
		}
	}
	return pen{l, place{file: l.file}}
}

func (l *loader) tls(t *TLS) {
	if (t.CertFile == "") != (t.KeyFile == "") && !l.wrong["kafka.tls.cert_file"] && !l.wrong["kafka.tls.key_file"] {
		l.at("kafka.tls.cert_file", "kafka.tls.key_file").say("kafka.tls.cert_file and kafka.tls.key_file go together")
	}
	if t.Enabled || l.wrong["kafka.tls.enabled"] {
		return
	}
	for path, value := range map[string]string{"ca_file": t.CAFile, "cert_file": t.CertFile, "key_file": t.KeyFile, "server_name": t.ServerName} {
		if value != "" {
			l.at("kafka.tls."+path).say("kafka.tls.%s does nothing while kafka.tls.enabled is not true", path)
		}
	}
}

func (l *loader) sasl(s *SASL) {
	if l.wrong["kafka.sasl.mechanism"] {
		return
	}
	scram := s.Mechanism == SCRAMSHA256 || s.Mechanism == SCRAMSHA512
	for _, part := range []struct {
		path, value string
		used        bool
	}{
		{"username", s.Username, scram},
		{"password_file", s.PasswordFile, scram},
		{"token_file", s.TokenFile, s.Mechanism == OAUTHBEARER},
	} {
		switch path := "kafka.sasl." + part.path; {
		case l.wrong[path]:
		case part.used && part.value == "":
			l.at("kafka.sasl.mechanism").say("%s is missing: %s needs it", path, s.Mechanism)
		case !part.used && part.value != "" && s.Mechanism == "":
			l.at(path).say("%s does nothing without kafka.sasl.mechanism", path)
		case !part.used && part.value != "":
			l.at(path).say("%s does nothing with %s", path, s.Mechanism)
		}
	}
}

// topics refuses one name for two things: Maat would read what it writes.
func (l *loader) topics(t *Topics) {
	if _, given := l.config.places["topics.intake"]; !given && len(t.Inputs) == 0 && !l.wrong["topics.inputs"] {
		l.refuse(place{file: l.file}, "topics.inputs is missing: the topics to read (or MAAT_TOPICS_INPUTS); where one topic is keyed by person already, name it as topics.intake instead")
	}
	used := map[string]string{}
	for _, input := range t.Inputs {
		used[input] = "topics.inputs"
	}
	for _, name := range []string{"intake", "decisions", "quarantine", "changelog", "control"} {
		topic, path := *t.own()[name], "topics."+name
		if topic == "" {
			continue
		}
		if other, taken := used[topic]; taken {
			l.at(path, other).say("%s and %s are both %q", other, path, topic)
		}
		used[topic] = path
	}
}

// first is the first sentence as it stands after a colon.
func first(doc string) string {
	sentence, _, _ := strings.Cut(strings.TrimSuffix(doc, "."), ". ")
	return strings.ToLower(sentence[:1]) + sentence[1:]
}
