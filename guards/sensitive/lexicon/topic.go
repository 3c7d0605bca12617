package lexicon

// Topic is one of the sensitive topics. The zero value is no topic.
type Topic uint8

// The topics, in the order in which a text that speaks of several is reported.
const (
	Health Topic = 1 + iota
	MentalHealth
	PregnancyFertility
	Sexuality
	Religion
	Politics
	TradeUnion
	Ethnicity
	GeneticsBiometrics
	CrimeJustice
	DebtMoneyTrouble
	AddictionGambling
	Bereavement
	RelationshipBreakdown
	ViolenceAbuse
	Children
	JobLoss
)

// lastTopic is the greatest valid Topic.
const lastTopic = JobLoss

// String returns the topic as policies and decisions spell it, for example
// "mental_health", or "" for a value that is no topic.
func (t Topic) String() string {
	switch t {
	case Health:
		return "health"
	case MentalHealth:
		return "mental_health"
	case PregnancyFertility:
		return "pregnancy_fertility"
	case Sexuality:
		return "sexuality"
	case Religion:
		return "religion"
	case Politics:
		return "politics"
	case TradeUnion:
		return "trade_union"
	case Ethnicity:
		return "ethnicity"
	case GeneticsBiometrics:
		return "genetics_biometrics"
	case CrimeJustice:
		return "crime_justice"
	case DebtMoneyTrouble:
		return "debt_money_trouble"
	case AddictionGambling:
		return "addiction_gambling"
	case Bereavement:
		return "bereavement"
	case RelationshipBreakdown:
		return "relationship_breakdown"
	case ViolenceAbuse:
		return "violence_abuse"
	case Children:
		return "children"
	case JobLoss:
		return "job_loss"
	}
	return ""
}

// Valid reports whether t is one of the topics.
func (t Topic) Valid() bool { return t >= Health && t <= lastTopic }

// ParseTopic returns the topic that [Topic.String] spells as name. Case counts.
func ParseTopic(name string) (Topic, bool) {
	for t := Health; t <= lastTopic; t++ {
		if t.String() == name {
			return t, true
		}
	}
	return 0, false
}

// Topics returns every topic, in the order in which hits are preferred. The
// caller may keep and change the slice.
func Topics() []Topic {
	all := make([]Topic, 0, lastTopic)
	for t := Health; t <= lastTopic; t++ {
		all = append(all, t)
	}
	return all
}
