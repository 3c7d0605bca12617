package category_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"maat/guards/sensitive/category"
	"maat/guards/sensitive/lexicon"
)

func mustCompile(t testing.TB, o category.Options) *category.Map {
	t.Helper()
	m, err := category.Compile(o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// judged is the topic and the line that says so, or silent, or no code.
func judged(m *category.Map, t category.Taxonomy, text string) string {
	hit, found := m.Find(t, text)
	switch found {
	case category.Speaks:
		return hit.Topic.String() + " " + hit.Term
	case category.Silent:
		return "silent"
	case category.NoCode:
		return "no code"
	}
	return "invalid"
}

func TestFind(t *testing.T) {
	m := mustCompile(t, category.Options{})
	for _, c := range []struct {
		taxonomy   category.Taxonomy
		text, want string
	}{
		{category.IAB, "IAB7-3", "health iab:IAB7-3"},
		{category.IAB, " iab7-3 ", "health iab:IAB7-3"},
		{category.IAB, "IAB7-18", "mental_health iab:IAB7-18"},
		{category.IAB, "IAB7-1", "silent"},            // exercise
		{category.IAB, "IAB7-99", "health iab:IAB7*"}, // not listed, beneath one that covers it
		{category.IAB, "IAB7-3-1", "health iab:IAB7-3*"},
		{category.IAB, "IAB7-1-4", "silent"},                         // the nearest line decides
		{category.IAB, "IAB17-44", "silent"},                         // not listed
		{category.IAB, "IAB7-", "no code"},                           //
		{category.IAB, "IAB", "no code"},                             //
		{category.IAB, "317", "health iab:317"},                      // 2.x and 3.x
		{category.IAB, "1", "silent"},                                //
		{category.IAB, "8FD8nI", "violence_abuse iab:8FD8NI"},        // case does not matter
		{category.IAB, "8ypbbl", "politics iab:8YPBBL"},              // 3.x only
		{category.IAB, "ABCDEF", "no code"},                          //
		{category.IAB, "Medical Health > Surgery", "health iab:321"}, // by name
		{category.Google, "491", "health google:491"},
		{category.Google, "7336", "health google:7336"},
		{category.Google, "1680", "pregnancy_fertility google:1680"},
		{category.Google, "525", "silent"}, // vitamins
		{category.Google, "3237", "silent"},
		{category.Google, "99999999999999999999", "silent"},
		{category.Google, "7336 - Health & Beauty > Health Care > Medical Tests > HIV Tests", "health google:7336"},
		{category.Google, "Health & Beauty > Health Care > Medical Tests > HIV Tests", "health google:7336"},
		{category.Google, "health &amp; beauty>Health  Care &gt; Medical Tests", "health google:505293"},
		{category.Google, "Health & Beauty > Health Care > Leeches", "health google:491*"},
		{category.Google, "999999 - Health & Beauty > Health Care > Leeches", "health google:491*"},
		{category.Google, "Gezondheid en persoonlijke verzorging > Gezondheidszorg > Medische tests > Zwangerschapstests", "pregnancy_fertility google:1680"},
		{category.Google, "Gezondheid en persoonlijke verzorging > Gezondheidszorg > Fitness en voeding > Vitaminen en supplementen", "silent"},
		{category.Google, "Health & Beauty > Personal Care > Cosmetics > Makeup > Lip Makeup > Lipstick", "silent"},
		{category.Google, "Animals & Pet Supplies > Pet Supplies > Pet Medicine", "silent"},
		{category.Google, "Health & Beauty", "silent"},
		{category.Google, "Health & Beauty > Jewelry Cleaning & Care", "no code"}, // nothing covers it: for the words
		{category.Google, "zwangerschapstest", "no code"},
		{category.Google, "", "no code"},
		{category.Google, " > ", "no code"},
		{category.Google, "Health & Beauty > Health Care" + strings.Repeat(" > x", 1<<18), "no code"}, // judged by its words, in no time
		{category.IAB, "IAB7" + strings.Repeat("-1", 1<<18), "no code"},
	} {
		if got := judged(m, c.taxonomy, c.text); got != c.want {
			t.Errorf("%s %q: %s, want %s", c.taxonomy, c.text, got, c.want)
		}
	}
}

func TestOptions(t *testing.T) {
	m := mustCompile(t, category.Options{
		Topics: []lexicon.Topic{lexicon.Health, lexicon.Religion},
		Allow:  []string{"google:508*", "google:5690", "iab:IAB7", "IAB:286*"},
		Extra:  map[lexicon.Topic][]string{lexicon.Health: {"google:525", "google:3237", "iab:IAB17-4"}, lexicon.Religion: {"google:596*"}},
	})
	for _, c := range []struct {
		taxonomy   category.Taxonomy
		text, want string
	}{
		{category.Google, "6206", "silent"}, // beneath 508*
		{category.Google, "5690", "silent"},
		{category.Google, "7336", "health google:7336"},
		{category.Google, "525", "health google:525"},
		{category.Google, "Health & Beauty > Health Care > Fitness & Nutrition > Vitamins & Supplements", "health google:525"},
		{category.Google, "Health & Beauty > Health Care > Fitness & Nutrition > Vitamins & Supplements > Iron", "silent"}, // extra names 525 alone
		{category.Google, "3237", "health google:3237"},
		{category.Google, "Home & Garden > Decor > Seasonal & Holiday Decorations > Nativity Sets", "religion google:596*"},
		{category.Google, "1680", "silent"}, // the topic is not chosen
		{category.IAB, "IAB7", "silent"},
		{category.IAB, "IAB7-3", "health iab:IAB7-3"},
		{category.IAB, "317", "silent"}, // beneath 286*
		{category.IAB, "IAB17-4", "health iab:IAB17-4"},
	} {
		if got := judged(m, c.taxonomy, c.text); got != c.want {
			t.Errorf("%s %q: %s, want %s", c.taxonomy, c.text, got, c.want)
		}
	}
}

func TestWrongOptions(t *testing.T) {
	for _, c := range []struct {
		option  string
		options category.Options
		index   int
		want    string
	}{
		{"allow", category.Options{Allow: []string{"google:491", "google:health"}}, 1, "by its number"},
		{"allow", category.Options{Allow: []string{"iab:Health"}}, 0, "is IAB7-3, or a unique id"},
		{"allow", category.Options{Allow: []string{"google:3237*"}}, 0, "name the codes one by one"},
		{"allow", category.Options{Allow: []string{"google:491", "google: 491*"}}, 1, "named twice"},
		{"extra.health", category.Options{Allow: []string{"google:525"}, Extra: map[lexicon.Topic][]string{lexicon.Health: {"google:525"}}}, 0, "named twice"},
		{"extra.health", category.Options{Topics: []lexicon.Topic{lexicon.Religion}, Extra: map[lexicon.Topic][]string{lexicon.Health: {"google:525"}}}, 0, "not chosen"},
	} {
		_, err := category.Compile(c.options)
		var wrong *category.OptionError
		if !errors.As(err, &wrong) || wrong.Option != c.option || wrong.Index != c.index || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v", c.options, err)
		}
	}
}

func TestNamedAndUnmistakable(t *testing.T) {
	for text, want := range map[string]bool{"google:491": true, " IAB: IAB7-3": true, "stressless": false, "bing:491": false, "https://iab.example": false} {
		if _, _, ok := category.Named(text); ok != want {
			t.Errorf("Named(%q) is %t", text, ok)
		}
	}
	for text, want := range map[string]bool{
		"IAB7": true, "iab7-3": true, " IAB23-10 ": true, "IAB7-3-1": true,
		"": false, "IAB": false, "IAB7-": false, "IAB-7": false, "IAB7-x": false, "IAB23-religion": false, "IAB7 3": false, "IAB1234567890123": false, "317": false,
	} {
		if category.Unmistakable(text) != want {
			t.Errorf("Unmistakable(%q) is not %t", text, want)
		}
	}
}

// TestTheFilesSpeakOfTopics fails where a topic that has a code loses all of
// them. For three the taxonomies have none.
func TestTheFilesSpeakOfTopics(t *testing.T) {
	m := mustCompile(t, category.Options{})
	seen := map[lexicon.Topic]bool{}
	for _, code := range category.Listed(category.IAB) {
		hit, _ := m.Find(category.IAB, code)
		seen[hit.Topic] = true
	}
	for _, code := range category.Listed(category.Google) {
		hit, _ := m.Find(category.Google, code)
		seen[hit.Topic] = true
	}
	for _, topic := range lexicon.Topics() {
		without := slices.Contains([]lexicon.Topic{lexicon.TradeUnion, lexicon.GeneticsBiometrics, lexicon.JobLoss}, topic)
		if seen[topic] == without {
			t.Errorf("%s: has a code is %t", topic, seen[topic])
		}
	}
}

// BenchmarkFind judges codes as events carry them.
func BenchmarkFind(b *testing.B) {
	m := mustCompile(b, category.Options{})
	for _, c := range []struct {
		name     string
		taxonomy category.Taxonomy
		text     string
	}{
		{"iab", category.IAB, "IAB7-18"},
		{"id", category.Google, "7336"},
		{"unknown", category.Google, "3237"},
		{"path", category.Google, "Health & Beauty > Personal Care > Cosmetics > Makeup > Lip Makeup > Lipstick"},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				m.Find(c.taxonomy, c.text)
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	for b.Loop() {
		mustCompile(b, category.Options{})
	}
}
