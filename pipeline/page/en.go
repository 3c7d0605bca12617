package page

import "maat/pipeline/state"

// english is the page in English. "You" is the customer.
var english = language{
	code:   "en",
	title:  "What {brand} does with your data, and what it does not",
	intro:  "This page is written from the rules that decide what leaves ({version}).",
	closed: "What does not stand here does not leave.",
	trial:  "These rules are being tried out: what they would do is recorded, and they do not apply yet. Until they do, everything leaves as it came. Opting out and erasure apply now.",

	asked:          "What you are asked",
	askedIntro:     "Each of these is asked apart. Without your yes it does not happen, and you can take a yes back at any time.",
	usedFor:        "for {names}.",
	usedToJoin:     "with it, what you did before we knew who you are counts as yours.",
	usedForNothing: "nothing uses it at the moment.",
	signalled:      "A browser that asks for privacy (Global Privacy Control) can say no for you.",

	where:      "Where data goes",
	whereIntro: "Data goes to these places and no other.",
	hears:      "{destination} hears of {what}.",
	needs:      "Without your yes to {purposes} nothing of this goes to {destination}.",
	owed:       "What is owed to you: {fields}, whatever you said yes to.",
	needsOwed:  "Without your yes to {purposes} only what is owed to you goes to {destination}.",
	told:       "With what goes to {destination} we say whether you said yes to {purposes}.",
	withYes:    "With your yes to {purposes}: {fields}.",
	unasked:    "Without a question: {fields}.",

	promised:     "What we promise",
	forSome:      "For {names}: {promise}",
	butOwed:      ", apart from what is owed to you (order confirmations and the like)",
	butOwedAgain: ", apart from what is owed to you",
	forgets:      "When we stop following you about something, we tell {names} to forget it too: when its time is up, when you buy, take back a yes, switch it off or have your data erased. With that we say once more who and what it was about, and nothing else.",
	forgetsOpen:  "When we stop following you about something, we tell {names} to forget it too: when you buy, take back a yes, switch it off or have your data erased. With that we say once more who and what it was about, and nothing else.",
	tried:        "What we are trying out",
	triedIntro:   "These rules are recorded and do not apply yet.",
	isOff:        "What is switched off, and why",
	off:          "{what}{where}: switched off. {why}",
	only:         "(for %s)",
	never:        "What we never use",
	neverIntro:   "Whatever you do, look for or read that speaks of one of these stays here, and nobody hears of it.",

	choice:   "How you stop it",
	optOut:   "There is one switch that turns all personalisation off, everywhere and at once, whatever you agreed to before. What was waiting to be sent is dropped. Only what is owed to you still comes, such as the confirmation of an order.",
	optIn:    "The same switch turns it on again.",
	withdraw: "You can take back any yes by itself. What was waiting because of it is dropped.",
	erase:    "You can have your data erased: your choices, your history and what was waiting go. That you opted out is all that is kept.",
	ask:      "You can ask what was decided about you, and why. Every decision is recorded with its reason.",

	joins:   [2]string{", ", " and "},
	units:   map[byte][2]string{'d': {"day", "days"}, 'h': {"hour", "hours"}, 'm': {"minute", "minutes"}, 's': {"second", "seconds"}},
	against: "We guard against {what}.",
	roles: map[state.Role]string{
		state.Signal: "what you look at and search for", state.Outreach: "messages and ads that are meant for you",
		state.Service: "messages that are owed to you (such as an order confirmation)", state.Conversion: "what you buy",
		state.Prediction: "what is predicted about you", state.Consent: "your choices about consent", state.Preference: "what you told us that you like",
		state.OptOut: "that you switched personalisation off", state.OptIn: "that you switched personalisation on", state.Erase: "that you had your data erased",
	},
	by: map[string]string{
		"destination": "through each of these places", "campaign": "of one campaign", "channel": "through one channel", "topic": "on one subject",
		"item": "on one product", "brand": "of one brand", "subject": "all together",
	},
	purposes: map[string]string{
		"ads": "advertising that suits you", "advertising": "advertising that suits you", "identified_ads": "advertising that is addressed to you by name",
		"advertising_identified": "advertising that is addressed to you by name", "linking": "joining what you do without and with your name",
		"profile_linking": "joining what you do without and with your name", "location": "use of where you are", "analytics": "counting visits",
		"email": "messages by e-mail", "loyalty": "the loyalty programme", "profiling": "a profile of you",
		"offers": "offers that suit you", "birthday": "something for your birthday", "partners": "passing data on to partners", "sharing": "passing data on to partners",
	},
	did: map[string]string{
		"hash": "as a code from which it cannot simply be read", "hmac": "as a code that only we can make", "round": "rounded", "keep": "made coarser",
		"truncate": "only its beginning", "const": "replaced by one value for all",
	},
	paths: map[string]string{
		"type": "what kind of event it is", "event": "what kind of event it is", "messageId": "the number of the event", "timestamp": "the time",
		"context": "everything about your device and place", "context.traits": "everything that is known about you", "properties": "everything about the event",
		"context.page.url": "the page", "context.page.title": "the page", "context.page.path": "the page", "context.page.referrer": "the page you came from",
		"context.device": "your device", "context.device.type": "the kind of device", "context.os": "the system of your device", "context.screen": "the size of your screen",
		"properties.name": "the name of the product",
		"specversion":     "in what form the event is written", "id": "the number of the event", "source": "where the event comes from", "time": "the time",
	},
	names: map[string]string{
		"userId": "your customer number", "anonymousId": "the number of your browser", "email": "your e-mail address", "phone": "your telephone number", "ip": "your IP address",
		"name": "your name", "firstName": "your first name", "lastName": "your last name", "city": "the town you are in", "region": "the region you are in", "country": "the country you are in",
		"postcode": "your postcode", "birthday": "your date of birth", "gender": "your gender", "category": "the kind of product", "product_id": "the product", "sku": "the product",
		"brand": "the brand", "price": "the price", "list_price": "the list price", "value": "about what it is worth", "revenue": "what was paid", "currency": "the currency", "quantity": "how many",
		"order_id": "the number of the order", "campaign_id": "the campaign", "headline": "the headline of the message", "body": "the text of the message", "channel": "the channel",
		"query": "what you searched for", "coupon": "the voucher", "size": "your size", "propensity": "what a model thinks you will do", "third_party": "what others sold about you",
		"buying_power": "what you can spend", "household": "your household", "offer": "the offer", "booking_id": "the number of the booking", "claim_id": "the number of the claim",
		"product": "the product", "points": "your points", "member": "your membership number", "device": "your device", "destination": "the destination", "premium": "the premium",
		"favourite": "what you like best", "diet": "what you eat", "predicted_ltv": "what a model thinks you will spend",
	},
	kinds: map[string]string{
		"duplicate": "Counting nothing twice", "consent": "Ending consent that is old, and heeding browsers that ask for privacy", "sensitive": "Keeping in what is nobody's business",
		"predicted": "Keeping in what a model guesses", "undisclosed": "Keeping in what you do not know that we know", "linkage": "Keeping apart what you do without your name",
		"price": "The same price for everyone", "recognition": "No messages that show that you were watched", "relationship": "Only messages of brands that you know",
		"interest": "Not following up on a single look", "cooldown": "Waiting before a follow-up", "duration": "Stopping in time", "frequency": "A limit on how often",
		"halt": "Stopping at once", "opt_out": "The one switch", "layers": "Only what is named",
	},
	promises: map[string]string{
		"duplicate": "What happens once counts once: the same event within {{.within}} is dropped.",
		"halt":      "We can stop any of this at once, and do so when something is wrong.",
		"opt_out":   "If you switch personalisation off, everything stops, everywhere and at once, except what is owed to you.",
		"consent": `What needs your yes happens only with it: from when you gave it, and for as long as you do not take it back.
			{{if .max_age}}After {{.max_age}} a yes is over, and we ask again.{{end}}
			{{if .respect_gpc}}{{if .signalled}}If your browser asks for privacy (Global Privacy Control) we take it as a no to what says so above.{{end}}{{end}}`,
		"layers": "Only the data named on this page leaves; all else stays here.",
		"predicted": `What a model guesses about you is passed on to nobody, and nothing is sent because of it.
			{{if .paths}}That includes {{and .paths}}, unless you told us so yourself.{{end}}`,
		"undisclosed": "What you do not know that we know stays here: {{and .paths}}, unless you told us so yourself.",
		"linkage":     "What you do without your name and what you do with it are kept apart, unless you agree to join them. If you take that back, what is new is kept apart again, and what was joined stays so.",
		"sensitive": `{{if eq .action "strip"}}What is nobody's business is left out of what goes: see below.{{else}}What is nobody's business stays here: see below.{{end}}
			{{if .taint}}Nor does anything follow from it, for {{.taint}}.{{end}}`,
		"price":        `You see the price that everyone sees, whoever you are and whatever you use{{if .personal}}. With a price in a message or ad, or of what you look at, we never pass on {{and .personal}}{{end}}.`,
		"recognition":  `No message or ad shows that you were watched or analysed{owed}: it is neutral, or {{if eq .fallback "strip"}}the part that shows it is left out{{else}}it is not sent{{end}}.`,
		"relationship": `{{if eq .by "brand"}}You hear only of brands that you had to do with{{else}}You hear from us only if you had to do with us{{end}} in the last {{.within}}{owed}.`,
		"interest": `{{if eq .signals 1}}Nothing follows what you last looked at longer than {{.within}} ago.
			{{else}}A single look is not followed up: you must have shown interest at least {{.signals}} times{{if .distinct}}, in different products,{{end}} in {{.within}}.{{end}}`,
		"cooldown": `{{if .wait}}After you looked at something we wait at least {{.wait}} before {{if .messages}}a message or ad follows{{if .more}}, or {{end}}{{end}}{{if .more}}more leaves of {{and .more}}{{end}}.{{end}}
			{{with .quiet}}Between {{.from}} and {{.to}} {{if $.messages}}no messages or ads are sent{{if $.more}}, and {{end}}{{end}}{{if $.more}}nothing leaves of {{and $.more}}{{end}}{owed}.{{end}}`,
		"duration": `{{if .messages}}Nobody is followed with messages or ads for longer than {{.max}} after they first showed interest, and it ends at once when you buy.
			{{if .more}}Then nothing leaves either of {{and .more}}.{{end}}
			{{else}}When {{.max}} have passed since you first showed interest, or you buy, nothing leaves any more of {{and .more}}.{{end}}`,
		"frequency": `{{if .more}}In {{.per}} something leaves at most {{count .max "time" "times"}}{{by .by}}: {{and .judged}}{{if gt (len .judged) 1}}, counted together{{end}}
			{{- else}}At most {{count .max "message or ad" "messages or ads"}} in {{.per}}{{by .by}}{{end}}{owed}.`,
	},
	topics: map[string]string{
		"health": "your health", "mental_health": "your mental health", "pregnancy_fertility": "pregnancy and fertility", "sexuality": "sexuality", "religion": "religion",
		"politics": "politics", "trade_union": "trade unions", "ethnicity": "descent", "genetics_biometrics": "genetic and biometric data", "crime_justice": "crime and justice",
		"debt_money_trouble": "debts and money trouble", "addiction_gambling": "addiction and gambling", "bereavement": "death and mourning",
		"relationship_breakdown": "the end of a relationship", "violence_abuse": "violence and abuse", "children": "children", "job_loss": "losing a job",
	},
}
