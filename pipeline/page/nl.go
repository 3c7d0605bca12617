package page

import "maat/pipeline/state"

// dutch is the page in Dutch. "Je" is the customer.
var dutch = language{
	code:   "nl",
	title:  "Wat {brand} met je gegevens doet, en wat niet",
	intro:  "Deze pagina is geschreven uit de regels die bepalen wat er naar buiten gaat ({version}).",
	closed: "Wat hier niet staat, gaat niet naar buiten.",
	trial:  "Deze regels worden uitgeprobeerd: wat ze zouden doen wordt vastgelegd, en ze gelden nog niet. Tot dan gaat alles naar buiten zoals het binnenkwam. Uitzetten en wissen gelden nu al.",

	asked:          "Wat je wordt gevraagd",
	askedIntro:     "Elk hiervan wordt apart gevraagd. Zonder jouw ja gebeurt het niet, en een ja kun je altijd intrekken.",
	usedFor:        "voor {names}.",
	usedToJoin:     "daarmee telt wat je deed voordat we wisten wie je bent, als van jou.",
	usedForNothing: "op dit moment gebruikt niets het.",
	signalled:      "Een browser die om privacy vraagt (Global Privacy Control) kan nee zeggen voor je.",

	where:      "Waar gegevens heen gaan",
	whereIntro: "Gegevens gaan naar deze plekken en nergens anders heen.",
	hears:      "{destination} hoort van {what}.",
	needs:      "Zonder jouw ja voor {purposes} gaat hiervan niets naar {destination}.",
	owed:       "Wat je toekomt: {fields}, waar je ook ja op zei.",
	needsOwed:  "Zonder jouw ja voor {purposes} gaat alleen wat je toekomt naar {destination}.",
	told:       "Bij wat naar {destination} gaat, zeggen we of je ja zei op {purposes}.",
	withYes:    "Met jouw ja voor {purposes}: {fields}.",
	unasked:    "Zonder vraag: {fields}.",

	promised:     "Wat we beloven",
	forSome:      "Voor {names}: {promise}",
	butOwed:      ", behalve wat je toekomt (zoals de bevestiging van een bestelling)",
	butOwedAgain: ", behalve wat je toekomt",
	forgets:      "Volgen we je ergens niet langer over, dan zeggen we {names} het ook te vergeten: als de tijd om is, als je koopt, een ja intrekt, het uitzet of je gegevens laat wissen. Daarbij zeggen we nog één keer om wie en waarover het ging, en verder niets.",
	forgetsOpen:  "Volgen we je ergens niet langer over, dan zeggen we {names} het ook te vergeten: als je koopt, een ja intrekt, het uitzet of je gegevens laat wissen. Daarbij zeggen we nog één keer om wie en waarover het ging, en verder niets.",
	tried:        "Wat we uitproberen",
	triedIntro:   "Deze regels worden vastgelegd en gelden nog niet.",
	isOff:        "Wat uit staat, en waarom",
	off:          "{what}{where}: staat uit. {why}",
	only:         "(voor %s)",
	never:        "Wat we nooit gebruiken",
	neverIntro:   "Wat je doet, zoekt of leest en over een van deze dingen gaat, blijft hier, en niemand hoort ervan.",

	choice:   "Hoe je het stopt",
	optOut:   "Er is één schakelaar die alle personalisatie uitzet, overal en meteen, waar je ook ja op zei. Wat klaarstond om verstuurd te worden, vervalt. Alleen wat je toekomt krijg je nog, zoals de bevestiging van een bestelling.",
	optIn:    "Met dezelfde schakelaar zet je het weer aan.",
	withdraw: "Elk ja kun je apart intrekken. Wat daardoor klaarstond, vervalt.",
	erase:    "Je kunt je gegevens laten wissen: je keuzes, je geschiedenis en wat klaarstond verdwijnen. Alleen dat je het had uitgezet, wordt bewaard.",
	ask:      "Je kunt vragen wat er over je is besloten, en waarom. Elk besluit wordt met zijn reden vastgelegd.",

	joins:   [2]string{", ", " en "},
	units:   map[byte][2]string{'d': {"dag", "dagen"}, 'h': {"uur", "uur"}, 'm': {"minuut", "minuten"}, 's': {"seconde", "seconden"}},
	against: "We waken tegen {what}.",
	roles: map[state.Role]string{
		state.Signal: "wat je bekijkt en zoekt", state.Outreach: "berichten en advertenties die voor jou bedoeld zijn",
		state.Service: "berichten die je toekomen (zoals de bevestiging van een bestelling)", state.Conversion: "wat je koopt",
		state.Prediction: "wat over je wordt voorspeld", state.Consent: "je keuzes over toestemming", state.Preference: "wat je ons zelf hebt verteld",
		state.OptOut: "dat je personalisatie hebt uitgezet", state.OptIn: "dat je personalisatie hebt aangezet", state.Erase: "dat je je gegevens hebt laten wissen",
	},
	by: map[string]string{
		"destination": "via elk van deze plekken", "campaign": "van één campagne", "channel": "via één kanaal", "topic": "over één onderwerp",
		"item": "over één product", "brand": "van één merk", "subject": "alles bij elkaar",
	},
	purposes: map[string]string{
		"ads": "reclame die bij je past", "advertising": "reclame die bij je past", "identified_ads": "reclame op naam",
		"advertising_identified": "reclame op naam", "linking": "samenvoegen van wat je zonder en met je naam doet",
		"profile_linking": "samenvoegen van wat je zonder en met je naam doet", "location": "gebruik van waar je bent", "analytics": "bezoeken tellen",
		"email": "berichten per e-mail", "loyalty": "het spaarprogramma", "profiling": "een profiel van je",
		"offers": "aanbiedingen die bij je passen", "birthday": "iets voor je verjaardag", "partners": "gegevens doorgeven aan partners", "sharing": "gegevens doorgeven aan partners",
	},
	did: map[string]string{
		"hash": "als code waaruit het niet zomaar te lezen is", "hmac": "als code die alleen wij kunnen maken", "round": "afgerond", "keep": "grover gemaakt",
		"truncate": "alleen het begin", "const": "vervangen door één waarde voor iedereen",
	},
	paths: map[string]string{
		"type": "wat voor gebeurtenis het is", "event": "wat voor gebeurtenis het is", "messageId": "het nummer van de gebeurtenis", "timestamp": "het tijdstip",
		"context": "alles over je apparaat en je plek", "context.traits": "alles wat over je bekend is", "properties": "alles over de gebeurtenis",
		"context.page.url": "de pagina", "context.page.title": "de pagina", "context.page.path": "de pagina", "context.page.referrer": "de pagina waar je vandaan kwam",
		"context.device": "je apparaat", "context.device.type": "het soort apparaat", "context.os": "het systeem van je apparaat", "context.screen": "de grootte van je scherm",
		"properties.name": "de naam van het product",
		"specversion":     "in welke vorm de gebeurtenis is geschreven", "id": "het nummer van de gebeurtenis", "source": "waar de gebeurtenis vandaan komt", "time": "het tijdstip",
	},
	names: map[string]string{
		"userId": "je klantnummer", "anonymousId": "het nummer van je browser", "email": "je e-mailadres", "phone": "je telefoonnummer", "ip": "je IP-adres",
		"name": "je naam", "firstName": "je voornaam", "lastName": "je achternaam", "city": "de plaats waar je bent", "region": "de streek waar je bent", "country": "het land waar je bent",
		"postcode": "je postcode", "birthday": "je geboortedatum", "gender": "je geslacht", "category": "het soort product", "product_id": "het product", "sku": "het product",
		"brand": "het merk", "price": "de prijs", "list_price": "de lijstprijs", "value": "ongeveer wat het waard is", "revenue": "wat er is betaald", "currency": "de munt", "quantity": "hoeveel",
		"order_id": "het nummer van de bestelling", "campaign_id": "de campagne", "headline": "de kop van het bericht", "body": "de tekst van het bericht", "channel": "het kanaal",
		"query": "wat je zocht", "coupon": "de kortingscode", "size": "je maat", "propensity": "wat een model denkt dat je gaat doen", "third_party": "wat anderen over je verkochten",
		"buying_power": "wat je te besteden hebt", "household": "je huishouden", "offer": "het aanbod", "booking_id": "het nummer van de boeking", "claim_id": "het nummer van de declaratie",
		"product": "het product", "points": "je punten", "member": "je lidnummer", "device": "je apparaat", "destination": "de bestemming", "premium": "de premie",
		"favourite": "wat je het liefst hebt", "diet": "wat je eet", "predicted_ltv": "wat een model denkt dat je gaat uitgeven",
	},
	kinds: map[string]string{
		"duplicate": "Niets dubbel tellen", "consent": "Oude toestemming laten aflopen, en luisteren naar browsers die om privacy vragen", "sensitive": "Binnenhouden wat niemand aangaat",
		"predicted": "Binnenhouden wat een model gokt", "undisclosed": "Binnenhouden waarvan je niet weet dat wij het weten", "linkage": "Gescheiden houden wat je zonder je naam doet",
		"price": "Dezelfde prijs voor iedereen", "recognition": "Geen berichten waaruit blijkt dat je bekeken bent", "relationship": "Alleen berichten van merken die je kent",
		"interest": "Niet reageren op één keer kijken", "cooldown": "Wachten voordat er iets volgt", "duration": "Op tijd ophouden", "frequency": "Een grens aan hoe vaak",
		"halt": "Meteen stoppen", "opt_out": "De ene schakelaar", "layers": "Alleen wat genoemd is",
	},
	promises: map[string]string{
		"duplicate": "Wat één keer gebeurt, telt één keer: dezelfde gebeurtenis binnen {{.within}} vervalt.",
		"halt":      "We kunnen elk hiervan meteen stilzetten, en doen dat als er iets mis is.",
		"opt_out":   "Zet je personalisatie uit, dan stopt alles, overal en meteen, behalve wat je toekomt.",
		"consent": `Waar jouw ja voor nodig is, gebeurt alleen met dat ja: vanaf dat je het gaf en zolang je het niet intrekt.
			{{if .max_age}}Na {{.max_age}} loopt een ja af en vragen we het opnieuw.{{end}}
			{{if .respect_gpc}}{{if .signalled}}Vraagt je browser om privacy (Global Privacy Control), dan is dat voor ons een nee waar dat hierboven staat.{{end}}{{end}}`,
		"layers": "Alleen de gegevens die op deze pagina staan gaan naar buiten; al het andere blijft hier.",
		"predicted": `Wat een model over je gokt wordt aan niemand doorgegeven, en er wordt niets om verstuurd.
			{{if .paths}}Dat geldt ook voor {{and .paths}}, tenzij je het ons zelf hebt verteld.{{end}}`,
		"undisclosed": "Waarvan je niet weet dat wij het weten, blijft hier: {{and .paths}}, tenzij je het ons zelf hebt verteld.",
		"linkage":     "Wat je zonder en wat je met je naam doet houden we gescheiden, tenzij je ermee instemt dat we het samenvoegen. Trek je dat in, dan houden we wat nieuw is weer gescheiden; wat al was samengevoegd, blijft dat.",
		"sensitive": `{{if eq .action "strip"}}Wat niemand aangaat laten we weg uit wat er uitgaat: zie hieronder.{{else}}Wat niemand aangaat blijft hier: zie hieronder.{{end}}
			{{if .taint}}Er volgt ook niets uit, {{.taint}} lang.{{end}}`,
		"price":        `Je ziet de prijs die iedereen ziet, wie je ook bent en wat je ook gebruikt{{if .personal}}. Samen met een prijs in een bericht of advertentie, of van wat je bekijkt, geven we nooit door: {{and .personal}}{{end}}.`,
		"recognition":  `Uit geen bericht of advertentie blijkt dat je bekeken of geanalyseerd bent{owed}: het is neutraal, of {{if eq .fallback "strip"}}wat het laat blijken wordt weggelaten{{else}}het wordt niet verstuurd{{end}}.`,
		"relationship": `Je hoort alleen {{if eq .by "brand"}}van merken waarmee je te maken had{{else}}van ons als je met ons te maken had{{end}} in de laatste {{.within}}{owed}.`,
		"interest": `{{if eq .signals 1}}Er volgt niets op wat je langer dan {{.within}} geleden voor het laatst bekeek.
			{{else}}Op één keer kijken volgt niets: je moet minstens {{.signals}} keer interesse hebben getoond{{if .distinct}}, in verschillende producten,{{end}} in {{.within}}.{{end}}`,
		"cooldown": `{{if .wait}}Nadat je iets bekeek wachten we minstens {{.wait}} voordat er {{if .messages}}een bericht of advertentie op volgt{{if .more}}, of {{end}}{{end}}{{if .more}}meer uitgaat van {{and .more}}{{end}}.{{end}}
			{{with .quiet}}Tussen {{.from}} en {{.to}} {{if $.messages}}worden geen berichten of advertenties verstuurd{{if $.more}}, en {{end}}{{end}}{{if $.more}}gaat er niets uit van {{and $.more}}{{end}}{owed}.{{end}}`,
		"duration": `{{if .messages}}Niemand wordt langer dan {{.max}} nadat hij voor het eerst interesse toonde met berichten of advertenties gevolgd, en het houdt meteen op als je koopt.
			{{if .more}}Dan gaat er ook niets meer uit van {{and .more}}.{{end}}
			{{else}}Is het {{.max}} geleden dat je voor het eerst interesse toonde, of koop je, dan gaat er niets meer uit van {{and .more}}.{{end}}`,
		"frequency": `{{if .more}}In {{.per}} gaat er hoogstens {{count .max "keer" "keer"}} iets uit{{by .by}}: {{and .judged}}{{if gt (len .judged) 1}}, samen geteld{{end}}
			{{- else}}Hoogstens {{count .max "bericht of advertentie" "berichten of advertenties"}} in {{.per}}{{by .by}}{{end}}{owed}.`,
	},
	topics: map[string]string{
		"health": "je gezondheid", "mental_health": "je geestelijke gezondheid", "pregnancy_fertility": "zwangerschap en vruchtbaarheid", "sexuality": "seksualiteit", "religion": "geloof",
		"politics": "politiek", "trade_union": "vakbonden", "ethnicity": "afkomst", "genetics_biometrics": "genetische en biometrische gegevens", "crime_justice": "misdaad en justitie",
		"debt_money_trouble": "schulden en geldzorgen", "addiction_gambling": "verslaving en gokken", "bereavement": "overlijden en rouw",
		"relationship_breakdown": "het einde van een relatie", "violence_abuse": "geweld en misbruik", "children": "kinderen", "job_loss": "verlies van werk",
	},
}
