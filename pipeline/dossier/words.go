package dossier

// say is all that a dossier says in prose. In a text stand {names}.
var say = struct {
	title, isFromFacts, isNoAdvice, isOwnAssessment                                                text
	ofPipeline, ofAReplay, ofPolicy, ofPeriod, fromTheFirst, toTheLast, lacks                      text
	asked, place, unfilled, unread, wasRead, wasReadBut, source, from, records, state              text
	isRules, build, mode, hears, reads, meaning, role, events, keyWord, paths                      text
	asks, asksNothing, purpose, category, frameworks, forWhom, joins, yes, no                      text
	nowhereElse, takes, needs, retracts, retractsNot, tells, layer, granted, field, transform      text
	asItIs, guardsAre, forAll, forSome, transcripts, allTranscripts, testsRan, testsFail           text
	inAFile, inTheLedger, version, decisions, first, last, at, did, by, via, why, question, answer text
	active, still, counted, destination, verdict, reason, number, quarantined, held, heldNothing   text
	shadow, edited, guard, done, rightsAre, rightsLack, rightsNone                                 text
	stepsIn, stepsInNever, everything, since, until, lasted, what, endedBy, refused, offset        text
	rows, keptFor, untilItChanges, topics, topic, use, partitions, cleanup, compacted, forEver     text
	bounded, inAReplay, because                                                                    text
	tooShort, longEnough, securityIs, theProcess, tls, sasl, hmac, watchesNone, noLog              text
	pageIs, frame, article, asksFor, chapters, numbers, leftIs, no_, chapter                       text
}{
	title:           text{"Dossier van {name}", "Dossier of {name}"},
	isFromFacts:     text{"Dit dossier is geschreven uit wat werkelijk draaide: wat de pijplijn vastlegde, en het beleid zoals het compileert. Wat geen enkele vastlegging beantwoordt, staat open voor een mens, is zo gemerkt en staat aan het eind op een rij; niets is erbij bedacht.", "This dossier is written from what really ran: what the pipeline recorded, and the policy as it compiles. What no record answers is left open for a person, marked as such, and listed at the end; nothing is made up."},
	isNoAdvice:      text{"Het is geen juridisch advies en geen bewijs van naleving. De artikelen zijn die van Verordening (EU) 2016/679 (AVG, PB L 119 van 4 mei 2016) en Verordening (EU) 2024/1689 (AI-verordening, PB L, 2024/1689 van 12 juli 2024), zoals ze zijn bekendgemaakt; wat er sindsdien is gewijzigd en vanaf wanneer een artikel geldt, zoekt een jurist na.", "It is no legal advice and no proof of compliance. The articles are those of Regulation (EU) 2016/679 (GDPR, OJ L 119 of 4 May 2016) and Regulation (EU) 2024/1689 (AI Act, OJ L, 2024/1689 of 12 July 2024), as they were published; what was amended since, and from when an article applies, is for a lawyer to look up."},
	isOwnAssessment: text{"Of een toepassing een AI-systeem is, en of zij een hoog risico heeft, is het oordeel van het bedrijf zelf. De artikelen 9 tot en met 15, 72 en 73 en bijlage IV van de AI-verordening gelden voor aanbieders van systemen met een hoog risico, artikel 26 voor wie ze gebruikt. Waar dat niet het geval is, zijn ze hier niet meer dan een raamwerk.", "Whether a deployment is an AI system, and whether it is high-risk, is the company's own assessment. Articles 9 to 15, 72 and 73 and Annex IV of the AI Act bind providers of high-risk systems, and Article 26 their deployers. Where that is not the case, they are no more than a frame here."},
	ofPipeline:      text{"Pijplijn: {name}.", "Pipeline: {name}."},
	ofAReplay:       text{"geen; dit is een naspeling van een geschiedenis", "none; this is a replay of a history"},
	ofPolicy:        text{"Beleid: {version}.", "Policy: {version}."},
	ofPeriod:        text{"Periode: vanaf {since} tot {until}, waarbij het begin meetelt en het eind niet. Alle tijden zijn in UTC.", "Period: from {since} until {until}, the start inside and the end outside. All times are in UTC."},
	fromTheFirst:    text{"het eerste dat nog wordt bewaard", "the first that is still kept"},
	toTheLast:       text{"het laatste dat er is", "the last that there is"},
	lacks:           text{"Aan mensen overgelaten: {places} plekken (hoofdstuk {chapter}). Bronnen die gelezen hadden moeten worden en het niet zijn: {gaps}.", "Left to people: {places} places (chapter {chapter}). Sources that should have been read and were not: {gaps}."},
	asked:           text{"Gevraagd door: {articles}.", "Asked for by: {articles}."},
	place:           text{"In te vullen door {by} (nr. {number}; {articles}): {what}", "To be filled in by {by} (no. {number}; {articles}): {what}"},
	unfilled:        text{"Dit kon niet worden ingevuld. {source}: {why}.", "This could not be filled in. {source}: {why}."},
	unread:          text{"Niet gelezen: {source} ({from}): {why}.", "Not read: {source} ({from}): {why}."},
	wasRead:         text{"gelezen", "read"},
	wasReadBut:      text{"gelezen; {strange} regels kan deze versie niet lezen, en die tellen niet mee", "read; {strange} records this version cannot read, and they are not counted"},
	source:          text{"bron", "source"},
	from:            text{"topic of bestand", "topic or file"},
	records:         text{"regels", "records"},
	state:           text{"stand", "state"},

	isRules: text{"Maat staat tussen gebeurtenissen en wie daarmee mensen bereikt. Het leest ze, vraagt het beleid wat naar buiten mag, wanneer en met welke velden, en legt elk besluit vast met zijn reden. Zijn bewakers zijn regels en woordenlijsten die mensen schreven; het leert niets uit gebeurtenissen en er zit geen getraind model in.", "Maat stands between events and those who use them to reach people. It reads them, asks the policy what may leave, when, and with which fields, and records every decision with its reason. Its guards are rules and word lists that people wrote; it learns nothing from events, and no trained model is in it."},
	build:   text{"Programma: versie {version}, commit {commit}, {go}.", "Program: version {version}, commit {commit}, {go}."},
	mode:    text{"Het beleid als geheel staat op {mode}.", "The policy as a whole is set to {mode}."},
	hears:   text{"Wat gebeurtenissen voor Maat zijn. Een gebeurtenis die hier niet staat, gaat nergens heen.", "What events are to Maat. An event that does not stand here goes nowhere."},
	reads:   text{"Wat van een gebeurtenis wordt gelezen om haar te beoordelen.", "What of an event is read to judge it."},
	meaning: text{"betekenis", "meaning"},
	role:    text{"rol", "role"},
	events:  text{"gebeurtenissen", "events"},
	keyWord: text{"sleutelwoord", "key word"},
	paths:   text{"paden", "paths"},

	asks:        text{"Zonder een ja voor het doel gaat niets naar buiten dat erom vraagt. De vraag zelf stelt het bedrijf; Maat hoort het antwoord uit gebeurtenissen.", "Without a yes to the purpose nothing leaves that asks for it. The question itself is asked by the company; Maat hears the answer from events."},
	asksNothing: text{"Het beleid kent geen doelen: alles wat naar buiten gaat, gaat zonder vraag.", "The policy has no purposes: all that leaves, leaves without a question."},
	purpose:     text{"doel", "purpose"},
	category:    text{"categorie in gebeurtenissen", "category in events"},
	frameworks:  text{"raamwerken die ervan spreken", "frameworks that speak of it"},
	forWhom:     text{"voor", "for"},
	joins:       text{"voegt bekend en anoniem samen", "joins known and anonymous"},
	yes:         text{"ja", "yes"},
	no:          text{"nee", "no"},

	nowhereElse: text{"Dit zijn alle ontvangers, en van elke ontvanger alle velden. Wat er niet staat, gaat niet naar buiten.", "These are all recipients, and of each all fields. What does not stand here does not leave."},
	takes:       text{"Topic {topic}; krijgt {roles}.", "Topic {topic}; takes {roles}."},
	needs:       text{"Laagste laag zonder welke niets gaat: {layer}.", "Lowest layer without which nothing goes: {layer}."},
	retracts:    text{"Hoort dat iemand vergeten moet worden door {event}.", "Is told to forget a person by {event}."},
	retractsNot: text{"Hoort niet vanzelf dat iemand vergeten moet worden.", "Is not told by itself to forget a person."},
	tells:       text{"Hoort bij wat gaat of dit is toegestaan: {purposes}.", "Is told with what goes whether this is granted: {purposes}."},
	layer:       text{"laag", "layer"},
	granted:     text{"gevraagde doelen", "purposes asked"},
	field:       text{"veld", "field"},
	transform:   text{"bewerking", "transform"},
	asItIs:      text{"zoals het is", "as it is"},

	guardsAre:      text{"Wat elke bewaker van dit programma tegenhoudt, en hoe het beleid hem instelt. Een transcript is een uitgewerkt geval: gebeurtenissen erin, besluiten eruit. Transcripten horen bij de broncode van dit programma en draaien met haar tests; dit dossier telt ze en draait ze niet.", "What each guard of this program keeps back, and how the policy sets it. A transcript is a worked case: events in, decisions out. Transcripts are part of the source of this program and run with its tests; this dossier counts them and does not run them."},
	forAll:         text{"Voor alle bestemmingen", "For all destinations"},
	forSome:        text{"Voor {names}", "For {names}"},
	transcripts:    text{"Transcripten: {files}, met {runs} geschiedenissen van samen {lines} regels.", "Transcripts: {files}, with {runs} histories of {lines} lines in all."},
	allTranscripts: text{"Alle bewakers samen: {files} transcripten, met {runs} geschiedenissen van samen {lines} regels.", "All guards together: {files} transcripts, with {runs} histories of {lines} lines in all."},
	testsRan:       text{"Bij het schrijven van dit dossier zijn de tests gedraaid die naast het beleid staan: {passed} van {all} slagen.", "For this dossier the tests that stand beside the policy were run: {passed} of {all} pass."},
	testsFail:      text{"Deze tests slagen niet:", "These tests do not pass:"},

	inAFile:     text{"Beleid wordt elders goedgekeurd: het proces volgt een bestand, en wie een versie goedkeurde staat in de geschiedenis van dat bestand, zoals git. Deze versies besloten in de periode:", "Policies are approved elsewhere: the process follows a file, and who approved a version stands in the history of that file, such as git. These versions decided in the period:"},
	inAReplay:   text{"Wie deze versies goedkeurde, staat niet in een naspeling. Ze besloten in de periode:", "Who approved these versions is not in a replay. They decided in the period:"},
	inTheLedger: text{"Beleid wordt goedgekeurd met ondertekende handelingen van mensen bij naam. Niemand keurt het eigen voorstel goed; wat niet compileert of waarvan tests niet slagen, wordt nooit van kracht.", "Policies are approved by signed acts of people by name. Nobody approves their own; what does not compile, or whose tests fail, is never in force."},
	version:     text{"versie", "version"},
	decisions:   text{"besluiten", "decisions"},
	first:       text{"eerste", "first"},
	last:        text{"laatste", "last"},
	at:          text{"wanneer", "when"},
	did:         text{"handeling", "act"},
	by:          text{"door", "by"},
	via:         text{"via sleutel", "via key"},
	why:         text{"waarom", "why"},
	question:    text{"vraag", "question"},
	answer:      text{"antwoord", "answer"},
	active:      text{"Van kracht vanaf {from} tot {until}, door {by}.", "In force from {from} until {until}, by {by}."},
	still:       text{"nu (staat nog)", "now (still stands)"},

	counted:     text{"In de periode zijn {n} besluiten vastgelegd, het eerste op {first} en het laatste op {last}. Elk besluit heeft een reden; een besluit bevat geen waarde van een gebeurtenis en noemt mensen met een pseudoniem. Een streepje als bestemming: het besluit gaat over de gebeurtenis zelf.", "In the period {n} decisions were recorded, the first at {first} and the last at {last}. Each has a reason; a decision holds no value of an event and names people by a pseudonym. A dash for a destination: it is about the event itself."},
	destination: text{"bestemming", "destination"},
	verdict:     text{"uitkomst", "outcome"},
	reason:      text{"reden", "reason"},
	number:      text{"aantal", "number"},
	because:     text{"omdat", "because"},
	quarantined: text{"Apart gezet omdat ze niet te lezen waren: {n}.", "Put aside because they could not be read: {n}."},
	held:        text{"Vastgehouden in de periode: {n}. Opnieuw vastgehouden terwijl het al wachtte: {again}. Aan het eind van de periode wachtten er nog: {waiting}. De andere eindigden zo:", "Held in the period: {n}. Held once more while it waited already: {again}. Still waiting at the end of the period: {waiting}. The others ended so:"},
	heldNothing: text{"In de periode is niets vastgehouden.", "Nothing was held in the period."},
	shadow:      text{"Wat zou zijn besloten als de regels golden die worden uitgeprobeerd:", "What would have been decided if the rules that are being tried applied:"},
	edited:      text{"Velden die niet naar buiten gingen zoals ze binnenkwamen, per bewaker:", "Fields that did not leave as they came in, by guard:"},
	guard:       text{"bewaker", "guard"},
	done:        text{"wat er gebeurde", "what was done"},

	rightsAre:  text{"Wat mensen kozen en vroegen, zoals het in gebeurtenissen binnenkwam. Verwerkt: het geldt vanaf dat moment, ook voor wat wachtte. Veranderde niets: het was ouder dan wat al gold. Wat over één persoon is besloten en waarom, vertelt maat why.", "What people chose and asked, as it came in with events. Carried out: it holds from that moment on, also for what was waiting. Changed nothing: it was older than what held already. What was decided about one person, and why, maat why tells."},
	rightsLack: text{"Het beleid kent geen gebeurtenis voor: {roles}. Wie dat vraagt, wordt langs deze weg niet gehoord.", "The policy has no event for: {roles}. Whoever asks for that is not heard this way."},
	rightsNone: text{"In de periode kwam er niets van dien aard binnen.", "Nothing of the kind came in during the period."},

	stepsIn:      text{"Een mens kan elke bestemming stoppen, of alles. Een stop die nog staat, is gerekend tot het eind van de periode.", "A person can stop any destination, or everything. A halt that still stands is counted up to the end of the period."},
	stepsInNever: text{"In de periode is niets gestopt.", "Nothing was stopped in the period."},
	everything:   text{"alles", "everything"},
	since:        text{"vanaf", "from"},
	until:        text{"tot", "until"},
	lasted:       text{"duur", "lasted"},
	what:         text{"wat", "what"},
	endedBy:      text{"hervat door", "ended by"},
	refused:      text{"Opdrachten in de periode die niets veranderden omdat ze niet klopten: {n}.", "Orders in the period that changed nothing because they were not right: {n}."},
	offset:       text{"plaats", "offset"},

	rows:           text{"Wat van een persoon wordt onthouden, en hoe lang, door het beleid dat geldt.", "What is remembered of a person, and for how long, by the policy in force."},
	keptFor:        text{"bewaard", "kept for"},
	untilItChanges: text{"tot het verandert of wordt gewist", "until it changes or is erased"},
	topics:         text{"Hoe lang topics bewaren wat erin staat, zoals het cluster het zegt.", "How long topics keep what is in them, as the cluster says."},
	topic:          text{"topic", "topic"},
	use:            text{"waarvoor", "use"},
	partitions:     text{"partities", "partitions"},
	cleanup:        text{"opruimen", "cleanup"},
	compacted:      text{"het laatste van elke sleutel; wat is gewist verdwijnt bij het opruimen, het merkteken na {span}", "the last of each key; what is erased goes when the topic is compacted, its marker after {span}"},
	bounded:        text{"{span}, en per partitie hoogstens {bytes} bytes", "{span}, and at most {bytes} bytes in each partition"},
	forEver:        text{"altijd", "for ever"},
	tooShort:       text{"Topic {topic} bewaart besluiten {span}. Art. 26 lid 6 van de AI-verordening vraagt voor een systeem met een hoog risico logs ten minste zes maanden te bewaren, tenzij ander recht, met name over gegevensbescherming, anders bepaalt: dan is dit te kort, tenzij besluiten elders worden bewaard.", "Topic {topic} keeps decisions for {span}. For a high-risk system Article 26(6) of the AI Act asks to keep logs for at least six months, unless other law, in particular on data protection, says otherwise: then this is too short, unless decisions are kept elsewhere."},
	longEnough:     text{"Topic {topic} bewaart besluiten ten minste zes maanden, zoals art. 26 lid 6 van de AI-verordening voor een systeem met een hoog risico vraagt.", "Topic {topic} keeps decisions for at least six months, as Article 26(6) of the AI Act asks for a high-risk system."},

	securityIs:  text{"Mensen staan in topics en besluiten onder een pseudoniem, gemaakt met een sleutel die alleen het proces leest. Geen waarde van een gebeurtenis staat in een besluit, log of meting. Wat een bewaker niet kan beoordelen, gaat niet naar buiten.", "In topics and decisions people stand under a pseudonym, made with a key that the process alone reads. No value of an event is in a decision, a log or a metric. What a guard cannot judge does not leave."},
	theProcess:  text{"De configuratie van het proces", "The configuration of the process"},
	tls:         text{"Verbinding met de brokers versleuteld (TLS): {yes}.", "Connection to the brokers encrypted (TLS): {yes}."},
	sasl:        text{"Hoe het proces aan de brokers laat zien wie het is: {mechanism}.", "How the process shows the brokers who it is: {mechanism}."},
	hmac:        text{"Sleutels waarmee het beleid pseudoniemen voor anderen maakt: {names}.", "Keys by which the policy makes pseudonyms for others: {names}."},
	watchesNone: text{"Het beleid volgt geen groepen. Of bereik of prijs tussen groepen verschilt, is uit deze gegevens niet te zeggen.", "The policy watches no groups. Whether reach or price differs between groups cannot be told from this data."},
	noLog:       text{"Deze pijplijn houdt geen logboek bij waarvan een buitenstaander kan nagaan dat er niets uit is verdwenen.", "This pipeline keeps no log of which an outsider can check that nothing has gone from it."},
	pageIs:      text{"Deze pagina schrijft maat page voor klanten, uit het beleid dat geldt.", "This page is what maat page writes for customers, from the policy in force."},

	frame:    text{"Wat elk artikel vraagt, waar dit dossier het beantwoordt, en welk nummer openstaat voor een mens. Een hoofdstuk beantwoordt een artikel zelden helemaal.", "What each article asks, where this dossier answers it, and which number is open for a person. A chapter seldom answers an article in full."},
	article:  text{"artikel", "article"},
	asksFor:  text{"vraagt", "asks for"},
	chapters: text{"hoofdstuk", "chapter"},
	numbers:  text{"open nr.", "open no."},
	leftIs:   text{"Dit weet alleen een mens. Vul het in, en bewaar het ingevulde dossier met de datum en je naam.", "Only a person knows this. Fill it in, and keep the completed dossier with the date and your name."},
	no_:      text{"nr.", "no."},
	chapter:  text{"hoofdstuk", "chapter"},
}
