package dossier

import (
	"strconv"
	"strings"

	"maat/pipeline/paper"
)

// opening says what the dossier is, of what, and what it lacks.
func (b *builder) opening() {
	f := b.facts
	b.text(say.isFromFacts)
	b.text(say.isNoAdvice)
	b.text(say.isOwnAssessment)
	since, until := b.in(say.fromTheFirst), b.in(say.toTheLast)
	if f.Period.Since != 0 {
		since = moment(f.Period.Since)
	}
	if f.Period.Until != 0 {
		until = moment(f.Period.Until)
	}
	pipeline := b.in(say.ofAReplay)
	if f.Pipeline != "" {
		pipeline = paper.Code(f.Pipeline)
	}
	b.list([]string{
		b.fill(say.ofPipeline, "name", pipeline),
		b.fill(say.ofPolicy, "version", code(f.Policy.Version)),
		b.fill(say.ofPeriod, "since", since, "until", until),
		b.fill(say.lacks, "places", strconv.Itoa(len(b.left)), "chapter", b.number(openChapter), "gaps", strconv.Itoa(len(b.facts.Gaps()))),
	})
}

// read says of every source what was read of it, or why it was not.
func (b *builder) read() {
	var rows [][]string
	for _, s := range b.facts.Sources {
		records, state := "–", b.in(say.wasRead)
		if s.Gap != "" {
			state = b.in(gaps[s.Gap])
		} else if s.What != FromPolicy {
			records = count(s.Records)
		}
		if s.Strange > 0 {
			state = b.fill(say.wasReadBut, "strange", count(s.Strange))
		}
		rows = append(rows, []string{b.in(sources[s.What]), code(s.From), records, state})
	}
	b.table([]text{say.source, say.from, say.records, say.state}, rows)
}

// system says what runs and what it hears.
func (b *builder) system() {
	f := b.facts
	b.text(say.isRules)
	b.list([]string{
		b.fill(say.build, "version", code(f.Build.Version), "commit", code(f.Build.Commit), "go", code(f.Build.Go)),
		b.fill(say.mode, "mode", code(f.Policy.Mode)),
	})
	var rows [][]string
	for _, r := range f.Policy.Roles {
		rows = append(rows, []string{b.in(roleWords[r.Role]), code(r.Role), codes(r.Events)})
	}
	b.text(say.hears)
	b.table([]text{say.meaning, say.role, say.events}, rows)
	rows = nil
	for _, r := range f.Policy.Reads {
		rows = append(rows, []string{code(r.What), codes(r.Paths)})
	}
	b.text(say.reads)
	b.table([]text{say.keyWord, say.paths}, rows)
}

func (b *builder) purposes() {
	var rows [][]string
	for _, p := range b.facts.Policy.Purposes {
		joins := b.in(say.no)
		if p.Joins {
			joins = b.in(say.yes)
		}
		rows = append(rows, []string{code(p.Name), code(p.Category), codes(p.Frameworks), codes(p.Destinations), joins})
	}
	if rows == nil {
		b.text(say.asksNothing)
		return
	}
	b.text(say.asks)
	b.table([]text{say.purpose, say.category, say.frameworks, say.forWhom, say.joins}, rows)
}

func (b *builder) destinations() {
	b.text(say.nowhereElse)
	for _, d := range b.facts.Policy.Destinations {
		b.heading(3, d.Name)
		items := []string{
			b.fill(say.takes, "topic", code(d.Topic), "roles", codes(d.Takes)),
			b.fill(say.needs, "layer", code(d.Needs)),
		}
		if d.Retract != "" {
			items = append(items, b.fill(say.retracts, "event", code(d.Retract)))
		} else {
			items = append(items, b.in(say.retractsNot))
		}
		if len(d.Tells) > 0 {
			items = append(items, b.fill(say.tells, "purposes", codes(d.Tells)))
		}
		b.list(items)
		b.layers(&d)
	}
}

func (b *builder) layers(d *Destination) {
	var rows [][]string
	for _, l := range d.Layers {
		for _, f := range l.Fields {
			did := b.in(say.asItIs)
			if f.Did != "" {
				did = paper.Code(f.Did)
			}
			rows = append(rows, []string{code(l.Name), codes(l.Purposes), code(f.Path), did})
		}
	}
	b.table([]text{say.layer, say.granted, say.field, say.transform}, rows)
}

func (b *builder) guards() {
	b.text(say.guardsAre)
	var all Transcripts
	for _, g := range b.facts.Guards {
		t := g.Transcripts
		all.Files, all.Runs, all.Lines = all.Files+t.Files, all.Runs+t.Runs, all.Lines+t.Lines
		b.heading(3, g.Name)
		b.add(paper.Block{Text: g.Protects + "."})
		var items []string
		for i := range g.Stands {
			items = append(items, b.stands(&g.Stands[i])...)
		}
		b.list(append(items, b.transcripts(say.transcripts, t)))
	}
	b.add(paper.Block{Text: b.transcripts(say.allTranscripts, all)})
}

func (b *builder) transcripts(t text, n Transcripts) string {
	return b.fill(t, "files", strconv.Itoa(n.Files), "runs", strconv.Itoa(n.Runs), "lines", strconv.Itoa(n.Lines))
}

// stands says how a guard stands, for whom, and with which settings.
func (b *builder) stands(s *Stands) (items []string) {
	for_ := b.in(say.forAll)
	if len(s.Destinations) > 0 {
		for_ = b.fill(say.forSome, "names", codes(s.Destinations))
	}
	line := for_ + ": " + b.in(modes[s.Mode])
	if s.Why != "" {
		line += ": " + s.Why
	}
	switch {
	case len(s.Settings) == 1:
		line += ": " + code(s.Settings[0])
	case len(s.Settings) > 1:
		line += ": " + codes(s.Settings)
	}
	items = append(items, strings.TrimSuffix(line, ": –"))
	if len(s.Tried) > 0 {
		items = append(items, for_+": "+b.in(modes["shadow"])+": "+codes(s.Tried))
	}
	return items
}

func (b *builder) tests() {
	if b.missing(FromTests) {
		return
	}
	t := b.facts.Tests
	b.text(say.testsRan, "passed", strconv.Itoa(t.Passed), "all", strconv.Itoa(t.Passed+len(t.Failed)))
	if len(t.Failed) > 0 {
		b.note(say.testsFail)
		b.list(t.Failed)
	}
}
