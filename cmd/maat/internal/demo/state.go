package demo

import (
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"maat/pipeline/explain"
	"maat/pipeline/policy"
)

// State is all that a view shows.
type State struct {
	Now, Begun time.Time
	Judged     time.Time // when all that was sent had been decided; zero: not yet
	DrainEnd   time.Time // until when what is held is waited for; zero: not yet
	Brokers    string
	Admin      string            // address of the operator's port; empty: not open yet
	Policy     string            // the version that decides
	Topics     map[string]string // of the destinations
	Shop       Shop
	Tally      *Tally
	Latest     Latest
	Teller     explain.Teller
	Warnings   int // lines of the log so far
}

// read takes in what has been committed.
func (d *demo) read() error {
	decisions := d.Instance.Want.Topics.Decisions
	return d.reader.poll(pollMax, func(r *kgo.Record) {
		source := header(r, "maat-source")
		if r.Topic != decisions {
			d.state.Tally.Arrived[r.Topic]++
			d.state.Latest.output(r.Topic, source, r.Value, d.now())
			return
		}
		record, err := explain.Parse(r.Value)
		if err != nil {
			d.state.Tally.Strange++
			return
		}
		d.follow(d.programs.of(record.Policy))
		d.state.Tally.Count(&record, source)
		d.state.Latest.decision(&record, d.state.Topics[record.Destination], source, d.now())
		d.view.decided(&d.state, &record)
	})
}

func header(r *kgo.Record, key string) string {
	for _, h := range r.Headers {
		if h.Key == key {
			return string(h.Value)
		}
	}
	return ""
}

// follow shows a policy that has begun to decide: its language and time zone,
// its destinations in its order, and what arrives in their topics.
func (d *demo) follow(p numbered) {
	if p.number <= d.followed {
		return
	}
	d.followed = p.number
	s := &d.state
	s.Policy, s.Teller.Zone = p.program.Version, p.program.Zone
	if d.Language == "" {
		s.Teller.Language = p.program.Language
	}
	s.Topics = map[string]string{}
	for _, to := range p.program.Destinations {
		s.Topics[to.Name] = to.Topic
		s.Tally.Destination(to.Name)
		d.outputs = append(d.outputs, to.Topic)
	}
	d.reader.client.AddConsumeTopics(d.outputs...)
}

// programs remembers what was compiled, by version. It is of several goroutines.
type programs struct {
	mu        sync.Mutex
	byVersion map[string]numbered
	compiled  int
}

// numbered is a program and the how manyth it was.
type numbered struct {
	program *policy.Program
	number  int
}

type compile = func(file string, text []byte) (*policy.Program, error)

func (p *programs) remember(compile compile) compile {
	return func(file string, text []byte) (*policy.Program, error) {
		program, err := compile(file, text)
		if err != nil {
			return nil, err
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.byVersion == nil {
			p.byVersion = map[string]numbered{}
		}
		p.compiled++
		p.byVersion[program.Version] = numbered{program, p.compiled}
		return program, nil
	}
}

func (p *programs) of(version string) numbered {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.byVersion[version]
}

// latest is the program that was compiled last, for want of a decision that
// names one.
func (p *programs) latest() (last numbered) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, n := range p.byVersion {
		if n.number > last.number {
			last = n
		}
	}
	return last
}
