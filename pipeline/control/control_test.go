package control_test

import (
	"errors"
	"testing"

	"maat/pipeline/control"
	"maat/pipeline/guard"
)

func TestParse(t *testing.T) {
	const at = `,"time":"2026-01-31T12:00:00Z"}`
	for line, want := range map[string]control.Order{
		`{"maat":{"halt":"meta"}` + at:                 {Destination: "meta", Halt: guard.HaltDrop},
		`{"maat":{"halt":"*","action":"hold"}` + at:    {Destination: guard.All, Halt: guard.HaltHold},
		`{"maat":{"action":"drop","halt":"meta"}` + at: {Destination: "meta", Halt: guard.HaltDrop},
		`{"maat":{"resume":"meta"}` + at:               {Destination: "meta", Halt: guard.Running},
		`{"maat":{"shadow":true}` + at:                 {Shadow: guard.InShadow},
		`{"maat":{"shadow":false}` + at:                {Shadow: guard.Enforced},
	} {
		got, ok, err := control.Parse([]byte(line))
		if want.At = got.At; err != nil || !ok || got != want || got.At.String() != "2026-01-31T12:00:00Z" {
			t.Errorf("%s: %+v, %t, %v", line, got, ok, err)
		}
	}
	for _, line := range []string{
		`{"maat":{"halt":"meta"}}`, `{"maat":{}` + at, `{"maat":{"halt":"meta","action":"stop"}` + at, `{"maat":{"halt":"a","resume":"b"}` + at,
		`{"maat":{"shadow":"true"}` + at, `{"maat":{"shadow":1}` + at, `{"maat":{"shadow":null}` + at, `{"maat":{"shadow":true}}`,
		`{"maat":{"shadow":true,"halt":"*"}` + at, `{"maat":{"shadow":true,"action":"drop"}` + at,
	} {
		if o, ok, err := control.Parse([]byte(line)); ok || !errors.Is(err, control.ErrForm) {
			t.Errorf("%s: %+v, %t, %v", line, o, ok, err)
		}
	}
	for _, line := range []string{`{"maat":1}`, `{"event":"x"}`, `rubbish`, `[]`} {
		if o, ok, err := control.Parse([]byte(line)); ok || err != nil {
			t.Errorf("%s: %+v, %t, %v", line, o, ok, err)
		}
	}
}

// TestObeyed: what is ordered of the policy and of its destinations stand side by
// side, and the last order of each counts.
func TestObeyed(t *testing.T) {
	halts := guard.NoHalts()
	for _, o := range []control.Order{
		{Shadow: guard.InShadow}, {Destination: "meta", Halt: guard.HaltHold}, {Destination: guard.All, Halt: guard.HaltDrop}, {Destination: "mail", Halt: guard.Running},
	} {
		halts = o.Obeyed(halts)
	}
	if !halts.Dark(false) || halts.For("meta") != guard.HaltDrop || halts.For("mail") != guard.Running {
		t.Errorf("%+v", halts)
	}
	lifted := control.Order{Shadow: guard.Enforced}.Obeyed(halts)
	if lifted.Dark(true) || lifted.For("meta") != guard.HaltDrop || lifted.Equal(halts) {
		t.Errorf("%+v", lifted)
	}
	if unsaid := guard.NoHalts(); unsaid.Dark(false) || !unsaid.Dark(true) || (guard.Halts{}).Dark(true) {
		t.Error("without an order the policy decides, and what nobody made is in force")
	}
}
