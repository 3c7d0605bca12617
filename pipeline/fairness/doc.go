// Package fairness says from counts whether people are treated alike: intervals,
// tests and what may be shown of them. It is pure: the same counts give the same
// report, always.
//
// Events are not people. One person may be the subject of a hundred of them, all
// kept in for one reason, and a test that took these for a hundred people would
// cry out over nothing. So counts come in state.Groups random groups of people,
// and from how far these differ follows how much a count is worth: the design
// effect (Kish 1965), by which every interval and test here is widened.
package fairness
