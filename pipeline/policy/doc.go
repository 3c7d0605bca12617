// Package policy turns the text that marketing ops writes into a Program: text
// to Document (positions kept, nothing decided) to Program (immutable, nothing
// left to look up or parse on the data path). What does not compile never runs.
//
// What the policy language leaves open is decided here so:
//
//   - A text is a text: a number, true, false or null without quotes is refused
//     where a text belongs, and a number in quotes where a number does. Where a
//     list belongs, one value alone will do; an empty list is refused.
//   - Aliases, anchors, tags, merge keys and characters that a reader does not
//     see are refused: a policy says what it seems to say.
//   - A guard listed by a destination replaces the general setting wholly: what
//     it does not say is the default, not what the general setting says.
//   - Of two fields one beneath the other the longer path decides; the same path
//     twice is an error. A field with braces has exactly one transform.
//   - A layer stands on the one written before it, or on the earlier one that
//     after names. needs is the first layer where it is not said.
//   - Times of day, and keep of date, day_part and year, need a timezone.
//   - The name of an event is its `event`, or its `type` for calls without one
//     (page, screen, identify); events.name says otherwise. Only text names.
//   - A subject is the first that is present. Null and blank texts are not; what
//     is present and no identifier makes the event unreadable. Identifiers are
//     texts and integers up to 2^53-1 written plainly: 1 and "1" are the same
//     person, 1.0 is nobody. The same holds for ids, topics, items and so on,
//     but what is no identifier there counts as none.
//   - In a consent, null around the choices says nothing; anything else that
//     cannot be read is unreadable for every category that it could speak of.
//   - A purpose with a category is granted by that alone, and denied by any
//     framework that it names. One without is granted by one framework, for all
//     that is asked of it, if none denies. A framework that cannot be read denies
//     until it can be; GPP can also tell of opt-outs, which only deny. A grant in a
//     TC string is no newer than the day on which the string says it was made.
//   - Of a CloudEvent the data is asked first whom it is about, then the attribute
//     subject. An enriched event of Snowplow is read in the JSON form of the
//     Analytics SDKs alone. Of its consents only a choice that was made, on the
//     basis of consent, in a model of the schema that is known, is a grant.
//   - What is emitted stands where no layer lets anything out, says what is granted
//     at the moment of leaving, and is no edit.
//   - The topic of an event is judged by the sensitive guard like its texts, and
//     where its path stands under codes, like a code. Category codes stand where
//     the policy says; the presets know properties.google_product_category.
//   - A rule that counts by what events has no path for is an error, and so are
//     paths in one list of a guard that lie beneath one another.
//   - Whether a signal or conversion is a contact is decided when it comes in, by
//     the contact of the policy then in force; it is remembered by the text of
//     that expression.
//   - A retract of the presets segment and rudderstack is of the type of its
//     outreach, and a track call where that did not leave. Who it is about is told
//     by the paths of subject, and by the fields that a layer hashes.
//   - A preference gives the fields in which it has one value and no object; null
//     takes back.
package policy
