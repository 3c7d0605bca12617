package dossier

import (
	"cmp"
	"slices"
)

// filler is who fills a place in.
type filler uint8

// Those who fill places in.
const (
	controller filler = 1 + iota
	officer
	lawyer
	marketing
	security
	operator
)

var fillers = map[filler]text{
	controller: {"de verwerkingsverantwoordelijke", "the controller"},
	officer:    {"de functionaris gegevensbescherming of privacy officer", "the data protection officer or privacy officer"},
	lawyer:     {"de jurist", "the lawyer"},
	marketing:  {"marketing", "marketing"},
	security:   {"de beveiligingsverantwoordelijke", "the security officer"},
	operator:   {"wie Maat beheert", "whoever operates Maat"},
}

// place is what no fact answers: it stays open until a person fills it in.
type place struct {
	in   chapter
	by   filler
	law  law
	refs []string // the articles of the law that ask
	what text
}

// places are those that the facts leave open, by chapter.
func places(f *Facts) []place {
	list := slices.Concat(describing(), acting(), judging())
	if f.Approval != InLedger {
		list = append(list, filing()...)
	}
	slices.SortStableFunc(list, func(a, b place) int { return cmp.Compare(a.in, b.in) })
	return list
}

// filing is left where policies are not approved in a ledger.
func filing() []place {
	return []place{
		{versionsChapter, controller, gdpr, []string{"5(2)"}, text{"Wie elke versie van het beleid voorstelde en goedkeurde, uit de geschiedenis van het bestand.", "Who proposed and approved each version of the policy, from the history of the file."}},
	}
}

func describing() []place {
	return []place{
		{systemChapter, controller, gdpr, []string{"30(1)(a)"}, text{"Naam en contactgegevens van de verwerkingsverantwoordelijke, een gezamenlijke verantwoordelijke of vertegenwoordiger, en de functionaris gegevensbescherming.", "Name and contact details of the controller, of any joint controller or representative, and of the data protection officer."}},
		{systemChapter, controller, gdpr, []string{"30(1)(c)"}, text{"Over welke groepen mensen de gebeurtenissen gaan (klanten, bezoekers, leden, minderjarigen).", "Which groups of people the events are about (customers, visitors, members, minors)."}},
		{systemChapter, lawyer, aiAct, []string{"3, 6"}, text{"Of deze toepassing een AI-systeem is (art. 3, punt 1, en overweging 12), of zij een hoog risico heeft (art. 6 en bijlage III), en of het bedrijf aanbieder of gebruiksverantwoordelijke is (art. 3, punten 3 en 4). Dat is het oordeel van het bedrijf zelf.", "Whether this deployment is an AI system (Art. 3(1) and recital 12), whether it is high-risk (Art. 6 and Annex III), and whether the company is provider or deployer (Art. 3(3) and (4)). That is the company's own assessment."}},
		{systemChapter, controller, aiAct, []string{"10", "IV(2)"}, text{"Welke modellen voorspellingen of teksten aanleveren, van wie ze zijn, en waarop en hoe ze zijn getraind. Maat traint geen model.", "Which models supply predictions or copy, whose they are, and on what and how they were trained. Maat trains no model."}},
		{systemChapter, controller, aiAct, []string{"13", "IV(1)"}, text{"Waar het systeem voor is bedoeld, en de gebruiksaanwijzing van andere onderdelen dan Maat.", "The intended purpose, and the instructions for use of parts other than Maat."}},
		{versionsChapter, controller, aiAct, []string{"14", "26"}, text{"Wie toezicht houdt, met welke bevoegdheid en opleiding.", "Who oversees it, with which authority and training."}},
		{purposesChapter, lawyer, gdpr, []string{"5(1)(b)"}, text{"De grondslag (art. 6) van elk doel, en van wat zonder vraag naar buiten gaat.", "The legal basis (Art. 6) of each purpose, and of what leaves without a question."}},
		{purposesChapter, marketing, gdpr, []string{"7"}, text{"Waar en in welke woorden om toestemming wordt gevraagd, en waar men haar even eenvoudig intrekt.", "Where and in which words consent is asked, and where it is taken back as easily."}},
		{destinationsChapter, controller, gdpr, []string{"30(1)(d)", "30(1)(e)"}, text{"Wie achter elke bestemming zit: verwerker (met overeenkomst, art. 28) of verantwoordelijke, in welk land, en met welke waarborgen buiten de EER.", "Who is behind each destination: a processor (with its contract, Art. 28) or a controller, in which country, and with which safeguards outside the EEA."}},
		{destinationsChapter, operator, gdpr, []string{"19"}, text{"Hoe bestemmingen zonder afmelding (retract) horen dat iets is gewist of gerectificeerd.", "How destinations without a retract hear that something was erased or rectified."}},
	}
}

