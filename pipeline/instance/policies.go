package instance

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"maat/pipeline/policy"
	"maat/pipeline/telemetry"
)

// policies holds the policy in force and follows its source.
type policies struct {
	source Source
	tel    *telemetry.Telemetry
	log    *slog.Logger
	now    atomic.Pointer[policy.Program]
	seen   []byte // the text read last, whatever came of it
}

// readPolicies needs a policy that compiles: with none nothing starts.
func readPolicies(s Source, tel *telemetry.Telemetry, log *slog.Logger) (*policies, error) {
	p := &policies{source: s, tel: tel, log: log}
	file, text, err := s.Read()
	if err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	program, err := s.Compile(file, text)
	if err != nil {
		return nil, err
	}
	p.seen = text
	p.activate(program)
	return p, nil
}

func (p *policies) current() *policy.Program { return p.now.Load() }

// has says whether the policy in force has a destination.
func (p *policies) has(destination string) bool {
	return slices.ContainsFunc(p.current().Destinations, func(d *policy.Destination) bool { return d.Name == destination })
}

func (p *policies) activate(program *policy.Program) {
	p.now.Store(program)
	p.tel.PolicyActive(context.Background(), program.Version)
	p.log.Info("policy in force", "component", "policy", "policy", program.Version)
}

// follow reads the source again. A new text is put in force where it compiles
// and its topics are as they must be; else the last good one stays.
func (p *policies) follow(ctx context.Context, topics func(context.Context, *policy.Program) error) {
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
		p.tel.PolicyRefused(ctx)
		p.log.Error("the new policy is not put in force; the last good one stays", "component", "policy", "policy", p.current().Version, "error", err.Error())
		return
	}
	p.activate(program)
}

// watchEvery is how often the policy's source and the brokers are looked at.
const watchEvery = time.Second

// watch ends with the context.
func (i *instance) watch(ctx context.Context) {
	for ctx.Err() == nil {
		pause(ctx, watchEvery)
		if ctx.Err() != nil {
			return
		}
		i.policies.follow(ctx, i.checkTopics)
		i.look(ctx)
	}
}
