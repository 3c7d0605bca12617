package dossier

import "strings"

// text is the same in both languages.
type text struct{ nl, en string }

func (t text) in(language string) string {
	if language == "nl" {
		return t.nl
	}
	return t.en
}

// law is a law that asks for something on paper.
type law uint8

// The laws, by their text in the Official Journal: L 119 of 4 May 2016, and
// L 2024/1689 of 12 July 2024.
const (
	gdpr law = 1 + iota
	aiAct
)

var laws = map[law]text{gdpr: {"AVG", "GDPR"}, aiAct: {"AI-verordening", "AI Act"}}

// articles names articles as people do: GDPR Art. 7, 30(1)(b); AVG art. 7, 30 lid
// 1 onder b. What begins with a capital is an annex.
func (l law) articles(refs []string, language string) string {
	list := make([]string, len(refs))
	said := ""
	for i, ref := range refs {
		kind := text{"art. ", "Art. "}
		if ref[0] >= 'A' {
			kind = text{"bijlage ", "Annex "}
		}
		list[i] = ref
		if language == "nl" {
			list[i] = parts(ref)
		}
		if word := kind.in(language); word != said {
			said, list[i] = word, word+list[i]
		}
	}
	return laws[l].in(language) + " " + strings.Join(list, ", ")
}

// parts writes the parts of a reference, (1)(b), as Dutch does.
func parts(ref string) string {
	words := []string{" lid ", " onder "}
	if ref[0] >= 'A' {
		words[0] = " punt "
	}
	list := strings.Split(strings.ReplaceAll(ref, ")", ""), "(")
	for i := range list[1:] {
		list[i+1] = words[i] + list[i+1]
	}
	return strings.Join(list, "")
}

// demand is something that a law asks to have on paper, and the chapters that
// answer it, at least in part.
type demand struct {
	law  law
	ref  string
	asks text
	in   []chapter
}

// demands are in the order of the laws.
func demands() []demand {
	return append(gdprDemands(), aiActDemands()...)
}

func gdprDemands() []demand {
	return []demand{
		{gdpr, "5(1)(b)", text{"doelbinding: gegevens dienen alleen het doel waarvoor ze zijn gegeven", "purpose limitation: data serves only the purpose it was given for"}, []chapter{purposesChapter, destinationsChapter}},
		{gdpr, "5(1)(c)", text{"minimale gegevensverwerking: niet meer dan nodig is", "data minimisation: no more than is needed"}, []chapter{destinationsChapter, guardsChapter, figuresChapter}},
		{gdpr, "5(1)(e)", text{"opslagbeperking: niet langer bewaard dan nodig is", "storage limitation: kept no longer than is needed"}, []chapter{retentionChapter}},
		{gdpr, "5(2)", text{"verantwoordingsplicht: kunnen aantonen dat de beginselen worden nageleefd", "accountability: being able to show that the principles are kept"}, []chapter{readChapter, versionsChapter, guardsChapter, testsChapter, figuresChapter, logChapter}},
		{gdpr, "7", text{"toestemming: kunnen aantonen dat zij is gegeven, en dat intrekken even eenvoudig is", "consent: being able to show that it was given, and that taking it back is as easy"}, []chapter{purposesChapter, rightsChapter}},
		{gdpr, "12", text{"heldere informatie, en antwoord op een verzoek binnen een maand", "clear information, and an answer to a request within a month"}, []chapter{rightsChapter, pageChapter}},
		{gdpr, "13, 14", text{"wat mensen vooraf wordt verteld: doelen, ontvangers, bewaartermijnen, rechten", "what people are told beforehand: purposes, recipients, retention, rights"}, []chapter{purposesChapter, destinationsChapter, retentionChapter, pageChapter}},
		{gdpr, "15", text{"inzage", "access"}, []chapter{rightsChapter}},
		{gdpr, "16", text{"rectificatie", "rectification"}, []chapter{rightsChapter}},
		{gdpr, "17", text{"wissing", "erasure"}, []chapter{rightsChapter, retentionChapter}},
		{gdpr, "18", text{"beperking van de verwerking", "restriction of processing"}, nil},
		{gdpr, "19", text{"ontvangers laten weten dat iets is gerectificeerd, gewist of beperkt", "telling recipients that something was rectified, erased or restricted"}, []chapter{destinationsChapter}},
		{gdpr, "20", text{"overdraagbaarheid van gegevens", "data portability"}, nil},
		{gdpr, "21", text{"bezwaar, tegen direct marketing altijd", "objection, to direct marketing always"}, []chapter{rightsChapter}},
		{gdpr, "22", text{"geen besluit dat mensen wezenlijk treft uitsluitend door een machine", "no decision that significantly affects people by a machine alone"}, []chapter{guardsChapter, incidentsChapter}},
		{gdpr, "25", text{"bescherming door ontwerp en door standaardinstellingen", "protection by design and by default"}, []chapter{destinationsChapter, guardsChapter, testsChapter}},
		{gdpr, "30(1)(a)", text{"register: wie de verwerkingsverantwoordelijke en de functionaris zijn", "record: who the controller and the data protection officer are"}, nil},
		{gdpr, "30(1)(b)", text{"register: de doelen", "record: the purposes"}, []chapter{purposesChapter}},
		{gdpr, "30(1)(c)", text{"register: de categorieën van mensen en van gegevens", "record: the categories of people and of data"}, []chapter{systemChapter, destinationsChapter}},
		{gdpr, "30(1)(d)", text{"register: de categorieën van ontvangers", "record: the categories of recipients"}, []chapter{destinationsChapter}},
		{gdpr, "30(1)(e)", text{"register: doorgiften buiten de EER en hun waarborgen", "record: transfers outside the EEA and their safeguards"}, nil},
		{gdpr, "30(1)(f)", text{"register: de termijnen waarop wordt gewist", "record: the time limits for erasure"}, []chapter{retentionChapter}},
		{gdpr, "30(1)(g)", text{"register: de beveiliging, in algemene termen", "record: the security measures, in general terms"}, []chapter{securityChapter}},
		{gdpr, "32", text{"beveiliging, en die geregeld beproeven", "security, and testing it regularly"}, []chapter{securityChapter, testsChapter}},
		{gdpr, "35(7)(a)", text{"effectbeoordeling: een beschrijving van de verwerking en haar doelen", "impact assessment: a description of the processing and its purposes"}, []chapter{systemChapter, purposesChapter, destinationsChapter}},
		{gdpr, "35(7)(b)", text{"effectbeoordeling: noodzaak en evenredigheid", "impact assessment: necessity and proportionality"}, nil},
		{gdpr, "35(7)(c)", text{"effectbeoordeling: de risico's voor mensen", "impact assessment: the risks to people"}, nil},
		{gdpr, "35(7)(d)", text{"effectbeoordeling: de maatregelen tegen die risico's", "impact assessment: the measures against those risks"}, []chapter{guardsChapter, testsChapter, retentionChapter, securityChapter}},
	}
}

