package pipeline

import (
	"bytes"
	"fmt"

	"maat/pipeline/state"
	"maat/pipeline/vault"
)

// lock is the key of a person who was touched.
type lock struct {
	key     *vault.Key // nil: there is no vault
	wrapped []byte     // as the store has it; nil: it has none
	fresh   bool       // it was made in this batch
	used    bool       // something stands under the key that is to be found again
}

// Lock has the lane seal what it knows under a key for each person. A storage
// key that is missing or another one is an error now, before anything is decided:
// of each that was ever used one key is opened.
func (l *Lane) Lock(v *vault.Vault) error {
	l.vault = v
	tried := map[string]bool{}
	return l.eachKey(func(k state.Lock) error {
		id, err := v.ID(k.Wrapped)
		if err == nil && !tried[id] {
			tried[id] = true
			_, err = v.Load(k.Wrapped, k.Subject[:])
		}
		return err
	})
}

// keysAtOnce is how many keys are asked of the store at once.
const keysAtOnce = 1000

func (l *Lane) eachKey(do func(state.Lock) error) error {
	for from, more := (state.Subject{}), true; more; {
		list, err := l.store.Keys(from, keysAtOnce)
		if err != nil {
			return fmt.Errorf("keys: %w", err)
		}
		for _, k := range list {
			if err := do(k); err != nil {
				return err
			}
			from = k.Subject
		}
		more = len(list) == keysAtOnce && after(&from)
	}
	return nil
}

// after moves on to the next subject; false after the last.
func after(s *state.Subject) bool {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i]++; s[i] != 0 {
			return true
		}
	}
	return false
}

// unlock finds the key of a person, or makes one.
func (l *Lane) unlock(who state.Subject) (k lock, err error) {
	if l.vault == nil {
		return lock{}, nil
	}
	if k.wrapped, err = l.store.Key(who); err != nil {
		return lock{}, fmt.Errorf("key: %w", err)
	}
	if k.wrapped == nil {
		k.fresh = true
		k.key, err = l.vault.Make(who[:])
		return k, err
	}
	if k.key, err = l.vault.Load(k.wrapped, who[:]); err != nil {
		return lock{}, err
	}
	k.used = true
	return k, l.vault.Renew(k.key, who[:])
}

// alias is under what the person stands in decisions: without a vault, their
// pseudonym.
func (t *touched) alias() state.Subject {
	if t.key == nil {
		return t.Subject
	}
	t.used = true
	return t.key.Alias()
}

// salt blinds an entry of the log of a partition; ok is false without a vault.
func (t *touched) salt(partition int32, index uint64) (salt [32]byte, ok bool) {
	if t.key == nil {
		return salt, false
	}
	t.used = true
	return t.key.Salt(partition, index), true
}

// done gives a step the names and the key that it is told under. What follows
// an erasure stands under another key: nothing joins the two.
func (l *Lane) done(t *touched, j *Judged) error {
	alias := t.alias()
	for i := range j.Decisions {
		if j.Decisions[i].Known {
			j.Decisions[i].Subject = alias
		}
	}
	if j.Key = t.key; t.key == nil || !j.Erased {
		return nil
	}
	var err error
	t.key, err = l.vault.Make(t.Subject[:])
	t.fresh, t.used = true, false
	return err
}

// nobodys is the key of what is nobody's.
func nobodys(v *vault.Vault) *vault.Key {
	if v == nil {
		return nil
	}
	return v.Common()
}

// keyEntry is what becomes of the key in the store: a new one that nothing stands
// under is not kept, and the old one is not either.
func (t *touched) keyEntry(all []state.Entry) []state.Entry {
	switch key := state.KeyOf(t.Subject); {
	case t.key == nil:
	case t.fresh && !t.used && t.wrapped != nil:
		all = append(all, state.Entry{Key: key})
	case (!t.fresh || t.used) && !bytes.Equal(t.key.Wrapped(), t.wrapped):
		all = append(all, state.Entry{Key: key, Value: t.key.Wrapped()})
	}
	return all
}

// sealed writes a value of the person's.
func sealed[T state.Row | state.Held](t *touched, key []byte, v *T) ([]byte, error) {
	if t.key == nil {
		return state.Encode(v)
	}
	t.used = true
	return state.Seal(v, key, t.key.Seal)
}
