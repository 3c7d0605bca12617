package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"reflect"

	"cel.dev/cel-go/cel"

	"maat/pipeline/guard"
	"maat/pipeline/instant"
)

// Options is what Compile needs beside the text.
type Options struct {
	Table []guard.Kind
	// Key finds the key of `hmac: NAME`; ok is false where there is none.
	Key func(name string) (key []byte, ok bool)
}

// compiler turns what was read into a Program. It goes on after a problem, so
// that all are told at once; what has a problem stays out of the Program, which
// is then thrown away.
type compiler struct {
	decoder
	raw     rawPolicy
	program *Program
	env     *cel.Env // nil until an expression needs it
	zone    instant.Zone
	zoned   bool // the policy names a timezone
}

// Compile turns the text of a policy into a Program. The error is a
// source.Problems: all of them at once. With an error there is no Program.
func Compile(file string, text []byte, o Options) (*Program, error) {
	d := ParseDocument(file, text)
	if d.Root == nil {
		return nil, d.problems.Err()
	}
	c := compiler{decoder: decoder{Document: d, o: o}, program: &Program{}}
	c.value(d.Root, reflect.ValueOf(&c.raw).Elem(), "")
	c.head(text)
	c.events()
	c.purposes()
	c.destinations()
	c.fairness()
	if len(d.problems) > 0 {
		return nil, d.problems.Err()
	}
	c.program.Outline, c.program.Warnings = c.outline(), c.warnings()
	return c.program, nil
}

// head is what stands at the top of a policy.
func (c *compiler) head(text []byte) {
	p := c.program
	if name := c.raw.Name; name.text != "" && c.name(name.node) {
		p.Name = name.text
		p.Version = name.text + "@" + digest(text, c.o.Table)
	}
	p.Language = c.raw.Language.text
	if p.Language == "" {
		p.Language = "en"
	}
	c.zone = instant.UTC()
	if tz := c.raw.Timezone; tz.given() {
		c.zoned = true
		zone, err := instant.LoadZone(tz.text)
		switch {
		case tz.text == "": // refused already
		case err != nil:
			c.fail(tz.node, "%v", err)
		default:
			c.zone = zone
		}
	}
	p.Zone = c.zone
	if !c.zoned && len(c.clocks) > 0 {
		c.fail(c.clocks[0], "a time of day needs a timezone: write timezone: Europe/Amsterdam, or whichever it is, at the top")
	}
}

// digest names the text, and the guards of the build that reads it.
func digest(text []byte, table []guard.Kind) string {
	sum := sha256.New()
	sum.Write(text)
	for i := range table {
		sum.Write([]byte("\x00" + table[i].Name))
	}
	return hex.EncodeToString(sum.Sum(nil))[:12]
}
