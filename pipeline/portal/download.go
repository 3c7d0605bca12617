package portal

import (
	"net/http"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"maat/pipeline/rights"
)

// downloadMax is how many decisions a download holds at most.
const downloadMax = 50_000

// data is a download: all that is known of a person, and all that was decided
// about them.
type data struct {
	Person    *rights.Person   `json:"person"`
	Decisions []jsontext.Value `json:"decisions"`
}

// download gives all of it as a file. Half of it would look like all of it, so
// where the decisions cannot be read there is none.
func (p *Portal) download(w http.ResponseWriter, r *http.Request) {
	s, _, ok := p.opened(w, r)
	if !ok || !p.within(w, r, p.limits.acting, "download", s.Nonce) {
		return
	}
	person, subject, ok := p.see(w, r, s)
	if !ok {
		return
	}
	records, ok := p.decided(r, subject, downloadMax)
	if !ok {
		p.fail(w, r, faultDown, s)
		return
	}
	all := data{Person: person, Decisions: []jsontext.Value{}}
	for i := range records {
		all.Decisions = append(all.Decisions, records[i].Append(nil))
	}
	out, err := json.Marshal(all, jsontext.WithIndent("  "))
	if err != nil {
		p.fail(w, r, faultDown, s)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", `attachment; filename="maat-data.json"`)
	_, _ = w.Write(out)
}
