package audit

import "slices"

// Rules are a policy as the audit is told it. Times are nanoseconds; 0 is none.
type Rules struct {
	Duplicate    int64
	MaxAge       int64 // of a consent
	GPC          bool
	Wait         int64 // of the cooldown, by topic
	MaxHold      int64
	QuietFrom    int // minutes since midnight in UTC; quiet hours end on the same day
	QuietTo      int
	Max, Rest    int64 // of the duration, by topic
	Caps         []Cap
	Predicted    string // what becomes of a field with a guess: strip or drop; "": the rule is not listed
	Undisclosed  string // the same of a field that people do not know is used
	Linkage      string // which identifier goes where the two may not leave together: known or anonymous
	Price        string // what becomes of a personal price: restore or drop
	Recognition  string // what becomes of copy without a neutral variant: strip or drop
	Relationship Relationship
	Interest     Interest
	Destinations []Destination // in the order of the policy
}

// Cap of outreach.
type Cap struct {
	Max int
	Per int64
	By  string // destination, subject, topic or campaign
}

// Relationship wants a contact; none where Within is 0.
type Relationship struct {
	Within int64
	Brand  bool // with the brand of the outreach
	Own    bool // only on the brand's own site
}

// Interest wants signals on the topic; none where Signals is 0.
type Interest struct {
	Signals  int
	Within   int64
	Item     bool // on the item, not the topic
	Distinct bool // on items that differ
}

// Destination is where events may go. Its layers are general, which has no
// purpose; mild, for advertising; personal, for identified advertising too.
type Destination struct {
	Name     string
	Topic    string
	Takes    []string // roles
	Mild     bool     // below mild nothing leaves
	Deadline int64
}

// The categories under which people are asked.
const (
	advertising = "advertising"
	identified  = "advertising_identified"
	linking     = "profile_linking"
)

// ahead is how far an event's own time may lie ahead, and late how much after
// its due time a held event is asked about quiet hours again.
const (
	ahead = int64(5 * 60e9)
	late  = int64(60e9)
	day   = int64(24 * 3600e9)
	never = int64(1<<63 - 1)
)

func (r *Rules) takers(role string) []*Destination {
	var all []*Destination
	for i := range r.Destinations {
		if d := &r.Destinations[i]; slices.Contains(d.Takes, role) {
			all = append(all, d)
		}
	}
	return all
}

func (r *Rules) named(name string) (*Destination, int) {
	i := slices.IndexFunc(r.Destinations, func(d Destination) bool { return d.Name == name })
	if i < 0 {
		return nil, 0
	}
	return &r.Destinations[i], i
}

// quiet answers when the quiet hours that stand at t are over.
func (r *Rules) quiet(t int64) (end int64, ok bool) {
	from, to := int64(r.QuietFrom)*60e9, int64(r.QuietTo)*60e9
	since := t % day
	return t - since + to, since >= from && since < to
}

// within says that what happened at t is younger than a span: what is exactly
// as old is not.
func within(t, span, now int64) bool { return now-t < span }

// roles by the names of events, as every policy of the simulation has them.
func role(name string) string {
	switch name {
	case "Product Viewed":
		return "signal"
	case "Retargeting Triggered":
		return "outreach"
	case "Order Confirmation Queued":
		return "service"
	case "Order Completed":
		return "conversion"
	case "Churn Predicted":
		return "prediction"
	case "Consent Preference Updated":
		return "consent"
	case "Preferences Saved":
		return "preference"
	case "Personalisation Disabled":
		return "opt_out"
	case "Personalisation Enabled":
		return "opt_in"
	case "Erasure Requested":
		return "erase"
	}
	return ""
}

// ownDecision says that events of the role change what is known and are decided
// on whoever takes them.
func ownDecision(role string) bool {
	return slices.Contains([]string{"consent", "preference", "opt_out", "opt_in", "erase"}, role)
}
