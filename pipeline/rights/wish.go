package rights

import (
	"slices"
	"strings"

	"maat/pipeline/state"
)

// WrongError says that a wish says something that is none: it is not sent.
type WrongError struct{ Why string }

func (e *WrongError) Error() string { return e.Why }

// IDMax is how many bytes the id of a wish has at most.
const IDMax = 256

// Bounds of a wish, in bytes and fields. An identifier is as long as in an event.
const (
	subjectMax = 1024
	nonceMax   = 256
	fieldsMax  = state.GivenMax
)

// Word is the wish as it goes to whoever judges the person of the identifier.
func (w *Wish) Word(subjectID string) (state.Wish, error) {
	word := state.Wish{
		ID: w.ID, Kind: w.Kind, Subject: subjectID, Purpose: w.Purpose, Nonce: w.Nonce, Expires: w.Expires, By: w.By,
	}
	if why := w.wrong(subjectID); why != "" {
		return word, &WrongError{why}
	}
	for path, value := range w.Fields {
		word.Fields = append(word.Fields, state.GivenField{Path: path, Value: value})
	}
	slices.SortFunc(word.Fields, func(a, b state.GivenField) int { return strings.Compare(a.Path, b.Path) })
	return word, nil
}

func (w *Wish) wrong(subjectID string) string {
	switch {
	case subjectID == "" || len(subjectID) > subjectMax:
		return "a wish is that of a person: an identifier of 1 to 1024 bytes"
	case w.ID == "" || len(w.ID) > IDMax:
		return "a wish has an id of 1 to 256 bytes"
	case !w.Kind.Known():
		return "a wish is of a kind"
	case (w.Kind == Withdraw) != (w.Purpose != ""):
		return "a purpose is withdrawn, and goes with nothing else"
	case (w.Kind == Correct) != (len(w.Fields) > 0) || len(w.Fields) > fieldsMax:
		return "1 to 256 fields are corrected, and go with nothing else"
	case (w.Kind == Open) != (len(w.Nonce) > 0) || len(w.Nonce) > nonceMax:
		return "a link that is opened has a nonce of 1 to 256 bytes, and nothing else has"
	case (w.Kind == Open) != (w.Expires > 0):
		return "a link that is opened has an end, and nothing else has"
	}
	return ""
}

// Add adds what a further part of an answer tells.
func (a *Answer) Add(part *Answer) {
	if a.Person == nil || part.Person == nil {
		*a = *part
		return
	}
	a.Person.Held = append(a.Person.Held, part.Person.Held...)
}
