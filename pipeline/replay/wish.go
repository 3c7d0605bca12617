package replay

import (
	"errors"

	"maat/pipeline"
	"maat/pipeline/instant"
	"maat/pipeline/rights"
	"maat/pipeline/state"
)

// Wish lets a person wish something at a moment, and answers what they are
// answered.
func (r *Replay) Wish(at instant.Time, subjectID string, w rights.Wish) (reply *rights.Reply, err error) {
	wish, err := w.Word(subjectID)
	if err != nil {
		return nil, err
	}
	key, err := rights.NewKey()
	if err != nil {
		return nil, err
	}
	wish.Reply = key.Public()
	who := Pseudonym(subjectID)
	value, err := state.Encode(&state.Word{Says: state.Wishes, To: who, Next: who, Wish: &wish})
	if err != nil {
		return nil, err
	}
	if err := r.advance(max(at, r.clock), true); err != nil {
		return nil, err
	}
	err = r.batch(func() ([]pipeline.Judged, error) {
		all, err := r.arrive(pipeline.Record{Key: who[:], Value: value, Wish: true})
		for i := range all {
			if a := all[i].Answer; a != nil {
				if reply, err = key.Open(a.Parts); err != nil {
					return nil, err
				}
			}
		}
		return all, err
	})
	if err == nil && reply == nil {
		return nil, errors.New("the wish is not answered")
	}
	return reply, err
}
