package portal

import (
	"net/http"
	"strconv"

	"maat/pipeline/explain"
	"maat/pipeline/instant"
)

// short is the beginning of a list.
type short struct {
	Days []day
	All  string // where all of it stands, where there is more
}

func (v *voice) shortened(list []entry, all string, now instant.Time) short {
	if len(list) <= linesShort {
		return short{Days: v.days(list, now)}
	}
	return short{Days: v.days(list[:linesShort], now), All: all}
}

// listView is a page of one list.
type listView struct {
	frame
	None         string
	Days         []day
	Number       string // which page of how many
	Newer, Older string // addresses
	Cut          bool   // older decisions are not shown
	Unavailable  bool
}

// list shows one of the two lists whole, page by page.
func (p *Portal) list(w http.ResponseWriter, r *http.Request) {
	wanted, ok := map[string]func(*explain.Record) bool{"passed": passed, "withheld": withheld}[r.PathValue("list")]
	if !ok {
		p.fail(w, r, faultNowhere, nil)
		return
	}
	s, v, ok := p.opened(w, r)
	if !ok {
		return
	}
	_, subject, ok := p.see(w, r, s)
	if !ok {
		return
	}
	title, none := v.Overview.Passed, v.Overview.PassedNone
	if r.PathValue("list") == "withheld" {
		title, none = v.Overview.Withheld, v.Overview.WithheldNone
	}
	records, readable := p.decided(r, subject, decisionsMax)
	view := listView{frame: p.frame(r, v, title, s), None: none, Unavailable: !readable}
	view.turn(v, v.history(records, wanted), r, p.Now())
	view.Cut = view.Older == "" && len(records) == decisionsMax
	p.show(w, r, http.StatusOK, "list", view)
}

// turn turns to the page that is asked for; one that there is not is the last.
func (view *listView) turn(v *voice, list []entry, r *http.Request, now instant.Time) {
	all := max(1, (len(list)+linesPage-1)/linesPage)
	n, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil || n < 1 {
		n = 1
	}
	n = min(n, all)
	view.Days = v.days(list[(n-1)*linesPage:min(n*linesPage, len(list))], now)
	address := func(n int) string { return r.URL.Path + "?page=" + strconv.Itoa(n) }
	if n > 1 {
		view.Newer = address(n - 1)
	}
	if n < all {
		view.Older = address(n + 1)
	}
	if all > 1 {
		view.Number = fill(v.Pages.Page, "n", decimal(n), "all", decimal(all))
	}
}