func aiActDemands() []demand {
	return []demand{
		{aiAct, "3, 6", text{"of dit een AI-systeem is, en of het een hoog risico heeft", "whether this is an AI system, and whether it is high-risk"}, []chapter{systemChapter}},
		{aiAct, "4", text{"AI-geletterdheid van wie ermee werkt", "AI literacy of those who work with it"}, nil},
		{aiAct, "5", text{"verboden praktijken, zoals manipulatie en het uitbuiten van kwetsbaarheid", "prohibited practices, such as manipulation and exploiting vulnerability"}, []chapter{guardsChapter}},
		{aiAct, "9", text{"risicobeheer", "risk management"}, []chapter{guardsChapter, testsChapter}},
		{aiAct, "10", text{"gegevens en het beheer ervan, ook op vertekening onderzocht", "data and its governance, examined for bias too"}, []chapter{systemChapter, fairnessChapter}},
		{aiAct, "11", text{"technische documentatie", "technical documentation"}, []chapter{systemChapter, versionsChapter, guardsChapter, testsChapter}},
		{aiAct, "12", text{"gebeurtenissen die automatisch worden vastgelegd", "events that are recorded automatically"}, []chapter{figuresChapter, logChapter, retentionChapter}},
		{aiAct, "13", text{"informatie voor wie het gebruikt", "information for those who use it"}, []chapter{systemChapter, guardsChapter, figuresChapter}},
		{aiAct, "14", text{"menselijk toezicht, en een knop om te stoppen", "human oversight, and a button to stop it"}, []chapter{versionsChapter, incidentsChapter}},
		{aiAct, "15", text{"nauwkeurigheid, robuustheid en cyberbeveiliging", "accuracy, robustness and cybersecurity"}, []chapter{testsChapter, securityChapter}},
		{aiAct, "26", text{"plichten van wie een systeem met hoog risico gebruikt: toezicht, volgen, logs ten minste zes maanden bewaren, mensen inlichten", "duties of deployers of a high-risk system: oversight, monitoring, logs kept for at least six months, telling people"}, []chapter{versionsChapter, figuresChapter, incidentsChapter, retentionChapter}},
		{aiAct, "50", text{"zeggen wanneer mensen met AI te doen hebben of iets door AI is gemaakt", "saying when people deal with AI or something was made by AI"}, nil},
		{aiAct, "72", text{"volgen na de ingebruikname", "monitoring after it was put into use"}, []chapter{figuresChapter, fairnessChapter}},
		{aiAct, "73", text{"ernstige incidenten melden", "reporting serious incidents"}, []chapter{incidentsChapter}},
		{aiAct, "IV(1)", text{"algemene beschrijving: doel, versies, waarmee het samenwerkt", "general description: purpose, versions, what it interacts with"}, []chapter{systemChapter, destinationsChapter}},
		{aiAct, "IV(2)", text{"onderdelen en hoe ze zijn gemaakt, toezicht, hoe is getest", "elements and how they were made, oversight, how it was tested"}, []chapter{systemChapter, guardsChapter, testsChapter, incidentsChapter}},
		{aiAct, "IV(3)", text{"volgen, werking en bediening", "monitoring, functioning and control"}, []chapter{figuresChapter, incidentsChapter}},
		{aiAct, "IV(4)", text{"of de maatstaven passen", "whether the performance metrics are appropriate"}, nil},
		{aiAct, "IV(5)", text{"het risicobeheer van artikel 9", "the risk management of Article 9"}, []chapter{guardsChapter}},
		{aiAct, "IV(6)", text{"wijzigingen gedurende de levenscyclus", "changes through its lifecycle"}, []chapter{versionsChapter}},
		{aiAct, "IV(7)", text{"toegepaste normen", "standards applied"}, nil},
		{aiAct, "IV(8)", text{"de EU-conformiteitsverklaring", "the EU declaration of conformity"}, nil},
		{aiAct, "IV(9)", text{"hoe na het in de handel brengen wordt gevolgd (artikel 72)", "how it is monitored after placing on the market (Article 72)"}, []chapter{figuresChapter, fairnessChapter}},
	}
}
