package policy

import "slices"

// watched: what is counted of nothing, or as one, and what is not coarse.
func (w *warner) watched() {
	raw, f := w.raw.Fairness, w.program.Fairness
	if raw == nil {
		return
	}
	for i := range raw.Roles {
		r := &raw.Roles[i]
		if !slices.ContainsFunc(w.program.Destinations, func(d *Destination) bool { return d.taken(r.Role) }) {
			w.warn(r.node, "no destination takes the role %s: nothing of it is counted", r.Role)
		}
	}
	if len(raw.Roles) == 0 && !slices.ContainsFunc(w.program.Destinations, func(d *Destination) bool {
		return slices.ContainsFunc(d.Takes, func(t Take) bool { return f.Roles[t.Role] })
	}) {
		w.warn(raw.Cohorts.entries[0].name.node, "no destination takes the role outreach: nothing is counted, unless roles names another")
	}
	if w.program.Reader.Campaign.IsZero() {
		w.warn(raw.Cohorts.entries[0].name.node, "events has no path for campaign: all campaigns are counted as one")
	}
	for _, r := range raw.cohorts() {
		if text := r.Path.String(); r.Bands == nil && looksPersonal(text) {
			w.warn(r.Path.node, "%s looks personal: is it coarse enough that each value is many people?", text)
		}
		if len(r.Values) == 1 {
			w.warn(r.Values[0].node, "one value alone is compared with all else")
		}
	}
}

// cohorts are all that are watched, the class of device too.
func (r *rawFairness) cohorts() (list []*rawCohort) {
	for i := range r.Cohorts.entries {
		list = append(list, &r.Cohorts.entries[i].value)
	}
	if r.Prices != nil && r.Prices.Device != nil {
		list = append(list, r.Prices.Device)
	}
	return list
}

// paths are those that the part names.
func (r *rawFairness) paths() (list []path) {
	if r == nil {
		return nil
	}
	for _, one := range r.cohorts() {
		list = append(list, one.Path)
	}
	if r.Prices != nil {
		list = append(list, r.Prices.Price)
		if back := r.Prices.Returning; back != nil && back.Path.given() {
			list = append(list, back.Path)
		}
	}
	return list
}
