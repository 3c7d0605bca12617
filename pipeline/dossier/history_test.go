package dossier

import "testing"

// history is what people did in the made-up month.
func history(t testing.TB, f *Facts) {
	t.Helper()
	f.Versions[0].Acts = []Act{
		{at(t, "2026-02-20T09:00:00Z"), "propose", "ada", "", "spring"}, {at(t, "2026-02-20T10:00:00Z"), "approve", "bea", "api", ""}, {at(t, "2026-02-20T11:00:00Z"), "activate", "ada", "", ""},
	}
	f.Versions[0].Answers = []Answer{{"relevant", "Yes: <b>they</b> asked"}, {"clear", "It says so"}, {"like", "I would"}}
	f.Versions[0].Active = []Active{{at(t, "2026-02-20T11:00:00Z"), at(t, "2026-03-04T12:00:00Z"), "ada"}}
	f.Versions[1].Active = []Active{{at(t, "2026-03-04T12:00:00Z"), 0, "bea"}}
	f.Incidents = []Incident{
		{Destination: "meta", Action: "hold", From: at(t, "2026-03-03T07:00:00Z"), Until: at(t, "2026-03-03T09:30:00Z"), Seconds: 9000, By: "cem", Ended: "bea", Why: "wrong | copy"},
		{Destination: "*", Action: "drop", From: at(t, "2026-03-31T23:00:00Z"), Seconds: 3600, By: "cem"},
	}
	f.Refused = []Refused{{Offset: 7, At: at(t, "2026-03-09T07:00:00Z"), Reason: "bad_signature"}, {Offset: 9}}
}
