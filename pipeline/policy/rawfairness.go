package policy

// The key words of fairness, the part of a policy that says what is counted to
// see whether people are treated alike.

type rawFairness struct {
	place
	Cohorts named[rawCohort] `yaml:"cohorts" required:"true" doc:"The groups that are compared, by name: coarse attributes that people declared, or context, and never what a model inferred."`
	Roles   []rawRole        `yaml:"roles" doc:"The roles of the events that are counted; outreach where it is not said."`
	Window  spanAt           `yaml:"window" doc:"How long counts are kept, in whole days; 28d where it is not said." example:"28d"`
	MinCell integerAt        `yaml:"min_cell" doc:"No count below this is shown; 20 where it is not said, and never less."`
	Prices  *rawPrices       `yaml:"prices" doc:"Whether the price of an item is the same whoever asks."`
	Alert   *rawAlert        `yaml:"alert" doc:"When a difference is cried out."`
}

// rawCohort is a path and what is made of its value, so that few people share
// no value.
type rawCohort struct {
	place
	Path   path      `yaml:"path" required:"true" doc:"Where the attribute stands in the event." example:"context.location.region"`
	Keep   word      `yaml:"keep" enum:"region,country,category,day_part" doc:"A coarser value."`
	Values []word    `yaml:"values" doc:"The values that are told apart; all else is one." example:"basic"`
	Bands  []literal `yaml:"bands" types:"number" doc:"Where the bands of a number begin, in rising order."`
	Why    word      `yaml:"why" doc:"Why an attribute that is about a sensitive topic is watched; it is printed on the page that says what the brand does."`
}

type rawPrices struct {
	place
	Price     path          `yaml:"price" required:"true" doc:"The price that is asked of the person." example:"properties.price"`
	Device    *rawCohort    `yaml:"device" doc:"The class of the device with which the person looks."`
	Returning *rawReturning `yaml:"returning" doc:"Whether the person was here before."`
}

type rawReturning struct {
	place
	Path path   `yaml:"path" doc:"Where the event says so: true or false." example:"properties.returning"`
	Seen spanAt `yaml:"seen" doc:"Instead of a path: a signal or a purchase of the person at most so long ago, and before this visit." example:"30d"`
}

type rawAlert struct {
	place
	Ratio literal `yaml:"ratio" types:"number" doc:"A rate below this part of that of the others, or above its inverse; 0.8 where it is not said: the four-fifths rule."`
	Level literal `yaml:"level" types:"number" doc:"How often a report may cry out although there is nothing, in all its comparisons together; 0.05 where it is not said."`
}
