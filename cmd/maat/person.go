package main

import (
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/twmb/franz-go/pkg/kgo"

	"maat/pipeline"
	"maat/pipeline/config"
	"maat/pipeline/instant"
	"maat/pipeline/state"
)

// person is somebody as a running pipeline knows them.
type person struct {
	who    state.Subject
	alias  string       // under which decisions about them stand; empty: they are not known
	erased instant.Time // when they asked for the latest erasure; 0: never
}

// known finds the key of a person in the changelog, which only their partition
// is read for, and makes of it the alias that decisions stand under.
func known(cmd *cobra.Command, c *config.Config, who state.Subject, from cluster) (*person, error) {
	keys, err := openVault(c)
	if err != nil {
		return nil, err
	}
	p := &person{who: who}
	values := map[string][]byte{}
	rowKey, keyKey := string(state.RowKey(who)), string(state.KeyOf(who))
	r := from.reader(c.Topics.Changelog, cmd)
	r.only = func(partitions int) int32 { return home(who, partitions) }
	defer r.show.done()
	err = r.read(cmd.Context(), func(at *kgo.Record) {
		if key := string(at.Key); key == rowKey || key == keyKey {
			values[key] = at.Value
		}
	})
	if r.show.done(); errors.Is(err, errNoTopic) {
		return p, nil // nobody is known yet
	}
	if err != nil {
		return nil, from.reach.explain(err)
	}
	if wrapped := values[keyKey]; wrapped != nil {
		key, err := keys.Load(wrapped, who[:])
		if err != nil {
			return nil, fail(unreadable, "%w", err)
		}
		alias := key.Alias()
		p.alias = hex.EncodeToString(alias[:])
	}
	if value := values[rowKey]; value != nil {
		row, err := state.Open[state.Row](state.RowKey(who), value, func(state.Subject) ([]byte, error) { return values[keyKey], nil }, keys.Open)
		if err != nil {
			return nil, fail(unreadable, "what is known of this person in topic %s: %w", c.Topics.Changelog, err)
		}
		p.erased = row.ErasedAt
	}
	return p, nil
}

// home is the partition in which a person is judged.
func home(who state.Subject, partitions int) int32 {
	return int32(kgo.StickyKeyPartitioner(nil).ForTopic("").Partition(&kgo.Record{Key: who[:]}, partitions))
}

// words name the person in an answer that found nothing, and say why it may not
// have.
func (p *person) words() string {
	text := "this person (pseudonym " + hex.EncodeToString(p.who[:]) + ")"
	switch {
	case p.erased != 0:
		text += fmt.Sprintf(", who was erased as of %s: what was decided before cannot be found any more, and nothing was since,", p.erased)
	case p.alias == "":
		text += ", who is not known here: nothing came of theirs, or it was forgotten; nothing is there"
	}
	return text
}

// subjectOf is the pseudonym of an id as it stands in events; the subject key
// has been read.
func subjectOf(c *config.Config, id string) (state.Subject, error) {
	people, err := pipeline.NewPseudonyms(c.Keys.Subject.Reveal())
	if err != nil {
		return state.Subject{}, err
	}
	return people.Of(id), nil
}
