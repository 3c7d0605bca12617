package guardtest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"maat/pipeline/replay"
	"maat/pipeline/rights"
	"maat/pipeline/state"
)

// wishes says that a line is a wish of a person.
func wishes(line string) bool {
	words := fields(line)
	return len(words) > 3 && words[1] == "wish"
}

// wish lets a person wish something, and tells what they are answered.
func wish(t *testing.T, r *replay.Replay, line string) string {
	t.Helper()
	words := fields(line)
	kind, ok := state.ParseWishKind(words[3])
	if !ok {
		t.Fatalf("%s is no wish", words[3])
	}
	w, who := rights.Wish{ID: words[2], Kind: kind, By: rights.ByPerson}, "u1"
	for _, word := range words[4:] {
		key, value, ok := strings.Cut(word, "=")
		switch {
		case !ok:
			t.Fatalf("%s is no KEY=VALUE", word)
		case key == "user":
			who = value
		case key == "purpose":
			w.Purpose = value
		default:
			if w.Fields == nil {
				w.Fields = map[string]jsontext.Value{}
			}
			w.Fields[key] = given(value)
		}
	}
	reply, err := r.Wish(moment(t, words[0]), who, w)
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return answered(words[2], reply)
}

// given is JSON, or a word.
func given(value string) jsontext.Value {
	if json.Valid([]byte(value)) {
		return jsontext.Value(value)
	}
	return jsontext.Value(fmt.Sprintf("%q", value))
}

// answered tells an answer in a line.
func answered(id string, r *rights.Reply) string {
	var b strings.Builder
	fmt.Fprintf(&b, "  %s answered", id)
	switch {
	case r.Refused != "":
		return b.String() + " refused " + r.Refused
	case r.Answer.Person != nil:
		return b.String() + " " + person(r.Answer.Person)
	case r.Answer.Receipt == nil:
		return fmt.Sprintf("%s used %v", b.String(), r.Answer.Used)
	}
	receipt := r.Answer.Receipt
	fmt.Fprintf(&b, " applied %v", receipt.Applied)
	for _, one := range receipt.Recalled {
		fmt.Fprintf(&b, "; recalled %s from %s", one.ID, one.Destination)
	}
	for _, one := range receipt.Left {
		fmt.Fprintf(&b, "; left %s for %s at %s", one.Role, one.Destination, short(one.At))
	}
	for _, one := range receipt.Told {
		fmt.Fprintf(&b, "; told %s", one.Destination)
		if one.Waits {
			b.WriteString(" when resumed")
		}
	}
	return b.String()
}

// person tells what is known in a line.
func person(p *rights.Person) string {
	text := fmt.Sprintf("opted_out=%v objects=%v signals=%d forwards=%d held=%d linked=%d wishes=%d",
		p.OptedOut, p.Objects, len(p.Signals), len(p.Forwards), len(p.Held), len(p.Linked), len(p.Wishes))
	for _, c := range p.Consents {
		text += fmt.Sprintf(" %s=%s", c.Category, c.Choices[len(c.Choices)-1].Choice)
	}
	for _, g := range p.Preferences {
		if strings.HasPrefix(g.Field, "#") {
			continue // the policy does not name it
		}
		text += fmt.Sprintf(" gave(%s)=%v", g.Field, g.Given)
	}
	return text
}
