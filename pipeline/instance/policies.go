package instance

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"

	"maat/pipeline/control"
	"maat/pipeline/instant"
	"maat/pipeline/policy"
	"maat/pipeline/telemetry"
)

// policies holds the policy in force and follows its source: a file, or the
// control topic.
type policies struct {
	source Source
	clock  func() instant.Time
	tel    *telemetry.Telemetry
	log    *slog.Logger
	plan   atomic.Pointer[plan]
	told   atomic.Pointer[policy.Program] // the one that was last said to be in force
	seen   []byte                         // the text of the file read last, whatever came of it

	compiled map[control.Hash]reading // of the control topic, by digest
	wrong    map[uint64]string        // what was last said of an activation that cannot be in force
}

// plan is what is in force and what is to come, in the order of their times. It
// does not change.
type plan []dated

// dated is a policy from a time on.
type dated struct {
	from    instant.Time // 0: from now on
	program *policy.Program
}

// reading is what came of a text.
type reading struct {
	program *policy.Program
	err     error
}

// readPolicies needs a policy that compiles: with none nothing starts. Those of
// the control topic are not known yet.
func readPolicies(s Source, clock func() instant.Time, tel *telemetry.Telemetry, log *slog.Logger) (*policies, error) {
	p := &policies{source: s, clock: clock, tel: tel, log: log, compiled: map[control.Hash]reading{}, wrong: map[uint64]string{}}
	if s.Read == nil {
		return p, nil
	}
	file, text, err := s.Read()
	if err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	program, err := s.Compile(file, text)
	if err != nil {
		return nil, err
	}
	p.seen = text
	p.plan.Store(&plan{{program: program}})
	p.current()
	return p, nil
}

// fromTopic says that policies come from the control topic.
func (p *policies) fromTopic() bool { return p.source.Read == nil }

// current is the policy in force now, by the clock; nil where there is none. The
// loop asks once a batch, and so switches between two transactions.
func (p *policies) current() *policy.Program {
	all := p.plan.Load()
	if all == nil {
		return nil
	}
	now := p.clock()
	for _, d := range slices.Backward(*all) {
		if d.from <= now {
			p.tell(d.program)
			return d.program
		}
	}
	return p.told.Load() // a clock that goes back takes nothing out of force
}

// tell says once which policy is in force.
func (p *policies) tell(program *policy.Program) {
	if old := p.told.Load(); old == program || !p.told.CompareAndSwap(old, program) {
		return
	}
	p.tel.PolicyActive(context.Background(), program.Version)
	p.log.Info("policy in force", "component", "policy", "policy", program.Version)
}

// has says whether the policy in force has a destination; of none that is not
// known.
func (p *policies) has(destination string) bool {
	program := p.current()
	return program == nil || slices.ContainsFunc(program.Destinations, func(d *policy.Destination) bool { return d.Name == destination })
}

// check is what a policy needs of the cluster.
type check func(context.Context, *policy.Program) error

// follow reads the file again. A new text is put in force where it compiles
// and its topics are as they must be; else the last good one stays.
func (p *policies) follow(ctx context.Context, topics check) {
	file, text, err := p.source.Read()
	if err == nil && bytes.Equal(text, p.seen) {
		return
	}
	var program *policy.Program
	if err == nil {
		p.seen = text
		program, err = p.source.Compile(file, text)
	}
	if err == nil {
		err = topics(ctx, program)
	}
	if err != nil {
		p.refuse(ctx, err)
		return
	}
	p.plan.Store(&plan{{program: program}})
	p.current()
}

func (p *policies) refuse(ctx context.Context, err error) {
	version := "none"
	if program := p.current(); program != nil {
		version = program.Version
	}
	p.tel.PolicyRefused(ctx)
	p.log.Error("the new policy is not put in force; the last good one stays", "component", "policy", "policy", version, "error", err.Error())
}

// obey plans what the control topic has activated: the last good one of those
// that have begun, and all good ones that are to come. It says whether all were
// good: what a cluster lacks may come.
func (p *policies) obey(ctx context.Context, l *control.Ledger, topics check) (good bool) {
	var next plan
	good = true
	now := p.clock()
	for _, a := range slices.Backward(l.Activations()) {
		program, err := p.program(ctx, a, topics)
		if err != nil {
			good = false
			p.wrongWith(ctx, a, err)
			continue
		}
		delete(p.wrong, a.Seq)
		from := a.From
		if a.Now {
			from = 0
		}
		next = append(next, dated{from, program})
		if a.Begun(now) {
			break
		}
	}
	slices.Reverse(next)
	p.plan.Store(&next)
	p.current()
	return good
}

// program is what is activated, where it compiles and its topics are there.
func (p *policies) program(ctx context.Context, a *control.Activation, topics check) (*policy.Program, error) {
	digest := a.Proposal.Hash
	r, ok := p.compiled[digest]
	if !ok {
		r.program, r.err = p.source.Compile(a.Proposal.File, []byte(a.Proposal.Policy))
		p.compiled[digest] = r
	}
	if r.err != nil {
		return nil, r.err
	}
	if loaded := p.plan.Load(); loaded != nil && slices.ContainsFunc(*loaded, func(d dated) bool { return d.program == r.program }) {
		return r.program, nil // its topics were looked at
	}
	return r.program, topics(ctx, r.program)
}

// wrongWith says once what is wrong with an activation.
func (p *policies) wrongWith(ctx context.Context, a *control.Activation, err error) {
	if p.wrong[a.Seq] == err.Error() {
		return
	}
	p.wrong[a.Seq] = err.Error()
	p.refuse(ctx, fmt.Errorf("proposal %d: %w", a.Proposal.Seq, err))
}

// errNoPolicy is said while nothing was activated.
var errNoPolicy = errors.New("no policy is in force, and nothing leaves: propose, approve and activate one (maat policy --help)")
