// Package lexicon judges whether a text speaks of a sensitive topic: health,
// religion, debt and the other topics that a person never chose to be followed by.
//
// The judgement is made of three steps, each in its own file:
//
//	text ──► decode (URL, HTML entities) ──► fold (Unicode, look-alikes, words) ──► automaton + boundary checks ──► shields ──► Hit
//
// The words are data: one file a topic and a language in data/, written to be
// read and corrected by a privacy officer (README.md says how). They are
// compiled once; finding is a pure function of the compiled [Lexicon] and the
// text, linear in the length of the text, and safe for concurrent use.
package lexicon
