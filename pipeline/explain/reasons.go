package explain

import (
	"cmp"
	"slices"

	"maat/pipeline/chain"
	"maat/pipeline/event"
	"maat/pipeline/guard"
	"maat/pipeline/policy"
)

// Reasons are all reason codes that a decision can have: a closed list.
type Reasons map[string]guard.Reason

// NewReasons adds to the reasons of the guards those of the line itself.
func NewReasons(kinds []guard.Kind) Reasons {
	all := Reasons{}
	for _, r := range Line() {
		all[r.Code] = r
	}
	for _, k := range kinds {
		for _, r := range k.Reasons {
			all[r.Code] = r
		}
	}
	return all
}

// List is every reason, by code.
func (all Reasons) List() []guard.Reason {
	list := make([]guard.Reason, 0, len(all))
	for _, r := range all {
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b guard.Reason) int { return cmp.Compare(a.Code, b.Code) })
	return list
}

// Line are the reasons that no guard gives: an event that cannot be read or
// has no role, a hold whose destination is gone, erasure, and what ends a
// retargeting.
func Line() []guard.Reason {
	return []guard.Reason{
		{Code: event.CodeJSON, NL: "het geen leesbaar JSON-object is", EN: "it is not a readable JSON object"},
		{Code: event.CodeDuplicateName, NL: "twee namen erin gelijk zijn, of alleen in hoofdletters verschillen", EN: "two of its names are the same, or differ only by case"},
		{Code: event.CodeUTF8, NL: "er tekens in staan die geen UTF-8 zijn", EN: "it holds characters that are not UTF-8"},
		{Code: event.CodeSurrogate, NL: "er een half teken in staat", EN: "it holds half of a character"},
		{Code: event.CodeDepth, NL: "het te diep genest is", EN: "it is nested too deeply"},
		{Code: event.CodeSize, NL: "het te groot is", EN: "it is too large"},
		{Code: event.CodeNumber, NL: "er een getal in staat dat niet betrouwbaar te lezen is", EN: "it holds a number that cannot be read reliably"},
		{Code: event.CodeMembers, NL: "er te veel waarden in staan", EN: "it holds too many values"},
		{Code: "intake.subject", NL: "er niet in staat over wie het gaat", EN: "it does not say whom it is about"},
		{Code: "intake.id", NL: "er geen id in staat", EN: "it has no id"},
		{Code: "intake.time", NL: "er geen leesbaar tijdstip in staat", EN: "it has no readable time"},
		{Code: chain.Future, NL: "het tijdstip te ver in de toekomst ligt", EN: "its time lies too far in the future"},
		{Code: chain.Panicked, NL: "het bij het beoordelen misging", EN: "judging it failed"},
		{Code: "intake.wish", NL: "het een verzoek is dat niet te lezen is", EN: "it is a request that cannot be read"},
		{Code: chain.WishPurpose, NL: "het beleid dit doel niet kent", EN: "the policy does not have this purpose"},
		{Code: chain.WishID, NL: "onder dit id al een ander verzoek is gedaan", EN: "another request was made under this id"},
		{Code: policy.WishField, NL: "een van de velden niet zo gegeven kan worden", EN: "one of the fields cannot be given so"},
		{Code: policy.WishRole, NL: "het beleid hier geen gebeurtenis voor heeft", EN: "the policy has no event for it"},
		{Code: "role.none", NL: "het beleid dit soort gebeurtenissen niet kent", EN: "the policy does not know events of this kind"},
		{Code: "policy.gone", NL: "de bestemming dit niet meer afneemt", EN: "the destination does not take it any more"},
		{Code: "erase", NL: "de gegevens van deze persoon zijn gewist", EN: "the data of this person was erased"},
		{Code: chain.RetractEnded, NL: "deze persoon hierover niet langer gevolgd wordt", EN: "this person is not followed about it any longer"},
		{Code: chain.RetractConverted, NL: "de aankoop is gedaan", EN: "the purchase was made"},
		{Code: chain.RetractWithdrawn, NL: "de toestemming is ingetrokken", EN: "the consent was withdrawn"},
		{Code: chain.RetractObjected, NL: "er bezwaar is gemaakt tegen profilering", EN: "the person objects to profiling"},
		{Code: chain.RetractOptedOut, NL: "personalisatie is uitgezet", EN: "personalisation was switched off"},
		{Code: chain.RetractErased, NL: "de gegevens van deze persoon zijn gewist", EN: "the data of this person was erased"},
	}
}
