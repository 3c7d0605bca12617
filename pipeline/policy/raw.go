package policy

// The key words of a policy. From these types and their tags come the reading
// of a policy, the refusal of what it does not know, and the JSON Schema.

type rawPolicy struct {
	Maat         word                  `yaml:"maat" required:"true" enum:"v1" doc:"The version of the policy language."`
	Name         word                  `yaml:"name" required:"true" doc:"The name of the policy; it stands in every decision." example:"webshop"`
	Mode         word                  `yaml:"mode" enum:"enforce,shadow" doc:"enforce, which is meant where it is not said: what the policy says is done. shadow: everything leaves as it came, and the decisions say what would have been done."`
	Language     word                  `yaml:"language" enum:"nl,en" doc:"The language of reasons shown to people; en where it is not said."`
	Timezone     word                  `yaml:"timezone" doc:"The zone of quiet hours, dates and day parts, by its IANA name." example:"Europe/Amsterdam"`
	Events       *rawEvents            `yaml:"events" required:"true" doc:"How to read what comes in."`
	Purposes     named[rawPurpose]     `yaml:"purposes" doc:"What people are asked for, and how a grant of it looks in an event."`
	Guards       rawGuards             `yaml:"guards" doc:"The guards of every destination, unless it says otherwise."`
	Fairness     *rawFairness          `yaml:"fairness" doc:"What is counted to see whether people are treated alike. Without it nothing is."`
	Destinations named[rawDestination] `yaml:"destinations" required:"true" doc:"Where events may go. What is not listed here gets nothing."`
}

type rawEvents struct {
	Format   word   `yaml:"format" required:"true" enum:"segment,rudderstack,cloudevents,snowplow,custom" doc:"The preset of the paths below; custom has none."`
	Name     []path `yaml:"name" doc:"What an event is called, matched by roles: the first path that is present." example:"event"`
	ID       path   `yaml:"id" doc:"The event's own id." example:"messageId"`
	Time     path   `yaml:"time" doc:"When it occurred, RFC 3339." example:"timestamp"`
	Received path   `yaml:"received" doc:"When it arrived; the clock of a replay, and used only there." example:"receivedAt"`
	Subject  []path `yaml:"subject" doc:"Whom the event is about: the first path that is present." example:"userId"`
	Item     path   `yaml:"item" doc:"The product." example:"properties.product_id"`
	Topic    path   `yaml:"topic" doc:"What an interest is in." example:"properties.category"`
	Campaign path   `yaml:"campaign" doc:"The campaign of a message." example:"properties.campaign_id"`
	Channel  path   `yaml:"channel" doc:"The channel of a message." example:"properties.channel"`
	Brand    path   `yaml:"brand" doc:"The brand." example:"properties.brand"`
	Cause    path   `yaml:"cause" doc:"The id of the event that an outreach follows up on." example:"properties.cause_id"`
	Text     []path `yaml:"text" doc:"Where a sensitive word can stand: the event is dropped for it." example:"properties.query"`
	SideText []path `yaml:"side_text" doc:"The same, but only the field goes." example:"context.page.referrer"`
	Copy     []path `yaml:"copy" doc:"Message text shown to a person." example:"properties.headline"`

	Codes rawCodes `yaml:"codes" doc:"Where category codes stand: a sensitive one makes the event sensitive. A path holds a text, a whole number, or a list of these."`

	Consent     path `yaml:"consent" doc:"The choices by category, each true or false." example:"context.consent.categoryPreferences"`
	TCF         path `yaml:"tcf" doc:"The TC string of the IAB's Transparency and Consent Framework." example:"context.consent.tcf.tc_string"`
	GPP         path `yaml:"gpp" doc:"The string of the IAB's Global Privacy Platform." example:"context.consent.gpp.gpp_string"`
	ConsentMode path `yaml:"consent_mode" doc:"Google's Consent Mode: the types, each granted or denied." example:"context.consent.consent_mode"`

	Roles rawRoles `yaml:"roles" required:"true" doc:"What an event is to Maat, by its name; the first that matches, in written order. An event without a role leaves nowhere."`
}

type rawCodes struct {
	place
	IAB    []path `yaml:"iab" doc:"Codes of the IAB Content Taxonomy: IAB7-3, or a unique id of version 2 or 3." example:"properties.iab_categories"`
	Google []path `yaml:"google" doc:"Categories of the Google product taxonomy: the number, or the path of names." example:"properties.google_product_category"`
}

