package dossier

import (
	"slices"
	"strconv"
	"strings"

	"maat/pipeline/paper"
)

// versions says who approved what, or that it stands elsewhere.
func (b *builder) versions() {
	if b.facts.Approval != InLedger {
		if b.facts.Approval == InFile {
			b.text(say.inAFile)
		} else {
			b.text(say.inAReplay)
		}
		if !b.missing(FromDecisions) {
			b.versionTable()
		}
		return
	}
	if b.missing(FromControl) {
		return
	}
	b.text(say.inTheLedger)
	b.versionTable()
	for i := range b.facts.Versions {
		b.version(&b.facts.Versions[i])
	}
}

func (b *builder) versionTable() {
	var rows [][]string
	for _, v := range b.facts.Versions {
		rows = append(rows, []string{code(v.Policy), count(v.Decisions), moment(v.First), moment(v.Last)})
	}
	b.table([]text{say.version, say.decisions, say.first, say.last}, rows)
}

// version is what people did with one.
func (b *builder) version(v *Version) {
	if len(v.Acts)+len(v.Answers)+len(v.Active) == 0 {
		return
	}
	b.heading(3, v.Policy)
	var rows [][]string
	for _, a := range v.Acts {
		rows = append(rows, []string{moment(a.At), b.act(a.Act), dash(a.By), code(a.Via), dash(a.Why)})
	}
	b.table([]text{say.at, say.did, say.by, say.via, say.why}, rows)
	rows = nil
	for _, a := range v.Answers {
		rows = append(rows, []string{b.question(a.Question), a.Answer})
	}
	b.table([]text{say.question, say.answer}, rows)
	var items []string
	for _, a := range v.Active {
		until := b.in(say.still)
		if a.Until != 0 {
			until = moment(a.Until)
		}
		items = append(items, b.fill(say.active, "from", moment(a.From), "until", until, "by", dash(a.By)))
	}
	b.list(items)
}

// act is an act in words, where there are words for it.
func (b *builder) act(name string) string {
	if words, ok := actWords[name]; ok {
		return b.in(words)
	}
	return code(name)
}

// question is one of the three in the language of the dossier; another stands as
// it was asked.
func (b *builder) question(name string) string {
	if words, ok := questions[name]; ok {
		return b.in(words)
	}
	return name
}

func (b *builder) figures() {
	if b.missing(FromDecisions) {
		return
	}
	f := &b.facts.Figures
	b.text(say.counted, "n", count(f.Decisions), "first", moment(f.First), "last", moment(f.Last))
	b.table([]text{say.destination, say.verdict, say.reason, say.number, say.because}, b.outcomes(f.Outcomes))
	b.text(say.quarantined, "n", count(sum(f.Outcomes, "quarantine")))
	b.held(&f.Held)
	if len(f.Shadow) > 0 {
		b.text(say.shadow)
		b.table([]text{say.destination, say.verdict, say.reason, say.number, say.because}, b.outcomes(f.Shadow))
	}
	var rows [][]string
	for _, e := range f.Edits {
		rows = append(rows, []string{code(e.Guard), b.in(didWords[e.Did]), code(e.Did), count(e.Count)})
	}
	if rows != nil {
		b.text(say.edited)
		b.table([]text{say.guard, say.done, say.keyWord, say.number}, rows)
	}
}

func sum(list []Outcome, verdict string) (n int64) {
	for _, o := range list {
		if o.Verdict == verdict {
			n += o.Count
		}
	}
	return n
}

func (b *builder) outcomes(list []Outcome) (rows [][]string) {
	for _, o := range list {
		rows = append(rows, []string{dash(o.Destination), b.in(verdicts[o.Verdict]), code(o.Reason), count(o.Count), b.because(o.Reason)})
	}
	return rows
}

// because is what a reason code says.
func (b *builder) because(reason string) string {
	r, ok := b.facts.Reasons[reason]
	switch {
	case !ok:
		return "–"
	case b.language() == "nl":
		return r.NL
	}
	return r.EN
}

