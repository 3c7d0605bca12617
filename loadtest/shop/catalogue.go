package shop

import "strings"

type product struct {
	id, name, category, brand string
	price                     float64
}

type campaign struct{ id, headline string }

// catalogue is what the shop sells. Nothing in it says anything about the person who looks at it.
func catalogue() []product {
	return []product{
		{"P1001", "Hardloopschoen Vlieland", "Schoenen", "Waddenloper", 119.95},
		{"P1002", "Wandelschoen Veluwe", "Schoenen", "Waddenloper", 149.95},
		{"P1003", "Sneaker Rotterdam", "Schoenen", "Kade", 89.95},
		{"P2001", "Regenjas Texel", "Jassen", "Noordwest", 129.00},
		{"P2002", "Winterjas Groningen", "Jassen", "Noordwest", 219.00},
		{"P3001", "Stadsfiets Utrecht", "Fietsen", "Trapper", 649.00},
		{"P3002", "Fietstas Amstel", "Fietsen", "Trapper", 59.50},
		{"P4001", "Koffiezetapparaat Breda", "Keuken", "Huiselijk", 79.99},
		{"P4002", "Braadpan Zwolle", "Keuken", "Huiselijk", 54.95},
		{"P4003", "Waterkoker Delft", "Keuken", "Huiselijk", 34.95},
		{"P5001", "Tuinstoel Zeist", "Tuin", "Buitenleven", 44.95},
		{"P5002", "Tuinslang vijftien meter", "Tuin", "Buitenleven", 24.95},
		{"P6001", "Bureaulamp Eindhoven", "Wonen", "Lichtpunt", 69.00},
		{"P6002", "Eettafel Deventer", "Wonen", "Eikenhof", 499.00},
		{"P7001", "Draadloze koptelefoon", "Elektronica", "Klank", 159.00},
		{"P7002", "Laptophoes dertien inch", "Elektronica", "Klank", 29.95},
		{"P8001", "Atlas van de Lage Landen", "Boeken", "Kaartenhuis", 39.95},
		{"P8002", "Kookboek voor doordeweeks", "Boeken", "Kaartenhuis", 27.50},
	}
}

// sensitiveProducts are things whose mere mention in an advertisement gives somebody away.
func sensitiveProducts() []product {
	return []product{
		{"P9001", "Zwangerschapstest digitaal", "Zelftests", "Zeker", 12.95},
		{"P9002", "Zelfhulpboek: leven met depressie", "Zelfhulp", "Kaartenhuis", 22.50},
		{"P9003", "Werkboek burn-out", "Zelfhulp", "Kaartenhuis", 24.95},
		{"P9004", "Incontinentie verband nacht", "Verzorging", "Zeker", 17.95},
	}
}

func queries() []string {
	return []string{
		"regenjas", "sneakers maat 42", "koffiezetapparaat", "eettafel eikenhout", "fietstas waterdicht", "bureaulamp",
		"draadloze koptelefoon", "tuinstoelen set van vier", "wandelschoenen", "laptophoes", "braadpan gietijzer", "kookboek",
	}
}

func sensitiveQueries() []string {
	return []string{
		"burn-out herstel boek", "zwangerschapstest vroeg", "boek over depressie", "schulden aflossen werkboek",
		"gokverslaving hulp", "incontinentie broekjes", "pregnancy test", "boek over echtscheiding",
	}
}

// SensitiveWords returns what the text of a sensitive event always has, in small letters; no other event has any of
// them. A judge needs no lexicon of its own to say which events must never leave.
func SensitiveWords() []string {
	return []string{
		"burn-out", "zwangerschapstest", "depressie", "schulden", "gokverslaving", "incontinentie", "pregnancy test",
		"echtscheiding",
	}
}

func campaigns() []campaign {
	return []campaign{
		{"voorjaar", "Het voorjaar begint bij ons"},
		{"nieuw-binnen", "Nieuw binnen deze week"},
		{"klassiekers", "Klassiekers die blijven"},
		{"bezorgd", "Voor tien uur besteld, morgen in huis"},
	}
}

// tellingHeadlines show the reader that somebody looked over a shoulder.
func tellingHeadlines() []string {
	return []string{
		"We zagen dat je dit gisteren nog bekeek", "Nog steeds aan het twijfelen?", "Je hebt iets in je winkelmandje laten liggen",
		"Was de maat te klein?",
	}
}

func homes() []location {
	return []location{
		{"Utrecht", "Utrecht", "NL"}, {"Rotterdam", "Zuid-Holland", "NL"}, {"Groningen", "Groningen", "NL"},
		{"Eindhoven", "Noord-Brabant", "NL"}, {"Zwolle", "Overijssel", "NL"}, {"Maastricht", "Limburg", "NL"},
		{"Amsterdam", "Noord-Holland", "NL"}, {"Middelburg", "Zeeland", "NL"},
	}
}

func devices() []device {
	return []device{{"mobile", "iPhone"}, {"mobile", "Pixel"}, {"mobile", "Galaxy"}, {"desktop", "Macintosh"}, {"desktop", "PC"}, {"tablet", "iPad"}}
}

// slug is a text as it stands in the path of a page.
func slug(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-'
	}), "-")
}
