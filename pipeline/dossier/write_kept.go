package dossier

import (
	"strconv"

	"maat/pipeline/instant"
)

// sixMonths is how long Article 26(6) of the AI Act asks deployers of high-risk
// systems to keep logs at least; counted long, so that nothing too short passes.
const sixMonths = 184 * instant.Day

const millisecond = instant.Second / 1000

// retention says what is remembered and how long topics keep what is in them.
func (b *builder) retention() {
	b.text(say.rows)
	var rows [][]string
	for _, k := range b.facts.Kept {
		long := b.in(say.untilItChanges)
		if k.Span != 0 {
			long = k.Span.String()
		}
		rows = append(rows, []string{b.in(keptWords[k.What]), code(k.What), long})
	}
	b.table([]text{say.meaning, say.keyWord, say.keptFor}, rows)
	if b.missing(FromTopics) {
		return
	}
	b.text(say.topics)
	rows = nil
	for i := range b.facts.Topics {
		rows = append(rows, b.topic(&b.facts.Topics[i]))
	}
	b.table([]text{say.topic, say.use, say.partitions, say.cleanup, say.keptFor}, rows)
	b.sixMonths()
}

func (b *builder) topic(t *Topic) []string {
	if t.Gap != "" {
		return []string{code(t.Name), b.in(uses[t.Use]), "–", b.in(gaps[t.Gap]), "–"}
	}
	return []string{code(t.Name), b.in(uses[t.Use]), strconv.Itoa(t.Partitions), code(t.setting("cleanup.policy")), b.keeps(t)}
}

func (t *Topic) setting(key string) string {
	for _, s := range t.Settings {
		if s.Key == key {
			return s.Value
		}
	}
	return ""
}

// keeps is how long a topic keeps what is written to it.
func (b *builder) keeps(t *Topic) string {
	if t.setting("cleanup.policy") == "compact" {
		return b.fill(say.compacted, "span", b.milliseconds(t.setting("delete.retention.ms")))
	}
	long := b.milliseconds(t.setting("retention.ms"))
	if bytes := t.setting("retention.bytes"); t.bounded() {
		return b.fill(say.bounded, "span", long, "bytes", bytes)
	}
	return long
}

// bounded says that a topic lets go of what does not fit, however new it is.
func (t *Topic) bounded() bool {
	bytes := t.setting("retention.bytes")
	return bytes != "" && bytes != "-1"
}

func (b *builder) milliseconds(value string) string {
	n, err := strconv.ParseInt(value, 10, 64)
	switch {
	case err != nil:
		return "–"
	case n < 0:
		return b.in(say.forEver)
	case n%1000 != 0:
		return value + " ms"
	}
	return span(n / 1000)
}

// sixMonths says whether decisions are kept as long as deployers of high-risk
// systems must keep logs.
func (b *builder) sixMonths() {
	for i := range b.facts.Topics {
		t := &b.facts.Topics[i]
		n, err := strconv.ParseInt(t.setting("retention.ms"), 10, 64)
		switch {
		case t.Use != FromDecisions || t.Gap != "" || err != nil:
		case t.bounded() || n >= 0 && n < int64(sixMonths/millisecond):
			b.note(say.tooShort, "topic", code(t.Name), "span", b.keeps(t))
		default:
			b.text(say.longEnough, "topic", code(t.Name))
		}
	}
}

func (b *builder) security() {
	s := b.facts.Security
	b.text(say.securityIs)
	if b.facts.Pipeline == "" {
		b.note(say.unfilled, "source", b.in(say.theProcess), "why", b.in(gaps[Offline]))
		return
	}
	tls := b.in(say.no)
	if s.TLS {
		tls = b.in(say.yes)
	}
	b.list([]string{b.fill(say.tls, "yes", tls), b.fill(say.sasl, "mechanism", code(s.SASL)), b.fill(say.hmac, "names", codes(s.HMAC))})
}

func (b *builder) fairness() { b.text(say.watchesNone) }

func (b *builder) log() { b.text(say.noLog) }