// held says how what was held had ended.
func (b *builder) held(h *Held) {
	if h.Begun == 0 {
		b.text(say.heldNothing)
		return
	}
	b.text(say.held, "n", count(h.Begun), "again", count(h.Again), "waiting", count(h.Waiting))
	b.table([]text{say.destination, say.verdict, say.reason, say.number, say.because}, b.outcomes(h.Ended))
}

// rights says what people asked, and for what the policy has no event.
func (b *builder) rights() {
	b.text(say.rightsAre)
	var lacks []string
	for _, role := range []string{"consent", "opt_out", "opt_in", "erase", "preference"} {
		if !slices.ContainsFunc(b.facts.Policy.Roles, func(r Role) bool { return r.Role == role }) {
			lacks = append(lacks, role)
		}
	}
	if len(lacks) > 0 {
		b.note(say.rightsLack, "roles", codes(lacks))
	}
	if b.missing(FromDecisions) {
		return
	}
	var rows [][]string
	for _, r := range b.facts.Figures.Roles {
		rows = append(rows, []string{b.in(roleWords[r.Role]), code(r.Role), b.in(verdicts[r.Verdict]), count(r.Count)})
	}
	if rows == nil {
		b.text(say.rightsNone)
	}
	b.table([]text{say.meaning, say.role, say.verdict, say.number}, rows)
}

// incidents says when people stopped something, or let all of it go.
func (b *builder) incidents() {
	if b.missing(FromControl) {
		return
	}
	b.text(say.stepsIn)
	var rows [][]string
	for _, i := range b.facts.Incidents {
		until, what := b.in(say.still), dash(i.Destination)
		if i.Until != 0 {
			until = moment(i.Until)
		}
		if i.Destination == "*" {
			what = b.in(say.everything)
		}
		rows = append(rows, []string{moment(i.From), until, span(i.Seconds), what, b.in(actions[i.Action]), dash(i.By), dash(i.Ended), dash(i.Why)})
	}
	if rows == nil {
		b.text(say.stepsInNever)
	}
	b.table([]text{say.since, say.until, say.lasted, say.what, say.done, say.by, say.endedBy, say.why}, rows)
	rows = nil
	for _, r := range b.facts.Refused {
		rows = append(rows, []string{count(r.Offset), moment(r.At), r.Reason})
	}
	b.text(say.refused, "n", strconv.Itoa(len(rows)))
	b.table([]text{say.offset, say.at, say.reason}, rows)
}

// page is the page for customers, below a heading of its own.
func (b *builder) page() {
	if b.facts.Page == nil {
		return
	}
	b.text(say.pageIs)
	b.heading(3, b.facts.Page.Title)
	for _, one := range b.facts.Page.Blocks {
		if one.Level > 0 {
			one.Level += 2
		}
		b.add(one)
	}
}

// articles says for each what it asks, where that is answered, and what is left.
func (b *builder) articles() {
	b.text(say.frame)
	var rows [][]string
	for _, d := range demands() {
		var chapters, left []string
		for _, c := range d.in {
			chapters = append(chapters, b.number(c))
		}
		for i, p := range b.left {
			if p.law == d.law && slices.Contains(p.refs, d.ref) {
				left = append(left, strconv.Itoa(i+1))
			}
		}
		rows = append(rows, []string{d.law.articles([]string{d.ref}, b.language()), b.in(d.asks), dash(strings.Join(chapters, ", ")), dash(strings.Join(left, ", "))})
	}
	b.table([]text{say.article, say.asksFor, say.chapters, say.numbers}, rows)
}

// open lists all that is left to people, with room for what they fill in.
func (b *builder) open() {
	b.text(say.leftIs)
	var rows [][]string
	for i, p := range b.left {
		rows = append(rows, []string{strconv.Itoa(i + 1), b.in(fillers[p.by]), b.articlesOf(p), b.number(p.in), b.in(p.what), ""})
	}
	b.table([]text{say.no_, say.by, say.article, say.chapter, say.what, say.answer}, rows)
	for _, s := range b.facts.Gaps() {
		b.add(paper.Block{Note: true, Text: b.fill(say.unread, "source", b.in(sources[s.What]), "from", code(s.From), "why", b.in(gaps[s.Gap]))})
	}
}
