package policy_test

import (
	"encoding/json"
	"strings"
	"testing"

	"maat/pipeline/policy"
)

// emitting is shop of which mail emits.
func emitting(t testing.TB, emit string) *policy.Program {
	t.Helper()
	return compile(t, shop+"    emit: "+emit+"\n")
}

// TestEmit: every platform hears yes and no in its own words, and yes only where
// all purposes are granted.
func TestEmit(t *testing.T) {
	for as, want := range map[string][2]string{
		"google_ads":   {`{"a":1,"p":"GRANTED"}`, `{"a":1,"p":"DENIED"}`},
		"data_manager": {`{"a":1,"p":"CONSENT_GRANTED"}`, `{"a":1,"p":"CONSENT_DENIED"}`},
		"consent_mode": {`{"a":1,"p":"granted"}`, `{"a":1,"p":"denied"}`},
		"meta":         {`{"a":1,"p":[]}`, `{"a":1,"p":["LDU"],"p_country":0,"p_state":0}`},
		"tiktok":       {`{"a":1,"p":false}`, `{"a":1,"p":true}`},
	} {
		for _, c := range []struct {
			purpose string
			grants  []string
			yes     bool
		}{
			{"ads", []string{"", "consent.missing"}, true},
			{"ads", []string{"consent.gpc", ""}, false},
			{"[ads, more]", []string{"", ""}, true},
			{"[ads, more]", []string{"", "consent.withdrawn"}, false},
			{"[more, ads]", []string{"consent.expired", ""}, false},
		} {
			d := emitting(t, "{path: p, as: "+as+", purpose: "+c.purpose+"}").Destinations[1]
			said := want[1]
			if c.yes {
				said = want[0]
			}
			got := string(d.Emit([]byte(`{"a":1,"p":"its own"}`), c.grants))
			if got != said {
				t.Errorf("%s of %s with %q says %s", as, c.purpose, c.grants, got)
			}
			x, _ := view(t, got).Get(d.Emitted[0].Path)
			if granted, ok := d.Emitted[0].Says(x); !ok || granted != c.yes {
				t.Errorf("%s is read as %v, %v", got, granted, ok)
			}
		}
	}
	if d := emitting(t, "{path: p, as: meta, purpose: ads}").Destinations[0]; string(d.Emit([]byte(`{"a":1}`), nil)) != `{"a":1}` {
		t.Error("a destination that emits nothing does")
	}
}

// TestEmitOfTooMuch: where what must be said does not fit nothing leaves.
func TestEmitOfTooMuch(t *testing.T) {
	d := emitting(t, "{path: p, as: tiktok, purpose: ads}").Destinations[1]
	long := `{"a":"` + strings.Repeat("x", 1<<20-len(`{"a":""}`)) + `"}`
	if got := d.Emit([]byte(long), []string{"", ""}); got != nil {
		t.Errorf("%d bytes leave", len(got))
	}
}

// TestEmitOutline: the outline and the schema know of it.
func TestEmitOutline(t *testing.T) {
	p := emitting(t, "[{path: p, as: tiktok, purpose: ads}, {path: q, as: meta, purpose: more}]")
	o := p.Outline.Destinations[1]
	if len(o.Emits) != 2 || o.Emits[0].Line == 0 || len(p.Destinations[1].Emitted) != 2 {
		t.Errorf("%+v, %+v", o.Emits, p.Destinations[1].Emitted)
	}
	var schema map[string]any
	if err := json.Unmarshal(policy.Schema(nil), &schema); err != nil || !strings.Contains(string(policy.Schema(nil)), `"google_ads"`) {
		t.Errorf("the schema does not know it: %v", err)
	}
}

// TestWarningsOfEmit: a purpose that is emitted is asked for, and one that
// nothing can grant is told.
func TestWarningsOfEmit(t *testing.T) {
	asked := strings.Replace(sound, "  ads: {category: advertising}", "  ads: {category: advertising}\n  more: {category: more}", 1) +
		"    emit: {path: p, as: tiktok, purpose: more}\n"
	if got := warnings(t, asked); len(got) != 0 {
		t.Errorf("%q", got)
	}
	deaf := strings.Replace(asked, "  more: {category: more}", "  more: {consent_mode: ad_storage}", 1)
	deaf = strings.Replace(deaf, "format: segment", "format: snowplow", 1)
	deaf = strings.Replace(strings.Replace(deaf, "properties.category", "event_id", 1), "userId", "user_id", 1)
	want := "p always says no: it asks for a consent that events of format snowplow do not say <- p"
	if got := warnings(t, deaf); len(got) != 1 || got[0] != want {
		t.Errorf("%q", got)
	}
}
