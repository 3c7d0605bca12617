package recognition

import "maat/pipeline/guard"

// class is what a text shows; it is the name of a file of rules, and of a
// reason.
type class struct{ name, nl, en string }

// classes are in the order of the docs.
func classes() []class {
	return []class{
		{"watched", "de tekst liet zien dat er werd meegekeken", "the text showed that somebody had been watching"},
		{"timing", "de tekst zei wanneer je iets deed", "the text said when you did something"},
		{"place", "de tekst liet zien waar je was", "the text showed where you were"},
		{"basket", "de tekst ging over wat je liet liggen of niet afmaakte", "the text was about what you left behind or did not finish"},
		{"doubt", "de tekst deed alsof jouw twijfel bekend was", "the text spoke as if it knew that you hesitate"},
		{"fit", "de tekst ging over jouw maat of wat je terugstuurde", "the text was about your size or what you sent back"},
		{"price", "de tekst liet zien dat je op een prijs lette", "the text showed that you were following a price"},
		{"history", "de tekst ging over wat je eerder kocht", "the text was about what you bought before"},
		{"absence", "de tekst liet merken dat je wegbleef of terugkwam", "the text showed that your absence or return was noticed"},
		{"profile", "de tekst liet zien dat er een profiel is gemaakt", "the text showed that a profile had been made"},
		{"inferred", "de tekst zei iets over jou dat is afgeleid", "the text said something about you that was worked out"},
		{"name", "de tekst noemde je bij je naam", "the text called you by your name"},
	}
}

func reasons() (list []guard.Reason) {
	for _, c := range classes() {
		list = append(list, guard.Reason{Code: "recognition." + c.name, NL: c.nl, EN: c.en})
	}
	return list
}
