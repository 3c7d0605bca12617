package explain

// tongue is a language in which decisions are told. In a form stand {at},
// {what}, {to} and {until}.
type tongue struct {
	forms         map[string]string // by verdict; also halted and nowhere
	shadow        map[string]string // by verdict: what would have been
	dark          string            // what heads it
	till          string            // how long it would have been held; {until}
	because       string
	unknown       string // for a reason that this build does not know
	left          string // what heads the fields left out
	changed       string // what heads the fields changed
	did           map[string]string
	rest          string // the path *
	topic         string
	policy        string
	nameless      string
	moment        string // {date} and {clock}
	unknownMoment string
	months        [12]string
	roles         map[string]string
}

var dutch = tongue{
	forms: map[string]string{
		"forward":    "Op {at} is {what} doorgegeven aan {to}",
		"hold":       "Op {at} is {what} voor {to} vastgehouden tot {until}",
		"halted":     "Op {at} is {what} voor {to} vastgehouden tot iemand de bestemming hervat",
		"drop":       "Op {at} is {what} niet doorgegeven aan {to}",
		"nowhere":    "Op {at} is {what} nergens aan doorgegeven",
		"quarantine": "Op {at} is {what} apart gezet, zodat een mens ernaar kan kijken",
		"apply":      "Op {at} is {what} verwerkt",
		"ignore":     "Op {at} heeft {what} niets veranderd",
	},
	shadow: map[string]string{
		"forward": "zou het zijn doorgegeven", "hold": "zou het zijn vastgehouden", "drop": "zou het niet zijn doorgegeven",
		"quarantine": "zou het apart zijn gezet", "apply": "zou het zijn verwerkt", "ignore": "zou het niets hebben veranderd",
	},
	dark:          "Als de regels die worden uitgeprobeerd al golden, ",
	till:          " tot {until}",
	because:       ", omdat ",
	unknown:       "een regel van het beleid dat vraagt",
	left:          "Niet meegestuurd: ",
	changed:       "Aangepast: ",
	rest:          "alles wat het beleid niet noemt",
	topic:         "Gevoelig onderwerp: ",
	policy:        "Beleid: ",
	nameless:      " zonder id",
	moment:        "{date} om {clock}",
	unknownMoment: "een onbekend moment",
	did: map[string]string{
		"replaced": "vervangen", "hash": "gehasht", "hmac": "vervangen door een pseudoniem", "round": "afgerond",
		"keep": "grover gemaakt", "truncate": "ingekort", "const": "vervangen door een vaste waarde",
	},
	months: [12]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"},
	roles: map[string]string{
		"": "de gebeurtenis", "signal": "het signaal", "outreach": "het bericht aan de klant", "service": "het servicebericht",
		"conversion": "de aankoop", "prediction": "de voorspelling", "consent": "de toestemmingskeuze", "preference": "de voorkeur",
		"opt_out": "het verzoek om personalisatie uit te zetten", "opt_in": "het verzoek om personalisatie aan te zetten",
		"erase": "het verzoek om gegevens te wissen", "retract": "het verzoek om deze persoon te vergeten",
		"object": "het bezwaar tegen profilering", "unobject": "het intrekken van het bezwaar tegen profilering",
	},
}

var english = tongue{
	forms: map[string]string{
		"forward":    "On {at} {what} was passed on to {to}",
		"hold":       "On {at} {what} was held back from {to} until {until}",
		"halted":     "On {at} {what} was held back from {to} until a person resumes the destination",
		"drop":       "On {at} {what} was not passed on to {to}",
		"nowhere":    "On {at} {what} was passed on to nobody",
		"quarantine": "On {at} {what} was put aside for a person to look at",
		"apply":      "On {at} {what} was carried out",
		"ignore":     "On {at} {what} changed nothing",
	},
	shadow: map[string]string{
		"forward": "it would have been passed on", "hold": "it would have been held back", "drop": "it would not have been passed on",
		"quarantine": "it would have been put aside", "apply": "it would have been carried out", "ignore": "it would have changed nothing",
	},
	dark:          "If the rules that are being tried applied already, ",
	till:          " until {until}",
	because:       ", because ",
	unknown:       "a rule of the policy asks for it",
	left:          "Not sent along: ",
	changed:       "Changed: ",
	rest:          "whatever the policy does not name",
	topic:         "Sensitive topic: ",
	policy:        "Policy: ",
	nameless:      " without an id",
	moment:        "{date} at {clock}",
	unknownMoment: "an unknown moment",
	did: map[string]string{
		"replaced": "replaced", "hash": "hashed", "hmac": "replaced by a pseudonym", "round": "rounded",
		"keep": "made coarser", "truncate": "shortened", "const": "replaced by a fixed value",
	},
	months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	roles: map[string]string{
		"": "the event", "signal": "the signal", "outreach": "the message to the customer", "service": "the service message",
		"conversion": "the purchase", "prediction": "the prediction", "consent": "the consent choice", "preference": "the preference",
		"opt_out": "the request to switch personalisation off", "opt_in": "the request to switch personalisation on",
		"erase": "the request to erase data", "retract": "the request to forget this person",
		"object": "the objection to profiling", "unobject": "the withdrawal of the objection to profiling",
	},
}
