package dossier_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"maat/pipeline/dossier"
	"maat/pipeline/instant"
)

// TestOrdersAreIncidents: what was stopped, from when until when; an order for
// all ends those for one, and what is no order is told.
func TestOrdersAreIncidents(t *testing.T) {
	const minute = instant.Time(instant.Minute)
	since := 100 * minute
	o := dossier.NewOrders(dossier.Period{Since: since, Until: since + 60*minute})
	const tail = `,"time":"2026-01-31T12:00:00Z"}`
	for i, line := range []string{
		`{"maat":{"halt":"meta"}` + tail,                 // before the period, and ended before it
		`{"maat":{"resume":"meta"}` + tail,               //
		`{"maat":{"halt":"mail","action":"hold"}` + tail, // in it
		`{"maat":{"halt":"meta"}` + tail,                 //
		`rubbish`,                                        //
		`{"maat":{"halt":"*"}` + tail,                    // ends both
		`{"maat":{"shadow":true}` + tail,                 // beside it
		`{"maat":{"resume":"*"}` + tail,                  //
	} {
		o.Add(int64(i), since+instant.Time(i-2)*minute+minute/2, []byte(line))
	}
	at := func(i int) instant.Time { return since + instant.Time(i-2)*minute + minute/2 }
	want := []dossier.Incident{
		{Destination: "mail", Action: "hold", From: at(2), Until: at(5), Seconds: 180},
		{Destination: "meta", Action: "drop", From: at(3), Until: at(5), Seconds: 120},
		{Destination: "*", Action: "drop", From: at(5), Until: at(7), Seconds: 120},
		{Destination: "*", Action: "shadow", From: at(6), Seconds: 55*60 + 30},
	}
	if diff := cmp.Diff(want, o.Incidents()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]dossier.Refused{{Offset: 4, At: at(4), Reason: "form"}}, o.Wrong); diff != "" {
		t.Error(diff)
	}
}