func acting() []place {
	return []place{
		{guardsChapter, officer, gdpr, []string{"35(7)(c)", "35(7)(d)"}, text{"Welk risico van de effectbeoordeling elke bewaker verkleint, en welk risico overblijft.", "Which risk of the impact assessment each guard lessens, and which risk remains."}},
		{guardsChapter, lawyer, aiAct, []string{"5"}, text{"Dat geen verboden praktijk plaatsvindt: de bewakers maken manipuleren en uitbuiten moeilijker, en bewijzen hun afwezigheid niet.", "That no prohibited practice takes place: the guards make manipulation and exploitation harder, and do not prove their absence."}},
		{guardsChapter, lawyer, gdpr, []string{"22"}, text{"Of een uitkomst mensen in hun rechten of anderszins in aanmerkelijke mate treft.", "Whether any outcome affects people legally or similarly significantly."}},
		{guardsChapter, controller, aiAct, []string{"9", "IV(5)"}, text{"Het risicobeheersysteem zelf, waarvan de bewakers maatregelen zijn.", "The risk management system itself, of which the guards are measures."}},
		{testsChapter, operator, aiAct, []string{"15", "IV(4)"}, text{"Welke nauwkeurigheid is afgesproken en hoe zij is gemeten, van de modellen en van de bewakers die teksten beoordelen.", "Which accuracy was declared and how it was measured, of the models and of the guards that judge text."}},
		{figuresChapter, officer, aiAct, []string{"26", "72", "IV(9)"}, text{"Wie deze cijfers leest, hoe vaak, en welk getal aanleiding is om in te grijpen: het plan voor het volgen.", "Who reads these figures, how often, and which number is a reason to step in: the monitoring plan."}},
		{rightsChapter, officer, gdpr, []string{"12", "15", "16", "20"}, text{"Waar mensen een verzoek doen, wie het afhandelt, en dat het antwoord binnen een maand kwam, ook uit andere systemen dan Maat.", "Where people make a request, who handles it, and that the answer came within a month, also from systems other than Maat."}},
		{rightsChapter, officer, gdpr, []string{"18"}, text{"Hoe een verwerking wordt beperkt: Maat kent uitzetten en bewaren, en geen beperking van een enkel gegeven.", "How processing is restricted: Maat knows switching off and keeping, and no restriction of a single datum."}},
		{incidentsChapter, officer, gdpr, []string{"5(2)"}, text{"Van elke stop: was het een inbreuk op persoonsgegevens (art. 33 en 34), en is zij gemeld en gedocumenteerd (art. 33, lid 5)?", "Of each halt: was it a personal data breach (Art. 33 and 34), and was it notified and documented (Art. 33(5))?"}},
		{incidentsChapter, lawyer, aiAct, []string{"73"}, text{"Van elke stop: was het een ernstig incident (art. 3, punt 49), en is het gemeld?", "Of each halt: was it a serious incident (Art. 3(49)), and was it reported?"}},
		{retentionChapter, operator, gdpr, []string{"5(1)(e)", "30(1)(f)"}, text{"Bewaartermijnen buiten Maat: bij de bestemmingen, in back-ups van de brokers en in de bronnen.", "Retention outside Maat: at the destinations, in backups of the brokers and in the sources."}},
		{securityChapter, security, gdpr, []string{"30(1)(g)", "32"}, text{"Versleuteling van de schijven, wie bij de topics en de sleutels kan, back-ups en herstel, en wanneer dat voor het laatst is beproefd.", "Encryption of disks, who has access to topics and keys, backups and restore, and when that was last tested."}},
		{fairnessChapter, marketing, aiAct, []string{"10", "72"}, text{"Welke groepen in bereik of prijs niet mogen verschillen, en wat een gevonden verschil verklaart of verandert.", "Which groups may not differ in reach or price, and what explains or changes a difference that was found."}},
		{pageChapter, officer, gdpr, []string{"13, 14"}, text{"De privacyverklaring waarin deze pagina staat of waarnaar zij verwijst.", "The privacy notice in which this page stands or to which it refers."}},
	}
}

func judging() []place {
	return []place{
		{articlesChapter, controller, aiAct, []string{"4"}, text{"Hoe wie met het systeem werkt, is opgeleid.", "How those who work with the system were trained."}},
		{articlesChapter, marketing, aiAct, []string{"50"}, text{"Of mensen met een AI-systeem praten of teksten en beelden door AI zijn gemaakt, en hoe dat wordt gezegd.", "Whether people converse with an AI system or copy and images are made by AI, and how that is said."}},
		{articlesChapter, officer, gdpr, []string{"35(7)(b)"}, text{"Of een effectbeoordeling verplicht is (art. 35, leden 1 en 3), noodzaak en evenredigheid, het advies van de functionaris (lid 2) en de mening van betrokkenen (lid 9).", "Whether an impact assessment is required (Art. 35(1) and (3)), necessity and proportionality, the advice of the officer (35(2)) and the views of people concerned (35(9))."}},
		{articlesChapter, lawyer, aiAct, []string{"11", "IV(7)", "IV(8)"}, text{"Voor een systeem met hoog risico: de overige technische documentatie, toegepaste normen en de EU-conformiteitsverklaring.", "For a high-risk system: the rest of the technical documentation, standards applied and the EU declaration of conformity."}},
	}
}
