package instance

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"maat/pipeline/control"
)

// watchEvery is how often the policy's file, the principals and the brokers are
// looked at. The control topic is followed as it grows.
const watchEvery = time.Second

// watch ends with the context.
func (i *instance) watch(ctx context.Context) {
	look := time.NewTicker(watchEvery)
	defer look.Stop()
	good := true
	for {
		moved := i.control.Moved()
		if i.policies.fromTopic() {
			good = i.policies.obey(ctx, i.control.Ledger(), i.checkTopics)
		}
		for again := false; !again; {
			select {
			case <-ctx.Done():
				return
			case <-moved:
				again = true
			case <-look.C:
				i.regularly(ctx)
				again = !good
			}
		}
	}
}

// regularly is what is looked at once a second.
func (i *instance) regularly(ctx context.Context) {
	if !i.policies.fromTopic() {
		i.policies.follow(ctx, i.checkTopics)
	}
	i.principals.follow(ctx, i.control.SetPrincipals)
	i.look(ctx)
}

// principals follows the file of those who may act.
type principals struct {
	*instance
	read func() (file string, text []byte, err error) // nil: there is none
	seen []byte
	said string // what was last said to be wrong
}

// first reads the file for the first time.
func (p *principals) first() (*control.Principals, error) {
	if p.read == nil {
		return nil, nil //nolint:nilnil // nobody is known
	}
	file, text, err := p.read()
	if err != nil {
		return nil, fmt.Errorf("control.principals_file: %w", err)
	}
	p.seen = text
	return control.ParsePrincipals(file, text)
}

// follow reads the file again. Where it is wrong, those of before stay: nobody
// is revoked by it, so it is told loudly.
func (p *principals) follow(ctx context.Context, set func(context.Context, *control.Principals) error) {
	if p.read == nil {
		return
	}
	file, text, err := p.read()
	if err == nil && bytes.Equal(text, p.seen) {
		return
	}
	var who *control.Principals
	if err == nil {
		who, err = control.ParsePrincipals(file, text)
	}
	if err == nil {
		err = set(ctx, who)
	}
	if err != nil {
		if p.said != err.Error() {
			p.Log.Error("the principals stay those of before", "component", "control", "error", err.Error())
		}
		p.said = err.Error()
		return
	}
	p.seen, p.said = text, ""
	p.Log.Info("the principals were read anew", "component", "control", "principals", len(who.All()))
}

// policyWait is how often it is looked whether a policy has come.
const policyWait = 200 * time.Millisecond

// awaitPolicy waits until there is something to judge by. Until then nothing is
// read, and so nothing leaves.
func (i *instance) awaitPolicy(ctx context.Context) {
	for told := false; ctx.Err() == nil && i.policies.current() == nil; told = true {
		if !told {
			i.Log.Warn("waiting for a policy", "component", "policy", "error", errNoPolicy.Error())
		}
		pause(ctx, policyWait)
	}
}