// rawMatch is an entry of roles: a name, or a name with a condition.
type rawMatch struct {
	place
	Event word `yaml:"event" required:"true" short:"true" doc:"The name of the event." example:"Product Viewed"`
	When  word `yaml:"when" doc:"A CEL expression over event: where it is false or fails, the entry does not match." example:"event.properties.section == \"shop\""`
}

type rawPurpose struct {
	place
	Category    word  `yaml:"category" doc:"The category under which events carry the choice; where it is named nothing else grants the purpose." example:"advertising"`
	TCF         []int `yaml:"tcf" doc:"Purposes of the IAB's Transparency and Consent Framework, 1 to 11: all of them." example:"1"`
	ConsentMode word  `yaml:"consent_mode" enum:"ad_storage,ad_user_data,ad_personalization,analytics_storage,functionality_storage,personalization_storage,security_storage" doc:"The type in Google's Consent Mode."`
}

type rawDestination struct {
	place
	Topic    word       `yaml:"topic" required:"true" doc:"The Kafka topic that what may leave is written to." example:"ads.meta"`
	Takes    []rawTake  `yaml:"takes" required:"true" doc:"The roles of the events that it takes."`
	Needs    word       `yaml:"needs" doc:"The lowest layer that still makes sense here: below it an event is dropped, not thinned. The first where it is not said." example:"mild"`
	Deadline spanAt     `yaml:"deadline" doc:"Older than this the platform refuses an event: a hold never goes past it." example:"7d"`
	Retract  word       `yaml:"retract" asks:"the name of the event that is sent" doc:"The name of the event that is sent once a person's retargeting ends, so that the platform forgets them too." example:"Retargeting Ended"`
	Layers   []rawLayer `yaml:"layers" required:"true" list:"always" doc:"The layers of personalisation, the most general first."`
	Emit     []rawEmit  `yaml:"emit" doc:"Fields that tell the platform what a person agreed to, written into whatever leaves."`
	Guards   rawGuards  `yaml:"guards" shared:"no" doc:"What differs here: a guard listed here replaces the general setting of that guard wholly."`
}

// rawEmit is a field that says what is granted.
type rawEmit struct {
	place
	Path    path   `yaml:"path" required:"true" doc:"Where it stands in what leaves; what the event itself has there never leaves." example:"consent.ad_user_data"`
	As      word   `yaml:"as" required:"true" enum:"google_ads,data_manager,consent_mode,meta,tiktok" doc:"How the platform says yes and no."`
	Purpose []word `yaml:"purpose" required:"true" doc:"The purposes that must be granted for a yes, all of them." example:"ads"`
}

// rawTake is an entry of takes: a role, or a role with a condition.
type rawTake struct {
	place
	Role rawRole `yaml:"role" required:"true" short:"true" doc:"The role that is taken."`
	When word    `yaml:"when" doc:"A CEL expression over event: where it is false or fails, the event is not taken." example:"event.properties.to == \"meta\""`
}

type rawLayer struct {
	place
	Name    word       `yaml:"name" required:"true" doc:"The name of the layer." example:"general"`
	After   word       `yaml:"after" doc:"The layer below; the one written before it where it is not said."`
	Purpose []word     `yaml:"purpose" doc:"The purposes that must be granted, all of them." example:"ads"`
	Fields  []rawField `yaml:"fields" required:"true" doc:"What it lets out. A path covers all beneath it, unless a longer one says otherwise."`
}

// rawField is an entry of fields: a path, or a path with one transform.
type rawField struct {
	place
	Path     path      `yaml:"path" required:"true" short:"true" doc:"The path of the field." example:"properties.category"`
	Hash     word      `yaml:"hash" enum:"sha256" doc:"The SHA-256 of the text, trimmed and in small letters, as ad platforms want it."`
	HMAC     word      `yaml:"hmac" doc:"A pseudonym under the key of this name."`
	Round    literal   `yaml:"round" types:"number" doc:"The nearest multiple of a number." example:"10"`
	Keep     word      `yaml:"keep" enum:"region,country,category,day_part,date,year,domain,path_root" doc:"A coarser value."`
	Truncate integerAt `yaml:"truncate" doc:"The first so many characters." example:"20"`
	Const    literal   `yaml:"const" types:"string,number,boolean,null" doc:"A value of the policy in its place: a text, a number, true, false or null."`
}
