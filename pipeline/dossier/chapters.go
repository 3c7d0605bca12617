package dossier

// chapter is one of the dossier, in its order.
type chapter uint8

// The chapters.
const (
	readChapter chapter = 1 + iota
	systemChapter
	versionsChapter
	purposesChapter
	destinationsChapter
	guardsChapter
	testsChapter
	figuresChapter
	rightsChapter
	incidentsChapter
	retentionChapter
	securityChapter
	fairnessChapter
	logChapter
	pageChapter
	articlesChapter
	openChapter
)

var titles = map[chapter]text{
	readChapter:         {"Wat is gelezen, en wat niet", "What was read, and what was not"},
	systemChapter:       {"Wat er draait", "What runs"},
	versionsChapter:     {"Versies van het beleid en wie ze goedkeurde", "Versions of the policy and who approved them"},
	purposesChapter:     {"Doelen, en wat mensen wordt gevraagd", "Purposes, and what people are asked"},
	destinationsChapter: {"Wie welke gegevens krijgt", "Who gets which data"},
	guardsChapter:       {"Bewakers", "Guards"},
	testsChapter:        {"Tests van het beleid", "Tests of the policy"},
	figuresChapter:      {"Cijfers van de periode", "Figures of the period"},
	rightsChapter:       {"Rechten van mensen", "Rights of people"},
	incidentsChapter:    {"Ingrepen van mensen", "Where people stepped in"},
	retentionChapter:    {"Wat wordt bewaard, en hoe lang", "What is kept, and for how long"},
	securityChapter:     {"Beveiliging", "Security"},
	fairnessChapter:     {"Eerlijkheid tussen groepen", "Fairness between groups"},
	logChapter:          {"Een logboek dat te controleren is", "A log that can be checked"},
	pageChapter:         {"De pagina met wat het merk niet doet", "The page of what the brand does not do"},
	articlesChapter:     {"Artikel voor artikel", "Article by article"},
	openChapter:         {"Wat dit dossier niet kan weten", "What this dossier cannot know"},
}

// write has one line a chapter.
func (b *builder) write() {
	b.opening()
	for _, one := range []struct {
		chapter chapter
		write   func()
	}{
		{readChapter, b.read}, {systemChapter, b.system}, {versionsChapter, b.versions}, {purposesChapter, b.purposes},
		{destinationsChapter, b.destinations}, {guardsChapter, b.guards}, {testsChapter, b.tests}, {figuresChapter, b.figures},
		{rightsChapter, b.rights}, {incidentsChapter, b.incidents}, {retentionChapter, b.retention}, {securityChapter, b.security},
		{fairnessChapter, b.fairness}, {logChapter, b.log}, {pageChapter, b.page}, {articlesChapter, b.articles}, {openChapter, b.open},
	} {
		b.begin(one.chapter)
		one.write()
		b.places(one.chapter)
	}
}
