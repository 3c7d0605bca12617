package policy

import (
	"slices"
	"strings"

	"maat/pipeline/event"
)

// declared refuses what may not be watched: what a model inferred, who somebody
// is, and without a reason what is about a sensitive topic.
func (c *compiler) declared(raw *rawCohort) {
	c.inferred(&raw.Path)
	if i := slices.IndexFunc(c.program.Reader.Subject, raw.Path.Overlaps); i >= 0 {
		c.fail(raw.Path.node, "%s says who somebody is: a cohort is many people", raw.Path)
	}
	topic := sensitiveName(raw.Path.String())
	for _, w := range raw.Values {
		if topic == "" {
			topic = sensitiveName(w.text)
		}
	}
	if topic != "" && !raw.Why.given() {
		c.fail(raw.Path.node, "%s is about %s: to watch it, why says for what, and is printed on the page that says what the brand does", raw.Path, topic)
	}
}

// inferred refuses a path that a guard names as a model's guess, or as what
// people do not know of.
func (c *compiler) inferred(at *path) {
	for _, g := range c.allGuards() {
		if g.kind.Name != "predicted" && g.kind.Name != "undisclosed" {
			continue
		}
		for i, config := range g.config {
			value, ok := settingOf(config, "paths")
			if !ok {
				continue
			}
			paths, _ := value.Interface().([]event.Path)
			if k := slices.IndexFunc(paths, at.Overlaps); k >= 0 {
				c.fail(at.node, "%s is no attribute that people declared: the guard %s lists %s (line %d)", at, g.kind.Name, paths[k], g.entries[i].Line)
				return
			}
		}
	}
}

// sensitiveName is the sensitive topic that a name speaks of, else "".
func sensitiveName(text string) string {
	names := strings.FieldsFunc(text, func(r rune) bool { return r == '.' || r == ' ' })
	for _, name := range names {
		parts := nameWords(name)
		for _, one := range sensitiveNames {
			if slices.ContainsFunc(parts, func(p string) bool { return slices.Contains(one.words, p) }) || slices.Contains(one.words, strings.Join(parts, "")) {
				return one.topic
			}
		}
	}
	return ""
}

// sensitiveNames are words that names of attributes are made of, in Dutch and
// English, by sensitive topic. A name that is none of these can still be one: the
// reviewer of a policy looks too.
var sensitiveNames = []struct {
	topic string
	words []string
}{
	{"health", []string{"health", "gezondheid", "disease", "illness", "ziekte", "disability", "disabled", "handicap", "beperking", "medical", "medisch", "medication", "medicatie", "allergy", "allergie", "bmi", "diagnosis", "diagnose", "patient"}},
	{"mental_health", []string{"mental", "depression", "depressie", "burnout", "stress", "anxiety"}},
	{"pregnancy_fertility", []string{"pregnant", "pregnancy", "zwanger", "zwangerschap", "fertility", "vruchtbaarheid"}},
	{"sexuality", []string{"sexuality", "seksualiteit", "orientation", "geaardheid", "sexualorientation", "lgbt", "lgbtq", "lhbti", "gay", "homo", "transgender"}},
	{"religion", []string{"religion", "religie", "faith", "geloof", "church", "kerk", "muslim", "moslim", "christian", "christen", "jewish", "joods", "hindu"}},
	{"politics", []string{"politics", "political", "politiek", "party", "partij", "voter", "kiezer"}},
	{"trade_union", []string{"union", "vakbond"}},
	{"ethnicity", []string{"ethnicity", "etniciteit", "ethnic", "race", "ras", "afkomst", "nationality", "nationaliteit", "birthplace", "geboorteland", "migration", "migratieachtergrond", "herkomst"}},
	{"genetics_biometrics", []string{"genetic", "genetics", "dna", "biometric", "biometrics"}},
	{"crime_justice", []string{"crime", "criminal", "conviction", "strafblad", "detention", "detentie"}},
	{"debt_money_trouble", []string{"debt", "debts", "schuld", "schulden", "arrears", "bankruptcy", "faillissement", "creditscore", "bkr"}},
	{"addiction_gambling", []string{"addiction", "verslaving", "gambling", "gokken", "alcohol", "drugs"}},
	{"bereavement", []string{"bereaved", "widow", "widower", "weduwe", "weduwnaar"}},
	{"relationship_breakdown", []string{"divorced", "divorce", "gescheiden", "scheiding"}},
	{"violence_abuse", []string{"violence", "abuse", "geweld", "misbruik"}},
	{"children", []string{"minor", "minors", "minderjarig", "minderjarige"}},
	{"job_loss", []string{"unemployed", "unemployment", "werkloos", "werkloosheid", "uitkering"}},
}
